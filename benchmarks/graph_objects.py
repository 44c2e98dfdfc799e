"""The engines that keep a Python object for each edge: networkx and rustworkx."""

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

import numpy as np

from benchmarks.graph_questions import Failures, arcs, dominating, subdivided
from dashboard.domain.network import Network


class Networkx:
    """Dictionaries of dictionaries, pure Python."""

    def __init__(self, network: Network) -> None:
        import networkx as nx

        self.nx, self.network, self.gone = nx, network, list[tuple[int, int, dict[str, Any]]]()
        self.graph = nx.DiGraph()
        self.graph.add_nodes_from(range(network.size[0]))
        tail, head, segment = arcs(network)
        length = network.length_m[segment]
        rows = zip(tail.tolist(), head.tolist(), length.tolist(), segment.tolist(), strict=True)
        self.graph.add_edges_from((t, h, {"weight": w, "segment": s}) for t, h, w, s in rows)

    def way(self, start: int, goal: int) -> list[int]:
        """Search from both ends, the library's fastest."""
        try:
            _, nodes = self.nx.bidirectional_dijkstra(self.graph, start, goal)
        except self.nx.NetworkXNoPath:
            return []
        return [self.graph[a][b]["segment"] for a, b in pairwise(nodes)]

    def refuse(self, segments: Iterable[int]) -> None:
        """Remove edges."""
        for i in segments:
            a, b = int(self.network.tail[i]), int(self.network.head[i])
            for one, other in [(a, b)] if self.network.oneway[i] else [(a, b), (b, a)]:
                self.gone.append((one, other, self.graph[one][other]))
                self.graph.remove_edge(one, other)

    def allow(self) -> None:
        """Add them again."""
        self.graph.add_edges_from(self.gone)
        self.gone.clear()

    def cut(self, start: int, goal: int) -> set[int] | None:
        """Ask the library: a maximum flow in its own auxiliary graph."""
        return set(self.nx.minimum_node_cut(self.graph, start, goal))

    def failures(self, start: int, goal: int) -> Failures:
        """Ask for dominators."""
        nodes, tail, head, segment = subdivided(self.network)
        graph = self.nx.DiGraph()
        graph.add_nodes_from(range(nodes))
        graph.add_edges_from(zip(tail.tolist(), head.tolist(), strict=True))
        above = self.nx.immediate_dominators(graph, start)
        return dominating(above.get, start, goal, self.network.size[0], segment)


class Rustworkx:
    """A Rust graph with Python objects on nodes and edges."""

    def __init__(self, network: Network) -> None:
        import rustworkx as rx

        self.rx, self.network = rx, network
        tail, head, self.segment = arcs(network)
        self.graph = rx.PyDiGraph(multigraph=True)
        self.graph.add_nodes_from(range(network.size[0]))
        rows = zip(tail.tolist(), head.tolist(), self.segment.tolist(), strict=True)
        self.graph.add_edges_from(list(rows))
        self.weight = network.length_m.astype(float).tolist()

    def way(self, start: int, goal: int) -> list[int]:
        """Ask for the way to the goal; the weights are looked up by a call for each edge.

        A* with nothing to guide it: `dijkstra_shortest_paths` keeps the whole way to every node it meets.
        """
        try:
            nodes = self.rx.astar_shortest_path(
                self.graph, start, goal.__eq__, self.weight.__getitem__, lambda _: 0.0
            )
        except self.rx.NoPathFound:
            return []
        way = [self.graph.get_edge_data(a, b) for a, b in pairwise(nodes)]
        return [] if any(self.weight[i] == np.inf for i in way) else way

    def refuse(self, segments: Iterable[int]) -> None:
        """Make them infinitely long."""
        for i in segments:
            self.weight[i] = np.inf

    def allow(self) -> None:
        """Look the lengths up again."""
        self.weight = self.network.length_m.astype(float).tolist()

    def cut(self, start: int, goal: int) -> set[int] | None:
        """Nothing: the library has no flow from node to node."""
        return None

    def failures(self, start: int, goal: int) -> Failures:
        """Ask for dominators."""
        nodes, tail, head, segment = subdivided(self.network)
        graph = self.rx.PyDiGraph(multigraph=True)
        graph.add_nodes_from([None] * nodes)
        graph.add_edges_from_no_data(list(zip(tail.tolist(), head.tolist(), strict=True)))
        above = self.rx.immediate_dominators(graph, start)
        return dominating(above.get, start, goal, self.network.size[0], segment)
