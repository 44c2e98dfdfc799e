"""The panels that list: an article from top to bottom, a search, the tray of unlocated things."""

from markupsafe import Markup

from dashboard.domain.dataset import Statement
from dashboard.domain.model import Source
from dashboard.domain.search import search
from dashboard.domain.vocabulary import SourceKind
from dashboard.i18n.wording import day_words, reading_sentence
from dashboard.panels.context import Desk
from dashboard.panels.markup import button, join, link, quoted, tag
from dashboard.panels.statement import kind_badge, published_words, state_chip, statement_card, statement_row

_AT_FIRST = 40


def article_panel(desk: Desk, source: Source | None) -> Markup:
    """Set one document with all its statements in paragraph order."""
    hidden = source is None or (source.kind is SourceKind.CONTEXT and not desk.view.context)
    if source is None or hidden:
        return join([_back(desk), tag("p", desk.say("panel.no-source"), class_="ad-empty")])
    if source.known_from > desk.view.clocks.known_by:
        unknown = desk.say("panel.published-later", day=day_words(source.known_from, desk.language))
        return join([_back(desk), tag("p", unknown, class_="ad-empty")])
    listed = [s for s in desk.statements if s.source.id == source.id]
    silent = len(source.annotations) - len(listed)
    head = tag(
        "div",
        _back(desk),
        tag("h2", quoted(source.title)),
        tag("p", published_words(desk, source), " ", kind_badge(desk, source), class_="ad-names"),
        tag(
            "p",
            desk.say("panel.where-read"),
            " ",
            quoted(source.where_read),
            " · ",
            quoted(source.licence),
            class_="ad-voices",
        ),
        tag("p", link(source.url, desk.say("panel.original"))) if source.url else None,
        tag("p", desk.count("panel.other-voices", silent), class_="ad-voices") if silent else None,
        class_="ad-title",
    )
    cards = [statement_card(desk, s, current=s.id == desk.view.note) for s in listed]
    numbered = []
    last = None
    for statement, card in zip(listed, cards, strict=True):
        paragraph = statement.annotation.paragraph
        if paragraph is not None and paragraph != last:
            numbered.append(tag("h4", desk.say("panel.paragraph", n=paragraph), class_="ad-paragraph"))
            last = paragraph
        numbered.append(card)
    return join([head, *numbered])


def search_panel(desk: Desk) -> Markup:
    """Set what a search turned up among the things the reader may see."""
    found = search(desk.dataset, desk.view.q, desk.statements, desk.features)
    if not found.features and not found.statements:
        return tag("p", desk.say("panel.found-nothing", q=desk.view.q), class_="ad-empty")
    places = []
    for feature in found.features[:30]:
        reading = desk.read(feature)
        chip = state_chip(desk, reading.state) if reading.axes or reading.proposals else None
        patch = {"sel": feature.id, "tab": "feature", "note": "", "source": ""}
        places.append(
            button(
                patch,
                tag("strong", quoted(feature.properties.name)),
                " ",
                quoted(feature.properties.name_ar or "", "ar"),
                " ",
                chip,
                fly=[feature.id],
                class_="ad-row",
                data_features=feature.id,
            )
        )
    parts = [tag("h2", desk.say("panel.found", q=desk.view.q))]
    if places:
        parts.append(
            tag(
                "section",
                tag("h3", desk.say("panel.places"), " ", tag("small", str(len(found.features)))),
                *places,
            )
        )
    if found.statements:
        parts.append(_limited(desk, "panel.statements-found", found.statements))
    return join(parts)


def tray_panel(desk: Desk) -> Markup:
    """Set the features that no source pins down; they have no coordinates in any channel."""
    rows = []
    for feature in desk.features:
        if feature.located:
            continue
        reading = desk.read(feature)
        count = sum(1 for s in desk.dataset.statements_about(feature.id) if s.id in desk.visible_ids)
        if not count:
            continue
        patch = {"sel": feature.id, "tab": "feature", "note": "", "source": ""}
        chip = state_chip(desk, reading.state) if reading.axes or reading.proposals else None
        rows.append(
            button(
                patch,
                tag("span", tag("strong", desk.name(feature)), " ", chip, class_="ad-row-head"),
                tag("span", quoted(feature.properties.why_unlocated or ""), class_="ad-reasoning"),
                tag("span", quoted(reading_sentence(desk.dataset, reading, desk.language))),
                tag("span", desk.count("panel.statements", count), class_="ad-origin"),
                class_="ad-row",
            )
        )
    head = tag("h2", desk.say("panel.tray"), " ", tag("small", str(len(rows))))
    lead = tag("p", desk.say("panel.tray.lead"), class_="ad-lead")
    return (
        join([head, lead, *rows])
        if rows
        else join([head, lead, tag("p", desk.say("panel.tray.empty"), class_="ad-empty")])
    )


def _limited(desk: Desk, key: str, statements: tuple[Statement, ...]) -> Markup:
    shown = statements if desk.view.more else statements[:_AT_FIRST]
    rest = len(statements) - len(shown)
    more = button({"more": "1"}, desk.count("panel.show-more", rest), class_="ad-more") if rest else None
    return tag(
        "section",
        tag("h3", desk.say(key), " ", tag("small", str(len(statements)))),
        *(statement_row(desk, s) for s in shown),
        more,
    )


def _back(desk: Desk) -> Markup:
    return button(
        {"tab": "day", "source": "", "note": "", "sel": ""},
        "×",
        class_="ad-close",
        aria_label=desk.say("panel.close"),
    )
