"""Files made of a held layer, beside it: written whole or not at all, columns with a compressed copy."""

import gzip
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

_GZIP_LEVEL = 1  # a fraction of the time of the usual level, for a few per cent more bytes
_PIECE_BYTES = 1 << 20


def made_file(path: Path, write: Callable[[BinaryIO], object], *, anew: bool = False) -> Path:
    """Give a file, made by `write` where it is not there, with a compressed copy `<name>.gz` beside it.

    `anew` makes it in any case. Two processes may make it at once: each renames its own, and both are the
    same. Raises OSError where the folder cannot be written.
    """
    if path.exists() and not anew:
        return path
    making = _making(path)
    packed = making.with_name(f"{making.name}.gz")
    try:
        with making.open("wb") as out:
            write(out)
        with making.open("rb") as plain, gzip.open(packed, "wb", _GZIP_LEVEL) as squeezed:
            shutil.copyfileobj(plain, squeezed, _PIECE_BYTES)
        making.replace(path)
        packed.replace(path.with_name(f"{path.name}.gz"))
    finally:
        making.unlink(missing_ok=True)
        packed.unlink(missing_ok=True)
    return path


def made_array(path: Path, make: Callable[[], NDArray[Any]]) -> NDArray[Any]:
    """Give an array, mapped from its file, which is made where it is not there or cannot be read."""
    if not path.exists():
        making = _making(path)
        try:
            with making.open("wb") as out:
                np.save(out, make(), allow_pickle=False)
            making.replace(path)
        finally:
            making.unlink(missing_ok=True)
    found: NDArray[Any] = np.load(path, mmap_mode="r", allow_pickle=False)
    return found


def made_json(path: Path, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Give what a file says in JSON; it is made where it is not there."""
    if path.exists():
        found: dict[str, Any] = json.loads(path.read_bytes())
        return found
    told = make()
    making = _making(path)
    try:
        making.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
        making.replace(path)
    finally:
        making.unlink(missing_ok=True)
    return told


def _making(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.with_name(f".making-{os.getpid()}-{path.name}")
