"""Points as a column file: sorted by the cells of a grid, so that the browser needs no index of its own."""

import math
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from dashboard.maps.packing import Floats, Square, to_world, write

# Above this many points a random sample is drawn, and the map says so.
MOST_POINTS = 2_000_000
_SEED = 20160908
_PER_CELL = 16
_MOST_SIDE = 512

Order = npt.NDArray[np.uint32]


def encode_points(lon: Floats, lat: Floats, out: BinaryIO) -> Order:
    """Write points given in degrees; give which feature stands at each place of the file.

    Above `MOST_POINTS` the file holds a sample, the same for the same layer, and its header says of how
    many. Raises ValueError for a position that is not finite: what has no place belongs in no file.
    """
    picked = sample(len(lon), MOST_POINTS)
    x, y = to_world(np.asarray(lon)[picked], np.asarray(lat)[picked])
    square = square_of(x, y)
    across, down = square.quantise_x(x), square.quantise_y(y)
    side = min(_MOST_SIDE, max(1, math.ceil(math.sqrt(len(x) / _PER_CELL))))
    cell = cells(across, down, square.steps, side)
    order = np.argsort(cell, kind="stable")
    start = np.zeros(side * side + 1, "<u4")
    np.cumsum(np.bincount(cell, minlength=side * side), out=start[1:])
    header: dict[str, Any] = {"kind": "point", "n": len(x), **square.header(), "side": side}
    if len(x) < len(lon):
        header["of"] = len(lon)
    write(out, header, {"x": across[order], "y": down[order], "start": start})
    return order.astype(np.uint32) if isinstance(picked, slice) else picked[order].astype(np.uint32)


def square_of(x: Floats, y: Floats) -> Square:
    """Give the square around positions in world fractions; raises ValueError when one is not finite."""
    if not len(x):
        return Square.around(np.zeros(2), np.zeros(2))
    low, high = np.array([x.min(), y.min()]), np.array([x.max(), y.max()])
    if not np.isfinite([low, high]).all():
        raise ValueError("a position is not a finite number; leave out what has no place before encoding")
    return Square.around(low, high)


def cells(x: npt.NDArray[Any], y: npt.NDArray[Any], steps: int, side: int) -> npt.NDArray[np.uint32]:
    """Number the cell of each quantised position, row by row, exactly as the browser does."""
    size = (steps + 1) / side
    return (y / size).astype(np.uint32) * np.uint32(side) + (x / size).astype(np.uint32)


def sample(count: int, most: int) -> slice | npt.NDArray[np.int64]:
    """Pick at most `most` of `count`, in their order: all of them, or always the same random ones."""
    if count <= most:
        return slice(None)
    return np.sort(np.random.default_rng(_SEED).choice(count, most, replace=False, shuffle=False))
