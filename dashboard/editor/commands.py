"""What the editor does when the browser asks: geometries that were drawn, and buttons that were pressed."""

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from dashboard.domain.drafting import Stale
from dashboard.editor.geometry import drafted_feature, redrawn
from dashboard.editor.state import PANES, window
from dashboard.store.durable import SaveError
from dashboard.store.load import chosen_folder
from dashboard.store.workbench import Workbench, workbench


def bench_here() -> Workbench:
    """Give the workbench of the folder that is shown."""
    return workbench(chosen_folder())


def _told(name: str) -> Mapping[str, Any]:
    told = st.session_state.get("atlas")
    found = told.get(name) if isinstance(told, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def trying(do: Callable[[], object]) -> bool:
    """Do something with the draft; say why where it cannot be done."""
    try:
        do()
    except Stale as stale:
        window().say("editor.said.stale", id=stale.change.id)
        return False
    except SaveError as error:
        window().say("editor.said.not-kept", why=str(error))
        return False
    return True


def take_drawing() -> None:
    """Take a geometry that was changed or drawn into the draft."""
    told = _told("edit")
    bench = bench_here().bench()
    feature_id, geometry = told.get("id"), told.get("geometry")
    if not isinstance(feature_id, str) or drafted_feature(bench, feature_id) is None:
        return
    edit, put_back = redrawn(bench, feature_id, geometry)
    if edit is None:
        window().say("editor.said.no-geometry")
        return
    window().notice = None
    if trying(lambda: bench_here().edit(edit)) and put_back:
        window().say("editor.said.end-on-node")


def take_command() -> None:
    """Do what a button or a key asks."""
    told = _told("command")
    seen = window()
    seen.notice = None
    match told.get("do"):
        case "undo":
            trying(bench_here().undo)
        case "redo":
            trying(bench_here().redo)
        case "pane" if told.get("pane") in PANES:
            seen.pane = str(told["pane"])
        case "save":
            _save()


def _save() -> None:
    def do() -> None:
        outcome = bench_here().save()
        if outcome.moved:
            window().say("editor.said.moved", files=", ".join(outcome.moved))
        elif outcome.refused:
            window().say("editor.said.not-saved", why="\n".join(map(str, outcome.refused)))
        else:
            window().say("editor.said.saved", files=", ".join(outcome.saved))

    trying(do)
