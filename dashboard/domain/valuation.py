"""Valuation: a whole network under one question, as one array of weights for the graph library."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from dashboard.domain.areas import lying_in
from dashboard.domain.network import Floats, Network
from dashboard.domain.passage import Passage, Verdict
from dashboard.domain.routing import shut_off, too_far
from dashboard.domain.survey import Survey
from dashboard.domain.timeline import State
from dashboard.domain.vocabulary import Axis

Mask = NDArray[np.bool_]

# A stretch that passes "with a cost" counts as so many times as long.
COST = 3.0
# How far off a blocked stretch counts when blocked ways are put in order: metres of road each is worth.
# The order only says which blocked way is shown first.
_FARTHER_M = {State.CUT: 150_000.0}
_FARTHER_OTHERWISE_M = 50_000.0


@dataclass(frozen=True, eq=False)
class Valuation:
    """What a question makes of each segment and node of a network.

    `verdicts` has one number for each segment (see Verdict); a segment without words has the verdict
    of silence. `said` are the passages of the segments that somebody's words reach, `stops` those of
    nodes. `avoided` marks segments, `avoided_nodes` nodes, that the reader leaves out. `absent` marks
    segments that exist only because somebody says so, while nobody is heard to say so, `beyond` those
    that lie on no way of a bearable length.
    """

    network: Network
    survey: Survey
    verdicts: NDArray[np.uint8]
    said: Mapping[int, Passage]
    stops: Mapping[int, tuple[Passage, ...]]
    avoided: Mask
    avoided_nodes: Mask
    absent: Mask
    beyond: Mask

    def passage(self, segment: int) -> Passage:
        """Give the passage of a segment; where no words reach it, silence."""
        known = self.said.get(segment)
        return known if known is not None else self._silence(segment)

    def posts(self, node: int) -> tuple[Passage, ...]:
        """Give what stands at a node."""
        return self.stops.get(node, ())

    def gates(self, segment: int) -> tuple[Passage, ...]:
        """Give what stands on a segment."""
        return tuple(p for g in self.network.gates.get(segment, ()) for p in self.survey.posts((g,)))

    @cached_property
    def shut(self) -> Mask:
        """Mark the nodes that the question does not pass."""
        shut: Mask = self.avoided_nodes.copy()
        for node, passages in self.stops.items():
            if any(p.refused for p in passages):
                shut[node] = True
        return shut

    @cached_property
    def gone(self) -> Mask:
        """Mark the segments that no way may lead over, whatever is settled: avoided, not there, too far."""
        return np.asarray(self.avoided | self.absent | self.beyond)

    @cached_property
    def usable(self) -> Mask:
        """Mark the segments that the question passes, whatever it costs."""
        return np.asarray((self.verdicts != Verdict.REFUSE) & ~self.gone)

    @cached_property
    def weights(self) -> Floats:
        """Give each segment's length in metres, more where it passes with a cost, infinite where refused."""
        found: Floats = np.maximum(self.network.length_m.astype(float), 1.0)
        found[self.verdicts == Verdict.COST] *= COST
        for node, passages in self.stops.items():
            if any(p.verdict is Verdict.COST for p in passages):
                found[(self.network.tail == node) | (self.network.head == node)] *= COST
        found[~self.usable] = np.inf
        return found

    @cached_property
    def nearness(self) -> Floats:
        """Give each segment a finite weight, so that ways nearest to passing can be found.

        What is refused by a word counts as a detour, once for each place whose words decide; what is
        refused for silence counts like a costly stretch.
        """
        found: Floats = np.maximum(self.network.length_m.astype(float), 1.0)
        found[self.verdicts != Verdict.PASS] *= COST
        deciders = Counter(p.place for p in self.said.values() if p.refused and not p.silent)
        standing = Counter(gate for gates in self.network.gates.values() for gate in gates)
        for segment, passage in self.said.items():
            if passage.refused and not passage.silent:
                found[segment] += _farther(passage) / deciders[passage.place]
            found[segment] += sum(_farther(p) / standing[p.place] for p in self.gates(segment) if p.refused)
        for node, passages in self.stops.items():
            worth = sum(_farther(p) for p in passages if p.refused)
            if worth:
                found[(self.network.tail == node) | (self.network.head == node)] += worth
        found[self.gone] = np.inf
        return found

    def _silence(self, segment: int) -> Passage:
        return Passage(
            place=silent_place(self.network, segment),
            axis=Axis.ACCESS,
            state=State.NO_CLAIM,
            verdict=self.survey.verdict(State.NO_CLAIM),
        )


def _farther(passage: Passage) -> float:
    state = State(passage.assumed) if passage.assumed else passage.state
    return _FARTHER_M.get(state, _FARTHER_OTHERWISE_M)


def silent_place(network: Network, segment: int) -> str:
    """Name what is silent about a segment that no words reach: its road, otherwise the segment itself."""
    road = int(network.road[segment])
    return network.road_ids[road] if road >= 0 else network.segment_ids[segment]


def value(network: Network, survey: Survey) -> Valuation:
    """Put a question to every segment and node.

    Only places that words or the reader's choices reach are read one by one; the rest is silence.
    """
    _, segments = network.size
    verdicts = np.full(segments, survey.verdict(State.NO_CLAIM), np.uint8)
    said: dict[int, Passage] = {}
    for segment, bearers in _spoken_of(network, survey).items():
        passage = survey.road(bearers)
        said[segment] = passage
        verdicts[segment] = passage.verdict
    for segment, gates in network.gates.items():
        for gate in gates:
            worst = max((p.verdict for p in survey.posts((gate,))), default=Verdict.PASS)
            verdicts[segment] = max(verdicts[segment], worst)
    stops = {
        node: posts for node, features in network.node_gates.items() if (posts := survey.posts(features))
    }
    stops |= _assumed_nodes(network, survey, stops)
    avoided, avoided_nodes = _avoided(network, survey)
    absent = _absent(network, survey)
    return Valuation(
        network=network,
        survey=survey,
        verdicts=verdicts,
        said=said,
        stops=stops,
        avoided=avoided,
        avoided_nodes=avoided_nodes,
        absent=absent,
        beyond=_beyond(network, survey, avoided | absent, avoided_nodes),
    )


def _beyond(network: Network, survey: Survey, gone: Mask, gone_nodes: Mask) -> Mask:
    """Mark the segments on no way at most two and a half times as long as the shortest road there is.

    Where the shortest road is blocked, the next one must not be a journey through another country. The
    roads are measured whatever is said of them, so that no word for or against one moves the limit.
    """
    target = network.node(survey.question.destination)
    origins = network.nodes(survey.question.origins)
    if target is None or not origins:
        return np.zeros(len(network.tail), bool)
    asked = (tuple(origins), target, gone.tobytes(), gone_nodes.tobytes())
    known = _measured.get(network)
    if known is None or known[0] != asked:
        lengths = np.maximum(network.length_m.astype(float), 1.0)
        lengths[gone] = np.inf
        known = (asked, too_far(network, shut_off(network, lengths, gone_nodes), origins, target))
        _measured[network] = known
    return known[1]


# The last limit of each network: it stays the same while only days, words and treatments change.
_measured: "WeakKeyDictionary[Network, tuple[object, Mask]]" = WeakKeyDictionary()


def _absent(network: Network, survey: Survey) -> Mask:
    """Mark the segments that are claimed features of which nobody says on the day that they are there."""
    out = np.zeros(len(network.tail), bool)
    for segment in network.bearers:
        feature = survey.dataset.features.get(network.segment_ids[segment])
        out[segment] = feature is not None and not survey.is_there(feature.id)
    return out


def _spoken_of(network: Network, survey: Survey) -> dict[int, tuple[str, ...]]:
    """Find the features whose words hold for each segment; what the reader assumes counts as words."""
    found = {
        segment: kept
        for segment, bearers in network.bearers.items()
        if (kept := tuple(b for b in bearers if survey.is_there(b)))
    }
    for place in survey.question.assumptions:
        segment = network.segment(place)
        own = [] if segment is None else [segment]
        if place in network.road_ids:
            own += np.flatnonzero(network.road == network.road_ids.index(place)).tolist()
        for i in own:
            bearers = found.get(i, ())
            more = [b for b in (network.segment_ids[i], silent_place(network, i)) if b not in bearers]
            found[i] = (*dict.fromkeys((*bearers, *more)),)
    return found


def _assumed_nodes(
    network: Network, survey: Survey, stops: Mapping[int, tuple[Passage, ...]]
) -> dict[int, tuple[Passage, ...]]:
    found = {}
    for place in survey.question.assumptions:
        node = network.node(place)
        if node is not None and node not in stops and (posts := survey.posts((place,))):
            found[node] = posts
    return found


def _avoided(network: Network, survey: Survey) -> tuple[Mask, Mask]:
    """Mark what the reader leaves out: by name, or because it lies in the area drawn."""
    nodes, segments = network.size
    out, out_nodes = np.zeros(segments, bool), np.zeros(nodes, bool)
    named = frozenset(survey.question.avoid)
    for name in named:
        if (segment := network.segment(name)) is not None:
            out[segment] = True
        if (node := network.node(name)) is not None:
            out_nodes[node] = True
        if name in network.road_ids:
            out |= network.road == network.road_ids.index(name)
    for mapping, mask in ((network.bearers, out), (network.gates, out), (network.node_gates, out_nodes)):
        for row, features in mapping.items():
            if named & set(features):
                mask[row] = True
    if survey.question.area:
        out |= lying_in(network, survey.question.area)
    return out, out_nodes
