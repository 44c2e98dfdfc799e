"""Unlocking sets: the smallest sets of changes that would make a corridor passable by what sources say."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from dashboard.domain.network import Network
from dashboard.domain.passage import Passage
from dashboard.domain.routing import Mask
from dashboard.domain.survey import Survey
from dashboard.domain.timeline import State
from dashboard.domain.valuation import Valuation

LARGEST = 4
# The search gives up, and says so, after looking at so many partial sets.
_PATIENCE = 20_000

Places = frozenset[str]
_SEVERITY = {State.CUT: 4, State.DISPUTED: 3, State.HINDERED: 2, State.BESIEGED: 2}


@dataclass(frozen=True, slots=True)
class UnlockingSet:
    """Places whose blocking would have to end, each with the words that block it; no fewer would do."""

    elements: tuple[Passage, ...]

    @property
    def places(self) -> tuple[str, ...]:
        """Name the places."""
        return tuple(p.place for p in self.elements)

    @property
    def rank(self) -> tuple[int, int, tuple[str, ...]]:
        """Order the sets: few elements first, then those that ask for less, then by name."""
        asked = sum(_SEVERITY.get(p.state, 1) for p in self.elements)
        return (len(self.elements), asked, self.places)


@dataclass(frozen=True, slots=True)
class Unlocking:
    """All smallest unlocking sets up to four elements, in order; `complete` unless the search gave up."""

    sets: tuple[UnlockingSet, ...]
    complete: bool = True


def unlocking_sets(valuation: Valuation, origins: Sequence[int], target: int) -> Unlocking:
    """Find every minimal set of at most four places which, taken as open, opens a way to the target.

    What the reader avoids, or closes by assumption, stays closed, and what is not there stays away. A set
    is minimal if no proper subset opens a way. The search walks the network with the set of places still
    to settle as its state (labels), drops a state that another reaches with a subset, and leaves out early
    what cannot lie on a way with four places.
    """
    labels = _Labels(valuation)
    steps = _steps(valuation, labels, origins, target)
    begin = labels.at_nodes
    best: dict[int, list[Places]] = defaultdict(list)
    order = count()
    queue: list[tuple[int, int, int, Places]] = []
    for origin in origins:
        places = begin.get(origin, frozenset())
        if len(places) <= LARGEST and not labels.closed_nodes[origin]:
            heappush(queue, (len(places), next(order), origin, places))
    found: list[Places] = []
    looked = 0
    while queue:
        _, _, node, places = heappop(queue)
        if _covered(best[node], places) or _covered(found, places):
            continue
        best[node].append(places)
        if node == target:
            found.append(places)
            continue
        looked += 1
        if looked > _PATIENCE:
            break
        for head, needed in steps.get(node, ()):
            onward = places | needed
            if len(onward) <= LARGEST and not _covered(best[head], onward):
                heappush(queue, (len(onward), next(order), head, onward))
    sets = [UnlockingSet(tuple(labels.passages[p] for p in sorted(places))) for places in found if places]
    return Unlocking(tuple(sorted(sets, key=lambda s: s.rank)), complete=looked <= _PATIENCE)


def _covered(known: Iterable[Places], places: Places) -> bool:
    return any(k <= places for k in known)


class _Labels:
    """Which places have to be settled to use a segment or to enter a node."""

    def __init__(self, valuation: Valuation) -> None:
        self.valuation = valuation
        self.passages: dict[str, Passage] = {}
        self.at_nodes = {
            node: places
            for node, posts in valuation.stops.items()
            if (places := self._named(p for p in posts if p.refused))
        }
        self.size = Counter(place for places in self.at_nodes.values() for place in places)
        self.closed, self.closed_nodes = _closed_by_reader(valuation)
        self._count_segments()

    def _named(self, passages: Iterable[Passage]) -> Places:
        listed = list(passages)
        for passage in listed:
            self.passages.setdefault(passage.place, passage)
        return frozenset(p.place for p in listed)

    def _count_segments(self) -> None:
        """Count over how many segments each place reaches; silent ones by themselves or road by road."""
        valuation, network = self.valuation, self.valuation.network
        refused = ~valuation.usable & ~valuation.gone
        self.of_segment: dict[int, Places] = {}
        for segment in {*valuation.said, *network.gates}:
            if refused[segment]:
                places = self.at_segment(segment)
                self.of_segment[segment] = places
                self.size.update(places)
        self.plain = refused.copy()
        self.plain[list(self.of_segment)] = False
        roads = network.road[self.plain & (network.road >= 0)]
        self.road_size = np.bincount(roads, minlength=max(len(network.road_ids), 1))

    def at_segment(self, segment: int) -> Places:
        """Name what has to be settled on a segment."""
        passage = self.valuation.passage(segment)
        gates = (p for p in self.valuation.gates(segment) if p.refused)
        return self._named([passage, *gates] if passage.refused else gates)

    def share(self) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        """Give each segment the least it adds to the number of places: one over the reach of a place."""
        network = self.valuation.network
        found = np.full(len(network.tail), 1e-9)
        on_road = self.plain & (network.road >= 0)
        found[self.plain] = 1.0
        found[on_road] = 1 / self.road_size[network.road[on_road]]
        for segment, places in self.of_segment.items():
            found[segment] = max(sum(1 / (self.size[p] + self._plain_size(p)) for p in places), 1e-9)
        return found

    def _plain_size(self, place: str) -> int:
        roads = self.valuation.network.road_ids
        return int(self.road_size[roads.index(place)]) if place in roads else 0


def _closed_by_reader(valuation: Valuation) -> tuple[Mask, Mask]:
    """Mark segments and nodes that no set may open: gone, avoided, or closed by the reader's assumption."""
    segments, nodes = valuation.gone.copy(), valuation.avoided_nodes.copy()
    for segment in {*valuation.said, *valuation.network.gates}:
        own = (valuation.passage(segment), *valuation.gates(segment))
        segments[segment] |= any(p.refused and p.assumed is not None for p in own)
    for node, posts in valuation.stops.items():
        nodes[node] |= any(p.refused and p.assumed is not None for p in posts)
    return segments, nodes


def _steps(
    valuation: Valuation, labels: _Labels, origins: Sequence[int], target: int
) -> Mapping[int, list[tuple[int, Places]]]:
    """List, for each node, where one can go and what has to be settled for it.

    Only arcs that may lie on a way with at most four places are kept: each place counts in parts over
    the segments it reaches, so that no way counts it more than once.
    """
    network = valuation.network
    nodes, _ = network.size
    share = labels.share()
    both = np.flatnonzero(~network.oneway)
    tails = np.concatenate([network.tail, network.head[both]])
    heads = np.concatenate([network.head, network.tail[both]])
    owner = np.concatenate([np.arange(len(network.tail)), both])
    kept = ~labels.closed[owner] & ~labels.closed_nodes[tails] & ~labels.closed_nodes[heads]
    tails, heads, owner = tails[kept], heads[kept], owner[kept]
    ahead = _least(nodes, tails, heads, share[owner], origins)
    behind = _least(nodes, heads, tails, share[owner], [target])
    useful = ahead[tails] + share[owner] + behind[heads] <= LARGEST + 1e-6
    steps: dict[int, list[tuple[int, Places]]] = defaultdict(list)
    rows = zip(tails[useful].tolist(), heads[useful].tolist(), owner[useful].tolist(), strict=True)
    nothing: Places = frozenset()
    for tail, head, segment in rows:
        needed = labels.of_segment.get(segment, nothing)
        if labels.plain[segment]:
            needed = labels.at_segment(segment)
        steps[tail].append((head, needed | labels.at_nodes.get(head, nothing)))
    return steps


def _least(
    nodes: int,
    tails: np.ndarray[tuple[int], np.dtype[np.int32]],
    heads: np.ndarray[tuple[int], np.dtype[np.int32]],
    weights: np.ndarray[tuple[int], np.dtype[np.float64]],
    starts: Sequence[int],
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    order = np.lexsort((weights, heads, tails))
    tails, heads, weights = tails[order], heads[order], weights[order]
    fresh = np.ones(len(tails), bool)
    fresh[1:] = (tails[1:] != tails[:-1]) | (heads[1:] != heads[:-1])
    matrix = csr_array((weights[fresh], (tails[fresh], heads[fresh])), shape=(nodes, nodes))
    found, _, _ = dijkstra(
        matrix, indices=list(starts), min_only=True, limit=LARGEST + 1.0, return_predecessors=True
    )
    return np.asarray(found)


def origins_of(network: Network, survey: Survey) -> list[int]:
    """Give the nodes that a question starts from, those that the network has."""
    return network.nodes(survey.question.origins)
