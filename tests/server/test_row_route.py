"""Rows of brought layers over HTTP."""

import json
import threading

import pytest

from dashboard.store import rows
from tests.server.asking import ask


def test_a_row_is_told_by_who_offered_it_in_a_worker_thread_and_kept_nowhere() -> None:
    threads = []

    def row_of(key: str, i: int) -> dict[str, object] | None:
        threads.append(threading.current_thread())
        return {"i": i, "row": 7, "values": {"name": "حلب\ud800", "key": key}} if i < 3 else None

    rows.offer_rows("k1", row_of)
    got = ask("/brought/k1/rows/2")
    assert (got.status, got.headers["cache-control"]) == (200, "no-store")
    assert json.loads(got.body) == {"i": 2, "row": 7, "values": {"name": "حلب\ud800", "key": "k1"}}
    assert ask("/brought/k1/rows/3").status == 404
    assert threading.main_thread() not in threads


@pytest.mark.parametrize("i", ["-1", "1.0", "x", "", "٣", "1e3", "9" * 11, "0x1", " 1", "1\n"])
def test_only_a_plain_number_names_a_row(i: str) -> None:
    rows.offer_rows("k2", lambda key, index: {"i": index})
    assert ask(f"/brought/k2/rows/{i}").status == 404


def test_a_layer_that_nobody_offered_has_no_rows() -> None:
    assert ask("/brought/none/rows/1").status == 404
