"""The corridor panel: the question, the verdict, the ways, what blocks them and what would open them."""

from markupsafe import Markup

from dashboard.panels.context import Desk
from dashboard.panels.corridor_arrival import arrival
from dashboard.panels.corridor_blockers import blockers
from dashboard.panels.corridor_network import network_note
from dashboard.panels.corridor_question import question_form
from dashboard.panels.corridor_resilience import resilience_section
from dashboard.panels.corridor_unlocking import unlocking
from dashboard.panels.corridor_verdict import comparison, own_words, verdict
from dashboard.panels.corridor_way import ways
from dashboard.panels.markup import join, tag


def corridor_panel(desk: Desk) -> Markup:
    """Set everything that sources say of the ways that the reader asks for, the answer before its reasons."""
    return join(
        [
            verdict(desk),
            question_form(desk),
            network_note(desk),
            comparison(desk),
            ways(desk),
            blockers(desk),
            unlocking(desk),
            resilience_section(desk),
            arrival(desk),
            _foot(desk),
        ]
    )


def _foot(desk: Desk) -> Markup:
    """Close with what this is not for, the reader's own share in it, and what the link carries."""
    own = tag("p", own_words(desk), class_="ad-assumption") if desk.view.question.assumed else None
    printer = tag(
        "button", desk.say("panel.corridor.print"), type="button", data_print=True, class_="ad-more"
    )
    return tag(
        "section",
        tag("p", desk.say("panel.disclaimer"), class_="ad-disclaimer"),
        own,
        tag("p", desk.say("panel.corridor.link"), class_="ad-note"),
        tag("p", printer),
    )
