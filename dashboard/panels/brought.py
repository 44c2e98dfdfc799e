"""The panel of a row that a reader brought: who is named for it, and every value as the file has it."""

from markupsafe import Markup

from dashboard.domain.brought import BroughtRow
from dashboard.panels.context import Desk
from dashboard.panels.feature import close_button
from dashboard.panels.markup import join, quoted, tag


def brought_panel(desk: Desk, row: BroughtRow) -> Markup:
    """Set what a brought file says in one row; nothing of it is weighed against the sources."""
    kind = desk.say("panel.brought.kind", row=f"{row.number:,}", file=row.file)
    return join(
        [
            tag(
                "div",
                close_button(desk),
                tag("h2", quoted(row.read_as("category") or row.title)),
                tag("p", quoted(kind), class_="ad-kind"),
                class_="ad-title",
            ),
            _whose(desk, row),
            tag("p", desk.say("panel.brought.no-status"), class_="ad-note"),
            _values(desk, row),
        ]
    )


def _whose(desk: Desk, row: BroughtRow) -> Markup:
    facts = [
        ("day", row.read_as("date") or desk.say("panel.brought.day-none")),
        ("known", row.known or desk.say("panel.brought.known-none")),
    ]
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


def _values(desk: Desk, row: BroughtRow) -> Markup:
    listed = []
    for column, value in row.values.items():
        role = row.roles.get(column)
        said = tag("span", " ", desk.say(f"panel.brought.role.{role}"), class_="ad-kind") if role else None
        listed.append(tag("dt", quoted(column), said))
        listed.append(tag("dd", quoted(value) if value else desk.say("panel.brought.empty")))
    return tag(
        "section", tag("h3", desk.say("panel.brought.values")), tag("dl", *listed), class_="ad-brought-values"
    )
