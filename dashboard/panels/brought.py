"""The panel of a row that a reader brought: who is named for it, and every value as the file has it."""

from markupsafe import Markup

from dashboard.domain.brought import BroughtRow, Look
from dashboard.domain.view import ALL_KNOWN
from dashboard.panels.context import Desk
from dashboard.panels.feature import close_button
from dashboard.panels.markup import button, join, quoted, tag


def brought_panel(desk: Desk, row: BroughtRow) -> Markup:
    """Set what a brought file says in one row; nothing of it is weighed against the sources.

    Of a row that the known-by day leaves out nothing is shown, as on the map.
    """
    if not row.known_by(desk.view.clocks.known_by):
        return _unknown(desk, row)
    kind = desk.say("panel.brought.kind", row=f"{row.number:,}", file=row.file)
    look = row.look_on(desk.view.clocks.as_of)
    called = look.category if look else None if row.looks else row.read_as("category")
    return join(
        [
            tag(
                "div",
                close_button(desk),
                tag("h2", quoted(called or row.title)),
                tag("p", quoted(kind), class_="ad-kind"),
                class_="ad-title",
            ),
            _whose(desk, row),
            _looks(desk, row, look) if row.looks else None,
            tag("p", desk.say("panel.brought.no-status"), class_="ad-note"),
            _values(desk, row),
        ]
    )


def _unknown(desk: Desk, row: BroughtRow) -> Markup:
    """Say that a row could not be known by the known-by day, or that nobody can tell, and what shows it."""
    why = "later" if row.known_day else "undated"
    said = desk.say(f"panel.brought.unknown-{why}", file=row.file)
    return join(
        [
            tag("div", close_button(desk), tag("h2", desk.say("panel.nothing-here")), class_="ad-title"),
            tag("p", quoted(said), class_="ad-empty", role="status"),
            button({"known_by": ALL_KNOWN}, desk.say("brought.held_show"), class_="ad-link"),
        ]
    )


def _whose(desk: Desk, row: BroughtRow) -> Markup:
    facts = [
        ("known", row.known or desk.say("panel.brought.known-none")),
    ]
    if not row.looks:
        facts.insert(0, ("day", row.read_as("date") or desk.say("panel.brought.day-none")))
    if row.source is not None:
        facts.insert(0, ("source", row.source))
    listed = [
        part
        for key, value in facts
        for part in (tag("dt", desk.say(f"panel.brought.{key}")), tag("dd", quoted(value)))
    ]
    unsourced = tag(
        "p",
        tag("strong", desk.say("panel.brought.unsourced")),
        " ",
        desk.say("panel.brought.unsourced-why"),
        class_="ad-unsourced",
    )
    return tag(
        "section", None if row.source is not None else unsourced, tag("dl", *listed), class_="ad-reading-box"
    )


def _looks(desk: Desk, row: BroughtRow, shown: Look | None) -> Markup:
    """Set every look at the place, and which one the map shows on the day."""
    rows = []
    for look in row.looks:
        mark = desk.say("panel.brought.shown") if look is shown else None
        later = look.day is not None and look.day > desk.view.clocks.as_of
        rows.append(tag("dt", quoted(look.printed)))
        said = mark or (desk.say("panel.brought.later") if later else None)
        rows.append(
            tag("dd", quoted(look.category), tag("span", " · ", said, class_="ad-kind") if said else None)
        )
    return tag("section", tag("h3", desk.say("panel.brought.looks")), tag("dl", *rows))


def _values(desk: Desk, row: BroughtRow) -> Markup:
    listed = []
    for column, value in row.values.items():
        role = row.roles.get(column)
        said = desk.say(f"panel.brought.role.{role}") if role else None
        listed.append(tag("dt", quoted(column)))
        shown = quoted(value) if value else desk.say("panel.brought.empty")
        listed.append(tag("dd", shown, tag("span", " · ", said, class_="ad-kind") if said else None))
    return tag(
        "section", tag("h3", desk.say("panel.brought.values")), tag("dl", *listed), class_="ad-brought-values"
    )
