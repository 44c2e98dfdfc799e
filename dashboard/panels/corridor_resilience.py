"""Resilience: how many ways a day leaves, where they can be cut, and how that went over the summer."""

from collections.abc import Sequence
from datetime import date, timedelta

from markupsafe import Markup

from dashboard.domain.cuts import Cuts
from dashboard.domain.resilience import Resilience, cuts_of, days_between, resilience, through_the_summer
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
    asked = view.question.without_assumptions()
    today = resilience(desk.dataset, desk.network, view.clocks, view.lens, asked)
    days = through_the_summer(desk.dataset, desk.network, view.clocks.known_by, view.lens, asked)
    numbers = _numbers(desk, today, _own(desk))
    return tag("section", title, lead, *numbers, _cuts(desk, today), *_timeline(desk, days))


def _by_manner(numbers: Resilience) -> tuple[tuple[str, Cuts], ...]:
    return tuple(zip(_MANNERS, (numbers.said_open, numbers.unopposed, numbers.contested), strict=True))


def _numbers(desk: Desk, today: Resilience, own: Markup | None) -> list[Markup]:
    """Set the numbers of the day by the sources alone, then the one under the reader's assumptions."""
    rows = [
        tag(
            "li",
            tag("span", desk.say(f"panel.corridor.manner.{manner}")),
            tag("span", desk.count("panel.corridor.ways-number", cuts.disjoint)),
        )
        for manner, cuts in _by_manner(today)
        if today.heard
    ]
    found = [] if today.heard else [tag("p", desk.say("panel.corridor.unheard-today"))]
    return [*found, tag("ul", *rows, own, class_="ad-figures")] if rows or own else found


def _own(desk: Desk) -> Markup | None:
    """Count the ways that are left to the reader under the own assumptions; None without any."""
    view = desk.view
    if not view.question.assumed:
        return None
    cuts = cuts_of(desk.network, desk.survey)
    return tag(
        "li",
        tag("span", desk.say("panel.corridor.manner.own")),
        tag("span", desk.count("panel.corridor.ways-number", cuts.disjoint)),
        class_="ad-assumption",
    )


def _cuts(desk: Desk, today: Resilience) -> Markup:
    """Name what cuts the destination off, counted as strictly as leaves a way."""
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
    every = by_rows(desk.network, cuts.member_nodes, cuts.member_segments)
    others = [place for place in every if place not in members]
    more = (
        tag("p", desk.say("panel.corridor.other-cuts"), " ", place_buttons(desk, others)) if others else None
    )
    return join([tag("p", words, " ", place_buttons(desk, members)), more])


def _timeline(desk: Desk, days: Sequence[Resilience]) -> list[Markup | None]:
    """Set the days told of as bars, and those after the known-by day as days not yet known."""
    frame = desk.dataset.frame
    later = days_between(days[-1].day + timedelta(days=1) if days else frame.first_day, frame.last_day)
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
        tag("p", summer_words(days, desk.language)) if days else None,
        tag("div", *(_day(desk, day) for day in days), *(_unknown(desk, d) for d in later), class_="ad-bars"),
        tag("p", join(key, " · "), class_="ad-origin"),
    ]


def _day(desk: Desk, numbers: Resilience) -> Markup:
    """Set a day as a bar: ways said open, then those past silence, then those past disputed words.

    A day on which nobody speaks of these ways at all has no bar.
    """
    words = ways_words(numbers, desk.language)
    if not numbers.heard:
        return _day_button(desk, numbers.day, words, "ad-day ad-day-silent")
    steps, below = [], 0
    for manner, cuts in _by_manner(numbers):
        if cuts.disjoint > below:
            steps.append(tag("span", class_=f"ad-bar-{manner}", style=f"--n: {cuts.disjoint - below}"))
            below = cuts.disjoint
    return _day_button(desk, numbers.day, words, "ad-day", *steps)


def _unknown(desk: Desk, day: date) -> Markup:
    return _day_button(desk, day, desk.say("panel.corridor.not-yet-known"), "ad-day ad-day-unknown")


def _day_button(desk: Desk, day: date, words: str, class_: str, *steps: Markup) -> Markup:
    month = tag("span", desk.say(f"month.{day.month}"), class_="ad-month", aria_hidden="true")
    return button(
        {"as_of": day.isoformat()},
        *steps,
        month if day.day == 1 else None,
        class_=class_,
        title=f"{short_day(day, desk.language)}: {words}",
        aria_current="date" if day == desk.view.as_of else None,
    )
