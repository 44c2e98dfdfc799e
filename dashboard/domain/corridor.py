"""Corridors: ways from an origin to a destination, with what is said of each stretch and what blocks it."""

from dataclasses import dataclass
from itertools import pairwise

from dashboard.domain.alternatives import different_ways
from dashboard.domain.dataset import Dataset
from dashboard.domain.lens import Clocks, Lens
from dashboard.domain.model import Feature
from dashboard.domain.network import CROSSING_KINDS, Network, unplaced_ways
from dashboard.domain.passage import Passage
from dashboard.domain.question import Question
from dashboard.domain.routing import Path
from dashboard.domain.survey import Survey
from dashboard.domain.timeline import State, read
from dashboard.domain.valuation import Valuation, value
from dashboard.domain.vocabulary import Axis
from dashboard.domain.ways import Handover, Stretch, Way, once

WAYS = 3


@dataclass(frozen=True, slots=True)
class Answer:
    """What sources say of the ways that a question asks for.

    `ways` are the corridors, the shortest first, if there is one; otherwise the ways nearest to being
    one, so that the reader sees what blocks them. `unplaced` are roads and corridors that somebody
    speaks of and no source pins down: what is said of them cannot be tied to any stretch.
    `unknown` are the names in the question that the network does not have, `idle` the places of which the
    reader assumes something that reaches nothing.
    """

    question: Question
    ways: tuple[Way, ...]
    unplaced: tuple[Passage, ...]
    unknown: tuple[str, ...]
    idle: tuple[str, ...]
    valuation: Valuation

    @property
    def corridors(self) -> tuple[Way, ...]:
        """Give the ways that the question lets pass; empty where it lets none."""
        return tuple(way for way in self.ways if way.passes)

    @property
    def blockers(self) -> tuple[Passage, ...]:
        """Give what blocks the ways shown, each place once: words first, silence after them."""
        found = once(p for way in self.ways if not way.passes for p in way.blockers)
        return tuple(sorted(found, key=lambda p: p.silent))


def answer(
    dataset: Dataset, network: Network, clocks: Clocks, lens: Lens, question: Question, count: int = WAYS
) -> Answer:
    """Answer a question of corridors from what was said, known by the one day and true on the other.

    Nothing published after the known-by day counts, nor does a proposal. Where no way passes, the ways
    nearest to passing are given with everything that blocks them.
    """
    survey = Survey(dataset, clocks, lens, question)
    valuation = value(network, survey)
    unknown = tuple(name for name in (*question.origins, question.destination) if network.node(name) is None)
    origins = network.nodes(question.origins)
    target = network.node(question.destination)
    paths: tuple[Path, ...] = ()
    passes = False
    if origins and target is not None and target not in origins:
        paths = different_ways(
            network, valuation.weights, origins, target, count=count, shut_nodes=valuation.shut
        )
        passes = bool(paths)
        if not passes:
            paths = different_ways(
                network, valuation.nearness, origins, target, count=count, shut_nodes=valuation.avoided_nodes
            )
    ways = tuple(
        _way(network, survey, valuation, path, number=n, passes=passes) for n, path in enumerate(paths, 1)
    )
    idle = tuple(place for place, _ in question.assumed if place not in survey.assumed_places)
    return Answer(question, ways, _unplaced(survey), unknown, idle, valuation)


def _way(
    network: Network, survey: Survey, valuation: Valuation, path: Path, *, number: int, passes: bool
) -> Way:
    stretches = []
    names = [network.node_ids[n] for n in path.nodes]
    borders: set[str] = set()
    first = _handovers(survey, None, names[0], borders)
    for (start, end), node, segment in zip(pairwise(names), path.nodes[1:], path.segments, strict=True):
        gates = network.gates.get(segment, ())
        present, planned = _standing(survey, gates)
        stretches.append(
            Stretch(
                segment=segment,
                segment_id=network.segment_ids[segment],
                start=start,
                end=end,
                passage=valuation.passage(segment),
                posts=tuple(p for g in gates for p in survey.posts((g,))),
                arrival=valuation.posts(node),
                present=present,
                planned=planned,
                handovers=_handovers(survey, start, end, borders),
                length_m=float(network.length_m[segment]),
                spread_m=float(network.spread_m[segment]),
                avoided=bool(valuation.avoided[segment]),
            )
        )
    return Way(number, tuple(stretches), valuation.posts(path.nodes[0]), first, passes)


def _standing(survey: Survey, gates: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Tell posts that somebody says are there from posts that are only proposed."""
    present, planned = [], []
    for gate in gates:
        feature = survey.dataset.features[gate]
        reading = read(survey.dataset, feature, survey.clocks, survey.lens)
        if reading.behind or reading.mentions:
            present.append(gate)
        elif reading.proposals:
            planned.append(gate)
    return tuple(present), tuple(planned)


def _handovers(survey: Survey, start: str | None, end: str, borders: set[str]) -> tuple[Handover, ...]:
    """Find what changes hands on the way from `start` to `end`.

    Two gates of one border lie side by side: the border is told once, at the first of them.
    """
    found = []
    features = survey.dataset.features
    is_gate = end in features and features[end].properties.kind in CROSSING_KINDS
    if is_gate and start not in borders:
        found.append(Handover("cross-border", end))
    if is_gate:
        borders.add(end)
    before, after = holder(survey, start) if start else None, holder(survey, end)
    if before is not None and after is not None and before is not after:
        found.append(Handover("cross-line", end, before, after))
    return tuple(found)


def holder(survey: Survey, node: str) -> State | None:
    """Say who is said to hold a node, or the nearest area that it is part of; None where nobody says.

    A siege or a divided city names no holder.
    """
    features = survey.dataset.features
    for place in (node, *survey.dataset.wholes(node)) if node in features else ():
        for axis in read(survey.dataset, features[place], survey.clocks, survey.lens).axes:
            if axis.axis is Axis.CONTROL and axis.state.value.startswith("held-by-"):
                return axis.state
    return None


def _unplaced(survey: Survey) -> tuple[Passage, ...]:
    """Read the ways that no source places, if anybody speaks of access to them on the day.

    Those that are only said to lead to another place than the question's are left out. Words about the
    question's own audience come first, then ways that are said to lead to its places.
    """
    found = []
    for feature in unplaced_ways(survey.dataset):
        passage = survey.road((feature.id,))
        leads = _leads_to(survey, feature)
        there = leads & _around(survey)
        if (passage.behind or passage.others) and (there or not leads):
            found.append((not passage.behind, not there, feature.id, passage))
    return tuple(passage for *_, passage in sorted(found, key=lambda row: row[:3]))


def _leads_to(survey: Survey, feature: Feature) -> frozenset[str]:
    """Give the areas that the same statements name as the way itself."""
    areas = _areas(survey.dataset)
    return frozenset(a for s in survey.known((feature.id,)) for a in s.annotation.about if a in areas)


def _around(survey: Survey) -> frozenset[str]:
    ends = (survey.question.destination, *survey.question.origins)
    return frozenset(place for end in ends for place in (end, *survey.dataset.wholes(end)))


_AREA_KINDS = frozenset({"area", "city", "city-point"})


def _areas(dataset: Dataset) -> frozenset[str]:
    return frozenset(f.id for f in dataset.features.values() if f.properties.kind in _AREA_KINDS)
