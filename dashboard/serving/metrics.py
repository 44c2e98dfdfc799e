"""What operators count: requests, readers, blobs, page runs; no label says anything of a reader."""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from prometheus_client import (
    CONTENT_TYPE_PLAIN_0_0_4,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    InfoMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from dashboard import __version__
from dashboard.store import blobs
from dashboard.store.current import failing, standing
from dashboard.store.shelf import chosen_shelf

MEDIA_TYPE = CONTENT_TYPE_PLAIN_0_0_4
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_registry = CollectorRegistry()
REQUESTS = Counter("aleppo_requests", "Answered requests", ["method", "route", "status"], registry=_registry)
REQUEST_SECONDS = Histogram(
    "aleppo_request_seconds", "From request to the last byte", ["route"], buckets=_SECONDS, registry=_registry
)
SENT_BYTES = Counter("aleppo_sent_bytes", "Bytes of answers", ["route"], registry=_registry)
SOCKETS = Gauge("aleppo_sockets", "Open websockets", ["route"], registry=_registry)
REFUSED = Counter("aleppo_refused", "What was refused for a limit", ["limit"], registry=_registry)
PAGE_SECONDS = Histogram(
    "aleppo_page_run_seconds", "Runs of the page's script", buckets=_SECONDS, registry=_registry
)
PAGE_FAILURES = Counter("aleppo_page_run_failures", "Runs that ended with an error", registry=_registry)
SHARED = Counter("aleppo_shared_texts", "Parts of pages that were asked for", ["found"], registry=_registry)


class _Held(Collector):
    """Tells what is held at the moment it is asked."""

    def collect(self) -> Iterable[Metric]:
        """Give blobs and the version of the data; looks at nothing on disk that is not loaded."""
        held = blobs.state()
        yield GaugeMetricFamily("aleppo_blob_bytes", "Bytes held in memory for browsers", held.held_bytes)
        yield GaugeMetricFamily("aleppo_blobs", "Blobs held in memory", held.held)
        yield GaugeMetricFamily("aleppo_blob_files", "Files served by address", held.files)
        yield CounterMetricFamily("aleppo_blob_found", "Blobs that were at hand", held.found)
        yield CounterMetricFamily("aleppo_blob_missed", "Blobs that were not at hand", held.missed)
        about = {"code": __version__}
        if not failing(chosen_shelf()):
            now = standing(chosen_shelf())
            about["data"] = now.dataset.version[:16]
            yield GaugeMetricFamily("aleppo_data_problems", "Problems of the data shown", len(now.problems))
        yield InfoMetricFamily("aleppo_version", "Versions of code and data", about)


_registry.register(_Held())
ProcessCollector(registry=_registry)


def exposition() -> bytes:
    """Write all counts as Prometheus reads them."""
    return generate_latest(_registry)


@contextmanager
def page_run() -> Iterator[None]:
    """Measure one run of the page."""
    started, is_sound = time.perf_counter(), False
    try:
        yield
        is_sound = True
    finally:
        PAGE_SECONDS.observe(time.perf_counter() - started)
        if not is_sound:
            PAGE_FAILURES.inc()
