"""The panel of one feature: its reading, every statement behind it, its geometry's own source."""

from collections.abc import Iterable

from markupsafe import Markup

from dashboard.domain.changes import newest_first
from dashboard.domain.dataset import Statement
from dashboard.domain.model import Feature
from dashboard.domain.timeline import AxisReading, Reading, State, original_asserters
from dashboard.domain.vocabulary import Mood
from dashboard.i18n.wording import age_words, claim_words, day_words, kind_words, reading_sentence
from dashboard.panels.context import Desk
from dashboard.panels.disagreements import disagreements_of
from dashboard.panels.markup import button, join, quoted, tag
from dashboard.panels.statement import state_chip, statement_card


def feature_panel(desk: Desk, feature: Feature) -> Markup:
    """Set everything that the reader may know of a feature."""
    reading = desk.read(feature)
    if not reading.present:
        return join(
            [_title(desk, feature, named=False), tag("p", desk.say("panel.not-yet"), class_="ad-empty")]
        )
    said = [s for s in desk.dataset.statements_about(feature.id) if s.id in desk.visible_ids]
    shown = {s.id for s in (*reading.behind, *reading.proposals, *reading.mentions)}
    shown |= {s.id for axis in reading.axes for s in axis.set_aside}
    others = [s for s in said if s.id not in shown]
    return join(
        [
            _title(desk, feature),
            _reading(desk, reading),
            disagreements_of(desk, [s.id for s in said]),
            _group(desk, "behind", reading.behind),
            _group(desk, "set-aside", [s for axis in reading.axes for s in axis.set_aside]),
            _group(desk, "proposals", reading.proposals),
            _group(desk, "mentions", reading.mentions),
            _group(desk, "others", others, folded=True),
            _relatives(desk, feature),
            _geometry(desk, feature),
        ]
    )


def gone_panel(desk: Desk) -> Markup:
    """Say that what the reader chose is not in the data, rather than showing something else."""
    said = tag("p", desk.say("panel.vanished", id=desk.view.sel), class_="ad-empty", role="status")
    return join(
        [tag("div", close_button(desk), tag("h2", desk.say("panel.nothing-here")), class_="ad-title"), said]
    )


def close_button(desk: Desk) -> Markup:
    """Make the button that goes back from what was selected to the day."""
    patch = {"sel": "", "tab": "day", "note": ""}
    return button(patch, "×", class_="ad-close", aria_label=desk.say("panel.close"))


def _title(desk: Desk, feature: Feature, named: bool = True) -> Markup:
    known = feature.properties
    others = [quoted(known.name_ar, "ar")] if known.name_ar else []
    others += [quoted(known.name_tr, "tr")] if known.name_tr else []
    others += [tag("span", quoted(known.other_names), class_="ad-other-names")] if known.other_names else []
    name = quoted(known.name) if named else desk.say("panel.nothing-here")
    under = tag("p", join(others, " · "), class_="ad-names") if named and others else None
    kind = tag("p", kind_words(known.kind, desk.language), class_="ad-kind") if named else None
    return tag("div", close_button(desk), tag("h2", name), under, kind, class_="ad-title")


def _reading(desk: Desk, reading: Reading) -> Markup:
    clocks = desk.view.clocks
    day = desk.say("panel.on-day", day=day_words(clocks.as_of, desk.language))
    known = (
        desk.say("panel.as-known-by", day=day_words(desk.view.known_by, desk.language))
        if desk.view.known_by
        else desk.say("panel.all-known")
    )
    behind = reading.behind
    parts = [
        tag("p", join([day, ", ", known]), class_="ad-clock-words"),
        tag("p", state_chip(desk, reading.state), " ", quoted(_sentence(desk, reading)), class_="ad-reading"),
    ]
    if behind:
        voices = desk.count("panel.asserters", len(original_asserters(behind)))
        statements = desk.count("panel.statements", len(behind))
        parts.append(
            tag(
                "p",
                f"{voices} · {statements} · {age_words(reading, desk.language)}",
                class_="ad-voices",
            )
        )
    parts += [_side_by_side(desk, axis) for axis in reading.axes if axis.state is State.DISPUTED]
    return tag("section", *parts, class_="ad-reading-box")


def _sentence(desk: Desk, reading: Reading) -> str:
    """Say the reading; where sources differ, the columns beneath say how."""
    if all(axis.state is State.DISPUTED for axis in reading.axes) and reading.axes:
        return desk.say("panel.sources-differ")
    return reading_sentence(desk.dataset, reading, desk.language)


def _side_by_side(desk: Desk, axis: AxisReading) -> Markup:
    sides: dict[str, list[Statement]] = {}
    for statement in axis.behind:
        said = statement.annotation
        if said.status is not None:
            label = claim_words(said.status, said.mood is Mood.DENIED, desk.language)
            sides.setdefault(label, []).append(statement)
    columns = [
        tag("li", tag("p", label, class_="ad-position"), *(tag("p", _short(desk, s)) for s in members))
        for label, members in sides.items()
    ]
    return tag("div", tag("h4", desk.say("panel.side-by-side")), tag("ul", *columns, class_="ad-sides"))


def _short(desk: Desk, statement: Statement) -> Markup:
    whom = ", ".join(desk.say(f"audience.{w.value}") for w in statement.annotation.for_whom)
    first = desk.dataset.asserter_name(statement.annotation.original_asserter).en
    return join([quoted(first), f" ({desk.say('panel.for', whom=whom)})" if whom else None])


def _group(desk: Desk, key: str, statements: Iterable[Statement], folded: bool = False) -> Markup | None:
    listed = newest_first(statements)
    if not listed:
        return None
    title = tag("h3", desk.say(f"panel.group.{key}"), " ", tag("small", str(len(listed))))
    cards = [statement_card(desk, s, current=s.id == desk.view.note) for s in listed]
    if folded:
        return tag("details", tag("summary", title), *cards, open=any(s.id == desk.view.note for s in listed))
    return tag("section", title, *cards)


def _relatives(desk: Desk, feature: Feature) -> Markup | None:
    every = desk.dataset.features
    whole = every.get(feature.properties.part_of or "")
    near = [whole] if whole is not None else []
    near += [f for f in desk.features if f.properties.part_of == feature.id]
    rows = []
    for other in near:
        reading = desk.read(other)
        chip = state_chip(desk, reading.state) if reading.axes or reading.proposals else None
        patch = {"sel": other.id, "tab": "feature", "note": "", "source": ""}
        rows.append(
            tag(
                "li",
                button(patch, desk.name(other), fly=[other.id], class_="ad-place", data_features=other.id),
                " ",
                chip,
            )
        )
    return (
        tag("section", tag("h3", desk.say("panel.relatives")), tag("ul", *rows, class_="ad-plain"))
        if rows
        else None
    )


def _geometry(desk: Desk, feature: Feature) -> Markup:
    known = feature.properties
    facts: list[tuple[str, str | None]] = [
        ("precision", desk.say(f"precision.{known.precision.value}") if known.precision else None),
        ("accuracy", desk.say("panel.metres", n=f"{known.accuracy_m:,.0f}") if known.accuracy_m else None),
        ("unlocated", known.why_unlocated),
        ("source", known.source),
        ("method", known.method),
        ("licence", known.licence),
        ("pcode", known.pcode),
        ("note", known.note),
    ]
    rows = [
        part
        for key, value in facts
        if value
        for part in (tag("dt", desk.say(f"panel.geometry.{key}")), tag("dd", quoted(value)))
    ]
    return tag(
        "details",
        tag("summary", tag("h3", desk.say("panel.geometry"))),
        tag("dl", *rows),
        class_="ad-geometry",
        open=not feature.located,
    )
