"""Ways through a network, and where it can be cut: the questions put to the graph library.

The library is scipy's `sparse.csgraph`. It is handed one array of weights or capacities for each
question; which segment may be used, and by whom, is decided elsewhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from dashboard.domain.network import Floats, Integers, Network

Mask = NDArray[np.bool_]

# No way more than so many times as long as the shortest road there is is looked at.
STRETCH = 2.5


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
    segments = [_lightestbetween(graph, weights, a, b) for a, b in pairwise(nodes)]
    return Path(tuple(nodes), tuple(segments), float(dist[target]))


def between(graph: Graph, tail: int, head: int) -> Integers:
    """Give the segments that lead straight from one node to another."""
    first, until = int(graph.indptr[tail]), int(graph.indptr[tail + 1])
    row = graph.heads[first:until]
    left, right = np.searchsorted(row, head, "left"), np.searchsorted(row, head, "right")
    return graph.segment[first + int(left) : first + int(right)]


def _lightestbetween(graph: Graph, weights: Floats, tail: int, head: int) -> int:
    parallel = between(graph, tail, head)
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
