"""Which answers to the questions of corridors change: for each audience, on the days a change can reach."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np

from dashboard.domain.corridor import answer
from dashboard.domain.dataset import Dataset, Statement
from dashboard.domain.differences.readings import LENSES, Period, changed_statements, covered
from dashboard.domain.lens import Clocks, Lens
from dashboard.domain.model import Feature
from dashboard.domain.network import Network, network_of, unplaced_ways
from dashboard.domain.passage import Passage
from dashboard.domain.question import Question
from dashboard.domain.survey import Survey
from dashboard.domain.timeline import State, audience, turning_days
from dashboard.domain.unlocking import origins_of, unlocking_sets
from dashboard.domain.valuation import Valuation, value
from dashboard.domain.vocabulary import Audience, Presence

Blocker = tuple[str, State]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a question of corridors comes to: the ways that pass, else what blocks the nearest ones.

    `ways` name the segments of each way that passes; it is empty where none does. `unlocking` are the
    smallest sets of places whose opening would open a way, `unplaced` what is said of ways that no source
    places. `known` is False where the network lacks an end of the question.
    """

    ways: tuple[tuple[str, ...], ...] = ()
    blockers: tuple[Blocker, ...] = ()
    unlocking: tuple[tuple[str, ...], ...] = ()
    unplaced: tuple[Blocker, ...] = ()
    known: bool = True

    @property
    def exists(self) -> bool:
        """Tell whether the question lets any way pass."""
        return bool(self.ways)


@dataclass(frozen=True, slots=True, kw_only=True)
class CorridorChange:
    """A question that is answered otherwise on some days.

    `in_hindsight` tells whether everything is known; otherwise only what was out by the day itself.
    """

    whom: Audience
    lens: Lens
    in_hindsight: bool
    days: tuple[Period, ...]
    before: Outcome
    after: Outcome


def compare_corridors(before: Dataset, after: Dataset) -> tuple[CorridorChange, ...]:
    """Ask the shipped question of corridors of both datasets wherever its answer can differ.

    It is the question that the panel opens with, once for each audience. Days on which neither the network
    nor the reading of any place in it differs are not asked about: their answers are the same.
    """
    networks = (network_of(before), network_of(after))
    statements = [s for s in changed_statements(before, after) if _reaches(s, before, after, networks)]
    drawn = not _alike(*networks) or _presences(before, networks) != _presences(after, networks)
    drawn = drawn or [_way(f) for f in unplaced_ways(before)] != [_way(f) for f in unplaced_ways(after)]
    if not statements and not drawn:
        return ()
    asking = _Asking((before, after), networks, redrawn=drawn)
    loose = {f.id for dataset in (before, after) for f in unplaced_ways(dataset)}
    found: list[CorridorChange] = []
    for lens in LENSES:
        heard = [s for s in statements if lens.context or not s.is_context]
        for whom in Audience:
            # Of an unplaced way readers are told also what is said of others' passage.
            spoken = [s for s in heard if whom in audience(s) or loose & set(s.annotation.about)]
            asking.thorough = drawn or any(loose & set(s.annotation.about) for s in spoken)
            for in_hindsight in (False, True):
                days = asking.days(spoken, in_hindsight=in_hindsight)
                found += asking.changes(days, whom, lens, in_hindsight=in_hindsight)
    return tuple(found)


def _way(feature: Feature) -> tuple[str, str | None]:
    return feature.id, feature.properties.part_of


def _places(network: Network) -> frozenset[str]:
    reached = (network.bearers, network.gates, network.node_gates)
    return frozenset(place for mapping in reached for places in mapping.values() for place in places)


def _reaches(
    statement: Statement, before: Dataset, after: Dataset, networks: tuple[Network, Network]
) -> bool:
    about = set(statement.annotation.about)
    unplaced = {f.id for dataset in (before, after) for f in unplaced_ways(dataset)}
    return bool(about & (_places(networks[0]) | _places(networks[1]) | unplaced))


def _presences(dataset: Dataset, networks: tuple[Network, Network]) -> dict[str, Presence | None]:
    found = {}
    for place in _places(networks[0]) | _places(networks[1]):
        feature = dataset.features.get(place)
        found[place] = feature.properties.presence if feature else None
    return found


def _alike(one: Network, other: Network) -> bool:
    return (
        tuple(one.node_ids) == tuple(other.node_ids)
        and tuple(one.segment_ids) == tuple(other.segment_ids)
        and all(
            np.array_equal(getattr(one, column), getattr(other, column))
            for column in ("tail", "head", "length_m", "node_at", "road")
        )
        and (one.bearers, one.gates, one.node_gates) == (other.bearers, other.gates, other.node_gates)
    )


@dataclass
class _Asking:
    """Asks both datasets the same question; unless `thorough`, only where they read a place otherwise."""

    datasets: tuple[Dataset, Dataset]
    networks: tuple[Network, Network]
    redrawn: bool
    thorough: bool = True

    def days(self, changed: Iterable[Statement], *, in_hindsight: bool) -> list[Period]:
        """Give the periods in which a changed statement, or a redrawn network, can change an answer."""
        first, until = covered(*self.datasets)
        places = _places(self.networks[0]) | _places(self.networks[1])
        said = [s for d in self.datasets for p in places for s in d.statements_about(p)]
        turns = set(turning_days(s for s in said if s.annotation.status is not None))
        turns |= set(turning_days(changed))
        turns |= set() if in_hindsight else {s.known_from for s in (*said, *changed)}
        cuts = sorted({first, until, *(day for day in turns if first < day < until)})
        reach = [
            (
                s.annotation.valid.first_day
                if in_hindsight
                else max(s.annotation.valid.first_day, s.known_from),
                s,
            )
            for s in changed
        ]
        return [
            period
            for period in pairwise(cuts)
            if self.redrawn
            or any(
                start < period[1] and period[0] < (s.annotation.valid.end_day or date.max)
                for start, s in reach
            )
        ]

    def changes(
        self, days: list[Period], whom: Audience, lens: Lens, *, in_hindsight: bool
    ) -> Iterator[CorridorChange]:
        found: dict[tuple[Outcome, Outcome], list[Period]] = {}
        question = Question(whom=whom)
        for period in days:
            clocks = Clocks(period[0], date.max if in_hindsight else period[0])
            pair = self._pair(clocks, lens, question)
            if pair is None:
                continue
            periods = found.setdefault(pair, [])
            if periods and periods[-1][1] == period[0]:
                periods[-1] = (periods[-1][0], period[1])
            else:
                periods.append(period)
        for (old, new), periods in found.items():
            yield CorridorChange(
                whom=whom, lens=lens, in_hindsight=in_hindsight, days=tuple(periods), before=old, after=new
            )

    def _pair(self, clocks: Clocks, lens: Lens, question: Question) -> tuple[Outcome, Outcome] | None:
        sides = list(zip(self.datasets, self.networks, strict=True))
        if not self.thorough:
            read = [value(network, Survey(dataset, clocks, lens, question)) for dataset, network in sides]
            if _passages(read[0]) == _passages(read[1]):
                return None
        old, new = (outcome(dataset, network, clocks, lens, question) for dataset, network in sides)
        return None if old == new else (old, new)


def _passages(valuation: Valuation) -> object:
    """Give all that an answer is made from, of one day: what passes where, and who decides it."""
    said = {segment: _said(p) for segment, p in valuation.said.items()}
    stops = {node: tuple(map(_said, passages)) for node, passages in valuation.stops.items()}
    columns = (valuation.verdicts, valuation.avoided, valuation.absent, valuation.beyond)
    return (said, stops, *(column.tobytes() for column in columns))


def _said(passage: Passage) -> tuple[object, ...]:
    return (passage.place, passage.state, passage.verdict, passage.silent)


def outcome(dataset: Dataset, network: Network, clocks: Clocks, lens: Lens, question: Question) -> Outcome:
    """Answer one question and keep what readers are told: ways, blockers, and what would unlock one."""
    found = answer(dataset, network, clocks, lens, question)
    if found.unknown:
        return Outcome(known=False)
    unplaced = tuple(sorted((p.place, p.state) for p in found.unplaced))
    if found.corridors:
        ways = tuple(tuple(s.segment_id for s in way.stretches) for way in found.corridors)
        return Outcome(ways=ways, unplaced=unplaced)
    target = network.node(question.destination)
    sets = unlocking_sets(found.valuation, origins_of(network, found.valuation.survey), int(target or 0)).sets
    return Outcome(
        blockers=tuple(sorted({(p.place, p.state) for p in found.blockers})),
        unlocking=tuple(each.places for each in sets),
        unplaced=unplaced,
    )
