"""Chips: what the reader chose several times over, each with its way out."""

from markupsafe import Markup

from dashboard.domain.corridor import answer
from dashboard.domain.question import write_assumed
from dashboard.panels.context import Desk
from dashboard.panels.corridor_names import name_of
from dashboard.panels.markup import button


def origin_chips(desk: Desk) -> list[Markup]:
    """Set each place to begin at as a chip with its way out; the only one stays."""
    origins = desk.view.question.origins
    if len(origins) < 2:
        return []
    return [
        _chip(desk, {"origin": ",".join(o for o in origins if o != place)}, "from", name_of(desk, place))
        for place in origins
    ]


def avoid_chips(desk: Desk) -> list[Markup]:
    """Set each place that the reader avoids, and the area drawn, as a chip with its way out."""
    asked = desk.view.question
    chips = [
        _chip(desk, {"avoid": ",".join(a for a in asked.avoid if a != place)}, "avoid", name_of(desk, place))
        for place in asked.avoid
    ]
    if asked.area:
        chips.append(_chip(desk, {"area": ""}, "area", ""))
    return chips


def _chip(desk: Desk, patch: dict[str, str], key: str, name: str) -> Markup:
    words = desk.say(f"panel.corridor.chip.{key}", name=name)
    return button(
        patch, words, " ×", class_="ad-place", aria_label=desk.say("panel.corridor.drop", what=words)
    )


def assumption_chips(desk: Desk) -> list[Markup]:
    """Set each assumption as a chip with its way out; it says that no source stands behind it."""
    asked = desk.view.question
    chips = []
    for place, status in asked.assumed:
        rest = write_assumed(tuple(a for a in asked.assumed if a[0] != place))
        words = desk.say(
            "panel.corridor.assumed-chip",
            name=name_of(desk, place),
            state=desk.say(f"panel.corridor.assume.{status.value}"),
        )
        if place in desk.answer.idle:
            words = desk.say("panel.corridor.assumed-idle", words=words)
        chips.append(
            button(
                {"assume": rest},
                words,
                " ×",
                class_="ad-assumption",
                aria_label=desk.say("panel.corridor.drop", what=words),
            )
        )
    return chips


def avoids_every_way(desk: Desk) -> bool:
    """Tell whether what the reader avoids, and nothing else, leaves no way to show."""
    given, view = desk.answer, desk.view
    asked = given.question
    if given.ways or given.unknown or asked.destination in asked.origins or not (asked.avoid or asked.area):
        return False
    free = asked.model_copy(update={"avoid": (), "area": ()})
    return bool(answer(desk.dataset, desk.network, view.clocks, view.lens, free, count=1).ways)
