"""The strip chart of a way: its stretches in the order of travel, what is said of each, and who says it."""

from itertools import groupby

from markupsafe import Markup

from dashboard.domain.passage import Passage
from dashboard.domain.question import write_assumed
from dashboard.domain.timeline import State, original_asserters
from dashboard.domain.vocabulary import Status
from dashboard.domain.ways import Handover, Stretch, Way
from dashboard.i18n.corridor_wording import length_words, others_words, passage_age_words
from dashboard.i18n.wording import names_of, state_words
from dashboard.panels.context import Desk
from dashboard.panels.corridor_names import (
    claimed_words,
    for_whom,
    place_button,
    place_buttons,
    spoken_of,
    taken_as,
    the_name,
    whom_words,
    word_button,
    word_buttons,
)
from dashboard.panels.markup import button, join, quoted, tag
from dashboard.panels.statement import state_chip

_ASSUMABLE = (Status.OPEN, Status.HINDERED, Status.CUT)
_OTHERS = 2


def strip_chart(desk: Desk, way: Way, full: bool) -> Markup:
    """Set the stretches of a way in order; neighbours under the same word share a row.

    A full chart also says who says it and what is said besides, and has the buttons by which the reader
    assumes a state; the others name each stretch and its state.
    """
    total = max(way.length_m, 1.0)
    rows: list[Markup] = []
    rows += [_handover(desk, h) for h in way.handovers]
    rows += [_gate(desk, p, full) for p in way.departure]
    for _, run in groupby(way.stretches, key=lambda stretch: _alike(desk, stretch)):
        group = list(run)
        rows.append(_row(desk, group, sum(s.length_m for s in group) / total, full))
        rows += [_gate(desk, p, full) for s in group for p in (*s.posts, *s.arrival)]
        rows += [_handover(desk, h) for s in group for h in s.handovers]
    return tag("ol", *rows, class_="ad-stripchart")


def _alike(desk: Desk, stretch: Stretch) -> tuple[str, State, Status | None, bool]:
    """Tell which stretches share a row; those of roads without a name here go together."""
    passage = stretch.passage
    place = passage.place if passage.place in desk.dataset.features else ""
    return (place, passage.state, passage.assumed, stretch.avoided)


def _row(desk: Desk, group: list[Stretch], share: float, full: bool) -> Markup:
    passage = group[0].passage
    state = taken_as(passage)
    own = passage.assumed is not None
    bar = tag(
        "span",
        desk.say(f"letter.{state.value}"),
        class_="ad-bar ad-assumption" if own else f"ad-bar ad-state-{state.value}",
        style=f"--share: {share:.3f}",
        aria_hidden="true",
    )
    length = length_words(sum(s.length_m for s in group), sum(s.spread_m for s in group), desk.language)
    size = desk.count("panel.corridor.stretches", len(group), length=length)
    return tag(
        "li",
        bar,
        tag("span", place_button(desk, passage.place), " ", size),
        tag("span", desk.say("panel.corridor.avoided"), class_="ad-badge") if group[0].avoided else None,
        _assumed(desk, passage),
        _said(desk, passage, full),
        *(_besides(desk, passage) if full else ()),
        *_posts(desk, group),
        assume_buttons(desk, passage.place) if full else None,
        class_="ad-stretch",
    )


def _assumed(desk: Desk, passage: Passage) -> Markup | None:
    if passage.assumed is None:
        return None
    state = desk.say(f"panel.corridor.assume.{passage.assumed.value}")
    return tag("span", desk.say("panel.corridor.assumed", state=state), class_="ad-assumption")


def _said(desk: Desk, passage: Passage, full: bool) -> Markup:
    """Say what sources say of the place for those asked about, how old it is and who says it."""
    if not passage.behind:
        key = "panel.corridor.not-asked" if passage.mentioned else "panel.corridor.nobody"
        return tag("span", desk.say(key, whom=whom_words(desk)))
    words = desk.say(
        "panel.corridor.state-for",
        state=claimed_words(desk, passage),
        whom=for_whom(desk),
        age=passage_age_words(passage, desk.view.as_of, desk.language),
    )
    if not full:
        return tag("span", words)
    return tag("span", words, " ", word_buttons(desk, passage.behind))


def _besides(desk: Desk, passage: Passage) -> list[Markup]:
    """Say what the map shows for everybody together where it differs, and what is said of others' passage."""
    found = []
    together = desk.survey.overall(passage.place)
    if together is not passage.state and spoken_of(desk, passage.place) is not None:
        words = desk.say("panel.corridor.together", state=state_words(together, desk.language))
        found.append(tag("span", words, class_="ad-origin"))
    for statement in passage.others[:_OTHERS]:
        words = others_words(desk.dataset, statement, desk.language)
        found.append(tag("span", word_button(desk, statement, words)))
    rest = len(passage.others) - _OTHERS
    if rest > 0:
        found.append(tag("span", desk.count("panel.corridor.more-others", rest), class_="ad-origin"))
    return found


def _posts(desk: Desk, group: list[Stretch]) -> list[Markup]:
    """Name the checkpoints said to be there, and apart from them those only proposed."""
    found = []
    present = [p for s in group for p in s.present if spoken_of(desk, p)]
    if present:
        found.append(tag("span", desk.say("panel.corridor.posts"), " ", place_buttons(desk, present)))
    for place in dict.fromkeys(p for s in group for p in s.planned):
        feature = spoken_of(desk, place)
        if feature is not None:
            who = original_asserters(desk.read(feature).proposals)
            words = desk.say("panel.corridor.planned", who=names_of(desk.dataset, who, desk.language))
            badge = tag("span", desk.say("panel.mood.proposed"), class_="ad-badge ad-proposed")
            found.append(tag("span", place_button(desk, place), " ", badge, " ", quoted(words)))
    return found


def _gate(desk: Desk, passage: Passage, full: bool) -> Markup:
    """Set what stands at a place: a checkpoint, a crossing, or a siege of the area."""
    return tag(
        "li",
        state_chip(desk, passage.state),
        place_button(desk, passage.place),
        _assumed(desk, passage),
        tag("span", passage_age_words(passage, desk.view.as_of, desk.language), class_="ad-origin"),
        word_buttons(desk, passage.behind) if full else None,
        class_="ad-gate",
    )


def _handover(desk: Desk, handover: Handover) -> Markup:
    """Say where a load changes hands, and who is said to hold the two sides of a line."""
    if handover.before is None or handover.after is None:
        words = desk.say("panel.corridor.cross-border")
    else:
        words = desk.say(
            "panel.corridor.cross-line",
            before=state_words(handover.before, desk.language),
            after=state_words(handover.after, desk.language),
        )
    return tag("li", tag("strong", words), " ", place_button(desk, handover.at), class_="ad-handover")


def assume_buttons(desk: Desk, place: str) -> Markup | None:
    """Set the buttons by which the reader takes a place as open, hindered or cut, or as sourced."""
    if spoken_of(desk, place) is None:
        return None
    asked = desk.view.question
    now = asked.assumptions.get(place)
    rest = write_assumed(tuple(a for a in asked.assumed if a[0] != place))
    choices: list[tuple[Status | None, str]] = [
        *((s, write_assumed(asked.assuming(place, status=s).assumed)) for s in _ASSUMABLE),
        (None, rest),
    ]
    buttons = [_assume_button(desk, place, status, text, now is status) for status, text in choices]
    return tag("span", desk.say("panel.corridor.assume"), " ", join(buttons, " · "), class_="ad-origin")


def _assume_button(desk: Desk, place: str, status: Status | None, text: str, pressed: bool) -> Markup:
    key = status.value if status else "sourced"
    words = desk.say(f"panel.corridor.assume.{key}")
    return button(
        {"assume": text},
        tag("strong", words) if pressed else words,
        class_="ad-link",
        aria_pressed="true" if pressed else "false",
        aria_label=desk.say(f"panel.corridor.assume-of.{key}", name=the_name(desk, place)),
    )
