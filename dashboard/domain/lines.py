"""Lines: many polylines in columns."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int32]
Bools = NDArray[np.bool_]
Rows = NDArray[np.int64]
Ranks = NDArray[np.uint8]

UNRANKED = 255  # the rank of a road whose class nobody says


@dataclass(frozen=True, eq=False, kw_only=True)
class Lines:
    """Polylines in columns: the vertices of line i are `vertices[starts[i]:starts[i + 1]]`.

    `vertices` is (n, 2): longitude, latitude in ten-millionths of a degree. `number` is what the file calls
    the line; the parts of one feature share it. `oneway` lines may be driven from first to last vertex only.
    `rank` orders the classes of roads: 0 is the highest, `UNRANKED` a class that is not known.
    """

    vertices: Integers
    starts: Rows
    number: Rows
    oneway: Bools
    bridge: Bools
    rank: Ranks


def turned(vertices: Integers, starts: Rows, which: Bools) -> Integers:
    """Turn some lines round, so that they run the way that may be driven."""
    counts = np.diff(starts)
    rows = np.arange(len(vertices))
    mirrored = np.repeat(starts[:-1] + starts[1:] - 1, counts) - rows
    return vertices[np.where(np.repeat(which, counts), mirrored, rows)]


def together(parts: Sequence[Lines]) -> Lines:
    """Put lines one after the other."""
    empty = Lines(
        vertices=np.zeros((0, 2), np.int32),
        starts=np.zeros(1, np.int64),
        number=np.zeros(0, np.int64),
        oneway=np.zeros(0, bool),
        bridge=np.zeros(0, bool),
        rank=np.zeros(0, np.uint8),
    )
    parts = [empty, *parts]
    shifts = np.cumsum([0, *(len(part.vertices) for part in parts[:-1])])
    return Lines(
        vertices=np.concatenate([part.vertices for part in parts]),
        starts=np.concatenate([[0], *(p.starts[1:] + n for p, n in zip(parts, shifts, strict=True))]),
        number=np.concatenate([part.number for part in parts]),
        oneway=np.concatenate([part.oneway for part in parts]),
        bridge=np.concatenate([part.bridge for part in parts]),
        rank=np.concatenate([part.rank for part in parts]),
    )
