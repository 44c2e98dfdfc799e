"""The network that was brought: how large it is, and which features of the data could not be tied to it."""

from collections.abc import Sequence

from markupsafe import Markup

from dashboard.domain.attach import Attachment
from dashboard.domain.nearness import Why
from dashboard.panels.context import Desk
from dashboard.panels.corridor_names import place_button, spoken_of
from dashboard.panels.markup import join, tag

_WHY: tuple[Why, ...] = ("coarse", "across", "far")


def network_note(desk: Desk) -> Markup | None:
    """Say that ways are looked for in a network that was brought; None for the data's own.

    What could not be tied is listed with the reason: its words reach no road of that network, and its
    button leads to them.
    """
    if not desk.ties:
        return None
    size = desk.say("panel.corridor.brought", n=f"{desk.network.size[1]:,}")
    untied = [tie for tie in desk.ties if not tie.count and spoken_of(desk, tie.feature_id)]
    if not untied:
        return tag("p", size, " ", desk.say("panel.corridor.brought-tied"), class_="ad-note")
    return tag(
        "details",
        tag("summary", size, " ", desk.count("panel.corridor.brought-untied", len(untied))),
        tag("p", desk.say("panel.corridor.untied")),
        *(_because(desk, why, untied) for why in _WHY),
        class_="ad-note",
        data_keep="network",
    )


def _because(desk: Desk, why: Why, untied: Sequence[Attachment]) -> Markup | None:
    """List what was not tied for one reason: what lies nearest first, the finest first."""
    ties = sorted((t for t in untied if t.why == why), key=lambda t: (_measure_m(t), t.feature_id))
    if not ties:
        return None
    names = join([_named(desk, tie) for tie in ties], ", ")
    return tag("p", desk.say(f"panel.corridor.untied.{why}"), " ", names)


def _named(desk: Desk, tie: Attachment) -> Markup:
    sign = "±" if tie.why == "coarse" else ""
    how = None if tie.why == "across" else f"({sign}{_kilometres(desk, _measure_m(tie))})"
    return join([place_button(desk, tie.feature_id), how], "\N{NO-BREAK SPACE}")


def _measure_m(tie: Attachment) -> float:
    """Give what the reason is about: how coarse a line is, otherwise how far away the network lies."""
    return tie.accuracy_m if tie.why == "coarse" else tie.distance_m


def _kilometres(desk: Desk, metres: float) -> str:
    return desk.say("map.kilometres", n=f"{metres / 1000:,.1f}")
