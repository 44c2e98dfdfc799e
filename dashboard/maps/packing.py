"""The container of binary columns, and the square of the world in which a layer's positions are counted.

Layout: unsigned 32-bit header length, the header padded with spaces to a multiple of eight bytes,
then little-endian arrays, each aligned to eight. Coordinates are Web Mercator (EPSG:3857) as
fractions of the world, x to the right and y down, quantised inside the layer's own square.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

_WORLD_M = 40_075_016.69
_STEP_M = 1.0
_MOST_NORTH = 85.05
_PIECE = 1 << 20

Array = npt.NDArray[Any]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Square:
    """The smallest square that holds a layer, and the steps in which positions are counted inside it.

    A step is at most one metre on the equator, far below the accuracy of any source here.
    """

    x0: float
    y0: float
    size: float
    steps: int

    @classmethod
    def around(cls, low: Floats, high: Floats) -> "Square":
        """Give the square that holds a box; `low` and `high` are its corners in world fractions."""
        size = max(float((high - low).max()), 1e-9)
        narrow = size * _WORLD_M / 65535 <= _STEP_M
        return cls(x0=float(low[0]), y0=float(low[1]), size=size, steps=65535 if narrow else 2**32 - 1)

    @property
    def kind(self) -> str:
        """Name the type of a quantised number."""
        return "<u2" if self.steps == 65535 else "<u4"

    def quantise_x(self, values: Floats) -> Array:
        """Count steps from the left edge."""
        return np.rint((values - self.x0) / self.size * self.steps).astype(self.kind)

    def quantise_y(self, values: Floats) -> Array:
        """Count steps from the upper edge."""
        return np.rint((values - self.y0) / self.size * self.steps).astype(self.kind)

    def header(self) -> dict[str, float]:
        """Give what the browser needs to place the numbers."""
        return {"x0": self.x0, "y0": self.y0, "s": self.size, "q": self.steps}


def to_world(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Turn degrees into fractions of the Web Mercator world."""
    latitude = np.radians(np.clip(lat, -_MOST_NORTH, _MOST_NORTH))
    return lon / 360 + 0.5, 0.5 - np.log(np.tan(latitude) + 1 / np.cos(latitude)) / (2 * math.pi)


def write(out: BinaryIO, header: Mapping[str, Any], arrays: Mapping[str, Array]) -> None:
    """Write a header and its arrays; an array goes out in pieces, so that nothing is copied whole."""
    listed, offset = {}, 0
    for name, array in arrays.items():
        listed[name] = {"type": array.dtype.str[1:].replace("i", "u"), "off": offset, "len": len(array)}
        offset += array.nbytes + -array.nbytes % 8
    head = json.dumps({**header, "arrays": listed}, ensure_ascii=False, separators=(",", ":")).encode()
    head += b" " * (-(len(head) + 4) % 8)
    out.write(len(head).to_bytes(4, "little") + head)
    for array in arrays.values():
        for at in range(0, len(array), _PIECE):
            out.write(array[at : at + _PIECE].tobytes())
        out.write(b"\0" * (-array.nbytes % 8))
