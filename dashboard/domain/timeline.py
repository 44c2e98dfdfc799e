"""Readings: what is claimed of a feature on a day, as far as it was known by another day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from dashboard.domain.dataset import Dataset, Statement
from dashboard.domain.lens import Clocks, Lens, admitted
from dashboard.domain.model import Feature
from dashboard.domain.vocabulary import Audience, Axis, Effect, Mood, Presence, Status, Voice


class State(StrEnum):
    """What a reading comes to: a claimed status, or one of the derived states."""

    OPEN = "open"
    HINDERED = "hindered"
    CUT = "cut"
    BESIEGED = "besieged"
    SIEGE_BROKEN = "siege-broken"
    DIVIDED = "divided"
    HELD_BY_GOVERNMENT = "held-by-government"
    HELD_BY_OPPOSITION = "held-by-opposition"
    HELD_BY_KURDISH_FORCES = "held-by-kurdish-forces"
    HELD_BY_ISIL = "held-by-isil"
    OPEN_TO_SOME = "open-to-some"
    DISPUTED = "disputed"
    PROPOSED = "proposed"
    NO_CLAIM = "no-claim"


_WORST_FIRST = (
    State.CUT, State.HINDERED, State.OPEN,
    State.BESIEGED, State.SIEGE_BROKEN,
    State.DIVIDED, State.HELD_BY_ISIL, State.HELD_BY_GOVERNMENT,
    State.HELD_BY_OPPOSITION, State.HELD_BY_KURDISH_FORCES,
)  # fmt: skip
# For so long a claim that a way is open is drawn as such; afterwards it is only told, with its age.
OPEN_CARRIES_DAYS = 30

_AXES = (Axis.ACCESS, Axis.SIEGE, Axis.CONTROL)


@dataclass(frozen=True, slots=True)
class AxisReading:
    """The answer to one kind of question about a feature, with every statement behind it.

    `set_aside` holds earlier words that a later, dated change replaced; they are shown, not counted.
    """

    axis: Axis
    state: State
    behind: tuple[Statement, ...]
    set_aside: tuple[Statement, ...] = ()

    @property
    def statuses(self) -> tuple[Status, ...]:
        """Give the statuses claimed, worst first."""
        claimed = {s.annotation.status for s in self.behind if s.annotation.gives_status}
        return tuple(Status(state) for state in _WORST_FIRST if Status(state) in claimed)


@dataclass(frozen=True, slots=True)
class Reading:
    """The derived picture of one feature under both clocks and a lens.

    `state` is what the map draws; `axes` has one answer per kind of question; `proposals` never
    enter either. `mentions` is everything else that holds on the day.
    """

    feature_id: str
    clocks: Clocks
    state: State
    axes: tuple[AxisReading, ...]
    proposals: tuple[Statement, ...]
    mentions: tuple[Statement, ...]
    present: bool

    @property
    def behind(self) -> tuple[Statement, ...]:
        """Give the statements that the state rests on."""
        return tuple(s for axis in self.axes for s in axis.behind)

    @property
    def newest(self) -> Statement | None:
        """Give the statement whose word is the freshest; None where nobody spoke."""
        return max(
            self.behind, key=lambda s: (word_day(s, self.clocks.as_of), s.known_from, s.id), default=None
        )

    @property
    def age_is_loose(self) -> bool:
        """Tell whether the newest word has only a loose date, so that its age is an upper bound."""
        newest = self.newest
        return newest is not None and not newest.annotation.valid.start.is_a_day

    @property
    def age_days(self) -> int | None:
        """Count the days from the newest word to the as-of day; None where nobody spoke."""
        newest = self.newest
        return None if newest is None else (self.clocks.as_of - word_day(newest, self.clocks.as_of)).days


def word_day(statement: Statement, as_of: date) -> date:
    """Give the last day up to `as_of` that the statement itself speaks for.

    A statement with an end speaks for each day until then, but for no day after its publication: what
    comes later it can only expect. One without an end speaks for the day it describes, and its word
    grows older afterwards. A loose date counts from its first day: the word may be younger, never older.
    """
    valid = statement.annotation.valid
    if valid.end_day is None:
        return min(as_of, valid.first_day)
    return min(as_of, valid.end_day - timedelta(days=1), max(valid.first_day, statement.known_from))


def original_asserters(statements: Iterable[Statement]) -> frozenset[str]:
    """Give the first speakers: corroboration counts these, not the articles that repeat them."""
    return frozenset(s.annotation.original_asserter for s in statements)


def voices_for(reading: Reading, status: Status) -> frozenset[str]:
    """Give the original asserters who claim `status` in this reading."""
    return original_asserters(
        s for s in reading.behind if s.annotation.gives_status and s.annotation.status is status
    )


def read(dataset: Dataset, feature: Feature, clocks: Clocks, lens: Lens) -> Reading:
    """Derive the reading of one feature.

    Only statements published by the known-by day and admitted by the lens count. A proposal or a
    forecast gives no status, a denial contradicts one, and silence stays silence. The same question asked
    again is answered from memory: cards, panels and comparisons of one page ask the same.
    """
    held = dataset.memo.of((clocks, lens))
    found: tuple[Feature, Reading] | None = held.get(feature.id)
    if found is None or found[0] is not feature:
        found = held[feature.id] = (feature, _read(dataset, feature, clocks, lens))
    return found[1]


def _read(dataset: Dataset, feature: Feature, clocks: Clocks, lens: Lens) -> Reading:
    known = tuple(admitted(dataset.statements_about(feature.id), dataset, clocks.known_by, lens))
    return _read_known(feature, known, clocks)


def _read_known(feature: Feature, known: Sequence[Statement], clocks: Clocks) -> Reading:
    holding = [s for s in known if s.annotation.valid.holds_on(clocks.as_of)]
    axes = tuple(answer for axis in _AXES if (answer := _read_axis(axis, holding, clocks.as_of)) is not None)
    proposals = tuple(
        s
        for s in known
        if s.annotation.mood is Mood.PROPOSED and s.annotation.valid.first_day <= clocks.as_of
    )
    behind = {s.id for axis in axes for s in (*axis.behind, *axis.set_aside)} | {s.id for s in proposals}
    mentions = tuple(s for s in holding if s.id not in behind)
    claimed = feature.properties.presence is Presence.CLAIMED
    spoken_of = any(s.annotation.valid.first_day <= clocks.as_of for s in known)
    drawn = [axis.state for axis in axes if axis.state is not State.NO_CLAIM]
    silence = State.PROPOSED if claimed and proposals else State.NO_CLAIM
    state = drawn[0] if drawn else silence
    return Reading(feature.id, clocks, state, axes, proposals, mentions, present=spoken_of or not claimed)


def read_for(known: Iterable[Statement], axis: Axis, as_of: date, whom: Audience) -> AxisReading | None:
    """Read one axis for one audience: only words about its passage count, its own or everybody's.

    `known` is what was published in time and is admitted by the lens. None where nobody spoke to it.
    """
    holding = (s for s in known if s.annotation.valid.holds_on(as_of) and whom in audience(s))
    return _read_axis(axis, holding, as_of, whom)


def _read_axis(
    axis: Axis, holding: Iterable[Statement], as_of: date, whom: Audience | None = None
) -> AxisReading | None:
    candidates = [s for s in holding if _speaks_to(s, axis)]
    if not candidates:
        return None
    changing = [c for c in candidates if c.annotation.effect is Effect.CHANGE]
    aside = tuple(s for s in candidates if any(_sets_aside(c, s, as_of, whom) for c in changing))
    gone = {s.id for s in aside}
    standing = tuple(s for s in candidates if s.id not in gone)
    if any(_contradict(a, b) for i, a in enumerate(standing) for b in standing[i + 1 :]):
        return AxisReading(axis, State.DISPUTED, standing, aside)
    claimed = {State(str(s.annotation.status)) for s in standing if s.annotation.gives_status}
    state = next((worst for worst in _WORST_FIRST if worst in claimed), State.NO_CLAIM)
    if state is State.OPEN:
        state = _how_open(standing, as_of, whom)
    return AxisReading(axis, state, standing, aside)


def is_stale(word: date, as_of: date) -> bool:
    """Tell whether an "open" of one day is too old to be drawn as such on another."""
    return (as_of - word).days > OPEN_CARRIES_DAYS


def _how_open(statements: Sequence[Statement], as_of: date, whom: Audience | None) -> State:
    """Say how far a claim that a way is open still carries.

    An old "open" carries nothing: nobody said that it ended, and nobody said that it lasted. A claim
    of danger does not lapse in the same way.
    """
    newest = max(word_day(s, as_of) for s in statements if s.annotation.gives_status)
    if is_stale(newest, as_of):
        return State.NO_CLAIM
    return State.OPEN if whom or _open_to_everybody(statements) else State.OPEN_TO_SOME


def _open_to_everybody(statements: Iterable[Statement]) -> bool:
    """Tell whether somebody is left of whose passage nobody spoke: silence about them is not open."""
    spoken_of = frozenset[Audience]().union(*(audience(s) for s in statements if s.annotation.gives_status))
    return spoken_of == frozenset(Audience)


def _speaks_to(statement: Statement, axis: Axis) -> bool:
    said = statement.annotation
    denies = said.mood is Mood.DENIED and said.voice is not Voice.FORECAST
    return said.status is not None and said.status.axis is axis and (said.gives_status or denies)


def _sets_aside(change: Statement, earlier: Statement, as_of: date, whom: Audience | None = None) -> bool:
    """Tell whether a dated change replaces an earlier word.

    It does once it has certainly begun, for everybody the earlier word was about, and only where
    that word spoke of days before the change. Words of the same day or later stand beside it. Where
    only one audience is asked for, both words are about it, and that is enough.
    """
    said = change.annotation
    return (
        said.gives_status
        and said.effect is Effect.CHANGE
        and change.certain_from <= as_of
        and earlier.certain_from < said.valid.first_day
        and (
            whom is not None
            or not said.for_whom
            or (bool(earlier.annotation.for_whom) and audience(earlier) <= audience(change))
        )
    )


def _contradict(a: Statement, b: Statement) -> bool:
    if not audience(a) & audience(b):
        return False
    denials = (a.annotation.mood is Mood.DENIED) + (b.annotation.mood is Mood.DENIED)
    same = a.annotation.status is b.annotation.status
    return same if denials == 1 else (not same and denials == 0)


def audience(statement: Statement) -> frozenset[Audience]:
    """Give those whose passage a statement is about; none named means anyone."""
    return frozenset(statement.annotation.for_whom or Audience)


@dataclass(frozen=True, slots=True)
class Span:
    """A rectangle of both clocks, half-open, in which a feature's reading does not change."""

    as_of: tuple[date, date]
    known_by: tuple[date, date]
    reading: Reading


def compile_spans(dataset: Dataset, feature: Feature, lens: Lens) -> tuple[Span, ...]:
    """Cut both clocks into the rectangles in which the reading of a feature stays the same.

    Rectangles in which nobody has spoken yet are left out. Inside a rectangle only the age grows.
    """
    said = tuple(admitted(dataset.statements_about(feature.id), dataset, date.max, lens))
    known_days = sorted({s.known_from for s in said})
    spans: list[Span] = []
    for known_from, known_until in pairwise([*known_days, date.max]):
        known = tuple(s for s in said if s.known_from <= known_from)
        for first, until in pairwise([*turning_days(known), date.max]):
            reading = _read_known(feature, known, Clocks(first, known_from))
            spans.append(Span((first, until), (known_from, known_until), reading))
    return tuple(spans)


def turning_days(statements: Iterable[Statement]) -> list[date]:
    """Give the days on which a reading of these statements can change, in order."""
    days: set[date] = set()
    for statement in statements:
        valid = statement.annotation.valid
        days |= {valid.first_day, statement.certain_from}
        if valid.end_day is not None:
            days.add(valid.end_day)
        elif statement.annotation.status is Status.OPEN:
            days.add(valid.first_day + timedelta(days=OPEN_CARRIES_DAYS + 1))
    return sorted(days)
