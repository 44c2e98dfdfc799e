"""The panes of the editor beside the map, one at a time."""

import streamlit as st
from markupsafe import Markup

from dashboard.editor.bar import command
from dashboard.editor.state import PANES, window
from dashboard.page import draw_panel
from dashboard.panels.context import Desk
from dashboard.panels.markup import tag
from dashboard.store.workbench import Bench


def draw_pane(bench: Bench, desk: Desk) -> None:
    """Draw the chosen pane under the switch between them."""
    st.html(_switch(bench, desk))
    if window().pane == "read":
        draw_panel(desk)


def _switch(bench: Bench, desk: Desk) -> Markup:
    chosen = window().pane
    return tag(
        "nav",
        *(
            command(
                "pane",
                desk.say(f"editor.pane.{name}"),
                pane=name,
                class_="ad-tab",
                aria_pressed="true" if name == chosen else "false",
            )
            for name in PANES
        ),
        class_="ad-tabs ed-panes",
        aria_label=desk.say("editor.panes"),
    )
