"""Where the reading of a feature changes: spans of both clocks, for articles only and with context."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from dashboard.domain.dataset import Dataset, Statement
from dashboard.domain.lens import Clocks, Lens, admitted
from dashboard.domain.timeline import Reading, State, read, turning_days
from dashboard.domain.vocabulary import Axis, Mood, Presence

LENSES = (Lens(context=False), Lens(context=True))
Period = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the map answers for a feature: its state, its answer to each axis, whether it is there at all.

    `state` is None where the feature does not exist.
    """

    state: State | None
    axes: tuple[tuple[Axis, State], ...] = ()
    proposed: bool = False
    present: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingChange:
    """A rectangle of both clocks, half-open, in which readers are given another answer.

    `known_by` ends at `date.max` where it has no end; `as_of` lies within the days that the map covers. What
    was published after these days is seen `in_hindsight` only: by readers who let everything be known.
    """

    feature_id: str
    name: str
    lens: Lens
    as_of: Period
    known_by: Period
    in_hindsight: bool
    before: Answer
    after: Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """A feature whose answer is the same, but rests on other statements.

    `statements` counts them before and after, on the first day on which they differ.
    """

    feature_id: str
    lens: Lens
    statements: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Readings:
    """What the statements and the drawing of two datasets make of one another's readings."""

    changes: tuple[ReadingChange, ...] = ()
    rests: tuple[Rest, ...] = ()


def covered(before: Dataset, after: Dataset) -> Period:
    """Give the days on which readers can set the clock in either version, half-open."""
    frames = (before.frame, after.frame)
    return min(f.first_day for f in frames), max(f.last_day for f in frames) + timedelta(days=1)


def changed_statements(before: Dataset, after: Dataset) -> tuple[Statement, ...]:
    """Give every statement that differs or that one side only has; of one that differs both versions."""
    found = []
    for one, other in ((before, after), (after, before)):
        for statement in one.statements:
            twin = other.statement.get(statement.id)
            if twin is None or _content(statement) != _content(twin):
                found.append(statement)
    return tuple(found)


def _content(statement: Statement) -> tuple[object, ...]:
    source = statement.source
    return (statement.annotation, source.id, source.kind, source.published)


def compare_readings(before: Dataset, after: Dataset) -> Readings:
    """Compare the answers for every feature under every setting of the clocks, for each lens.

    Only the days and the publication dates that a changed statement can reach are looked at.
    """
    changed = changed_statements(before, after)
    subjects: dict[str, list[Statement]] = {}
    for statement in changed:
        for feature_id in statement.annotation.about:
            subjects.setdefault(feature_id, []).append(statement)
    for feature_id in before.features.keys() | after.features.keys():
        if _claimed(before, feature_id) is not _claimed(after, feature_id):
            every = (*before.statements_about(feature_id), *after.statements_about(feature_id))
            subjects[feature_id] = [*subjects.get(feature_id, ()), *every]
    changes: list[ReadingChange] = []
    rests: list[Rest] = []
    for feature_id in sorted(subjects.keys() & (before.features.keys() | after.features.keys())):
        for lens in LENSES:
            look = _Look(before, after, feature_id, lens, subjects[feature_id])
            changes += look.changes()
            rests += look.rests() if not look.differs else ()
    return Readings(tuple(changes), tuple(rests))


def _claimed(dataset: Dataset, feature_id: str) -> Presence | None:
    feature = dataset.features.get(feature_id)
    return None if feature is None else feature.properties.presence


Row = list[tuple[Period, Answer, Answer]]
Cell = tuple[Period, Period, Answer, Answer]


class _Look:
    """One feature under one lens: the cells of both clocks that a change can reach, read on both sides."""

    def __init__(
        self, before: Dataset, after: Dataset, feature_id: str, lens: Lens, changed: Iterable[Statement]
    ) -> None:
        self.sides, self.feature_id, self.lens = (before, after), feature_id, lens
        self.name = next(
            d.features[feature_id].properties.name for d in (after, before) if feature_id in d.features
        )
        self.differs = False
        self.counts: tuple[int, int] | None = None
        self.changed = [s for s in changed if lens.context or not s.is_context]

    def changes(self) -> list[ReadingChange]:
        """Read the cells, join those that are alike, and give the rectangles with another answer."""
        found: list[Cell] = []
        standing: dict[tuple[Period, Answer, Answer], Period] = {}
        for known_by in self._known_periods():
            row = self._row(known_by)
            for key, known in standing.items():
                if key not in row:
                    found.append((known, *key))
            standing = {
                key: (standing[key][0] if key in standing else known_by[0], known_by[1]) for key in row
            }
        found += [(known, *key) for key, known in standing.items()]
        self.differs = bool(found)
        return [self._change(*each) for each in sorted(found, key=lambda each: each[:2])]

    def _row(self, known_by: Period) -> Row:
        """Read the days as known in one period, and join neighbouring ones that differ in the same way."""
        row: Row = []
        for as_of in self._days():
            found = self._cell(Clocks(as_of[0], known_by[0]))
            if found is None:
                continue
            if row and row[-1][1:] == found and row[-1][0][1] == as_of[0]:
                row[-1] = ((row[-1][0][0], as_of[1]), *found)
            else:
                row.append((as_of, *found))
        return row

    def _change(self, known_by: Period, as_of: Period, old: Answer, new: Answer) -> ReadingChange:
        first, until = covered(*self.sides)
        return ReadingChange(
            feature_id=self.feature_id,
            name=self.name,
            lens=self.lens,
            as_of=as_of,
            known_by=(max(known_by[0], first), known_by[1]),
            in_hindsight=known_by[0] >= until,
            before=old,
            after=new,
        )

    def rests(self) -> list[Rest]:
        """Say where the same answer rests on other statements."""
        return (
            []
            if self.counts is None
            else [Rest(feature_id=self.feature_id, lens=self.lens, statements=self.counts)]
        )

    def _cell(self, clocks: Clocks) -> tuple[Answer, Answer] | None:
        readings = [self._read(dataset, clocks) for dataset in self.sides]
        old, new = (_answer(reading) for reading in readings)
        behind = [frozenset(s.id for s in reading.behind) if reading else frozenset() for reading in readings]
        if behind[0] != behind[1] and self.counts is None:
            self.counts = (len(behind[0]), len(behind[1]))
        if old == new:
            return None
        if old.state is not new.state and None not in (old.state, new.state):  # what is drawn says it all
            old, new = (Answer(a.state, present=a.present) for a in (old, new))
        return old, new

    def _read(self, dataset: Dataset, clocks: Clocks) -> Reading | None:
        feature = dataset.features.get(self.feature_id)
        return None if feature is None else read(dataset, feature, clocks, self.lens)

    def _said(self) -> list[Statement]:
        return [
            s
            for dataset in self.sides
            for s in admitted(dataset.statements_about(self.feature_id), dataset, date.max, self.lens)
        ]

    def _known_periods(self) -> list[Period]:
        if not self.changed:
            return []
        first = min(s.known_from for s in self.changed)
        days = sorted({s.known_from for s in self._said() if s.known_from >= first} | {first})
        earliest, _ = covered(*self.sides)  # no reader knows less than was known on the first day
        return [period for period in pairwise([*days, date.max]) if period[1] > earliest]

    def _days(self) -> list[Period]:
        first, until = covered(*self.sides)
        cuts = sorted({first, until, *(d for d in turning_days(self._said()) if first < d < until)})
        reach = [(s.annotation.valid.first_day, self._end(s)) for s in self.changed]
        return [p for p in pairwise(cuts) if any(start < p[1] and p[0] < end for start, end in reach)]

    def _end(self, statement: Statement) -> date:
        """Give the day from which a statement no longer makes a difference: a proposal goes on being one."""
        claimed = any(_claimed(d, self.feature_id) is Presence.CLAIMED for d in self.sides)
        lasting = claimed or statement.annotation.mood is Mood.PROPOSED
        return date.max if lasting else statement.annotation.valid.end_day or date.max


def _answer(reading: Reading | None) -> Answer:
    if reading is None:
        return Answer(None)
    axes = tuple((axis.axis, axis.state) for axis in reading.axes)
    return Answer(reading.state, axes, bool(reading.proposals), reading.present)
