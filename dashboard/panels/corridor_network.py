"""The network that was brought: how large it is, and which features of the data could not be tied to it."""

from markupsafe import Markup

from dashboard.domain.attach import Attachment
from dashboard.panels.context import Desk
from dashboard.panels.corridor_names import place_button, spoken_of
from dashboard.panels.markup import join, tag


def network_note(desk: Desk) -> Markup | None:
    """Say that ways are looked for in a network that was brought; None for the data's own.

    What could not be tied is listed with the reason: its words reach no road of that network, and its
    button leads to them.
    """
    if not desk.ties:
        return None
    size = desk.count("panel.corridor.brought", desk.network.size[1])
    untied = [tie for tie in desk.ties if not tie.count and spoken_of(desk, tie.feature_id)]
    if not untied:
        return tag("p", size, " ", desk.say("panel.corridor.brought-tied"), class_="ad-note")
    return tag(
        "details",
        tag("summary", size, " ", desk.count("panel.corridor.brought-untied", len(untied))),
        tag("p", desk.say("panel.corridor.untied")),
        tag("p", join([_untied(desk, tie) for tie in untied], ", ")),
        class_="ad-note",
        data_keep="network",
    )


def _untied(desk: Desk, tie: Attachment) -> Markup:
    why = desk.say(
        f"panel.corridor.untied.{tie.why}",
        accuracy=_kilometres(desk, tie.accuracy_m),
        distance=_kilometres(desk, tie.distance_m),
    )
    return join([place_button(desk, tie.feature_id), f"({why})"], "\N{NO-BREAK SPACE}")


def _kilometres(desk: Desk, metres: float) -> str:
    return desk.say("map.kilometres", n=f"{metres / 1000:,.1f}")
