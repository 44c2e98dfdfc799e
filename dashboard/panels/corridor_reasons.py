"""The reasons behind the verdict: what blocks the nearest way, or what the ways that are left rest on."""

from collections.abc import Iterable, Sequence

from dashboard.domain.corridor import Answer
from dashboard.domain.dataset import Statement
from dashboard.domain.passage import Passage
from dashboard.domain.timeline import State, original_asserters
from dashboard.domain.vocabulary import Axis, Status
from dashboard.domain.ways import Stretch, Way, once
from dashboard.i18n.corridor_wording import length_words, names_short, sides_words
from dashboard.panels.context import Desk
from dashboard.panels.corridor_chips import avoids_every_way
from dashboard.panels.corridor_names import (
    claimed_words,
    is_named_road,
    listed,
    name_of,
    the_name,
    unheard,
    whom_words,
)

_PLAINLY_OPEN = (State.OPEN, State.SIEGE_BROKEN)
_SAID = 4
_STRETCHES = 3


def _passages(way: Way) -> tuple[Passage, ...]:
    return once([*way.departure, *(p for s in way.stretches for p in s.passages)])


def why_words(desk: Desk, given: Answer) -> list[str]:
    """Say in a sentence or two why no way passes, or what the first of those that pass rests on."""
    if given.unknown or given.question.destination in given.question.origins:
        return []
    if given.corridors:
        return _rests_on(desk, given.corridors[0])
    if given.ways:
        return _blocked_by(desk, given.ways[0])
    return [] if avoids_every_way(desk) else [desk.say("panel.corridor.why.no-way")]


def _blocked_by(desk: Desk, way: Way) -> list[str]:
    """Say what blocks the way that comes nearest: the words, the silence, what is the reader's own."""
    said = [p for p in way.blockers if p.assumed is None and not p.silent]
    stale = [p for p in way.blockers if p.silent and p.behind]
    own = [p for p in way.blockers if p.assumed is not None]
    found = _said(desk, said, desk.say("panel.corridor.why.nearest"))
    refused = [s for s in way.stretches if s.passage.refused and unheard(s.passage)]
    for key, silent in (
        ("silence", [s for s in refused if not s.passage.mentioned]),
        ("not-asked", [s for s in refused if s.passage.mentioned]),
    ):
        if silent:
            names = _of_silence(desk, silent)
            found.append(desk.say(f"panel.corridor.why.{key}", names=names, whom=whom_words(desk)))
    for key, passages in (("stale", stale), ("own", own)):
        if passages:
            names = listed(desk, [the_name(desk, p.place) for p in passages])
            found.append(desk.say(f"panel.corridor.why.{key}", names=names))
    return found


def _said(desk: Desk, said: Sequence[Passage], lead: str) -> list[str]:
    """Say the state of each place and who says it; where sources differ, every side in its own sentence."""
    plain = [p for p in said if p.state is not State.DISPUTED]
    found = []
    if plain:
        # Roads come first: they are what people speak of.
        ordered = sorted(plain, key=lambda p: not is_named_road(desk, p.place))
        names = "; ".join(said_state(desk, p) for p in ordered[:_SAID])
        rest = len(plain) - _SAID
        names += desk.count("panel.corridor.why.more", rest) if rest > 0 else ""
        found.append(desk.say("panel.corridor.why.said", lead=lead, names=names))
    return found + [disputed_words(desk, p) for p in said if p.state is State.DISPUTED]


def said_state(desk: Desk, passage: Passage) -> str:
    """Say the state of a place and who says it, for example "the Castello road hindered (CNN)"."""
    return desk.say(
        "panel.corridor.said-state",
        state=claimed_words(desk, passage),
        place=the_name(desk, passage.place),
        who=names_short(desk.dataset, original_asserters(passage.behind), desk.language),
    )


def disputed_words(desk: Desk, passage: Passage) -> str:
    """Say on which place sources differ, and what each side says; also where no side says open."""
    sides = sides_words(desk.dataset, passage.behind, desk.language)
    if passage.axis is Axis.ACCESS and not any(map(_says_open, passage.behind)):
        sides.append(desk.say("panel.corridor.side.nobody-open"))
    name = the_name(desk, passage.place)
    return desk.say("panel.corridor.why.disputed", name=name, sides="; ".join(sides))


def _of_silence(desk: Desk, stretches: Sequence[Stretch]) -> str:
    """Name the roads that nobody speaks of, and count the stretches besides; without roads, name those."""
    roads = [s.passage.place for s in stretches if is_named_road(desk, s.passage.place)]
    others = [s for s in stretches if s.passage.place not in roads]
    if not roads:
        names = dict.fromkeys(name_of(desk, s.passage.place) for s in others)
        return listed(desk, list(names), at_most=_STRETCHES)
    named = list(dict.fromkeys(the_name(desk, place) for place in roads))
    if others:
        more = desk.count("panel.corridor.why.stretches", len(others))
        return desk.say("list.and", first=", ".join(named), last=more)
    return listed(desk, named, at_most=len(named))


def _rests_on(desk: Desk, way: Way) -> list[str]:
    """Say what the first way rests on: silence, words that were let pass, the reader's own assumptions."""
    if way.said_open:
        return [desk.say("panel.corridor.why.said-open")]
    found = []
    silent = [s for s in way.stretches if s.unsaid]
    assumed = [s for s in silent if s.passage.assumed is not None]
    passed = [s for s in silent if s.passage.assumed is None]
    if passed:
        key = "stale-km" if any(s.passage.behind for s in passed) else "silent-km"
        length = _length(desk, passed)
        found.append(desk.say(f"panel.corridor.why.{key}", way=way.number, length=length))
    for status in dict.fromkeys(s.passage.assumed for s in assumed):
        length = _length(desk, [s for s in assumed if s.passage.assumed is status])
        state = desk.say(f"panel.corridor.assume.{status}")
        found.append(desk.say("panel.corridor.why.assumed-km", way=way.number, length=length, state=state))
    let_pass = [
        p for p in _passages(way) if p.assumed is None and p.state not in _PLAINLY_OPEN and not p.silent
    ]
    lead = desk.say("panel.corridor.why.let-pass", way=way.number)
    found += _said(desk, let_pass, lead)
    if way.assumed:
        names = listed(desk, [the_name(desk, p.place) for p in way.assumed])
        found.append(desk.say("panel.corridor.why.assumed", way=way.number, names=names))
    against = [p for p in way.assumed if p.state not in (*_PLAINLY_OPEN, State.NO_CLAIM)]
    return found + _said(desk, against, desk.say("panel.corridor.why.against"))


def _says_open(statement: Statement) -> bool:
    return statement.annotation.gives_status and statement.annotation.status is Status.OPEN


def _length(desk: Desk, stretches: Iterable[Stretch]) -> str:
    every = list(stretches)
    return length_words(sum(s.length_m for s in every), sum(s.spread_m for s in every), desk.language)
