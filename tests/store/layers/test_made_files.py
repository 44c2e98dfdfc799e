"""Files beside a layer are made once, whole, and again where they are damaged."""

import gzip
import multiprocessing
import os
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pytest

from dashboard.store.layers.made_files import made_array, made_file, made_json


def ten(out: BinaryIO) -> None:
    out.write(bytes(10))


def test_a_file_comes_with_a_compressed_copy_no_older_than_it(tmp_path: Path) -> None:
    path = made_file(tmp_path / "new" / "a.cols", ten)
    packed = path.with_name("a.cols.gz")
    assert gzip.decompress(packed.read_bytes()) == path.read_bytes() == bytes(10)
    assert packed.stat().st_mtime_ns >= path.stat().st_mtime_ns
    assert sorted(each.name for each in path.parent.iterdir()) == ["a.cols", "a.cols.gz"]


def test_what_is_there_and_the_same_stays_in_place(tmp_path: Path) -> None:
    path = made_file(tmp_path / "a.cols", ten)
    before = [each.stat() for each in sorted(tmp_path.iterdir())]
    made_file(path, ten, anew=True)  # another process may have given its address
    assert [each.stat().st_ino for each in sorted(tmp_path.iterdir())] == [each.st_ino for each in before]
    made_file(path, lambda out: out.write(b"other"), anew=True)
    assert path.read_bytes() == b"other"


@pytest.mark.parametrize("spoilt", ["a.cols", "a.cols.gz"])
def test_a_file_that_was_cut_or_lost_is_made_again(spoilt: str, tmp_path: Path) -> None:
    path = made_file(tmp_path / "a.cols", ten)
    os.truncate(tmp_path / spoilt, 3)
    assert gzip.decompress(made_file(path, ten).with_name("a.cols.gz").read_bytes()) == path.read_bytes()
    (tmp_path / spoilt).unlink()
    made_file(path, ten)
    assert (tmp_path / spoilt).exists()


@pytest.mark.parametrize("body", [b"", b"\x93NUMPY", b"[]", b'{"a": 1'])
def test_an_array_or_facts_that_cannot_be_read_are_made_again(body: bytes, tmp_path: Path) -> None:
    for name in ("a.npy", "a.json"):
        (tmp_path / name).write_bytes(body)
    assert made_array(tmp_path / "a.npy", lambda: np.arange(3)).tolist() == [0, 1, 2]
    assert made_json(tmp_path / "a.json", lambda: {"a": "\udcff"}) == {"a": "\udcff"}
    assert made_json(tmp_path / "a.json", dict) == {"a": "\udcff"}


def test_facts_are_made_again_where_their_file_is_gone(tmp_path: Path) -> None:
    path = tmp_path / "a.cols"

    def facts() -> dict[str, Any]:
        made_file(path, ten)
        return {"size": path.stat().st_size}

    assert made_json(tmp_path / "a.json", facts, beside=path) == {"size": 10}
    os.truncate(path, 4)
    assert made_json(tmp_path / "a.json", facts, beside=path) == {"size": 10}
    assert path.stat().st_size == 10


def publish(folder: Path, start: Any, told: Any) -> None:
    path = folder / "shape.cols"

    def order() -> Any:
        made_file(path, lambda out: out.write(os.urandom(1000)), anew=True)
        return np.arange(3)

    start.wait()
    made_array(folder / "order.npy", order, beside=path)
    told.put(path.stat().st_ino)


def test_several_processes_that_make_the_same_end_with_one(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    start, told = context.Barrier(3), context.Queue()
    running = [context.Process(target=publish, args=(tmp_path, start, told)) for _ in range(3)]
    for each in running:
        each.start()
    inodes = {told.get(timeout=120) for _ in running}
    for each in running:
        each.join()
    assert inodes == {(tmp_path / "shape.cols").stat().st_ino}
