"""The panes of the editor beside the map, one at a time."""

import streamlit as st
from markupsafe import Markup

from dashboard.editor.add_pane import draw_add_pane
from dashboard.editor.bar import command
from dashboard.editor.changes_pane import draw_changes_pane
from dashboard.editor.edit_pane import draw_edit_pane
from dashboard.editor.problems_pane import problems_pane
from dashboard.editor.state import PANES, window
from dashboard.editor.upload_pane import draw_upload_pane
from dashboard.page import draw_panel
from dashboard.panels.context import Desk
from dashboard.panels.markup import tag
from dashboard.store.workbench import Bench


def draw_pane(bench: Bench, desk: Desk) -> None:
    """Draw the chosen pane under the switch between them."""
    st.html(_switch(bench, desk))
    chosen = window().pane
    if chosen == "read":
        draw_panel(desk)
        return
    with st.container(key=f"ed-pane-{chosen}"):
        match chosen:
            case "edit":
                draw_edit_pane(bench, desk)
            case "add":
                draw_add_pane(bench, desk)
            case "problems":
                st.html(problems_pane(bench, desk))
            case "changes":
                draw_changes_pane(bench, desk)
            case "upload":
                draw_upload_pane(bench, desk)


def _switch(bench: Bench, desk: Desk) -> Markup:
    numbers = {"problems": len(bench.problems), "changes": len(bench.draft.changes())}
    return tag(
        "nav",
        *(
            command(
                "pane",
                desk.say(f"editor.pane.{name}"),
                tag("small", str(numbers[name]), class_="ed-badge") if numbers.get(name) else None,
                pane=name,
                class_="ad-tab",
                aria_pressed="true" if name == window().pane else "false",
            )
            for name in PANES
        ),
        class_="ad-tabs ed-panes",
        aria_label=desk.say("editor.panes"),
    )
