"""What would have to become true: the smallest sets of changes that open a way, and who offers which."""

from collections.abc import Sequence

from markupsafe import Markup

from dashboard.domain.dataset import Statement
from dashboard.domain.offers import offers_for, offers_unplaced
from dashboard.domain.passage import Passage
from dashboard.domain.question import write_assumed
from dashboard.domain.timeline import State
from dashboard.domain.unlocking import LARGEST, Unlocking, UnlockingSet, origins_of, unlocking_sets
from dashboard.domain.vocabulary import Axis
from dashboard.panels.context import Desk
from dashboard.panels.corridor_blockers import statement_rows
from dashboard.panels.corridor_chips import avoids_every_way
from dashboard.panels.corridor_names import (
    by_origin,
    is_named_road,
    place_button,
    spoken_of,
    the_name,
    word_buttons,
    words_button,
)
from dashboard.panels.markup import button, tag
from dashboard.panels.statement import statement_row

_SETS = 3
_OFFERS = 6
_SHORT_OFFERS = 8
_CHANGES = (State.CUT, State.HINDERED, State.BESIEGED)

# Places that a card tells of, each with the proposals set beside it.
Told = dict[str, tuple[Statement, ...]]


def unlocking(desk: Desk) -> Markup:
    """Set the smallest sets of changes as cards, then the proposals that name no road."""
    title = tag("h3", desk.say("panel.corridor.unlocking"))
    told: Told = {}
    return tag("section", title, *_body(desk, told), _loose_offers(desk, told))


def _body(desk: Desk, told: Told) -> list[Markup]:
    """Set the cards, or why there are none; `told` gathers the places that they tell of."""
    given = desk.answer
    if given.corridors:
        return [tag("p", desk.say("panel.corridor.unlock-none-needed"), class_="ad-empty")]
    if avoids_every_way(desk):
        return [tag("p", desk.say("panel.corridor.unlock-avoid-less"), class_="ad-empty")]
    target = desk.network.node(given.question.destination)
    origins = origins_of(desk.network, desk.survey)
    if target is None or not given.ways:
        return [tag("p", desk.say("panel.corridor.no-ways"), class_="ad-empty")]
    found = unlocking_sets(given.valuation, origins, target)
    if not found.sets:
        key = "panel.corridor.unlock-too-many" if found.complete else "panel.corridor.unlock-gave-up"
        return [tag("p", desk.say(key, n=LARGEST), class_="ad-empty")]
    return _cards(desk, found, told)


def _cards(desk: Desk, found: Unlocking, told: Told) -> list[Markup]:
    cards = [_card(desk, one, n, told) for n, one in enumerate(found.sets[: 3 * _SETS], 1)]
    parts = [tag("p", desk.say("panel.corridor.unlock-lead"), class_="ad-lead"), *cards[:_SETS]]
    if len(cards) > _SETS:
        summary = tag("summary", desk.count("panel.corridor.more-sets", len(found.sets) - _SETS))
        parts.append(tag("details", summary, *cards[_SETS:], data_keep="sets"))
    if not found.complete:
        parts.append(tag("p", desk.say("panel.corridor.unlock-gave-up", n=LARGEST), class_="ad-note"))
    return parts


def _card(desk: Desk, one: UnlockingSet, number: int, told: Told) -> Markup:
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
    name = the_name(desk, passage.place)
    if passage.state is State.DISPUTED:
        siege, road = passage.axis is Axis.SIEGE, _is_road(desk, passage.place)
        where = "siege" if siege else "road" if road else "place"
        return desk.say(f"panel.corridor.unlock.disputed-{where}", name=name)
    if passage.state in _CHANGES:
        return desk.say(f"panel.corridor.unlock.{passage.state.value}", name=name)
    return desk.say("panel.corridor.unlock.no-claim", name=name)


def _is_road(desk: Desk, place: str) -> bool:
    return is_named_road(desk, place) or desk.network.segment(place) is not None


def _element(desk: Desk, passage: Passage, told: Told) -> Markup:
    words = place_button(desk, passage.place, change_words(desk, passage))
    if passage.place in told:
        return tag("li", words)
    behind = word_buttons(desk, passage.behind) if not passage.silent else None
    offers = offers_for(desk.survey, passage.place) if spoken_of(desk, passage.place) else ()
    told[passage.place] = offers
    rows = statement_rows(desk, offers, f"offers-{passage.place}", at_first=1)
    proposed = tag("p", desk.say("panel.corridor.offers"), class_="ad-origin") if rows else None
    return tag("li", words, " ", behind, proposed, *rows)


def _loose_offers(desk: Desk, told: Told) -> Markup:
    """Fold the proposals that name no road: articles first, then the newest; a proposal is not a fact.

    Those that a set of changes tells of already are left out.
    """
    above = {s.id for offers in told.values() for s in offers}
    found = sorted(
        (s for s in offers_unplaced(desk.survey) if s.id not in above),
        key=lambda s: (s.is_context, -s.known_from.toordinal(), s.id),
    )
    if not found:
        key = "panel.corridor.no-further-offers" if above else "panel.corridor.no-offers"
        return tag("p", desk.say(key), class_="ad-empty")
    summary = tag("summary", desk.say("panel.corridor.loose-offers"), " ", tag("small", str(len(found))))
    lead = tag("p", desk.say("panel.corridor.not-a-fact"), class_="ad-lead")
    shown = [statement_row(desk, s) for s in found[:_OFFERS]]
    rest = _in_short(desk, found[_OFFERS:])
    return tag("details", summary, lead, *shown, *rest, data_keep="unplaced-offers")


def _in_short(desk: Desk, found: Sequence[Statement]) -> list[Markup]:
    """Set the further ones by their origin only, and count those that find no room."""
    entries = by_origin(desk, found)
    rows = [tag("li", words_button(desk, same)) for same in entries[:_SHORT_OFFERS]]
    rest = sum(len(same) for same in entries[_SHORT_OFFERS:])
    left = tag("p", desk.count("panel.corridor.left-out", rest), class_="ad-origin") if rest else None
    return [part for part in (tag("ul", *rows, class_="ad-plain") if rows else None, left) if part]
