"""Coordinates as text: the way to place a point or a corner exactly, and without a pointer."""

import re
from typing import Any

import streamlit as st

from dashboard.editor.commands import bench_here, trying
from dashboard.editor.geometry import redrawn
from dashboard.editor.records import Held
from dashboard.editor.state import window
from dashboard.panels.context import Desk
from dashboard.store.workbench import Bench

_NUMBER = r"[-+]?\d{1,3}(?:\.\d{1,15})?"
_LINE = re.compile(rf"\s*\[?\s*({_NUMBER})\s*[,;\s]\s*({_NUMBER})\s*\]?\s*,?\s*\Z")


def draw_coordinates(bench: Bench, desk: Desk, held: Held) -> None:
    """Draw the list of positions, one a line, longitude first; what has several parts is left to the map."""
    geometry = held.record.get("geometry")
    text = as_text(geometry)
    if text is None:
        return
    key = window().key_for(f"coordinates {held.id}", text)

    def take() -> None:
        if st.session_state.get(key) == text:
            return
        window().notice = None
        places = from_text(str(st.session_state.get(key, "")))
        if isinstance(places, int):
            window().say("editor.said.no-position", n=places)
            return
        edit, put_back = redrawn(bench_here().bench(), held.id, as_geometry(geometry, places))
        if edit is None:
            window().say("editor.said.no-geometry")
        elif trying(lambda: bench_here().edit(edit)) and put_back:
            window().say("editor.said.end-on-node")

    with st.expander(desk.say("editor.coordinates")):
        st.text_area(desk.say("editor.coordinates-form"), text, height=120, key=key, on_change=take)


def as_text(geometry: Any) -> str | None:
    """Write a geometry of one part, one position a line; None for anything else, and for heights.

    >>> as_text({"type": "Point", "coordinates": [37.1, 36.2]})
    '37.1, 36.2'
    """
    match geometry:
        case {"type": "Point", "coordinates": list(place)}:
            places = [place]
        case {"type": "LineString", "coordinates": list(places)}:
            pass
        case {"type": "Polygon", "coordinates": [list(places)]}:
            places = places[:-1]
        case _:
            return None
    if any(not isinstance(place, list) or len(place) != 2 for place in places):
        return None
    return "\n".join(f"{place[0]}, {place[1]}" for place in places)


def from_text(text: str) -> list[list[float]] | int:
    """Read positions, one a line; the number of the first line that is none, from 1.

    >>> from_text("37.1, 36.2"), from_text("37.1, 36.2 north")
    ([[37.1, 36.2]], 1)
    """
    places = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        found = _LINE.match(line)
        if found is None:
            return number
        places.append([float(found[1]), float(found[2])])
    return places or 1


def as_geometry(before: Any, places: list[list[float]]) -> dict[str, Any]:
    """Make a geometry of the same type of other positions; rings are closed."""
    kind = before["type"]
    if kind == "Point":
        return {"type": kind, "coordinates": places[0]}
    if kind == "Polygon":
        return {"type": kind, "coordinates": [[*places, places[0]]]}
    return {"type": kind, "coordinates": places}
