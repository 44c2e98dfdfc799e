"""The day: what changed, what was said of it, what stands from before."""

from markupsafe import Markup

from dashboard.domain.changes import Change, said_of_day
from dashboard.domain.dataset import Statement
from dashboard.panels.context import Desk
from dashboard.panels.markup import button, join, tag
from dashboard.panels.statement import state_chip, statement_row

_AT_FIRST = 25


def day_panel(desk: Desk, changed: tuple[Change, ...] | None) -> Markup:
    """Set the day without a selection; `changed` compares it with the view before."""
    said = said_of_day(desk.dataset, desk.view.clocks, desk.view.lens)
    fresh = _rows(desk, "panel.of-the-day", said.of_the_day, _AT_FIRST)
    left = max(0, _AT_FIRST - len(said.of_the_day))
    standing = _rows(desk, "panel.standing", said.standing, left)
    empty = None if said.of_the_day or said.standing else tag("p", desk.say("panel.silent-day"), class_="ad-empty")
    return join([changes_note(desk, changed), empty, fresh, standing])


def changes_note(desk: Desk, changed: tuple[Change, ...] | None) -> Markup | None:
    """Say what the last move of a clock or the lens changed; nothing before the first move."""
    if changed is None:
        return None
    if not changed:
        return tag("p", desk.say("panel.unchanged"), class_="ad-changed", role="status")
    rows = [
        tag(
            "li",
            button({"sel": c.feature.id, "tab": "feature", "note": ""}, desk.name(c.feature), fly=[c.feature.id], class_="ad-place", data_features=c.feature.id),
            " ",
            state_chip(desk, c.before.state),
            " → ",
            state_chip(desk, c.after.state) if c.after.present else desk.say("panel.gone"),
        )
        for c in changed[:8]
    ]
    more = tag("p", desk.count("panel.more-changes", len(changed) - 8)) if len(changed) > 8 else None
    return tag("section", tag("h3", desk.say("panel.changed")), tag("ul", *rows, class_="ad-plain"), more, class_="ad-changed", role="status")


def _rows(desk: Desk, key: str, statements: tuple[Statement, ...], at_first: int) -> Markup | None:
    if not statements:
        return None
    title = tag("h3", desk.say(key), " ", tag("small", str(len(statements))))
    shown = statements if desk.view.more else statements[:at_first]
    rest = len(statements) - len(shown)
    more = button({"more": "1"}, desk.count("panel.show-more", rest), class_="ad-more") if rest else None
    return tag("section", title, *(statement_row(desk, s) for s in shown), more)
