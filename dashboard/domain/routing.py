"""Ways through a network, and where it can be cut: the questions put to the graph library.

The library is scipy's `sparse.csgraph`. It is handed one array of weights or capacities for each
question; which segment may be used, and by whom, is decided elsewhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, connected_components, dijkstra, maximum_flow

from dashboard.domain.network import Floats, Integers, Network

Mask = NDArray[np.bool_]

# A further way may be so many times as long as the shortest, and share so much of its length with another.
STRETCH = 2.5
SHARED = 0.5
# So much longer is a segment made to look once a way has used it (the penalty method).
_PENALTY = 3.0


@dataclass(frozen=True, eq=False)
class Graph:
    """The arcs of a network, sorted by tail and head: one for each direction a segment can be driven.

    `indptr` and `heads` are the rows and columns of a sparse matrix, `segment` says whose arc it is.
    Parallel segments stand side by side in it; the library takes the lightest.
    """

    indptr: Integers
    heads: Integers
    segment: Integers

    @property
    def nodes(self) -> int:
        """Count the nodes."""
        return len(self.indptr) - 1

    @property
    def tails(self) -> Integers:
        """Give the node that each arc leaves."""
        return np.repeat(np.arange(self.nodes, dtype=np.int32), np.diff(self.indptr))


_graphs: "WeakKeyDictionary[Network, Graph]" = WeakKeyDictionary()


def graph_of(network: Network) -> Graph:
    """Sort the arcs of a network, once for each network."""
    if network not in _graphs:
        _graphs[network] = _build(network)
    return _graphs[network]


def _build(network: Network) -> Graph:
    nodes, segments = network.size
    both = np.flatnonzero(~network.oneway).astype(np.int32)
    tails = np.concatenate([network.tail, network.head[both]])
    heads = np.concatenate([network.head, network.tail[both]])
    owner = np.concatenate([np.arange(segments, dtype=np.int32), both])
    order = np.lexsort((heads, tails))
    indptr = np.concatenate([[0], np.cumsum(np.bincount(tails, minlength=nodes))]).astype(np.int32)
    return Graph(indptr, heads[order], owner[order])


@dataclass(frozen=True, slots=True)
class Path:
    """A way: its nodes in order, the segments between them, and the weight it was found with."""

    nodes: tuple[int, ...]
    segments: tuple[int, ...]
    weight: float


def shortest(graph: Graph, weights: Floats, origins: Sequence[int], target: int) -> Path | None:
    """Find the lightest way from any origin to the target; None where there is none (Dijkstra 1959).

    `weights` has a positive number for each segment, infinite where it may not be used.
    """
    if target in origins or not len(graph.heads):
        return None
    matrix = csr_array((weights[graph.segment], graph.heads, graph.indptr), shape=(graph.nodes, graph.nodes))
    dist, before, _ = dijkstra(matrix, indices=list(origins), min_only=True, return_predecessors=True)
    if not np.isfinite(dist[target]):
        return None
    nodes = [target]
    while nodes[-1] not in origins:
        nodes.append(int(before[nodes[-1]]))
    nodes.reverse()
    segments = [_lightest_between(graph, weights, a, b) for a, b in pairwise(nodes)]
    return Path(tuple(nodes), tuple(segments), float(dist[target]))


def _between(graph: Graph, tail: int, head: int) -> Integers:
    """Give the segments that lead straight from one node to another."""
    first, until = int(graph.indptr[tail]), int(graph.indptr[tail + 1])
    row = graph.heads[first:until]
    left, right = np.searchsorted(row, head, "left"), np.searchsorted(row, head, "right")
    return graph.segment[first + int(left) : first + int(right)]


def _lightest_between(graph: Graph, weights: Floats, tail: int, head: int) -> int:
    parallel = _between(graph, tail, head)
    return int(parallel[np.argmin(weights[parallel])])


def shut_off(network: Network, weights: Floats, shut_nodes: Mask | None) -> Floats:
    """Make every segment that touches a shut node infinitely long; always a copy."""
    found = np.array(weights, float)
    if shut_nodes is not None and shut_nodes.any():
        found[shut_nodes[network.tail] | shut_nodes[network.head]] = np.inf
    return found


def too_far(network: Network, lengths: Floats, origins: Sequence[int], target: int) -> Mask:
    """Mark the segments on no way at most STRETCH times as long as the shortest one.

    Where there is no way at all, nothing is marked.
    """
    graph = graph_of(network)
    if not len(graph.heads):
        return np.zeros(len(network.tail), bool)
    weights = lengths[graph.segment]
    forth = csr_array((weights, graph.heads, graph.indptr), shape=(graph.nodes, graph.nodes))
    ahead, _, _ = dijkstra(forth, indices=list(origins), min_only=True, return_predecessors=True)
    limit = STRETCH * float(ahead[target])
    if not np.isfinite(limit):
        return np.zeros(len(network.tail), bool)
    # Tails and heads change places: the distance of each node to the target.
    back = csr_array((weights, (graph.heads, graph.tails)), shape=forth.shape)
    behind = dijkstra(back, indices=target, limit=limit)
    one = ahead[network.tail] + lengths + behind[network.head]
    other = ahead[network.head] + lengths + behind[network.tail]
    return np.asarray(np.where(network.oneway, one, np.minimum(one, other)) > limit)


def different_ways(
    network: Network,
    weights: Floats,
    origins: Sequence[int],
    target: int,
    *,
    count: int,
    shared: float = SHARED,
    shut_nodes: Mask | None = None,
) -> tuple[Path, ...]:
    """Find up to `count` ways that really differ, the lightest first.

    After each way its segments are made to look longer and the search runs again (the penalty method,
    compared with others by Bader, Dees, Geisberger and Sanders, 2011). A way is kept if it and each one
    kept before share at most `shared` of the length of the shorter; stretches that no way can avoid are
    not counted. With `shared` = 0 no two ways have a segment in common.
    """
    graph = graph_of(network)
    true = shut_off(network, weights, shut_nodes)
    best = shortest(graph, true, origins, target)
    if best is None:
        return ()
    kept, last, seen = [best], best, true.copy()
    free_of: frozenset[int] | None = None
    for _ in range(count - 1 if shared == 0 else 4 * (count - 1)):
        used = np.fromiter(last.segments, np.int64)
        seen[used] = np.inf if shared == 0 else seen[used] * _PENALTY
        found = shortest(graph, seen, origins, target)
        if found is None:
            break
        last = Path(found.nodes, found.segments, float(true[np.fromiter(found.segments, np.int64)].sum()))
        if shared > 0:
            if free_of is None:
                cuts = cut_analysis(network, np.isfinite(true), origins, target)
                free_of = frozenset(cuts.single_segments)
            if not _differs(network, last, kept, shared, free_of):
                continue
        kept.append(last)
        if len(kept) == count:
            break
    return tuple(sorted(kept, key=lambda path: path.weight))


def _differs(
    network: Network, way: Path, kept: Sequence[Path], shared: float, unavoidable: frozenset[int]
) -> bool:
    best = kept[0]
    length = network.length_m[list(way.segments)].sum()
    too_long = (
        way.weight > STRETCH * best.weight or length > STRETCH * network.length_m[list(best.segments)].sum()
    )
    return not too_long and all(_overlap(network, way, other, unavoidable) <= shared for other in kept)


def _overlap(network: Network, way: Path, other: Path, unavoidable: frozenset[int]) -> float:
    """Give the share that two ways have in common, of the shorter one, what no way can avoid left aside."""
    mine, theirs = set(way.segments) - unavoidable, set(other.segments) - unavoidable
    if not mine or not theirs:
        return 1.0
    shorter = min(network.length_m[list(one)].sum() for one in (mine, theirs))
    return float(network.length_m[list(mine & theirs)].sum() / max(shorter, 1e-9))


@dataclass(frozen=True, slots=True)
class Cuts:
    """Where the target can be cut off from the origins.

    `disjoint` counts ways that share no node (Menger 1927). With one way left, `single_nodes` and
    `single_segments` are those whose loss cuts the target off. `member_nodes` and `member_segments`
    belong to some smallest cut; `smallest` is the one nearest to the origins: nodes, then segments.
    """

    disjoint: int
    single_nodes: tuple[int, ...] = ()
    single_segments: tuple[int, ...] = ()
    member_nodes: tuple[int, ...] = ()
    member_segments: tuple[int, ...] = ()
    smallest: tuple[tuple[int, ...], tuple[int, ...]] = ((), ())


def cut_analysis(
    network: Network, usable: Mask, origins: Sequence[int], target: int, shut_nodes: Mask | None = None
) -> Cuts:
    """Count node-disjoint ways and find every member of a smallest cut, one-way streets respected.

    Every node is split into an entrance and an exit with one unit of room between them, and the largest
    flow is found. What is full and joins two strong components of the remaining room is in a smallest
    cut (Picard and Queyranne 1980).
    """
    graph = graph_of(network)
    if target in origins:
        return Cuts(0)
    may = usable if shut_nodes is None else usable & ~(shut_nodes[network.tail] | shut_nodes[network.head])
    room = _room(graph, may, origins, target)
    source = 2 * graph.nodes
    result = maximum_flow(room, source, target, method="edmonds_karp")
    left = (room - result.flow).tocsr()
    left.eliminate_zeros()  # the library takes a stored zero for an arc
    _, component = connected_components(left, directed=True, connection="strong")
    near = np.zeros(source + 1, bool)
    near[breadth_first_order(left, source, directed=True, return_predecessors=False)] = True
    flow = result.flow.tocoo()
    used = flow.data > 0
    rows, columns = flow.row[used], flow.col[used]
    full = flow.data[used] == np.asarray(room[rows, columns]).ravel()
    full &= (component[rows] != component[columns]) & (rows != source)
    found = [
        (int(row), int(column), bool(near[row] and not near[column]))
        for row, column in zip(rows[full], columns[full], strict=True)
    ]
    return _named(graph, may, found, int(result.flow_value))


def _room(graph: Graph, usable: Mask, origins: Sequence[int], target: int) -> Any:
    """Build the flow network: node v enters at v and leaves at v + nodes; the last node feeds the origins.

    Parallel segments add up to more room than a node has, so that neither of them counts as full.
    """
    n = graph.nodes
    kept = usable[graph.segment]
    every = np.arange(n, dtype=np.int32)
    starts = np.asarray(sorted(set(origins)), np.int32)
    tails = np.concatenate([every, graph.tails[kept] + np.int32(n), np.full(len(starts), 2 * n, np.int32)])
    heads = np.concatenate([every + np.int32(n), graph.heads[kept], starts + np.int32(n)])
    capacity = np.ones(len(tails), np.int32)
    capacity[len(tails) - len(starts) :] = len(graph.heads) + 1  # more than all arcs can take
    return csr_array((capacity, (tails, heads)), shape=(2 * n + 1, 2 * n + 1))


def _named(graph: Graph, usable: Mask, found: Sequence[tuple[int, int, bool]], disjoint: int) -> Cuts:
    """Translate full arcs of the flow network back into nodes and segments."""
    n = graph.nodes
    nodes: dict[int, bool] = {}
    segments: dict[int, bool] = {}
    for row, column, near in found:
        if column == row + n:
            nodes[row] = near
        else:
            for segment in _between(graph, row - n, column):
                if usable[segment]:
                    segments[int(segment)] = near
    cut_nodes, cut_segments = tuple(sorted(nodes)), tuple(sorted(segments))
    one = disjoint == 1
    return Cuts(
        disjoint=disjoint,
        single_nodes=cut_nodes if one else (),
        single_segments=cut_segments if one else (),
        member_nodes=cut_nodes,
        member_segments=cut_segments,
        smallest=(
            tuple(v for v in cut_nodes if nodes[v]),
            tuple(s for s in cut_segments if segments[s]),
        ),
    )
