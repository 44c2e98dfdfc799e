"""Counts for operators, as Prometheus reads them."""

from prometheus_client.parser import text_string_to_metric_families

from dashboard.serving.exchanges import Watched
from dashboard.serving.preload import warm_up
from tests.server import asking
from tests.server.asking import ask


def samples() -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    text = ask("/metrics").body.decode()
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_requests_are_counted_by_route_and_class_of_status(monkeypatch: object) -> None:
    key = ("aleppo_requests_total", (("method", "GET"), ("route", "/atlas/{name}"), ("status", "4xx")))
    before = samples().get(key, 0)
    monkeypatch.setattr(asking, "APP", Watched(asking.APP))  # type: ignore[attr-defined]
    for name in ("a", "b", "c"):
        ask(f"/atlas/{name}")
    assert samples()[key] == before + 3


def test_process_blobs_and_data_are_told() -> None:
    warm_up()
    told = samples()
    names = {name for name, _ in told}
    assert told[("aleppo_blob_bytes", ())] > 10_000
    assert {"process_resident_memory_bytes", "aleppo_blob_found_total", "aleppo_data_problems"} <= names
    about = next(dict(labels) for name, labels in told if name == "aleppo_version_info")
    assert len(about["data"]) == 16


def test_no_label_says_anything_that_a_client_wrote(monkeypatch: object) -> None:
    monkeypatch.setattr(asking, "APP", Watched(asking.APP))  # type: ignore[attr-defined]
    for path, method in (("/marker7e57", "GET"), ("/atlas/marker7e57", "MARKER7E57")):
        ask(path, method, headers={"Host": "marker7e57"})
    assert "marker7e57" not in ask("/metrics").body.decode().lower()
