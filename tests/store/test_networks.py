"""Network files: what goes in comes out, and damage is told before anything is looked up."""

import json
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

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
        "rank": np.array([0, 255], np.uint8),
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
    network = replace(network_of(shipped), bearers={}, gates={}, node_gates={})
    save_network(network, tmp_path / "a.npz")
    assert told(load_network(tmp_path / "a.npz")) == told(network)


def test_ids_are_found_after_loading(tmp_path: Path) -> None:
    save_network(small(node_ids=("a", "b", "ü")), tmp_path / "a.npz")
    loaded = load_network(tmp_path / "a.npz")
    assert [loaded.node(name) for name in ("ü", "c")] == [2, None]
    assert isinstance(loaded.segment_ids, Ids)
    assert loaded.segment("road-1") == 1


@pytest.mark.parametrize("tied", ["bearers", "gates", "node_gates"])
def test_a_network_that_the_dataset_was_tied_to_is_not_saved(tmp_path: Path, tied: str) -> None:
    with pytest.raises(ValueError, match="before the dataset is tied"):
        save_network(small(**{tied: {0: ("castello-road",)}}), tmp_path / "a.npz")
    assert list(tmp_path.iterdir()) == []


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
        save_network(small(road_ids=(object(),)), tmp_path / "a.npz")
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


def test_a_file_that_unpacks_to_more_than_the_limit_is_not_unpacked(tmp_path: Path) -> None:
    zeros = np.zeros((500_000, 2), np.int32)
    save_network(small(shape=zeros), tmp_path / "a.npz")
    assert (tmp_path / "a.npz").stat().st_size < 100_000
    with pytest.raises(NetworkFileError) as refused:
        load_network(tmp_path / "a.npz", limit_mb=3)
    assert str(refused.value) == f"{tmp_path / 'a.npz'}: it unpacks to 4 MB, the limit is 3 MB{FIX}"


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
    save_network(small(), path)
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
        (state("version", 1), "it has version 1; this program reads version 2"),
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
        (
            put("shape_from", np.array([0, 5, 4], np.uint32)),
            "it is damaged (a segment of fewer than two vertices)",
        ),
        (
            put("shape_from", np.array([0, 1, 4], np.uint32)),
            "it is damaged (a segment of fewer than two vertices)",
        ),
        (put("shape", np.full((4, 2), 1_000_000_000, np.int32)), "it is damaged (a vertex is nowhere)"),
        (put("node_at", np.full((3, 2), 1e300)), "it is damaged (a node is nowhere)"),
        (put("length_m", np.array([1, 3e38], np.float32)), "it is damaged (a length is no length)"),
        (put("segment_ids_numbers", np.array([1, 1])), "it is damaged (an id that stands twice)"),
        (state("road_ids", {"ids": "aaa"}), "it is damaged (ids that are no texts)"),
        (state("road_ids", {"ids": ["a", "a"]}), "it is damaged (an id that stands twice)"),
        (
            put("shape_from", np.array([0, 2, 5], np.uint32)),
            "it is damaged (shape has another length than shape_from says)",
        ),
        (put("rank", np.zeros(1, np.uint8)), "it is damaged (rank has another length than tail)"),
        (put("node_at", np.full((3, 2), np.nan)), "it is damaged (a node is nowhere)"),
        (put("node_at", np.zeros((2, 2))), "it is damaged (nodes and their ids differ in number)"),
        (put("length_m", np.array([1, -1], np.float32)), "it is damaged (a length is no length)"),
        (put("segment_ids_numbers", np.arange(3)), "it is damaged (segments and their ids differ in number)"),
        (lambda facts, columns: columns.pop("segment_ids_numbers"), "it is damaged (ids without numbers)"),
    ],
)
def test_what_does_not_fit_is_told(
    tmp_path: Path, change: Callable[[dict[str, Any], dict[str, Any]], None], said: str
) -> None:
    assert refusal(rewrite(tmp_path / "a.npz", change)) == said


def test_the_unchanged_file_is_read(tmp_path: Path) -> None:
    assert told(load_network(rewrite(tmp_path / "a.npz", lambda facts, columns: None))) == told(small())


@pytest.mark.parametrize("what", ["encrypted", "torn-header", "nested"])
def test_a_file_made_to_hurt_is_refused(tmp_path: Path, what: str) -> None:
    path, other = tmp_path / "a.npz", tmp_path / "b.npz"
    save_network(small(), path)
    if what == "encrypted":
        raw = bytearray(path.read_bytes())
        raw[raw.find(b"PK\x01\x02") + 8] |= 1
        raw[raw.find(b"PK\x03\x04") + 6] |= 1
        other.write_bytes(raw)
    else:
        torn = b"\x93NUMPY\x01\x00\x40\x00" + b"{'descr':".ljust(63) + b"\n"
        with zipfile.ZipFile(path) as old, zipfile.ZipFile(other, "w") as new:
            for name in old.namelist():
                if what == "nested" and name == "facts.npy":
                    with new.open(name, "w") as file:
                        np.lib.format.write_array(file, np.frombuffer(b"[" * 200_000, np.uint8))
                else:
                    torn_here = what == "torn-header" and name == "tail.npy"
                    new.writestr(name, torn if torn_here else old.read(name))
    assert refusal(other) in ("it is damaged, or no network file", "it is no network file")
