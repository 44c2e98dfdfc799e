"""What the editor does when the browser asks: geometries that were drawn, and buttons that were pressed."""

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from dashboard.domain.drafting import Stale
from dashboard.editor.geometry import drafted_feature, redrawn
from dashboard.editor.state import window
from dashboard.store.durable import SaveError
from dashboard.store.shelf import chosen_shelf
from dashboard.store.workbench import Workbench, workbench

Told = Mapping[str, Any]


def bench_here() -> Workbench:
    """Give the workbench of the folder that is shown."""
    return workbench(chosen_shelf())


def told_by_browser(name: str) -> Told:
    """Give what the browser told under a name; nothing that is no record is taken."""
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


def take_geometry(feature_id: str, geometry: Any) -> None:
    """Take a geometry of a feature that is there into the draft."""
    bench = bench_here().bench()
    if drafted_feature(bench, feature_id) is None:
        return
    edit, put_back = redrawn(bench, feature_id, geometry)
    if edit is None:
        window().say("editor.said.no-geometry")
    elif trying(lambda: bench_here().edit(edit)) and put_back:
        window().say("editor.said.end-on-node")


def save_all() -> None:
    """Save every changed file, and say what came of it."""

    def do() -> None:
        outcome = bench_here().save()
        if outcome.moved:
            window().say("editor.said.moved", files=", ".join(outcome.moved))
            window().pane = "changes"
        elif outcome.refused:
            window().say("editor.said.not-saved", why="\n".join(map(str, outcome.refused)))
        elif outcome.saved:
            window().say("editor.said.saved", files=", ".join(outcome.saved))

    trying(do)
