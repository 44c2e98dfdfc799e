"""The first ten seconds: where this is, which day, and the questions that matter, answered."""

from markupsafe import Markup

from dashboard.domain.changes import Answer, answer_card
from dashboard.domain.timeline import Reading, State
from dashboard.i18n.wording import age_words, chain, day_words, loose_words, reading_sentence
from dashboard.panels.context import Desk
from dashboard.panels.markup import button, join, quoted, tag
from dashboard.panels.statement import state_chip


def title_bar(desk: Desk, unread: tuple[str, ...] = ()) -> Markup:
    """Name the map, the day, and what it is; say which parts of the link could not be read."""
    day = day_words(desk.view.as_of, desk.language)
    known = (
        desk.say("card.known", day=day_words(desk.view.known_by, desk.language))
        if desk.view.known_by
        else desk.say("card.known-all")
    )
    scope = desk.say("card.scope.context" if desk.view.context else "card.scope.articles")
    return tag(
        "div",
        tag("button", desk.say("panel.skip"), type="button", class_="ad-skip", data_jump=True),
        tag("h1", desk.say("card.title")),
        tag("p", tag("strong", day), f" — {known}. ", scope, class_="ad-scope"),
        button({"tab": "about", "sel": "", "note": "", "source": ""}, desk.say("card.how"), class_="ad-link"),
        tag("p", desk.say("panel.unread", keys=", ".join(unread)), class_="ad-unread", role="status")
        if unread
        else None,
        class_="ad-titlebar",
    )


def cards_row(desk: Desk) -> Markup:
    """Answer each card's question for the day, with who says so."""
    answers = [
        answer_card(desk.dataset, card, desk.view.clocks, desk.view.lens) for card in desk.dataset.cards
    ]
    return tag(
        "div",
        *(_card(desk, answer) for answer in answers),
        class_="ad-cards",
        role="list",
        aria_label=desk.say("card.list"),
    )


def _card(desk: Desk, answer: Answer) -> Markup:
    title = tag("span", desk.words(answer.card.title), class_="ad-card-title")
    target = answer.card.features[0] if answer.card.features else ""
    if answer.readings:
        chips = join(dict.fromkeys(_chip(desk, r, answer) for r in answer.readings[:2]), " ")
        reading = answer.readings[0]
        said = tag("span", quoted(_sentence(desk, reading, answer)), class_="ad-card-text")
        origin = (
            tag("span", age_words(reading, desk.language), class_="ad-origin")
            if reading.age_days is not None
            else None
        )
        target = reading.feature_id
        return _whole(desk, target, answer, title, chips, said, origin)
    if answer.newest:
        first = answer.newest[0]
        said = tag("span", desk.words(first.annotation.says), class_="ad-card-text")
        paragraph = f" · ¶{first.annotation.paragraph}" if first.annotation.paragraph else ""
        origin = tag(
            "span",
            quoted(chain(desk.dataset, first, desk.language)),
            " · ",
            loose_words(first.source.published, desk.language),
            paragraph,
            class_="ad-origin",
        )
        return _whole(desk, target or first.annotation.about[0], answer, title, None, said, origin)
    silence = tag("span", desk.say("card.silence"), class_="ad-card-text")
    return _whole(desk, target, answer, title, state_chip(desk, State.NO_CLAIM), silence, None)


def _whole(
    desk: Desk,
    target: str,
    answer: Answer,
    title: Markup,
    chips: Markup | None,
    text: Markup,
    origin: Markup | None,
) -> Markup:
    note = answer.newest[0].id if answer.newest and not answer.readings else ""
    patch = {"sel": target, "tab": "feature" if target else "day", "note": note, "source": ""}
    question = tag("span", desk.words(answer.card.question), class_="ad-visually-hidden")
    head = tag("span", title, chips, class_="ad-card-head")
    card = button(
        patch,
        question,
        head,
        text,
        origin,
        fly=[target] if target else (),
        class_="ad-card",
        data_features=target or None,
    )
    return tag("div", card, role="listitem")


def _chip(desk: Desk, reading: Reading, answer: Answer) -> Markup:
    axis = next((a for a in reading.axes if a.axis is answer.card.axis), None)
    return state_chip(desk, axis.state if axis else reading.state)


def _sentence(desk: Desk, reading: Reading, answer: Answer) -> str:
    feature = desk.dataset.features[reading.feature_id]
    return f"{feature.properties.name}: {reading_sentence(desk.dataset, reading, desk.language)}"
