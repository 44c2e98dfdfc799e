"""Files made of a held layer, beside it: written whole or not at all, columns with a compressed copy."""

import filecmp
import gzip
import json
import os
import secrets
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import numpy as np
from numpy.typing import NDArray

from dashboard.store.layers.held import DAMAGE
from dashboard.store.layers.locks import locked

T = TypeVar("T")
_GZIP_LEVEL = 1  # a fraction of the time of the usual level, for a few per cent more bytes
_PIECE_BYTES = 1 << 20
_here = threading.RLock()
_alone: set[Path] = set()


def made_file(path: Path, write: Callable[[BinaryIO], object], *, anew: bool = False) -> Path:
    """Give a file, made by `write` where it is not there whole, with a compressed copy `<name>.gz` beside it.

    `anew` makes it in any case. A file that is there and holds the same stays in place: another process may
    have given its address. Raises OSError where the folder cannot be written.
    """
    if _whole(path) and not anew:
        return path
    with _by_one_process(path.parent):
        if _whole(path) and not anew:
            return path
        making = _making(path)
        packed = making.with_name(f"{making.name}.gz")
        try:
            with _synced(making) as out:
                write(out)
            with (
                making.open("rb") as plain,
                _synced(packed) as out,
                gzip.GzipFile("", "wb", _GZIP_LEVEL, out, mtime=0) as squeezed,
            ):
                shutil.copyfileobj(plain, squeezed, _PIECE_BYTES)
            if not _same(making, path):
                making.replace(path)
                packed.replace(_packed(path))
            elif not _same(packed, _packed(path)):
                packed.replace(_packed(path))
        finally:
            making.unlink(missing_ok=True)
            packed.unlink(missing_ok=True)
    return path


def made_array(path: Path, make: Callable[[], NDArray[Any]], *, beside: Path | None = None) -> NDArray[Any]:
    """Give an array, mapped from its file, which is made where it is not there or cannot be read.

    It is made too where the file `beside` is not there whole: who makes the one makes the other.
    """

    def load() -> NDArray[Any]:
        found: NDArray[Any] = np.lib.format.open_memmap(path, mode="r")
        return found

    def write(out: BinaryIO) -> None:
        np.save(out, make(), allow_pickle=False)

    return _found_or_made(path, load, write, beside)


def made_json(
    path: Path, make: Callable[[], dict[str, Any]], *, beside: Path | None = None
) -> dict[str, Any]:
    """Give what a file says in JSON; it is made as an array is by `made_array`."""

    def load() -> dict[str, Any]:
        found = json.loads(path.read_bytes())
        if not isinstance(found, dict):
            raise ValueError("no object")
        return found

    return _found_or_made(path, load, lambda out: out.write(json.dumps(make()).encode()), beside)


def _found_or_made(
    path: Path, load: Callable[[], T], write: Callable[[BinaryIO], object], beside: Path | None
) -> T:
    def found() -> T | None:
        if beside is not None and not _whole(beside):
            return None
        try:
            return load()
        except DAMAGE:
            return None

    if (there := found()) is not None:
        return there
    with _by_one_process(path.parent):
        if (there := found()) is not None:
            return there
        making = _making(path)
        try:
            with _synced(making) as out:
                write(out)
            making.replace(path)
        finally:
            making.unlink(missing_ok=True)
        return load()


def _whole(path: Path) -> bool:
    """Tell whether a file and its compressed copy are there, as long as the copy says at its end."""
    try:
        with _packed(path).open("rb") as packed:
            packed.seek(-4, os.SEEK_END)
            return int.from_bytes(packed.read(), "little") == path.stat().st_size % 2**32
    except OSError:
        return False


def _same(new: Path, there: Path) -> bool:
    return there.exists() and filecmp.cmp(new, there, shallow=False)


def _packed(path: Path) -> Path:
    return path.with_name(f"{path.name}.gz")


@contextmanager
def _by_one_process(folder: Path) -> Iterator[None]:
    """Let one process at a time make files in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with _here:
        if folder in _alone:  # who makes one file may make another for it
            yield
            return
        with locked(folder):
            _alone.add(folder)
            try:
                yield
            finally:
                _alone.discard(folder)


@contextmanager
def _synced(path: Path) -> Iterator[BinaryIO]:
    """Open a file for writing, all of which is on the disk when it is closed."""
    with path.open("wb") as out:
        yield out
        out.flush()
        os.fsync(out.fileno())


def _making(path: Path) -> Path:
    return path.with_name(f".making-{secrets.token_hex(8)}-{path.name}")
