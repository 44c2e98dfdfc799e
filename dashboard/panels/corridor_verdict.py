"""The verdict: whether any way passes, and how that hangs on the reader's assumptions."""

from markupsafe import Markup

from dashboard.domain.corridor import Answer, answer
from dashboard.domain.resilience import strict
from dashboard.i18n.wording import day_words
from dashboard.panels.context import Desk
from dashboard.panels.corridor_chips import assumption_chips, avoid_chips, avoids_every_way
from dashboard.panels.corridor_names import either, listed, name_of, the_name, whom_words
from dashboard.panels.corridor_reasons import why_words
from dashboard.panels.markup import join, tag

_ASSUMPTIONS = 6


def verdict(desk: Desk) -> Markup:
    """Say in one sentence what the question comes to, in a second why, and what it is not for.

    What the reader assumes stands before both: whoever reads on knows whose answer it is.
    """
    given = desk.answer
    own = given.question.assumed
    return tag(
        "section",
        tag("p", _with_own(desk), class_="ad-assumption") if own else None,
        tag("p", tag("strong", verdict_words(desk, given)), class_="ad-reading", role="status"),
        *(tag("p", sentence) for sentence in why_words(desk, given)),
        _take_back(desk),
        tag("p", desk.say("panel.disclaimer"), class_="ad-disclaimer"),
        class_="ad-reading-box",
    )


def _with_own(desk: Desk) -> str:
    """Name what the reader assumes, for example "With 1 assumption of your own: the Castello road open."."""
    assumed = desk.view.question.assumed
    names = [
        desk.say(
            "panel.corridor.own-state",
            name=the_name(desk, place),
            state=desk.say(f"panel.corridor.assume.{status.value}"),
        )
        for place, status in assumed
    ]
    shown = ", ".join(names) if len(names) <= _ASSUMPTIONS else listed(desk, names, _ASSUMPTIONS - 1)
    return desk.count("panel.corridor.with-own", len(assumed), names=shown)


def _take_back(desk: Desk) -> Markup | None:
    """Offer to take back what is avoided where that alone leaves no way."""
    if not avoids_every_way(desk):
        return None
    return tag("p", desk.say("panel.corridor.avoids-all"), " ", join(avoid_chips(desk), " "))


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
    }
    if not given.corridors:
        even = desk.say("panel.corridor.even-so") if asked.assumed else _known_words(desk)
        return desk.say("panel.corridor.verdict.none", known=even, **said)
    plain = [way for way in given.corridors if way.said_open]
    left = len(given.corridors) - len(plain)
    if plain:
        known = "" if asked.assumed else f", {_known_words(desk)}"
        more = f" {desk.count('panel.corridor.verdict.further', left)}" if left else ""
        return desk.count("panel.corridor.verdict.open", len(plain), known=known, **said) + more
    if asked.assumed:
        return desk.count("panel.corridor.verdict.own", left, **said)
    if _open_elsewhere(desk, given):
        return desk.count("panel.corridor.verdict.choices", left, **said)
    return desk.count("panel.corridor.verdict.some", left, **said)


def _open_elsewhere(desk: Desk, given: Answer) -> bool:
    """Tell whether a way that is not among those shown is said to be open all along.

    It may be longer than the ways shown, or the reader may avoid it; "nobody says that any way is open"
    would then be untrue.
    """
    view = desk.view
    asked = strict(given.question).model_copy(update={"avoid": (), "area": ()})
    return bool(answer(desk.dataset, desk.network, view.clocks, view.lens, asked, count=1).corridors)


def _known_words(desk: Desk) -> str:
    known_by = desk.view.known_by
    if known_by is None:
        return desk.say("panel.corridor.known-all")
    if known_by == desk.view.as_of:
        return desk.say("panel.corridor.known-then")
    return desk.say("panel.corridor.known-by", day=day_words(known_by, desk.language))


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
