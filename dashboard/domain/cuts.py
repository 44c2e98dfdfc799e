"""Cuts: where a network can be severed between two places, and how many ways share no node."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, connected_components, maximum_flow

from dashboard.domain.network import Network
from dashboard.domain.routing import Graph, Mask, between, graph_of


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
            for segment in between(graph, row - n, column):
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
