"""Every engine against a plain search on small random networks, before any time is taken."""

from collections.abc import Callable, Mapping
from itertools import pairwise

import networkx as nx
import numpy as np

from benchmarks.graph_questions import Engine, Failures, corridors
from dashboard.domain.network import Network


def check(engines: Mapping[str, Callable[[Network], Engine]], rounds: int = 60) -> None:
    """Raise AssertionError, with the engine and the round, at the first wrong answer."""
    for seed in range(rounds):
        network = small(seed)
        ends = (0, network.size[0] - 1)
        lengths, failures = _corridors(network, *ends), _failures(network, *ends)
        least = _least_cut(network, *ends)
        for name, make in engines.items():
            engine = make(network)
            where = f"{name}, round {seed}"
            assert np.allclose(corridors(engine, network, ends, 5), lengths), where
            assert engine.failures(*ends) == failures, where
            cut = engine.cut(*ends) if least is not None else None
            if cut is not None:
                assert len(cut) == least, where
                assert not cut & set(ends), where
                assert not _leads(network, *ends, without_nodes=cut), where


def small(seed: int) -> Network:
    """Make a random network, at most one segment between two nodes each way; every third one is sparse."""
    rng = np.random.default_rng(seed)
    nodes = int(rng.integers(4, 14))
    pairs = [(a, b) for a in range(nodes) for b in range(a) if rng.random() < (0.2, 0.35, 0.5)[seed % 3]]
    rows = np.array([(a, b) if rng.random() < 0.5 else (b, a) for a, b in pairs], np.int32).reshape(-1, 2)
    count = len(rows)
    return Network(
        node_ids=tuple(f"node-{i}" for i in range(nodes)),
        node_at=rng.random((nodes, 2)),
        segment_ids=tuple(f"street-{i}" for i in range(count)),
        tail=rows[:, 0],
        head=rows[:, 1],
        length_m=rng.uniform(10, 1000, count).astype(np.float32),
        spread_m=np.zeros(count, np.float32),
        oneway=rng.random(count) < 0.4,
        shape_from=np.arange(0, 2 * count + 1, 2, dtype=np.uint32),
        shape=np.zeros((2 * count, 2), np.int32),
        road=np.full(count, -1, np.int32),
    )


def _graph(network: Network) -> nx.DiGraph:
    graph = nx.DiGraph()
    graph.add_nodes_from(range(network.size[0]))
    for i, (tail, head, oneway) in enumerate(zip(network.tail, network.head, network.oneway, strict=True)):
        weight = float(network.length_m[i])
        graph.add_edge(int(tail), int(head), segment=i, weight=weight)
        if not oneway:
            graph.add_edge(int(head), int(tail), segment=i, weight=weight)
    return graph


def _leads(
    network: Network, start: int, goal: int, *, without_nodes: set[int], without: int | None = None
) -> bool:
    graph = _graph(network)
    graph.remove_nodes_from(without_nodes)
    graph.remove_edges_from([(a, b) for a, b, i in graph.edges(data="segment") if i == without])
    return bool(nx.has_path(graph, start, goal))


def _corridors(network: Network, start: int, goal: int) -> list[float]:
    graph, found = _graph(network), list[float]()
    while len(found) < 5 and nx.has_path(graph, start, goal):
        length, nodes = nx.single_source_dijkstra(graph, start, goal)
        found.append(length)
        used = {graph[a][b]["segment"] for a, b in pairwise(nodes)}
        graph.remove_edges_from([(a, b) for a, b, i in graph.edges(data="segment") if i in used])
    return found


def _failures(network: Network, start: int, goal: int) -> Failures:
    if not _leads(network, start, goal, without_nodes=set()):
        return set(), set()
    inner = [i for i in range(network.size[0]) if i not in (start, goal)]
    nodes = {i for i in inner if not _leads(network, start, goal, without_nodes={i})}
    count = range(network.size[1])
    return nodes, {i for i in count if not _leads(network, start, goal, without_nodes=set(), without=i)}


def _least_cut(network: Network, start: int, goal: int) -> int | None:
    """Count the node-disjoint ways; None for neighbours.

    No loss of nodes separates a node from the next; networkx says so of a street that leads back, too.
    """
    graph = _graph(network)
    if graph.has_edge(start, goal) or graph.has_edge(goal, start):
        return None
    return int(nx.node_connectivity(graph, start, goal))
