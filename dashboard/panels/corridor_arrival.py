"""Who is at the end: people and convoys in figures as they were stated, side by side."""

from collections.abc import Sequence

from markupsafe import Markup

from dashboard.domain.arrival import Stated, convoys, people_there
from dashboard.domain.vocabulary import Mood
from dashboard.i18n.corridor_wording import figure_words
from dashboard.i18n.wording import valid_words
from dashboard.panels.context import Desk
from dashboard.panels.corridor_names import name_of, word_button
from dashboard.panels.markup import quoted, tag

_AT_FIRST = 8
_FOLDED = 6


def arrival(desk: Desk) -> Markup:
    """Set every figure of people there and of convoys with who states it; nothing is reckoned with."""
    return tag(
        "section",
        tag("h3", desk.say("panel.corridor.arrival", place=name_of(desk, desk.view.question.destination))),
        tag("p", desk.say("panel.corridor.not-added"), class_="ad-lead"),
        tag("h4", desk.say("panel.corridor.people")),
        *_listed(desk, people_there(desk.survey), "panel.corridor.no-people"),
        tag("h4", desk.say("panel.corridor.convoys")),
        *_listed(desk, convoys(desk.survey), "panel.corridor.no-convoys"),
    )


def _listed(desk: Desk, found: Sequence[Stated], empty: str) -> list[Markup]:
    if not found:
        return [tag("p", desk.say(empty), class_="ad-empty")]
    rows = [_row(desk, stated) for stated in found[: _AT_FIRST + _FOLDED]]
    shown = [tag("ul", *rows[:_AT_FIRST], class_="ad-figures")]
    if rows[_AT_FIRST:]:
        rest = len(found) - len(rows)
        left = tag("p", desk.count("panel.corridor.left-out", rest), class_="ad-origin") if rest else None
        summary = tag("summary", desk.count("panel.more-changes", len(found) - _AT_FIRST))
        shown.append(tag("details", summary, tag("ul", *rows[_AT_FIRST:], class_="ad-figures"), left))
    return shown


def _row(desk: Desk, stated: Stated) -> Markup:
    """Set one figure: of whom, on which day, by whom; a proposal is marked as one."""
    said = stated.statement.annotation
    mood = None
    if said.mood is not Mood.ACTUAL:
        words = desk.say(f"panel.mood.{said.mood.value}")
        mood = tag("span", words, class_=f"ad-badge ad-{said.mood.value}")
    where = quoted(f"{name_of(desk, stated.figure.about)}, {valid_words(stated.statement, desk.language)}")
    return tag(
        "li",
        tag("span", mood, " ", where, " — ", word_button(desk, stated.statement)),
        tag("span", quoted(figure_words(stated.figure, desk.language))),
    )
