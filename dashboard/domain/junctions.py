"""Junctions: from polylines to the nodes and segments of a network, split where lines share a vertex."""

from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray

from dashboard.domain.lines import UNRANKED, Bools, Lines, Ranks, Rows
from dashboard.domain.measure import lengths_m, metres_per_degree
from dashboard.domain.network import Integers, Network, NumberedIds


@dataclass(frozen=True, eq=False, kw_only=True)
class Junctions:
    """The network of some lines, and what became of them on the way.

    `line` is the line that each segment comes from. `splits` counts the cuts inside lines, `merged` the line
    ends that were moved onto another one, `zero_length` and `duplicates` the segments that were dropped.
    """

    network: Network
    line: Integers
    splits: int
    merged: int
    zero_length: int
    duplicates: int


def join(lines: Lines, *, tolerance_m: float = 0) -> Junctions:
    """Cut lines at the vertices they share, and give the network that they form.

    A node is the end of any line, or a vertex where ways part: one that does not have exactly two different
    neighbours over all lines, or where a line turns back on itself. Lines that cross without a shared
    vertex are not joined: there one passes over the other. Line ends within `tolerance_m` of each other
    become one, in chains too. Segments that repeat another one (same nodes, same shape, same direction of
    travel) are dropped; what is left has the highest rank of them. Nodes are numbered from west to east, so
    that the order of the lines changes nothing but the numbering of segments.

    Takes time in proportion to the number of vertices (and its logarithm, for sorting).
    """
    places, at = _distinct(lines.vertices)
    ends = np.zeros(len(places), bool)
    filled = np.diff(lines.starts) > 0
    ends[at[lines.starts[:-1][filled]]] = ends[at[lines.starts[1:][filled] - 1]] = True
    itself = np.arange(len(places))
    onto = _merge_ends(places, ends, tolerance_m) if tolerance_m > 0 else itself
    at, line = _without_repeats(onto[at], np.repeat(np.arange(len(filled)), np.diff(lines.starts)))
    usable = int(np.count_nonzero(np.bincount(line, minlength=len(filled)) > 1))
    first, last = _pieces(at, line, ends | _parting(at, line, len(places)))
    kept, like = _first_of_each(at, first, last, lines.oneway[line[first]], len(places))
    rank = _highest(lines.rank[line[first]], like, len(first))[kept]
    network = _network(lines, places, at, line[first[kept]], first[kept], last[kept], rank)
    return Junctions(
        network=network,
        line=line[first[kept]].astype(np.int32),
        splits=len(first) - usable,
        merged=int(np.count_nonzero(onto != itself)),
        zero_length=len(filled) - usable,
        duplicates=len(first) - len(kept),
    )


def components(tail: Integers, head: Integers, nodes: int) -> Integers:
    """Number the parts of a network that hang together, one-way streets taken either way.

    The largest part is 0, the next 1 and so on; one number for each node.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    arcs = coo_array((np.ones(len(tail), np.int8), (tail, head)), shape=(nodes, nodes))
    count, label = connected_components(arcs.tocsr(), directed=False)
    rank = np.empty(count, np.int32)
    rank[np.argsort(-np.bincount(label, minlength=count), kind="stable")] = np.arange(count)
    return cast(Integers, rank[label])


def _distinct(vertices: Integers) -> tuple[Integers, Rows]:
    """Give the different places from west to east, and the place of each vertex."""
    key = (vertices[:, 0].astype(np.int64) << 32) + vertices[:, 1]
    found, at = np.unique(key, return_inverse=True)
    longitude = (found + (1 << 31)) >> 32
    places = np.stack([longitude, found - (longitude << 32)], axis=1).astype(np.int32)
    return places, at.reshape(-1).astype(np.int64)


def _without_repeats(at: Rows, line: Rows) -> tuple[Rows, Rows]:
    """Leave out a vertex that stands where the one before it in the same line stands."""
    lasting = np.ones(len(at), bool)
    lasting[1:] = (at[1:] != at[:-1]) | (line[1:] != line[:-1])
    return at[lasting], line[lasting]


def _merge_ends(places: Integers, ends: Bools, tolerance_m: float) -> Rows:
    """Give for every place the one that it moves onto: the most westerly end of its cluster, or itself."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components
    from scipy.spatial import cKDTree

    onto = np.arange(len(places))
    rows = np.flatnonzero(ends)
    if not len(rows):
        return onto
    degrees = places[rows] / 1e7
    # One plane for a whole country: the widest search that its latitudes need, then exact distances.
    scales = [metres_per_degree(float(latitude)) for latitude in (degrees[:, 1].min(), degrees[:, 1].max())]
    plane = degrees * np.min(scales, axis=0)
    pairs = cKDTree(plane).query_pairs(tolerance_m * 1.001, output_type="ndarray")
    a, b = degrees[pairs[:, 0]], degrees[pairs[:, 1]]
    pairs = pairs[lengths_m(a[:, 0], a[:, 1], b[:, 0], b[:, 1]) <= tolerance_m]
    near = coo_array((np.ones(len(pairs), np.int8), (pairs[:, 0], pairs[:, 1])), shape=(len(rows),) * 2)
    _, label = connected_components(near.tocsr(), directed=False)
    _, first = np.unique(label, return_index=True)
    onto[rows] = rows[first[label]]
    return onto


def _parting(at: Rows, line: Rows, places: int) -> Bools:
    """Tell for every place whether ways part there, or a line turns back."""
    inside = line[1:] == line[:-1]
    a, b = at[:-1][inside], at[1:][inside]
    steps = np.unique(np.concatenate([a * places + b, b * places + a]))
    cut = cast(Bools, np.bincount(steps // max(places, 1), minlength=places) != 2)
    cut[at[1:-1][(at[2:] == at[:-2]) & (line[2:] == line[:-2])]] = True
    return cut


def _pieces(at: Rows, line: Rows, cut: Bools) -> tuple[Rows, Rows]:
    """Give the first and last vertex of every piece, in the order of the lines."""
    if not len(at):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    stops = np.flatnonzero(cut[at])
    same = line[stops[1:]] == line[stops[:-1]]
    return stops[:-1][same], stops[1:][same]


def _first_of_each(at: Rows, first: Rows, last: Rows, oneway: Bools, places: int) -> tuple[Rows, Rows]:
    """Give the pieces that repeat no earlier one, and for every piece the first one that is like it.

    Inside a piece every place has two neighbours and no turning back, so the first step decides all of it.
    What may be driven both ways is the same read from either end.
    """
    forward = at[first] * places + at[np.minimum(first + 1, last)]
    backward = at[last] * places + at[np.maximum(last - 1, first)]
    step = np.where(oneway, forward, np.minimum(forward, backward)) * 2 + oneway
    _, kept, like = np.unique(step, return_index=True, return_inverse=True)
    return np.sort(kept), kept[like.reshape(-1)]


def _highest(rank: Ranks, like: Rows, pieces: int) -> Ranks:
    """Give for each piece that others are like the highest rank among them."""
    found = np.full(pieces, UNRANKED, np.uint8)
    np.minimum.at(found, like, rank)
    return found


def _network(
    lines: Lines, places: Integers, at: Rows, line: Rows, first: Rows, last: Rows, rank: Ranks
) -> Network:
    nodes, ends = np.unique(np.concatenate([at[first], at[last]]), return_inverse=True)
    tail, head = ends.reshape(2, -1).astype(np.int32)
    counts = last - first + 1
    shape_from = np.concatenate([[0], np.cumsum(counts)])
    rows = np.arange(shape_from[-1]) + np.repeat(first - shape_from[:-1], counts)
    shape = places[at[rows]]
    numbers, road = np.unique(lines.number[line], return_inverse=True)
    return Network(
        node_ids=NumberedIds("node", np.arange(len(nodes))),
        node_at=places[nodes] / 1e7,
        segment_ids=NumberedIds("road", np.arange(len(first))),
        tail=tail,
        head=head,
        length_m=_lengths(shape, shape_from),
        spread_m=np.zeros(len(first), np.float32),
        oneway=lines.oneway[line],
        shape_from=shape_from.astype(np.uint32),
        shape=shape,
        road=road.reshape(-1).astype(np.int32),
        road_ids=NumberedIds("way", numbers),
        rank=rank,
    )


def _lengths(shape: Integers, shape_from: Rows) -> NDArray[np.float32]:
    degrees = shape / 1e7
    a, b = degrees[:-1], degrees[1:]
    steps = np.append(lengths_m(a[:, 0], a[:, 1], b[:, 0], b[:, 1]), 0)
    steps[shape_from[1:] - 1] = 0  # from the end of one segment to the start of the next
    return cast(NDArray[np.float32], np.add.reduceat(steps, shape_from[:-1]).astype(np.float32))
