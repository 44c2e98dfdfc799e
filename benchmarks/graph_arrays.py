"""The engines that take a graph as arrays: igraph and scipy."""

import warnings
from collections.abc import Iterable
from typing import Any

import numpy as np

from benchmarks.graph_questions import Failures, arcs, dominating, subdivided
from dashboard.domain.network import Network


class Igraph:
    """A C graph; GPL."""

    def __init__(self, network: Network) -> None:
        import igraph  # type: ignore[import-untyped]

        warnings.filterwarnings("ignore", "Couldn't reach some vertices")  # said for every way that is not
        self.igraph, self.network = igraph, network
        tail, head, self.segment = arcs(network)
        rows = np.column_stack([tail, head])
        self.graph = igraph.Graph(network.size[0], rows, directed=True)
        self.weight = network.length_m[self.segment].astype(float)

    def way(self, start: int, goal: int) -> list[int]:
        """Ask for the way to the goal as edges; the weights are handed over as one array."""
        way = self.graph.get_shortest_path(start, goal, weights=self.weight, output="epath")
        # It walks infinitely long edges where there is nothing else.
        return [] if np.isinf(self.weight[way]).any() else [int(i) for i in self.segment[way]]

    def refuse(self, segments: Iterable[int]) -> None:
        """Make them infinitely long."""
        self.weight[np.isin(self.segment, list(segments))] = np.inf

    def allow(self) -> None:
        """Look the lengths up again."""
        self.weight = self.network.length_m[self.segment].astype(float)

    def cut(self, start: int, goal: int) -> set[int] | None:
        """Cut the graph whose nodes are split, an arc of capacity 1 inside each, the others without limit."""
        nodes = self.network.size[0]
        tail, head, _ = arcs(self.network)
        inside = np.arange(nodes, dtype=np.int32)
        rows = np.column_stack(
            [np.concatenate([inside, tail + nodes]), np.concatenate([inside + nodes, head])]
        )
        graph = self.igraph.Graph(2 * nodes, rows, directed=True)
        capacity = np.concatenate([np.ones(nodes), np.full(len(tail), float(nodes))])
        found = graph.mincut(start + nodes, goal, capacity=capacity.tolist())
        return {int(i) for i in found.cut}

    def failures(self, start: int, goal: int) -> Failures:
        """Ask for dominators."""
        nodes, tail, head, segment = subdivided(self.network)
        graph = self.igraph.Graph(nodes, np.column_stack([tail, head]), directed=True)
        above = graph.dominator(start, mode="out")
        return dominating(above.__getitem__, start, goal, self.network.size[0], segment)


class Scipy:
    """Three arrays, the arcs of a sparse matrix; the weights of a question are one of them."""

    def __init__(self, network: Network) -> None:
        from scipy.sparse import csr_array

        self.network = network
        tail, head, segment = arcs(network)
        # By hand: a matrix made from rows and columns would add up what lies between the same two nodes.
        order = np.lexsort((head, tail))
        row_from = np.concatenate([[0], np.cumsum(np.bincount(tail, minlength=network.size[0]))])
        self.segment = segment[order]
        self.graph = csr_array(
            (network.length_m[self.segment].astype(float), head[order], row_from.astype(np.int32)),
            shape=(network.size[0],) * 2,
        )

    def way(self, start: int, goal: int) -> list[int]:
        """Search the whole network from the start."""
        from scipy.sparse.csgraph import dijkstra

        _, before = dijkstra(self.graph, indices=[start], return_predecessors=True)
        way = []
        while goal != start:
            node = int(before[0, goal])
            if node < 0:
                return []
            first, until = self.graph.indptr[node : node + 2]
            arc = first + np.flatnonzero(self.graph.indices[first:until] == goal)
            way.append(int(self.segment[arc[np.argmin(self.graph.data[arc])]]))
            goal = node
        return way[::-1]

    def refuse(self, segments: Iterable[int]) -> None:
        """Make them infinitely long."""
        self.graph.data[np.isin(self.segment, list(segments))] = np.inf

    def allow(self) -> None:
        """Look the lengths up again."""
        self.graph.data[:] = self.network.length_m[self.segment]

    def _flow(self, start: int, goal: int) -> tuple[int, Any, Any]:
        """Send a flow through the split nodes; gives its value, the capacities and what is left of them."""
        from scipy.sparse import csr_array
        from scipy.sparse.csgraph import maximum_flow

        nodes = self.network.size[0]
        tail, head, _ = arcs(self.network)
        inside = np.arange(nodes, dtype=np.int32)
        rows, columns = np.concatenate([inside, tail + nodes]), np.concatenate([inside + nodes, head])
        capacity = csr_array((np.ones(len(rows), np.int32), (rows, columns)), shape=(2 * nodes,) * 2)
        # The ways are few: one breadth-first search for each beats the levels of the default method.
        found = maximum_flow(capacity, start + nodes, goal, method="edmonds_karp")
        left = csr_array(capacity - found.flow)
        left.eliminate_zeros()
        return int(found.flow_value), capacity, left

    def cut(self, start: int, goal: int) -> set[int] | None:
        """Take the arcs that leave what the flow's residual graph still reaches."""
        from scipy.sparse.csgraph import breadth_first_order

        nodes = self.network.size[0]
        value, capacity, left = self._flow(start, goal)
        reached = np.zeros(2 * nodes, bool)
        reached[breadth_first_order(left, start + nodes, return_predecessors=False)] = True
        rows, columns = capacity.nonzero()
        leaves = reached[rows] & ~reached[columns]
        # An arc between nodes stands for its head, which is never the goal: the arc inside the node
        # before it is as small and nearer the start.
        cut = {int(i) for i in columns[leaves] % nodes}
        assert len(cut) == value
        return cut

    def failures(self, start: int, goal: int) -> Failures:
        """Find the arcs in some minimum cut of value 1 (Picard and Queyranne 1980)."""
        from scipy.sparse.csgraph import connected_components

        nodes = self.network.size[0]
        value, capacity, left = self._flow(start, goal)
        if value != 1:
            return set(), set()
        _, part = connected_components(left, connection="strong")
        rows, columns = (capacity - (left > 0).astype(np.int32)).maximum(0).nonzero()
        cut = part[rows] != part[columns]
        rows, columns = rows[cut], columns[cut]
        within = columns == rows + nodes
        segments = set[int]()
        for tail, head in zip(rows[~within] - nodes, columns[~within], strict=True):
            first, until = self.graph.indptr[tail : tail + 2]
            arc = first + np.flatnonzero(self.graph.indices[first:until] == head)
            segments.update(int(i) for i in self.segment[arc])
        return {int(i) for i in rows[within]}, segments
