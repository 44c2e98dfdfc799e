"""Readiness: readers are sent only where all is well."""

import pytest

from dashboard.serving import readiness
from dashboard.serving.preload import warm_up
from tests.server.asking import ask


def test_a_process_is_ready_once_data_and_tables_are_there_until_it_stops(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(readiness, "_warm", type(readiness._warm)())
    monkeypatch.setattr(readiness, "_stopping", type(readiness._stopping)())
    assert ask("/readyz").status == 503
    assert "warm\n" in ask("/readyz").body.decode()
    warm_up()
    readiness.be_warm()
    assert (ask("/readyz").status, ask("/readyz").body) == (200, b"ready")
    readiness.begin_stopping()
    assert (ask("/readyz").status, ask("/readyz").body) == (503, b"stopping\n")
    assert ask("/healthz").status == 200


def test_a_looker_that_fails_makes_the_process_unready(monkeypatch: pytest.MonkeyPatch) -> None:
    from dashboard.store import current
    from dashboard.store.load import chosen_folder

    warm_up()
    readiness.be_warm()
    assert "looker" not in readiness.unready()
    monkeypatch.setattr(current, "_failing", {chosen_folder()})
    assert "looker" in readiness.unready()
