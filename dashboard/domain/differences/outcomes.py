"""What a question of corridors comes to for a reader, and a cheap mark of all that it is made from."""

from collections.abc import Iterator
from dataclasses import dataclass

from dashboard.domain.corridor import answer
from dashboard.domain.dataset import Dataset
from dashboard.domain.network import Network, unplaced_ways
from dashboard.domain.passage import Passage
from dashboard.domain.survey import Survey
from dashboard.domain.timeline import State
from dashboard.domain.unlocking import origins_of, unlocking_sets
from dashboard.domain.valuation import Valuation, value

Blocker = tuple[str, State]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a question of corridors comes to: the ways that pass, else what blocks the nearest ones.

    `ways` name the segments of each way that passes; it is empty where none does. `unlocking` are the
    smallest sets of places whose opening would open a way, `unplaced` what is said of ways that no source
    places. `known` is False where the network lacks an end of the question.
    """

    ways: tuple[tuple[str, ...], ...] = ()
    blockers: frozenset[Blocker] = frozenset()
    unlocking: frozenset[tuple[str, ...]] = frozenset()
    unplaced: frozenset[Blocker] = frozenset()
    known: bool = True


def outcome(network: Network, survey: Survey) -> Outcome:
    """Answer the question of a survey and keep what readers are told."""
    found = answer(survey.dataset, network, survey.clocks, survey.lens, survey.question)
    if found.unknown:
        return Outcome(known=False)
    unplaced = frozenset((p.place, p.state) for p in found.unplaced)
    if found.corridors:
        ways = tuple(tuple(s.segment_id for s in way.stretches) for way in found.corridors)
        return Outcome(ways=ways, unplaced=unplaced)
    target = network.node(survey.question.destination)
    sets = unlocking_sets(found.valuation, origins_of(network, found.valuation.survey), int(target or 0)).sets
    return Outcome(
        blockers=frozenset((p.place, p.state) for p in found.blockers),
        unlocking=frozenset(each.places for each in sets),
        unplaced=unplaced,
    )


def network_mark(network: Network, survey: Survey) -> object:
    """Give all that an answer over one network is made from: two that are equal give one outcome."""
    valuation: Valuation = value(network, survey)
    said = {segment: _said(p) for segment, p in valuation.said.items()}
    stops = {node: tuple(map(_said, passages)) for node, passages in valuation.stops.items()}
    gates = {segment: tuple(map(_said, valuation.gates(segment))) for segment in network.gates}
    columns = (valuation.verdicts, valuation.avoided, valuation.absent, valuation.beyond)
    return (said, stops, gates, *(column.tobytes() for column in columns))


def unplaced_mark(survey: Survey) -> object:
    """Give all that is told of ways without a place."""
    return tuple(_unplaced(survey, survey.dataset))


def _unplaced(survey: Survey, dataset: Dataset) -> Iterator[tuple[object, ...]]:
    for feature in unplaced_ways(dataset):
        passage = survey.road((feature.id,))
        named = frozenset(f for s in survey.known((feature.id,)) for f in s.annotation.about)
        yield (*_said(passage), bool(passage.behind), bool(passage.others), named)


def _said(passage: Passage) -> tuple[object, ...]:
    return (passage.place, passage.state, passage.verdict, passage.silent)
