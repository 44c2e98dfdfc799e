"""One attribute of a brought layer as a column file: days or codes, in the order of its shapes."""

import json
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from dashboard.maps.packing import write
from dashboard.store.layers.pieces import piece_of

_KINDS = {1: "<u1", 2: "<u2"}


def encode_values(values: npt.NDArray[Any], order: npt.NDArray[Any], out: BinaryIO) -> None:
    """Write codes (8 bits) or days (16 bits), one per place of the shape file.

    Raises ValueError for any other type: a value that does not fit must be coded by who knows it.
    """
    if values.dtype.kind != "u" or values.dtype.itemsize not in _KINDS:
        raise ValueError(f"values are {values.dtype}; give codes as uint8 or days as uint16")
    kind = _KINDS[values.dtype.itemsize]
    write(out, {"n": len(order)}, {"v": np.asarray(values)[order].astype(kind, copy=False)})


def value_at(path: Path, place: int) -> int:
    """Read the one value that the map has at a place, without the rest of its file."""
    length = int.from_bytes(piece_of(path, 0, 4), "little")
    at = json.loads(piece_of(path, 4, length))["arrays"]["v"]
    size = int(at["type"][1:])
    return int.from_bytes(piece_of(path, 4 + length + at["off"] + place * size, size), "little")
