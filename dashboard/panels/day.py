"""The day: what changed, what was said of it, what stands from before."""

from markupsafe import Markup

from dashboard.domain.changes import Change, claimed_readings, said_of_day
from dashboard.domain.dataset import Statement
from dashboard.i18n.wording import age_words, reading_sentence
from dashboard.panels.context import Desk
from dashboard.panels.markup import button, join, quoted, tag
from dashboard.panels.statement import state_chip, statement_row

_AT_FIRST = 25
_READINGS_AT_FIRST = 8


def day_panel(desk: Desk, note: Markup | None) -> Markup:
    """Set the day without a selection; `note` says what the last move changed."""
    said = said_of_day(desk.dataset, desk.view.clocks, desk.view.lens)
    fresh = _rows(desk, "panel.of-the-day", said.of_the_day, _AT_FIRST)
    left = max(0, _AT_FIRST - len(said.of_the_day))
    standing = _rows(desk, "panel.standing", said.standing, left)
    empty = (
        None
        if said.of_the_day or said.standing
        else tag("p", desk.say("panel.silent-day"), class_="ad-empty")
    )
    return join([note, _readings(desk), empty, fresh, standing])


def _readings(desk: Desk) -> Markup | None:
    """Say in a sentence each what is claimed of a place on this day."""
    readings = claimed_readings(desk.dataset, desk.view.clocks, desk.view.lens)
    if not readings:
        return None
    shown = readings if desk.view.more else readings[:_READINGS_AT_FIRST]
    rows = []
    for reading in shown:
        feature = desk.dataset.features[reading.feature_id]
        unplaced = (
            None if feature.located else tag("span", desk.say("panel.unplaced-mark"), class_="ad-unplaced")
        )
        said = quoted(reading_sentence(desk.dataset, reading, desk.language), class_="ad-row-text")
        head = tag(
            "span",
            state_chip(desk, reading.state),
            tag("strong", desk.name(feature)),
            unplaced,
            class_="ad-row-head",
        )
        age = tag("span", age_words(reading, desk.language), class_="ad-origin")
        patch = {"sel": feature.id, "tab": "feature", "note": "", "source": ""}
        rows.append(
            button(patch, head, said, age, fly=[feature.id], class_="ad-row", data_features=feature.id)
        )
    title = tag("h3", desk.say("panel.readings"), " ", tag("small", str(len(readings))))
    rest = len(readings) - len(shown)
    more = button({"more": "1"}, desk.count("panel.show-more", rest), class_="ad-more") if rest else None
    return tag("section", title, *rows, more)


def changes_note(desk: Desk, changed: tuple[Change, ...] | None) -> Markup | None:
    """Say what the last move of a clock or the lens changed; nothing before the first move."""
    if changed is None:
        return None
    if not changed:
        return tag("p", desk.say("panel.unchanged"), class_="ad-changed", role="status")
    rows = [
        tag(
            "li",
            button(
                {"sel": c.feature.id, "tab": "feature", "note": ""},
                desk.name(c.feature),
                fly=[c.feature.id],
                class_="ad-place",
                data_features=c.feature.id,
            ),
            " ",
            state_chip(desk, c.before.state),
            " → ",
            state_chip(desk, c.after.state) if c.after.present else desk.say("panel.gone"),
        )
        for c in changed[:8]
    ]
    more = tag("p", desk.count("panel.more-changes", len(changed) - 8)) if len(changed) > 8 else None
    return tag(
        "section",
        tag("h3", desk.say("panel.changed")),
        tag("ul", *rows, class_="ad-plain"),
        more,
        class_="ad-changed",
        role="status",
    )


def _rows(desk: Desk, key: str, statements: tuple[Statement, ...], at_first: int) -> Markup | None:
    if not statements:
        return None
    title = tag("h3", desk.say(key), " ", tag("small", str(len(statements))))
    shown = statements if desk.view.more else statements[:at_first]
    rest = len(statements) - len(shown)
    more = button({"more": "1"}, desk.count("panel.show-more", rest), class_="ad-more") if rest else None
    return tag("section", title, *(statement_row(desk, s) for s in shown), more)
