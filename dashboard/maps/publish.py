"""Publish a dataset to the browser: columns, spec, messages and reading tables at addresses of ours."""

import json
import threading
from dataclasses import dataclass
from functools import partial

from dashboard import __version__
from dashboard.domain.dataset import Dataset
from dashboard.domain.lens import Lens, every_lens
from dashboard.i18n import say
from dashboard.i18n.wording import browser_strings
from dashboard.maps.columns import encode
from dashboard.maps.compile import compile_map
from dashboard.maps.definition import define_map
from dashboard.maps.table import reading_table
from dashboard.store import blobs

_JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the browser finds what it draws; each address names its content and never changes it."""

    spec: str
    strings: str
    tables: dict[str, str]
    columns: tuple[str, ...]

    def first_needed(self) -> tuple[str, ...]:
        """Give what every reader fetches first, under the lens that a plain link opens with."""
        return (self.spec, self.strings, self.tables[Lens().key], *self.columns)


_published: dict[tuple[str, str], Addresses] = {}
_lock = threading.Lock()


def publish(dataset: Dataset, language: str = "en") -> Addresses:
    """Put everything the component needs where it can be fetched; once per version of the data.

    Reading tables are compiled when the first reader asks for them.
    """
    key = (dataset.version, language)
    with _lock:
        if key not in _published:
            _published.clear()
            _published[key] = _publish(dataset, language)
        return _published[key]


def _publish(dataset: Dataset, language: str) -> Addresses:
    urls = {
        layer.id: blobs.put(
            encode(layer.id, dataset.features_by_layer.get(layer.id, ())), "application/octet-stream", "cols"
        )
        for layer in dataset.layers
    }
    spec = compile_map(
        define_map(dataset, urls), dataset, say("map.attribution", language), say("map.disclaimer", language)
    )
    tables = {
        lens.key: blobs.offer(
            f"table {__version__} {dataset.version} {lens.key} {language}",
            partial(reading_table, dataset, lens, language),
            _JSON,
            "json",
        )
        for lens in every_lens()
    }
    return Addresses(
        spec=blobs.put(json.dumps(spec, ensure_ascii=False).encode(), _JSON, "json"),
        strings=blobs.put(json.dumps(browser_strings(language), ensure_ascii=False).encode(), _JSON, "json"),
        tables=tables,
        columns=tuple(urls.values()),
    )
