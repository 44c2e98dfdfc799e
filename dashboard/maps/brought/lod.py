"""Levels of detail: from which zoom a vertex of a line or ring is needed."""

from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from dashboard.maps.packing import Array, Floats

FINEST, COARSEST = 14, 4
_TOLERANCE_PX = 0.5
_TILE_PX = 256


def levels(x: Floats, y: Floats, ring_off: Array) -> npt.NDArray[np.uint8]:
    """Give for each vertex the zoom from which it is needed; the ends of a line are needed always.

    A line drawn at a zoom with the vertices of that level is nowhere farther than half a pixel from the
    line of the next level (Douglas and Peucker, each level from the finer one, so that levels nest).
    Positions are fractions of the world; `ring_off` says where each line begins.
    """
    needed = np.full(len(x), FINEST + 1, np.uint8)
    first, last = ring_off[:-1].astype(np.int64), ring_off[1:].astype(np.int64)
    lengths = last - first
    ends = np.concatenate([first[lengths > 0], last[lengths > 0] - 1])
    lines = _lines(x, y, np.flatnonzero(np.repeat(lengths > 2, lengths)), lengths[lengths > 2])
    for zoom in range(FINEST, COARSEST - 1, -1):
        if not len(lines):
            break
        lines = shapely.simplify(lines, _TOLERANCE_PX / (_TILE_PX * 2**zoom), preserve_topology=False)
        # The third coordinate is the vertex's number: GEOS carries it along.
        needed[shapely.get_coordinates(lines, include_z=True)[:, 2].astype(np.int64)] = zoom
        lines = lines[shapely.get_num_coordinates(lines) > 2]
    needed[ends] = 0
    return needed


def _lines(x: Floats, y: Floats, vertices: Array, lengths: Array) -> npt.NDArray[Any]:
    if not len(vertices):
        return np.empty(0, object)
    numbered = np.column_stack([x[vertices], y[vertices], vertices])
    lines: npt.NDArray[Any] = shapely.linestrings(
        numbered, indices=np.repeat(np.arange(len(lengths)), lengths)
    )
    return lines
