"""Which answers to the questions of corridors change: for each audience, on the days a change can reach."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from dashboard.domain.dataset import Dataset, Statement
from dashboard.domain.differences.outcomes import (
    Blocker,
    Outcome,
    network_mark,
    outcome,
    unplaced_mark,
)
from dashboard.domain.differences.readings import LENSES, Period, changed_statements, covered
from dashboard.domain.lens import Clocks, Lens
from dashboard.domain.network import Network, network_of, unplaced_ways
from dashboard.domain.question import Question
from dashboard.domain.survey import Survey
from dashboard.domain.timeline import audience, turning_days
from dashboard.domain.vocabulary import Audience, Presence


class Delta(NamedTuple):
    """In what two outcomes differ; a pair that does not differ is None."""

    passes: tuple[bool, bool]
    ways: tuple[tuple[tuple[str, ...], ...], tuple[tuple[str, ...], ...]] | None
    blockers_gone: frozenset[Blocker]
    blockers_come: frozenset[Blocker]
    unlocking: tuple[frozenset[tuple[str, ...]], frozenset[tuple[str, ...]]] | None
    unplaced_gone: frozenset[Blocker]
    unplaced_come: frozenset[Blocker]
    known: tuple[bool, bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class CorridorChange:
    """A question that is answered otherwise on some days, for one audience under one lens.

    `in_hindsight` tells whether everything is known; otherwise only what was out by the day itself.
    """

    whom: Audience
    lens: Lens
    in_hindsight: bool
    days: tuple[Period, ...]
    delta: Delta


def compare_corridors(before: Dataset, after: Dataset) -> tuple[CorridorChange, ...]:
    """Ask the shipped question of corridors of both datasets wherever its answer can differ.

    It is the question that the panel opens with, once for each audience, with everything known and with what
    was out by the day. A network that is drawn otherwise is asked about with everything known. Days on which
    no place is read otherwise are not asked about: their answers are the same.
    """
    return tuple(_Comparison(before, after).changes())


class _Comparison:
    """Two datasets with their networks, and what may differ between their answers."""

    def __init__(self, before: Dataset, after: Dataset) -> None:
        self.datasets = (before, after)
        self.networks = (network_of(before), network_of(after))
        self.places = _places(self.networks[0]) | _places(self.networks[1])
        self.loose = frozenset(f.id for dataset in self.datasets for f in unplaced_ways(dataset))
        self.changed = [
            s
            for s in changed_statements(before, after)
            if (self.places | self.loose) & set(s.annotation.about)
        ]
        self.redrawn = not _alike(*self.networks) or self._presences(before) != self._presences(after)
        # Where only lengths differ, every place is read alike on both sides.
        self.lengths_only = not self.changed and self._presences(before) == self._presences(after)
        self.lengths_only = self.lengths_only and _alike(*self.networks, columns=("tail", "head", "road"))
        self.reread = self.redrawn or any(self.places & set(s.annotation.about) for s in self.changed)
        self.loosened = {f.id for f in unplaced_ways(before)} != {f.id for f in unplaced_ways(after)}
        self.outcomes: dict[object, Outcome] = {}
        self.first, self.until = covered(before, after)

    def changes(self) -> Iterable[CorridorChange]:
        if not (self.changed or self.redrawn or self.loosened):
            return
        for lens in LENSES:
            heard = [s for s in self.changed if lens.context or not s.is_context]
            for whom in Audience:
                # Of an unplaced way readers are told also what is said of others' passage.
                spoken = [s for s in heard if whom in audience(s) or self.loose & set(s.annotation.about)]
                for in_hindsight in (False, True):
                    days = self._days(spoken, lens, in_hindsight=in_hindsight)
                    yield from self._asked(days, lens, Question(whom=whom), in_hindsight=in_hindsight)

    def _presences(self, dataset: Dataset) -> list[Presence | None]:
        found = (dataset.features.get(place) for place in sorted(self.places))
        return [feature.properties.presence if feature else None for feature in found]

    def _days(self, changed: Sequence[Statement], lens: Lens, *, in_hindsight: bool) -> list[Period]:
        """Give the periods in which a changed statement, or a redrawn network, can change an answer."""
        anywhere = in_hindsight and (self.redrawn or self.loosened)
        if not changed and not anywhere:
            return []
        said = [
            s
            for dataset in self.datasets
            for place in self.places | self.loose
            for s in dataset.statements_about(place)
            if lens.context or not s.is_context
        ]
        turns = set(turning_days(s for s in said if s.annotation.status is not None)) | set(
            turning_days(changed)
        )
        turns |= set() if in_hindsight else {s.known_from for s in said}
        cuts = sorted({self.first, self.until, *(day for day in turns if self.first < day < self.until)})
        reach = []
        for statement in changed:
            valid = statement.annotation.valid
            start = valid.first_day if in_hindsight else max(valid.first_day, statement.known_from)
            reach.append((start, valid.end_day or date.max))
        return [p for p in pairwise(cuts) if anywhere or any(a < p[1] and p[0] < b for a, b in reach)]

    def _asked(
        self, days: list[Period], lens: Lens, question: Question, *, in_hindsight: bool
    ) -> Iterable[CorridorChange]:
        found: dict[Delta, list[Period]] = {}
        for period in days:
            clocks = Clocks(period[0], date.max if in_hindsight else period[0])
            delta = self._delta([Survey(dataset, clocks, lens, question) for dataset in self.datasets])
            if delta is None:
                continue
            periods = found.setdefault(delta, [])
            if periods and periods[-1][1] == period[0]:
                periods[-1] = (periods[-1][0], period[1])
            else:
                periods.append(period)
        for delta, periods in found.items():
            yield CorridorChange(
                whom=question.whom, lens=lens, in_hindsight=in_hindsight, days=tuple(periods), delta=delta
            )

    def _delta(self, surveys: list[Survey]) -> Delta | None:
        loose = [unplaced_mark(survey) for survey in surveys]
        if self.reread:
            sides = list(zip(self.networks, surveys, strict=True))
            marks = [network_mark(n, s) for n, s in (sides[:1] if self.lengths_only else sides)]
            marks *= 2 if self.lengths_only else 1
            if not self.redrawn and marks[0] == marks[1] and loose[0] == loose[1]:
                return None
            keys: list[object] = [
                (n, repr(m), repr(u)) for n, (m, u) in enumerate(zip(marks, loose, strict=True))
            ]
        elif loose[0] == loose[1]:
            return None
        else:
            keys = [None, None]
        found = []
        for network, survey, key in zip(self.networks, surveys, keys, strict=True):
            if key is None or key not in self.outcomes:
                self.outcomes[key] = outcome(network, survey)
            found.append(self.outcomes[key])
        return None if found[0] == found[1] else _delta(*found)


def _delta(old: Outcome, new: Outcome) -> Delta:
    return Delta(
        passes=(bool(old.ways), bool(new.ways)),
        ways=(old.ways, new.ways) if old.ways != new.ways else None,
        blockers_gone=old.blockers - new.blockers,
        blockers_come=new.blockers - old.blockers,
        unlocking=(old.unlocking, new.unlocking) if old.unlocking != new.unlocking else None,
        unplaced_gone=old.unplaced - new.unplaced,
        unplaced_come=new.unplaced - old.unplaced,
        known=(old.known, new.known),
    )


def _places(network: Network) -> frozenset[str]:
    reached = (network.bearers, network.gates, network.node_gates)
    return frozenset(place for mapping in reached for places in mapping.values() for place in places)


_COLUMNS = ("tail", "head", "length_m", "node_at", "road")


def _alike(one: Network, other: Network, columns: Sequence[str] = _COLUMNS) -> bool:
    return (
        tuple(one.node_ids) == tuple(other.node_ids)
        and tuple(one.segment_ids) == tuple(other.segment_ids)
        and all(np.array_equal(getattr(one, name), getattr(other, name)) for name in columns)
        and (one.bearers, one.gates, one.node_gates) == (other.bearers, other.gates, other.node_gates)
    )
