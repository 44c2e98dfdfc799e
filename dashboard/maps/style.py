"""The only colours of the project: palettes for light and dark, status styles, patterns, letters.

Status is colour, pattern and letter together; none of them is needed alone. The status colours keep
a contrast of at least 3:1 against both casings, and are told apart under the common colour-vision
deficiencies with the help of their patterns. No flag or party colours anywhere. What the reader asks or
assumes has colours that no state has, and patterns of its own, so that it never looks like a statement;
so has what the reader brings: eight colours for its categories, grey for what nobody is named for, and a ramp
from few to many for each.
"""

from collections.abc import Mapping
from typing import NamedTuple

from dashboard.domain.timeline import State
from dashboard.i18n import say


class StatusStyle(NamedTuple):
    """How a state is drawn."""

    colour: str
    pattern: str


STATUS: Mapping[State, StatusStyle] = {
    State.CUT: StatusStyle("#802A03", "crosses"),
    State.HINDERED: StatusStyle("#F66A02", "bars"),
    State.OPEN: StatusStyle("#00787A", "solid"),
    State.OPEN_TO_SOME: StatusStyle("#00787A", "rails"),
    State.DISPUTED: StatusStyle("#1205D7", "stripe"),
    State.PROPOSED: StatusStyle("#059BF4", "dashed"),
    State.NO_CLAIM: StatusStyle("#837178", "dotted"),
    State.BESIEGED: StatusStyle("#3D2D42", "teeth"),
    State.SIEGE_BROKEN: StatusStyle("#3D2D42", "teeth-open"),
    State.DIVIDED: StatusStyle("#5C5470", "hatch-cross"),
    State.HELD_BY_GOVERNMENT: StatusStyle("#5C5470", "hatch"),
    State.HELD_BY_OPPOSITION: StatusStyle("#5C5470", "hatch"),
    State.HELD_BY_KURDISH_FORCES: StatusStyle("#5C5470", "hatch"),
    State.HELD_BY_ISIL: StatusStyle("#5C5470", "hatch"),
}

_LIGHT: dict[str, object] = {
    "casing": "#FFFFFF",
    "halo": "#FBFAF7",
    "text": "#1F2328",
    "text_muted": "#5B6068",
    "land": "#F4F1EA",
    "land_other": "#ECE8DF",
    "sea": "#CFDDE6",
    "border": "#6E6A75",
    "road": "#C9C1B2",
    "river": "#9DB9CB",
    "area": "#B8AFA0",
    "selection": "#111827",
    "highlight": "#FFD54A",
    "error_circle": "#6E6A75",
    "symbol": "#3A3F47",
    "panel": "#FFFFFF",
    "panel_border": "#D9D5CC",
    "accent": "#0B5CAD",
    "way": "#4A90D9",
    "way_edge": "#0B5CAD",
    "assumed": "#A3159A",
    "avoided": "#4B5058",
    "brought": ["#9A47A2", "#4660DB", "#51501E", "#DC59B2", "#4F2BAC", "#620A6B", "#003A04", "#0F9B23"],
    "brought_other": "#4F5B66",
    "unsourced": "#6B6B6B",
    "density": ["#DDEBC8", "#A9D5A0", "#63B58C", "#2B8C86", "#1B5F7A", "#1B2F5E"],
    "density_unsourced": ["#E3E1DD", "#C9C7C3", "#ABA9A5", "#8A8884", "#666461", "#42403E"],
}

_DARK: dict[str, object] = {
    "casing": "#FFFFFF",
    "halo": "#14181D",
    "text": "#ECEFF3",
    "text_muted": "#A5ADB8",
    "land": "#20262D",
    "land_other": "#1A2026",
    "sea": "#101B26",
    "border": "#9A94A6",
    "road": "#48505A",
    "river": "#35536A",
    "area": "#5A6470",
    "selection": "#FFFFFF",
    "highlight": "#FFD54A",
    "error_circle": "#A5ADB8",
    "symbol": "#D5DAE1",
    "panel": "#1A1F25",
    "panel_border": "#343B44",
    "accent": "#6CB2FF",
    "way": "#4A90D9",
    "way_edge": "#8CC4FF",
    "assumed": "#F08BE8",
    "avoided": "#B9C0C9",
    "brought": ["#FEABA1", "#6766E7", "#F5F031", "#42D9FA", "#CE78D6", "#C74B43", "#BFF7DA", "#66B725"],
    "brought_other": "#A8B3BE",
    "unsourced": "#9A9A9A",
    "density": ["#1F3A4D", "#21566B", "#2B7C80", "#4FA58A", "#96CE96", "#E2F2C4"],
    "density_unsourced": ["#3A3A3A", "#545454", "#707070", "#909090", "#B4B4B4", "#DCDCDC"],
}


def palettes(language: str = "en") -> dict[str, dict[str, object]]:
    """Give both palettes as the browser wants them, status styles with letters and names included."""
    status = {
        state.value: {
            **style._asdict(),
            "letter": say(f"letter.{state.value}", language),
            "label": say(f"state.{state.value}", language),
        }
        for state, style in STATUS.items()
    }
    return {"light": {**_LIGHT, "status": status}, "dark": {**_DARK, "status": status}}
