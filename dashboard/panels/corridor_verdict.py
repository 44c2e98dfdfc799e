"""The verdict: whether any way passes, why not, and how that hangs on the reader's assumptions."""

from markupsafe import Markup

from dashboard.domain.corridor import Answer, Way, answer
from dashboard.domain.timeline import State
from dashboard.i18n.corridor_wording import length_words
from dashboard.i18n.wording import day_words
from dashboard.panels.context import Desk
from dashboard.panels.corridor_names import (
    by_place,
    either,
    listed,
    name_of,
    said_state,
    spoken_of,
    unheard,
    whom_words,
)
from dashboard.panels.corridor_question import assumption_chips
from dashboard.panels.markup import join, tag

_NAMED_ROADS = frozenset({"road", "corridor"})


def verdict(desk: Desk) -> Markup:
    """Say in one sentence what the question comes to, in a second why, and what it is not for."""
    given = desk.answer
    return tag(
        "section",
        tag("p", tag("strong", verdict_words(desk, given)), class_="ad-reading", role="status"),
        *(tag("p", sentence) for sentence in why_words(desk, given)),
        *_no_word(desk, given),
        tag("p", desk.say("panel.disclaimer"), class_="ad-disclaimer"),
        class_="ad-reading-box",
    )


def verdict_words(desk: Desk, given: Answer) -> str:
    """Say whether there is a corridor; only where each stretch is said to be open is a way called that."""
    asked = given.question
    if given.unknown:
        return desk.say("panel.corridor.verdict.unknown", names=", ".join(given.unknown))
    if asked.destination in asked.origins:
        return desk.say("panel.corridor.verdict.there", place=name_of(desk, asked.destination))
    said = {
        "whom": whom_words(desk),
        "origin": either(desk, [name_of(desk, o) for o in asked.origins]),
        "destination": name_of(desk, asked.destination),
        "day": day_words(desk.view.as_of, desk.language),
        "known": _known_words(desk),
    }
    if not given.corridors:
        return desk.say("panel.corridor.verdict.none", **said)
    if all(said_open(way) for way in given.corridors):
        return desk.count("panel.corridor.verdict.open", len(given.corridors), **said)
    return desk.count("panel.corridor.verdict.some", len(given.corridors), **said)


def _known_words(desk: Desk) -> str:
    known_by = desk.view.known_by
    if known_by is None:
        return desk.say("panel.corridor.known-all")
    if known_by == desk.view.as_of:
        return desk.say("panel.corridor.known-then")
    return desk.say("panel.corridor.known-by", day=day_words(known_by, desk.language))


def said_open(way: Way) -> bool:
    """Tell whether sources say of every stretch that it is open, and nothing else of any place on it."""
    every = [*way.departure, *(p for s in way.stretches for p in s.passages)]
    fine = (State.OPEN, State.SIEGE_BROKEN)
    return all(p.state in fine and p.assumed is None for p in every)


def why_words(desk: Desk, given: Answer) -> list[str]:
    """Say in a sentence or two why no way passes, or what the ways that pass rest on."""
    if given.unknown or given.question.destination in given.question.origins:
        return []
    if not given.ways:
        return [desk.say("panel.corridor.why.no-way")]
    return _rests_on(desk, given.corridors[0]) if given.corridors else _blocked_by(desk, given)


def _blocked_by(desk: Desk, given: Answer) -> list[str]:
    found = []
    said = [p for p in given.blockers if p.assumed is None and not p.silent]
    silent = [p for p in given.blockers if unheard(p)]
    stale = [p for p in given.blockers if p.silent and p.behind]
    own = [p for p in given.blockers if p.assumed is not None]
    if said:
        names = "; ".join(said_state(desk, p) for p in said[:4])
        rest = desk.count("panel.corridor.why.more", len(said) - 4) if len(said) > 4 else ""
        found.append(desk.count("panel.corridor.why.against", len(said), names=names + rest))
    if silent:
        # Roads are named before the stretches between towns: they are what people speak of.
        named = sorted(silent, key=lambda p: _is_stretch(desk, p.place))
        names = listed(desk, [name_of(desk, p.place) for p in named], at_most=3)
        found.append(desk.say("panel.corridor.why.silence", names=names))
    for key, passages in (("stale", stale), ("own", own)):
        if passages:
            names = listed(desk, [name_of(desk, p.place) for p in passages])
            found.append(desk.say(f"panel.corridor.why.{key}", names=names))
    return found


def _is_stretch(desk: Desk, place: str) -> bool:
    feature = spoken_of(desk, place)
    return feature is None or feature.properties.kind not in _NAMED_ROADS


def _rests_on(desk: Desk, way: Way) -> list[str]:
    """Say what the first way rests on: silence, words that were let pass, the reader's own assumptions."""
    if said_open(way):
        return [desk.say("panel.corridor.why.said-open")]
    found = []
    if way.silent_m:
        silent = [s for s in way.stretches if s.unsaid]
        length = length_words(way.silent_m, sum(s.spread_m for s in silent), desk.language)
        found.append(desk.say("panel.corridor.why.silent-km", way=way.number, length=length))
    every = {(p.place, p.axis): p for p in (*way.departure, *(p for s in way.stretches for p in s.passages))}
    let_pass = [
        p
        for p in every.values()
        if p.assumed is None and p.state not in (State.OPEN, State.SIEGE_BROKEN) and not p.silent
    ]
    if let_pass:
        names = "; ".join(said_state(desk, p) for p in let_pass[:4])
        found.append(desk.say("panel.corridor.why.let-pass", way=way.number, names=names))
    if way.assumed:
        names = listed(desk, [name_of(desk, p.place) for p in way.assumed])
        found.append(desk.say("panel.corridor.why.assumed", way=way.number, names=names))
    return found


def _no_word(desk: Desk, given: Answer) -> list[Markup]:
    """Say of each named road on the first way whether nobody speaks of it."""
    if not given.ways:
        return []
    found = []
    for place, stretches in by_place(given.ways[0].stretches).items():
        feature = spoken_of(desk, place)
        if unheard(stretches[0].passage) and feature is not None and feature.properties.kind in _NAMED_ROADS:
            words = desk.say("panel.corridor.no-word", name=name_of(desk, place))
            found.append(tag("p", words, class_="ad-blocker ad-blocker-silence"))
    return found


def comparison(desk: Desk) -> Markup | None:
    """Set the answer of the sources alone beside the one under the reader's assumptions; None without any."""
    asked = desk.view.question
    if not asked.assumed:
        return None
    view = desk.view
    alone = answer(desk.dataset, desk.network, view.clocks, view.lens, asked.without_assumptions())
    chips = tag("p", join(assumption_chips(desk), " "))
    return tag(
        "section",
        tag("h3", desk.say("panel.corridor.compare")),
        tag(
            "div",
            _side(desk, "panel.corridor.sources-alone", alone, None),
            _side(desk, "panel.corridor.with-assumptions", desk.answer, chips),
            class_="ad-compare",
        ),
        tag("p", own_words(desk), class_="ad-note"),
    )


def own_words(desk: Desk) -> str:
    """Say how many assumptions of the reader's own the page rests on; for screen and paper alike."""
    return desk.count("panel.corridor.own", len(desk.view.question.assumed))


def _side(desk: Desk, key: str, given: Answer, chips: Markup | None) -> Markup:
    passing = len(given.corridors)
    number = (
        desk.count("panel.corridor.ways-pass", passing)
        if passing
        else desk.say("panel.corridor.no-way-passes")
    )
    return tag(
        "div",
        tag("h4", desk.say(key)),
        chips,
        tag("p", tag("strong", number)),
        *(tag("p", sentence) for sentence in why_words(desk, given)),
    )
