"""Resilience: how many ways a day leaves, where they can be cut, and how that went over the summer."""

from collections.abc import Sequence

from markupsafe import Markup

from dashboard.domain.resilience import Resilience, resilience, through_the_summer
from dashboard.domain.routing import Cuts
from dashboard.i18n.corridor_wording import short_day, summer_words, ways_words
from dashboard.panels.context import Desk
from dashboard.panels.corridor_names import by_rows, place_buttons
from dashboard.panels.markup import button, join, tag

_MANNERS = ("open", "silent", "disputed")
# A network this large takes too long to cut once for each day, while the reader waits.
_LARGEST_BY_DAY = 20_000
_SWATCH = "display: inline-block; width: 10px; height: 10px; margin-inline-end: 4px"


def resilience_section(desk: Desk) -> Markup:
    """Set the numbers of the day, the points where one loss is enough, and the days of the summer."""
    view = desk.view
    title = tag("h3", desk.say("panel.corridor.resilience"))
    lead = tag("p", desk.say("panel.corridor.resilience-lead"), class_="ad-lead")
    if desk.answer.unknown or view.question.destination in view.question.origins:
        return tag("section", title, tag("p", desk.say("panel.corridor.no-ways"), class_="ad-empty"))
    _, segments = desk.network.size
    if segments > _LARGEST_BY_DAY:
        small = tag("p", desk.say("panel.corridor.too-large", n=f"{segments:,}"), class_="ad-empty")
        return tag("section", title, small)
    today = resilience(desk.dataset, desk.network, view.clocks, view.lens, view.question)
    days = through_the_summer(desk.dataset, desk.network, view.clocks.known_by, view.lens, view.question)
    return tag("section", title, lead, _numbers(desk, today), _cuts(desk, today), *_timeline(desk, days))


def _by_manner(numbers: Resilience) -> tuple[tuple[str, Cuts], ...]:
    return tuple(zip(_MANNERS, (numbers.said_open, numbers.unopposed, numbers.contested), strict=True))


def _numbers(desk: Desk, today: Resilience) -> Markup:
    rows = [
        tag(
            "li",
            tag("span", desk.say(f"panel.corridor.manner.{manner}")),
            tag("span", desk.count("panel.corridor.ways-number", cuts.disjoint)),
        )
        for manner, cuts in _by_manner(today)
    ]
    return tag("ul", *rows, class_="ad-figures")


def _cuts(desk: Desk, today: Resilience) -> Markup:
    """Name what cuts the destination off, by the strictest manner of counting that leaves a way."""
    cuts = next((cuts for _, cuts in _by_manner(today) if cuts.disjoint), None)
    if cuts is None:
        return tag("p", desk.say("panel.corridor.nothing-to-cut"))
    single = by_rows(desk.network, cuts.single_nodes, cuts.single_segments)
    if cuts.disjoint == 1 and single:
        return tag("p", desk.say("panel.corridor.single"), " ", place_buttons(desk, single))
    members = by_rows(desk.network, *cuts.smallest)
    if not members:
        return tag("p", desk.say("panel.corridor.no-cut"))
    words = desk.count("panel.corridor.smallest-cut", len(members))
    return tag("p", words, " ", place_buttons(desk, members))


def _timeline(desk: Desk, days: Sequence[Resilience]) -> list[Markup]:
    if not days:
        return [tag("p", desk.say("panel.corridor.no-days"), class_="ad-empty")]
    key = [
        tag(
            "span",
            tag("span", class_=f"ad-bar-{manner}", style=_SWATCH),
            desk.say(f"panel.corridor.key.{manner}"),
        )
        for manner in _MANNERS
    ]
    return [
        tag("h4", desk.say("panel.corridor.summer")),
        tag("p", summer_words(days, desk.language)),
        tag("div", *(_day(desk, day) for day in days), class_="ad-bars"),
        tag("p", join(key, " · "), class_="ad-origin"),
    ]


def _day(desk: Desk, numbers: Resilience) -> Markup:
    """Set a day as a bar: ways said open, then those past silence, then those past disputed words."""
    steps, below = [], 0
    for manner, cuts in _by_manner(numbers):
        if cuts.disjoint > below:
            steps.append(tag("span", class_=f"ad-bar-{manner}", style=f"--n: {cuts.disjoint - below}"))
            below = cuts.disjoint
    first = numbers.day.day == 1
    month = tag("span", desk.say(f"month.{numbers.day.month}"), class_="ad-month", aria_hidden="true")
    return button(
        {"as_of": numbers.day.isoformat()},
        *steps,
        month if first else None,
        class_="ad-day",
        title=f"{short_day(numbers.day, desk.language)}: {ways_words(numbers, desk.language)}",
        aria_current="date" if numbers.day == desk.view.as_of else None,
    )
