"""What would have to become true: the smallest sets of changes that open a way, and who offers which."""

from collections.abc import Sequence

from markupsafe import Markup

from dashboard.domain.dataset import Statement
from dashboard.domain.passage import Passage
from dashboard.domain.question import write_assumed
from dashboard.domain.timeline import State
from dashboard.domain.unlocking import (
    LARGEST,
    Unlocking,
    UnlockingSet,
    offers_for,
    offers_unplaced,
    origins_of,
    unlocking_sets,
)
from dashboard.panels.context import Desk
from dashboard.panels.corridor_blockers import statement_rows
from dashboard.panels.corridor_names import name_of, place_button, spoken_of, taken_as, word_buttons
from dashboard.panels.markup import button, tag
from dashboard.panels.statement import statement_row

_SETS = 3
_OFFERS = 6
_FOLDED_OFFERS = 8
_CHANGES = (State.CUT, State.HINDERED, State.DISPUTED, State.BESIEGED)


def unlocking(desk: Desk) -> Markup:
    """Set the smallest sets of changes as cards, then the proposals that name no road."""
    title = tag("h3", desk.say("panel.corridor.unlocking"))
    return tag("section", title, *_body(desk), _loose_offers(desk))


def _body(desk: Desk) -> list[Markup]:
    given = desk.answer
    if given.corridors:
        return [tag("p", desk.say("panel.corridor.unlock-none-needed"), class_="ad-empty")]
    target = desk.network.node(given.question.destination)
    origins = origins_of(desk.network, desk.survey)
    if target is None or not given.ways:
        return [tag("p", desk.say("panel.corridor.no-ways"), class_="ad-empty")]
    found = unlocking_sets(given.valuation, origins, target)
    if not found.sets:
        key = "panel.corridor.unlock-too-many" if found.complete else "panel.corridor.unlock-gave-up"
        return [tag("p", desk.say(key, n=LARGEST), class_="ad-empty")]
    return _cards(desk, found)


def _cards(desk: Desk, found: Unlocking) -> list[Markup]:
    told: set[str] = set()
    cards = [_card(desk, one, n, told) for n, one in enumerate(found.sets, 1)]
    parts = [tag("p", desk.say("panel.corridor.unlock-lead"), class_="ad-lead"), *cards[:_SETS]]
    if len(cards) > _SETS:
        summary = tag("summary", desk.count("panel.corridor.more-sets", len(cards) - _SETS))
        parts.append(tag("details", summary, *cards[_SETS : 3 * _SETS], data_keep="sets"))
    if not found.complete:
        parts.append(tag("p", desk.say("panel.corridor.unlock-gave-up", n=LARGEST), class_="ad-note"))
    return parts


def _card(desk: Desk, one: UnlockingSet, number: int, told: set[str]) -> Markup:
    """Set one set of changes; what was told of a place in an earlier card is not told again."""
    assumed = write_assumed(desk.view.question.assuming(*one.places).assumed)
    named = all(spoken_of(desk, place) is not None for place in one.places)
    return tag(
        "article",
        tag("h4", desk.count("panel.corridor.set", len(one.elements), number=number)),
        tag("ol", *(_element(desk, p, told) for p in one.elements)),
        button({"assume": assumed}, desk.say("panel.corridor.assume-this"), class_="ad-more")
        if named
        else None,
        class_="ad-unlock",
    )


def change_words(desk: Desk, passage: Passage) -> str:
    """Say in words what would have to become true of a place."""
    name = name_of(desk, passage.place)
    if passage.assumed is not None:
        return desk.say("panel.corridor.unlock.own", name=name)
    if passage.state in _CHANGES:
        return desk.say(f"panel.corridor.unlock.{passage.state.value}", name=name)
    return desk.say("panel.corridor.unlock.no-claim", name=name)


def _element(desk: Desk, passage: Passage, told: set[str]) -> Markup:
    words = place_button(desk, passage.place, change_words(desk, passage))
    if passage.place in told:
        return tag("li", words)
    told.add(passage.place)
    behind = word_buttons(desk, passage.behind) if taken_as(passage) is not State.NO_CLAIM else None
    offers = offers_for(desk.survey, passage.place) if spoken_of(desk, passage.place) else ()
    rows = statement_rows(desk, offers, at_first=1)
    proposed = tag("p", desk.say("panel.corridor.offers"), class_="ad-origin") if rows else None
    return tag("li", words, " ", behind, proposed, *rows)


def _loose_offers(desk: Desk) -> Markup:
    """Set proposals that name no road: articles first, then the newest; a proposal is not a fact."""
    found = sorted(
        offers_unplaced(desk.survey), key=lambda s: (s.is_context, -s.known_from.toordinal(), s.id)
    )
    title = tag("h4", desk.say("panel.corridor.loose-offers"), " ", tag("small", str(len(found))))
    if not found:
        return tag("div", title, tag("p", desk.say("panel.corridor.no-offers"), class_="ad-empty"))
    lead = tag("p", desk.say("panel.corridor.not-a-fact"), class_="ad-lead")
    shown = [statement_row(desk, s) for s in found[:_OFFERS]]
    return tag("div", title, lead, *shown, _folded(desk, found[_OFFERS:]))


def _folded(desk: Desk, found: Sequence[Statement]) -> Markup | None:
    if not found:
        return None
    rows = [tag("li", word_buttons(desk, [s])) for s in found[:_FOLDED_OFFERS]]
    rest = len(found) - len(rows)
    left = tag("p", desk.count("panel.corridor.left-out", rest), class_="ad-origin") if rest else None
    summary = tag("summary", desk.count("panel.more-changes", len(found)))
    return tag("details", summary, tag("ul", *rows, class_="ad-plain"), left, data_keep="offers")
