"""Disagreements: each position from its own members, side by side."""

from markupsafe import Markup

from dashboard.domain.disagreement import VisibleDisagreement, concerning
from dashboard.domain.timeline import original_asserters
from dashboard.panels.context import Desk
from dashboard.panels.markup import button, join, tag
from dashboard.panels.statement import statement_row


def disagreement_card(desk: Desk, found: VisibleDisagreement) -> Markup:
    """Set the positions of a disagreement beside each other; no mean, no winner."""
    columns = []
    for position in found.positions:
        voices = desk.count("panel.asserters", len(original_asserters(position.members)))
        rows = [statement_row(desk, member) for member in position.members]
        columns.append(
            tag(
                "li",
                tag("p", desk.words(position.says), class_="ad-position"),
                tag("p", voices, class_="ad-voices"),
                *rows,
            )
        )
    kind = tag("span", desk.say(f"panel.disagreement.{found.disagreement.kind.value}"), class_="ad-badge")
    note = (
        tag("p", desk.words(found.disagreement.note), class_="ad-note") if found.disagreement.note else None
    )
    return tag(
        "section",
        tag("h3", desk.words(found.disagreement.question), " ", kind),
        note,
        tag("ul", *columns, class_="ad-sides"),
        class_="ad-disagreement",
        id=f"disagreement-{found.disagreement.id}",
    )


def disagreements_panel(desk: Desk) -> Markup:
    """List every disagreement the reader may see; with a statement chosen, its own first."""
    every = list(desk.disagreements)
    if desk.view.note:
        own = {id(d) for d in concerning(every, [desk.view.note])}
        every.sort(key=lambda d: id(d) not in own)
    head = tag("h2", desk.say("panel.disagreements"), " ", tag("small", str(len(every))))
    if not every:
        return join([head, tag("p", desk.say("panel.no-disagreement"), class_="ad-empty")])
    return join(
        [
            head,
            tag("p", desk.say("panel.disagreements.lead"), class_="ad-lead"),
            *(disagreement_card(desk, d) for d in every),
        ]
    )


def disagreements_of(desk: Desk, statement_ids: list[str]) -> Markup | None:
    """Name the disagreements in which these statements take part, as links."""
    found = concerning(desk.disagreements, statement_ids)
    if not found:
        return None
    links = [
        tag(
            "li",
            button(
                {"tab": "disagreements", "note": d.positions[0].members[0].id},
                desk.words(d.disagreement.question),
                class_="ad-link",
            ),
        )
        for d in found
    ]
    return tag("section", tag("h3", desk.say("panel.who-disagrees")), tag("ul", *links), class_="ad-links")
