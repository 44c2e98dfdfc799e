"""One statement on the page: who says it, how, of which day, where it is printed."""

from markupsafe import Markup

from dashboard.domain.dataset import Statement
from dashboard.domain.disagreement import concerning
from dashboard.domain.model import Source
from dashboard.domain.timeline import State
from dashboard.domain.vocabulary import DateBasis, Mood
from dashboard.i18n.wording import chain, day_words, loose_words, state_words, valid_words
from dashboard.panels.context import Desk
from dashboard.panels.markup import button, join, link, quoted, tag


def state_chip(desk: Desk, state: State) -> Markup:
    """Show a state as letter, colour and word; the colour comes from a class, never from data."""
    letter = tag("span", desk.say(f"letter.{state.value}"), class_="ad-letter", aria_hidden="true")
    return tag("span", letter, state_words(state, desk.language), class_=f"ad-chip ad-state-{state.value}")


def kind_badge(desk: Desk, source: Source) -> Markup:
    """Tell an article from context."""
    return tag("span", desk.say(f"panel.kind.{source.kind.value}"), class_=f"ad-badge ad-{source.kind.value}")


def published_words(desk: Desk, source: Source) -> Markup:
    """Name publisher and day, and say where the one or the other is not certain."""
    words = [quoted(source.publisher)]
    if not source.publisher_confirmed:
        words.append(tag("em", desk.say("panel.unconfirmed")))
    words.append(Markup(", ") + loose_words(source.published, desk.language))
    if source.published_basis is DateBasis.INFERRED:
        words.append(tag("em", desk.say("panel.date-inferred"), title=source.published_note))
    return join(words, "")


def statement_card(desk: Desk, statement: Statement, current: bool = False) -> Markup:
    """Set a statement with everything that is known of its origin; made once for all days."""
    view = desk.view
    made = desk.dataset.texts.of(("card", desk.language, view.names, view.clocks.known_by, view.lens))
    key = f"{statement.id} {current:d}"
    if key not in made:
        made[key] = _card(desk, statement, current)
    card: Markup = made[key]
    return card


def statement_row(desk: Desk, statement: Statement) -> Markup:
    """Set a statement in two lines; a click opens what it is about. Made once for all days."""
    made = desk.dataset.texts.of(("row", desk.language, desk.view.names))
    if statement.id not in made:
        made[statement.id] = _row(desk, statement)
    row: Markup = made[statement.id]
    return row


def _card(desk: Desk, statement: Statement, current: bool) -> Markup:
    said, source = statement.annotation, statement.source
    badges = [kind_badge(desk, source)]
    if said.mood is not Mood.ACTUAL:
        badges.append(
            tag("span", desk.say(f"panel.mood.{said.mood.value}"), class_=f"ad-badge ad-{said.mood.value}")
        )
    if said.gives_status and said.status is not None:
        badges.append(state_chip(desk, State(said.status)))
    if said.for_whom:
        whom = ", ".join(desk.say(f"audience.{w.value}") for w in said.for_whom)
        badges.append(tag("span", desk.say("panel.for", whom=whom), class_="ad-badge"))
    head = tag("header", tag("strong", quoted(chain(desk.dataset, statement, desk.language))), *badges)
    body = tag("p", desk.words(said.says), class_="ad-says")
    facts = tag(
        "dl",
        *_fact(desk, "voice", desk.say(f"panel.voice.{said.voice.value}")),
        *_fact(desk, "when", _when(desk, statement)),
        *_fact(desk, "where-printed", _printed(desk, statement)),
        *(
            _fact(desk, "constraint", ", ".join(desk.say(f"constraint.{c.value}") for c in said.constraint))
            if said.constraint
            else ()
        ),
    )
    features = ",".join(said.about)
    return tag(
        "article",
        head,
        body,
        facts,
        tag("footer", _about(desk, statement), _differs(desk, statement)),
        class_=f"ad-statement ad-from-{source.kind.value}" + (" ad-current" if current else ""),
        id=f"note-{statement.id}",
        data_features=features,
        data_fly=features,
    )


def _row(desk: Desk, statement: Statement) -> Markup:
    said = statement.annotation
    state = state_chip(desk, State(said.status)) if said.gives_status and said.status else None
    mood = (
        tag("span", desk.say(f"panel.mood.{said.mood.value}"), class_=f"ad-badge ad-{said.mood.value}")
        if said.mood is not Mood.ACTUAL
        else None
    )
    origin = tag(
        "span",
        quoted(chain(desk.dataset, statement, desk.language)),
        " · ",
        loose_words(statement.source.published, desk.language),
        f" · ¶{said.paragraph}" if said.paragraph else "",
        class_="ad-origin",
    )
    return button(
        {"sel": said.about[0], "note": statement.id, "source": "", "tab": "feature"},
        tag(
            "span",
            origin,
            mood,
            state,
            kind_badge(desk, statement.source) if statement.is_context else None,
            class_="ad-row-head",
        ),
        desk.short_words(said.says),
        fly=said.about,
        class_=f"ad-row ad-from-{statement.source.kind.value}",
        data_features=",".join(said.about),
    )


def _fact(desk: Desk, key: str, value: str | Markup) -> tuple[Markup, Markup]:
    return tag("dt", desk.say(f"panel.fact.{key}")), tag("dd", value)


def _when(desk: Desk, statement: Statement) -> Markup:
    valid = statement.annotation.valid
    said = join(
        [
            valid_words(statement, desk.language),
            " — ",
            desk.say("panel.printed"),
            " “",
            quoted(valid.printed),
            "”",
        ]
    )
    return join(
        [said, tag("span", quoted(valid.reasoning), class_="ad-reasoning") if valid.reasoning else None], " "
    )


def _printed(desk: Desk, statement: Statement) -> Markup:
    source, said = statement.source, statement.annotation
    place = published_words(desk, source)
    if said.paragraph:
        place = join([place, f" · {desk.say('panel.paragraph', n=said.paragraph)} "])
    else:
        place = join([place, " · ", quoted(source.where_read), " "])
    opener = button(
        {"tab": "article", "source": source.id, "note": statement.id, "sel": ""},
        desk.say("panel.read-all"),
        class_="ad-link",
    )
    outside = join([" ", link(source.url, desk.say("panel.original"))]) if source.url else None
    known = desk.say("panel.known-from", day=day_words(statement.known_from, desk.language))
    return join([place, opener, outside, tag("span", known, class_="ad-reasoning")])


def _about(desk: Desk, statement: Statement) -> Markup:
    chips = []
    for feature_id in statement.annotation.about:
        feature = desk.dataset.features.get(feature_id)
        if feature is not None:
            pinned = (
                None
                if feature.located
                else tag("span", desk.say("panel.unplaced-mark"), class_="ad-unplaced")
            )
            chips.append(
                button(
                    {"sel": feature_id, "tab": "feature", "note": "", "source": ""},
                    desk.name(feature),
                    pinned,
                    fly=[feature_id],
                    class_="ad-place",
                    data_features=feature_id,
                )
            )
    return join(chips, " ")


def _differs(desk: Desk, statement: Statement) -> Markup | None:
    found = concerning(desk.disagreements, [statement.id])
    if not found:
        return None
    label = desk.count("panel.differs", len(found))
    patch = {"tab": "disagreements", "note": statement.id, "sel": "", "source": ""}
    return button(patch, label, class_="ad-link ad-differs")
