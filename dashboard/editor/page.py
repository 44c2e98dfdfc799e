"""The page in edit mode: the readers' page on the draft, with the editor's bar and panes."""

import json
from functools import cache
from typing import Any

import streamlit as st

from dashboard.editor.bar import edit_bar, welcome
from dashboard.editor.deeds import take_command, take_drawing
from dashboard.editor.geometry import guides_of, target_of
from dashboard.editor.panes import draw_pane
from dashboard.editor.state import window
from dashboard.i18n import say
from dashboard.page import LANGUAGE, begin, desk_of, draw_atlas, draw_head
from dashboard.panels.context import Desk
from dashboard.panels.markup import join
from dashboard.store import blobs
from dashboard.store.durable import SaveError
from dashboard.store.shelf import chosen_shelf
from dashboard.store.workbench import Bench, workbench

LOOK_AGAIN_S = 2.0


@cache
def _atlas() -> Any:
    """Declare the component with the editor in it, once per process."""
    return st.components.v2.component(
        "aleppo-dashboard.atlas", js="editor.js", css="editor.css", isolate_styles=False
    )


def _for_the_map(bench: Bench, desk: Desk) -> dict[str, Any]:
    """Give what the map needs to edit: the geometry in hand, what it may snap to, words, and where to go."""
    seen = window()
    edits = seen.pane != "read"
    guides = json.dumps(guides_of(bench), separators=(",", ":")).encode()
    names = ("Point", "LineString", "Polygon", "done", "cancel", "drawing")
    return {
        "target": target_of(bench, desk.view.sel) if edits else None,
        "guides": blobs.put(guides, "application/json", "json") if edits else None,
        "words": {name: say(f"editor.draw.{name}", LANGUAGE) for name in names},
        "select": seen.goal,
        "heard": seen.heard,
    }


@st.fragment
def _page() -> None:
    head = st.container(key="ad-head")
    left = st.container(key="ad-atlas")
    right = st.container(key="ad-panel")
    bench = workbench(chosen_shelf()).bench()
    window().drawn = _mark(bench)
    desk = desk_of(bench.dataset)
    with left:
        draw_atlas(
            desk,
            _atlas(),
            {"editing": _for_the_map(bench, desk)},
            on_edit_change=take_drawing,
            on_command_change=take_command,
        )
    with head:
        st.html(join([edit_bar(bench, desk), welcome(bench, desk)]))
        draw_head(desk, cards=window().pane == "read")
    with right:
        draw_pane(bench, desk)


@st.fragment(run_every=LOOK_AGAIN_S)
def _follow() -> None:
    """Draw the page again when another window changed the draft, or a program a file."""
    if _mark(workbench(chosen_shelf()).bench()) != window().drawn:
        st.rerun()


def _mark(bench: Bench) -> tuple[object, ...]:
    return (bench.kept.mark, bench.dataset.version)


def main() -> None:
    """Draw the page."""
    begin()
    try:
        workbench(chosen_shelf()).bench()
    except SaveError as error:
        st.code(str(error), language=None)
        return
    _page()
    _follow()
