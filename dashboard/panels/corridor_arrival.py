"""Who is at the end: people and convoys in figures as they were stated, side by side."""

from collections.abc import Sequence
from itertools import groupby

from markupsafe import Markup

from dashboard.domain.arrival import Stated, convoys, people_there
from dashboard.domain.vocabulary import Mood
from dashboard.i18n.corridor_wording import figure_words, since_words, what_words
from dashboard.panels.context import Desk
from dashboard.panels.corridor_names import name_of, spoken_of, word_button
from dashboard.panels.markup import button, quoted, tag

_AT_FIRST = 8
_FOLDED = 6


def arrival(desk: Desk) -> Markup:
    """Set every figure of people there and of convoys with who states it; nothing is reckoned with."""
    people, trucks = people_there(desk.survey), convoys(desk.survey)
    return tag(
        "section",
        tag("h3", desk.say("panel.corridor.arrival", place=name_of(desk, desk.view.question.destination))),
        tag("p", desk.say("panel.corridor.not-added"), class_="ad-lead") if people or trucks else None,
        tag("h4", desk.say("panel.corridor.people")),
        *_listed(desk, people, "people"),
        tag("h4", desk.say("panel.corridor.convoys")),
        *_listed(desk, trucks, "convoys"),
    )


def _listed(desk: Desk, found: Sequence[Stated], key: str) -> list[Markup]:
    """Set figures place by place, proposals after what is said to be; long lists are folded."""
    if not found:
        return [_none(desk, key)]
    places = list(dict.fromkeys(_heading(desk, f) for f in found if not _proposed(f)))
    ordered = sorted(found, key=lambda f: len(places) if _proposed(f) else places.index(_heading(desk, f)))
    shown, folded = ordered[:_AT_FIRST], ordered[_AT_FIRST : _AT_FIRST + _FOLDED]
    parts = _grouped(desk, shown)
    if folded:
        rest = len(found) - len(shown) - len(folded)
        left = tag("p", desk.count("panel.corridor.left-out", rest), class_="ad-origin") if rest else None
        summary = tag("summary", desk.count("panel.more-changes", len(found) - len(shown)))
        parts.append(tag("details", summary, *_grouped(desk, folded), left, data_keep=f"figures-{key}"))
    return parts


def _none(desk: Desk, key: str) -> Markup:
    """Say that there is no figure; where only articles were asked, offer to ask context too."""
    view = desk.view
    if view.context or view.voice:
        return tag("p", desk.say(f"panel.corridor.no-figures.{key}"), class_="ad-empty")
    switch = button({"context": "1"}, desk.say("panel.corridor.context-on"), class_="ad-link")
    return tag("p", desk.say("panel.corridor.no-figure"), " ", switch, class_="ad-empty")


def _proposed(stated: Stated) -> bool:
    return stated.statement.annotation.mood is Mood.PROPOSED


def _heading(desk: Desk, stated: Stated) -> str:
    """Name what stands above a figure: that it is only proposed, otherwise the place that it is about."""
    if _proposed(stated):
        return desk.say("panel.corridor.figures-proposed")
    about = stated.figure.about
    feature = spoken_of(desk, about)
    name = name_of(desk, about)
    whole = feature is not None and feature.properties.kind == "city"
    return desk.say("panel.corridor.as-a-whole", name=name) if whole else name


def _grouped(desk: Desk, found: Sequence[Stated]) -> list[Markup]:
    parts = []
    for heading, run in groupby(found, key=lambda f: _heading(desk, f)):
        parts += [tag("h5", heading), tag("ul", *(_row(desk, f) for f in run), class_="ad-figures")]
    return parts


def _row(desk: Desk, stated: Stated) -> Markup:
    """Set one figure: what it counts, on which day, by whom; a proposal also says where."""
    said, figure = stated.statement.annotation, stated.figure
    badge = None
    if said.mood is Mood.DENIED:
        words = desk.say(f"panel.mood.{said.mood.value}")
        badge = tag("span", words, class_=f"ad-badge ad-{said.mood.value}")
    facts = [since_words(stated.statement, desk.language)]
    if figure.what != figure.unit:
        facts.insert(0, what_words(figure.what, desk.language))
    if _proposed(stated):
        facts.insert(0, name_of(desk, figure.about))
    return tag(
        "li",
        tag("span", badge, " ", quoted(", ".join(facts)), " — ", word_button(desk, stated.statement)),
        tag("span", quoted(figure_words(figure, desk.language))),
    )
