"""The same five questions to a network, to be asked of a graph library.

An engine is made from a network (that is its build). `way` is a shortest way as segments, `refuse` takes
segments away and `allow` gives them back, `cut` is a smallest set of nodes whose loss separates two nodes (as
many as there are node-disjoint ways), `failures` are the nodes and segments whose loss alone separates them.
One-way streets are respected in all of them. A network has no two segments between the same two nodes here.
"""

from collections.abc import Callable, Iterable
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from dashboard.domain.network import Network

Ints = NDArray[np.int32]
Failures = tuple[set[int], set[int]]


class Engine(Protocol):
    """What each library is asked; nodes and segments are rows of the network."""

    def way(self, start: int, goal: int) -> list[int]:
        """Give the segments of a shortest way; none if there is no way."""

    def refuse(self, segments: Iterable[int]) -> None:
        """Take segments away."""

    def allow(self) -> None:
        """Give all segments back."""

    def cut(self, start: int, goal: int) -> set[int] | None:
        """Give a minimum node cut; None where the library has no means."""

    def failures(self, start: int, goal: int) -> Failures:
        """Give the single points of failure: nodes, segments."""


def corridors(engine: Engine, network: Network, ends: tuple[int, int], count: int) -> list[float]:
    """Find so many ways without a common segment, the shortest first; gives their lengths in metres."""
    found = []
    for _ in range(count):
        way = engine.way(*ends)
        if not way:
            break
        found.append(float(network.length_m[way].sum(dtype=float)))
        engine.refuse(way)
    engine.allow()
    return found


def arcs(network: Network) -> tuple[Ints, Ints, Ints]:
    """Give the arcs as tail, head, segment: two for each segment, one for a one-way street."""
    back = np.flatnonzero(~network.oneway)
    tail = np.concatenate([network.tail, network.head[back]])
    head = np.concatenate([network.head, network.tail[back]])
    segment = np.concatenate([np.arange(len(network.tail)), back])
    return tail.astype(np.int32), head.astype(np.int32), segment.astype(np.int32)


def subdivided(network: Network) -> tuple[int, Ints, Ints, Ints]:
    """Put a node on each arc, numbered after the real ones: what dominates a node then has arcs among it.

    Gives the number of nodes, tails, heads, and the segment of each arc.
    """
    nodes = network.size[0]
    tail, head, segment = arcs(network)
    middle = np.arange(nodes, nodes + len(tail), dtype=np.int32)
    return nodes + len(tail), np.concatenate([tail, middle]), np.concatenate([middle, head]), segment


def dominating(
    above: Callable[[int], int | None], start: int, goal: int, nodes: int, segment: Ints
) -> Failures:
    """Walk from the goal up the tree of dominators: what is passed is a single point of failure."""
    passed = []
    at = above(goal)
    while at is not None and at != start and at >= 0:
        passed.append(int(at))
        at = above(at)
    return {i for i in passed if i < nodes}, {int(segment[i - nodes]) for i in passed if i >= nodes}
