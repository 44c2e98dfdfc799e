"""Lines and polygons as a column file: neighbours side by side, each vertex with the zoom that needs it."""

from typing import Any, BinaryIO, Literal

import numpy as np
import numpy.typing as npt

from dashboard.maps.brought.lod import levels
from dashboard.maps.brought.points import Order, sample, square_of
from dashboard.maps.packing import Array, Floats, to_world, write

# Above this many vertices a random sample of the features is drawn, and the map says so.
MOST_VERTICES = 6_000_000


def encode_shapes(
    kind: Literal["line", "polygon"], vertices: Floats, part_off: Array, ring_off: Array, out: BinaryIO
) -> Order:
    """Write lines or polygons given in degrees; give which feature stands at each place of the file.

    `part_off` says which rings belong to a feature, `ring_off` which vertices to a ring. Features follow a
    curve that keeps neighbours together, so that a block of them in the file is a block on the map. Above
    `MOST_VERTICES` the file holds a sample, the same for the same layer. Raises ValueError for a feature
    without vertices or a position that is not finite: what has no place belongs in no file.
    """
    features = len(part_off) - 1
    picked = sample(features, max(1, features * MOST_VERTICES // max(1, len(vertices))))
    kept = np.arange(features)[picked]
    parts, rings, at = gather(part_off, ring_off, kept)
    x, y = to_world(vertices[at, 0], vertices[at, 1])
    square = square_of(x, y)
    lod = levels(x, y, rings)
    curve = _along_curve(_boxes(x, y, rings[parts]), square.x0, square.y0, square.size)
    order = np.argsort(curve, kind="stable")  # ties fall alike on every processor that shares a cache
    parts, rings, at = gather(parts, rings, order)
    across, down = square.quantise_x(x[at]), square.quantise_y(y[at])
    box = _boxes(across, down, rings[parts])
    header: dict[str, Any] = {"kind": kind, "n": len(kept), **square.header()}
    if len(kept) < features:
        header["of"] = features
    arrays = {"part_off": parts, "ring_off": rings, "x": across, "y": down, "lod": lod[at]}
    write(out, header, {**arrays, "box": box.reshape(-1)})
    return kept[order].astype(np.uint32)


def gather(part_off: Array, ring_off: Array, features: Array) -> tuple[Array, Array, Array]:
    """Give the offsets of some features in a new order, and the vertices that come along, in that order."""
    rings, parts = _ranges(part_off, features)
    vertices, starts = _ranges(ring_off, rings)
    return parts, starts, vertices


def _ranges(offsets: Array, which: Array) -> tuple[Array, Array]:
    """Join the ranges offsets[k] … offsets[k + 1] of each k in `which`; give them and where each begins."""
    first = offsets[:-1].astype(np.int64)[which]
    lengths = offsets[1:].astype(np.int64)[which] - first
    starts = np.concatenate([[0], np.cumsum(lengths)])
    joined = np.arange(starts[-1]) + np.repeat(first - starts[:-1], lengths)
    return joined, starts.astype("<u4")


def _boxes(x: Array, y: Array, first: Array) -> Array:
    """Give the box of each run of vertices: left, upper, right, lower."""
    if len(first) < 2:
        return np.zeros((0, 4), x.dtype)
    if (np.diff(first.astype(np.int64)) < 1).any():
        raise ValueError("a feature has no vertices; leave out what has no place before encoding")
    at = first[:-1]
    low, high = np.minimum.reduceat, np.maximum.reduceat
    return np.column_stack([low(x, at), low(y, at), high(x, at), high(y, at)])


def _along_curve(boxes: Floats, x0: float, y0: float, size: float) -> npt.NDArray[np.uint64]:
    """Number the middle of each box along a Z-order curve."""
    column = ((boxes[:, 0] + boxes[:, 2]) / 2 - x0) / size * 65535
    row = ((boxes[:, 1] + boxes[:, 3]) / 2 - y0) / size * 65535
    return _spread(column.astype(np.uint64)) | (_spread(row.astype(np.uint64)) << np.uint64(1))


def _spread(bits: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Put a zero between each two of sixteen bits."""
    for shift, mask in ((8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555)):
        bits = (bits | (bits << np.uint64(shift))) & np.uint64(mask)
    return bits
