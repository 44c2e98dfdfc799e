"""Network files: what goes in comes out, and damage is told before anything is looked up."""

import json
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.domain.attach import NamedIds
from dashboard.domain.dataset import Dataset
from dashboard.domain.network import Ids, Network, NumberedIds, network_of
from dashboard.store.networks import NetworkFileError, load_network, save_network

FIX = "\n  fix: make it again with aleppo network import"


def small(**given: Any) -> Network:
    """Make a network of three nodes and two segments."""
    plain: dict[str, Any] = {
        "node_ids": NumberedIds("node", np.arange(3)),
        "node_at": np.array([[37.0, 36], [37.1, 36], [37.2, 36]]),
        "segment_ids": NumberedIds("road", np.arange(2)),
        "tail": np.array([0, 1], np.int32),
        "head": np.array([1, 2], np.int32),
        "length_m": np.array([9000, 9000], np.float32),
        "spread_m": np.array([0, 50], np.float32),
        "oneway": np.array([True, False]),
        "shape_from": np.array([0, 2, 4], np.uint32),
        "shape": np.array([[370, 360], [371, 360], [371, 360], [372, 360]], np.int32) * 1_000_000,
        "road": np.array([0, -1], np.int32),
        "road_ids": ("ring-road",),
    }
    return Network(**{**plain, **given})


def told(network: Network) -> dict[str, Any]:
    """Give everything that a network holds in a form that can be compared."""
    found: dict[str, Any] = {}
    for column in fields(Network):
        value = getattr(network, column.name)
        if isinstance(value, np.ndarray):
            found[column.name] = (value.dtype, value.tolist())
        else:
            found[column.name] = dict(value) if isinstance(value, Mapping) else list(value)
    return found


def test_the_network_of_the_shipped_data_comes_back(shipped: Dataset, tmp_path: Path) -> None:
    network = network_of(shipped)
    save_network(network, tmp_path / "a.npz")
    assert told(load_network(tmp_path / "a.npz")) == told(network)


def test_ids_are_found_after_loading(tmp_path: Path) -> None:
    network = small(node_ids=NamedIds(NumberedIds("node", np.arange(3)), {"crossing": 2, "gate": 2}))
    save_network(network, tmp_path / "a.npz")
    loaded = load_network(tmp_path / "a.npz")
    assert isinstance(loaded.node_ids, Ids)
    assert [loaded.node(name) for name in ("crossing", "gate", "node-2", "node-3")] == [2, 2, 2, None]
    assert list(loaded.node_ids) == ["node-0", "node-1", "crossing"]
    assert loaded.segment("road-1") == 1


words = st.dictionaries(st.integers(0, 1), st.lists(st.text(max_size=5), max_size=3).map(tuple))


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words, words, words, st.dictionaries(st.text(max_size=5), st.integers(0, 2)))
def test_words_and_names_of_any_letters_come_back(  # type: ignore[no-untyped-def]
    tmp_path: Path, bearers, gates, node_gates, names
) -> None:
    ids = NamedIds(NumberedIds("node", np.arange(3)), names)
    network = small(bearers=bearers, gates=gates, node_gates=node_gates, node_ids=ids)
    save_network(network, tmp_path / "a.npz")
    assert told(load_network(tmp_path / "a.npz")) == told(network)


def test_a_network_without_segments_comes_back(tmp_path: Path) -> None:
    network = network_of(Dataset())
    save_network(network, tmp_path / "a.npz")
    assert load_network(tmp_path / "a.npz").size == (0, 0)


def test_writing_replaces_the_old_file_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    (tmp_path / "a.npz").write_text("old", encoding="utf-8")
    save_network(small(), tmp_path / "a.npz")
    assert [path.name for path in tmp_path.iterdir()] == ["a.npz"]


def test_a_failed_writing_keeps_the_old_file(tmp_path: Path) -> None:
    save_network(small(), tmp_path / "a.npz")
    before = (tmp_path / "a.npz").read_bytes()
    (tmp_path / "folder.npz").mkdir()
    with pytest.raises(OSError, match=r"folder\.npz"):
        save_network(small(), tmp_path / "folder.npz")
    with pytest.raises(TypeError):
        save_network(small(bearers={0: (object(),)}), tmp_path / "a.npz")
    assert (tmp_path / "a.npz").read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.npz", "folder.npz"]


def refusal(path: Path) -> str:
    """Give what is said of a file that cannot be loaded, without path and remedy."""
    with pytest.raises(NetworkFileError) as refused:
        load_network(path)
    said = str(refused.value)
    assert said.startswith(f"{path}: ")
    assert said.endswith(FIX)
    return said.removeprefix(f"{path}: ").removesuffix(FIX)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.npz") == "there is no such file"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\x80\x04N.", b"text", b"\x93NUMPY\x01\x00"])
def test_what_is_no_network_file_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.npz").write_bytes(content)
    assert refusal(tmp_path / "a.npz") == "it is damaged, or no network file"


def test_a_single_array_and_another_npz_are_told(tmp_path: Path) -> None:
    with (tmp_path / "a.npz").open("wb") as file:
        np.save(file, np.zeros(3))
    assert refusal(tmp_path / "a.npz") == "it is damaged, or no network file"
    np.savez(tmp_path / "b.npz", a=np.zeros(3))
    assert refusal(tmp_path / "b.npz") == "it is no network file"


def test_a_pickle_inside_is_not_run(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", facts=np.array([{"format": "aleppo-network"}], dtype=object))
    assert refusal(tmp_path / "a.npz") == "it is damaged, or no network file"


def test_every_cut_and_every_changed_byte_of_the_content_is_told(tmp_path: Path) -> None:
    save_network(small(), tmp_path / "a.npz")
    whole = (tmp_path / "a.npz").read_bytes()
    for at in range(0, len(whole) - 1, 97):
        (tmp_path / "b.npz").write_bytes(whole[:at])
        refusal(tmp_path / "b.npz")
    content = whole.index(b"facts.npy") + 60
    (tmp_path / "b.npz").write_bytes(whole[:content] + bytes([whole[content] ^ 255]) + whole[content + 1 :])
    assert refusal(tmp_path / "b.npz") == "it is damaged, or no network file"


def rewrite(path: Path, change: Callable[[dict[str, Any], dict[str, Any]], None]) -> Path:
    """Save the small network, change its facts or columns, and write it again."""
    named = NamedIds(NumberedIds("node", np.arange(3)), {"crossing": 2})
    save_network(replace(small(), node_ids=named, gates={1: ("gate",)}), path)
    with np.load(path) as file:
        columns = dict(file)
    facts = json.loads(columns["facts"].tobytes())
    change(facts, columns)
    columns["facts"] = np.frombuffer(json.dumps(facts).encode(), np.uint8)
    np.savez(path, **columns)
    return path


def put(name: str, value: Any) -> Callable[[dict[str, Any], dict[str, Any]], None]:
    return lambda facts, columns: columns.update({name: value})


def state(name: str, value: Any) -> Callable[[dict[str, Any], dict[str, Any]], None]:
    return lambda facts, columns: facts.update({name: value})


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (state("format", "other"), "it is no network file"),
        (state("version", 2), "it has version 2; this program reads version 1"),
        (lambda facts, columns: columns.pop("head"), "it is damaged (head is missing)"),
        (put("head", np.zeros(2)), "it is damaged (head is of type float64)"),
        (put("head", np.zeros((2, 2), np.int32)), "it is damaged (head has the shape (2, 2))"),
        (put("head", np.zeros(3, np.int32)), "it is damaged (head has another length than tail)"),
        (
            put("head", np.array([1, 3], np.int32)),
            "it is damaged (a segment ends at a node that is not there)",
        ),
        (
            put("tail", np.array([-1, 1], np.int32)),
            "it is damaged (a segment ends at a node that is not there)",
        ),
        (put("road", np.array([0, 1], np.int32)), "it is damaged (a road that is not there)"),
        (put("shape_from", np.array([0, 4], np.uint32)), "it is damaged (shape_from does not fit)"),
        (put("shape_from", np.array([0, 4, 2], np.uint32)), "it is damaged (shape_from runs backwards)"),
        (
            put("shape_from", np.array([0, 2, 5], np.uint32)),
            "it is damaged (shape has another length than shape_from says)",
        ),
        (put("node_at", np.full((3, 2), np.nan)), "it is damaged (a node is nowhere)"),
        (put("node_at", np.zeros((2, 2))), "it is damaged (nodes and their ids differ in number)"),
        (put("length_m", np.array([1, -1], np.float32)), "it is damaged (a length is no length)"),
        (put("segment_ids_numbers", np.arange(3)), "it is damaged (segments and their ids differ in number)"),
        (lambda facts, columns: columns.pop("segment_ids_numbers"), "it is damaged (ids without numbers)"),
        (state("gates", {"2": ["gate"]}), "it is damaged (gates for a row not there)"),
        (
            state("node_ids", {"names": {"crossing": 3}, "plain": {"word": "node"}}),
            "it is damaged (a name for a row that is not there)",
        ),
    ],
)
def test_what_does_not_fit_is_told(
    tmp_path: Path, change: Callable[[dict[str, Any], dict[str, Any]], None], said: str
) -> None:
    assert refusal(rewrite(tmp_path / "a.npz", change)) == said


def test_the_unchanged_file_is_read(tmp_path: Path) -> None:
    assert load_network(rewrite(tmp_path / "a.npz", lambda facts, columns: None)).gates == {1: ("gate",)}
