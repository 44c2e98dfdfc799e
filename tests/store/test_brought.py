"""The network as it stands now: made once, made anew when something changes, and its ties told."""

import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from dashboard.domain.attach import Attachment
from dashboard.domain.dataset import Dataset
from dashboard.domain.network import Network, network_of
from dashboard.store import current
from dashboard.store.brought import Brought, chosen_snap_m
from dashboard.store.networks import NetworkFileError, save_network
from tests.conftest import annotation, source, world
from tests.domain.test_attach import network, road

BROUGHT = network([(0, 60), (1000, 60)])
NOON, LATER = datetime(2026, 1, 2, 12, tzinfo=UTC), datetime(2026, 1, 2, 13, tzinfo=UTC)
_one: list[Brought] = []


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start from the data's own network; put back afterwards whatever was chosen."""
    for name in ("ALEPPO_NETWORK", "ALEPPO_SNAP"):
        monkeypatch.setenv(name, "")
    _one[:] = [Brought()]


def current_network(dataset: Dataset) -> Network:
    return _one[0].tie(dataset, NOON).network


def current_ties(dataset: Dataset) -> tuple[Attachment, ...]:
    return _one[0].tie(dataset, NOON).ties


def spoken(**given: Any) -> Dataset:
    """Make a world where somebody says that a road is cut."""
    return world(source(annotation(status="cut")), features=(road(**given),))


def brought(path: Path, monkeypatch: pytest.MonkeyPatch, made: Network = BROUGHT) -> Path:
    save_network(made, path)
    monkeypatch.setenv("ALEPPO_NETWORK", str(path))
    return path


def test_without_a_file_it_is_the_datas_own_and_nothing_was_tied(shipped: Dataset) -> None:
    assert current_network(shipped).size == network_of(shipped).size
    assert current_network(shipped) is current_network(shipped)
    assert current_ties(shipped) == ()


def test_a_brought_network_is_tied_when_it_is_loaded_and_shared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    brought(tmp_path / "a.npz", monkeypatch)
    dataset = spoken()
    assert current_network(dataset).bearers == {0: ("road",)}
    assert current_network(dataset) is current_network(dataset)
    assert [(tie.feature_id, tie.count) for tie in current_ties(dataset)] == [("road", 1)]


def test_it_is_made_anew_for_another_dataset(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    brought(tmp_path / "a.npz", monkeypatch)
    assert current_ties(spoken())[0].why == ""
    assert current_ties(spoken(accuracy_m=5000))[0].why == "coarse"


def test_it_is_made_anew_when_the_file_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, dataset = brought(tmp_path / "a.npz", monkeypatch), spoken()
    first = current_network(dataset)
    save_network(replace(BROUGHT, oneway=~BROUGHT.oneway), path)
    assert current_network(dataset) is not first
    assert current_network(dataset).oneway.tolist() == [True]


def test_it_is_made_anew_when_the_file_is_exchanged_within_one_tick(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, dataset = brought(tmp_path / "a.npz", monkeypatch), spoken()
    current_network(dataset)
    then = path.stat()
    save_network(replace(BROUGHT, oneway=~BROUGHT.oneway), path)
    os.utime(path, ns=(then.st_atime_ns, then.st_mtime_ns))
    assert current_network(dataset).oneway.tolist() == [True]


def test_it_is_tied_as_near_as_was_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    brought(tmp_path / "a.npz", monkeypatch)
    dataset = spoken()
    assert [tie.count for tie in current_ties(dataset)] == [1]
    monkeypatch.setenv("ALEPPO_SNAP", "40")
    assert [(tie.count, tie.why) for tie in current_ties(dataset)] == [(0, "far")]


def test_the_words_are_those_of_the_day_it_is_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stale = replace(BROUGHT, bearers={})
    brought(tmp_path / "a.npz", monkeypatch, stale)
    silent = world(features=(road(),))
    assert current_network(silent).bearers == {}
    assert current_network(spoken()).bearers == {0: ("road",)}


def test_a_missing_file_is_told_with_its_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALEPPO_NETWORK", str(tmp_path / "none.npz"))
    with pytest.raises(NetworkFileError, match=r"none\.npz: there is no such file\n  fix: make it again"):
        current_network(spoken())


def test_a_damaged_file_is_told_and_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, dataset = brought(tmp_path / "a.npz", monkeypatch), spoken()
    path.write_bytes(b"text")
    with pytest.raises(NetworkFileError, match="it is damaged"):
        current_network(dataset)
    save_network(BROUGHT, path)
    assert current_network(dataset).size == (2, 1)


@pytest.mark.parametrize("given", ["near", "-1", "nan", "inf", "100001"])
def test_what_is_no_distance_is_told(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("ALEPPO_SNAP", given)
    with pytest.raises(ValueError, match=f"ALEPPO_SNAP: '{given}' is no distance\n  fix: give a number"):
        chosen_snap_m()


@pytest.mark.parametrize(("given", "metres"), [("", 500), ("0", 0), ("750.5", 750.5)])
def test_five_hundred_metres_are_near_unless_told(
    monkeypatch: pytest.MonkeyPatch, given: str, metres: float
) -> None:
    monkeypatch.setenv("ALEPPO_SNAP", given)
    assert chosen_snap_m() == metres


def test_a_file_that_breaks_leaves_the_network_that_was_read_last_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, dataset = brought(tmp_path / "a.npz", monkeypatch), spoken()
    first = _one[0].tie(dataset, NOON)
    path.write_bytes(b"text")
    second = _one[0].tie(dataset, LATER)
    assert second.network.size == first.network.size
    assert second.read_at == NOON
    assert str(second.problem) == (
        "a.npz\n  error[network-file] it is damaged, or no network file\n"
        "  fix: make it again with aleppo network import"
    )
    save_network(BROUGHT, path)
    assert _one[0].tie(dataset, LATER).problem is None


def test_a_file_that_vanishes_leaves_the_network_for_other_data_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = brought(tmp_path / "a.npz", monkeypatch)
    _one[0].tie(spoken(), NOON)
    path.unlink()
    tied = _one[0].tie(spoken(accuracy_m=5000), LATER)
    assert tied.problem
    assert "there is no such file" in tied.problem.message
    assert [tie.why for tie in tied.ties] == ["coarse"]


def test_another_file_does_not_fall_back_on_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    brought(tmp_path / "a.npz", monkeypatch)
    _one[0].tie(spoken(), NOON)
    monkeypatch.setenv("ALEPPO_NETWORK", str(tmp_path / "b.npz"))
    with pytest.raises(NetworkFileError, match=r"b\.npz: there is no such file"):
        _one[0].tie(spoken(), NOON)


def test_a_network_that_is_brought_is_the_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shipped: Dataset
) -> None:
    save_network(BROUGHT, tmp_path / "a.npz")
    monkeypatch.setattr(current, "_watches", {})
    monkeypatch.chdir(tmp_path)
    current.bring_network(Path("a.npz"), snap_m=40)
    monkeypatch.chdir("/")
    assert _one[0].tie(shipped, NOON).network.size == (2, 1)
    assert chosen_snap_m() == 40
