"""What one window of the editor remembers: its pane, what was answered, and where to go next."""

from collections.abc import MutableMapping
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

PANES = ("read", "edit", "add", "problems", "changes", "upload")


@dataclass(slots=True)
class Window:
    """The editor's side of one window; what was typed is not here but in the draft."""

    pane: str = "edit"
    greeted: bool = False
    notice: tuple[str, dict[str, Any]] | None = None
    asks: str = ""
    steps: int = 0
    goal: dict[str, Any] | None = None
    new: dict[str, Any] = field(default_factory=dict)
    uploaded: Any = None
    choices: dict[str, str] = field(default_factory=dict)

    def say(self, key: str, **values: object) -> None:
        """Answer the editor with a message."""
        self.notice = (key, values)

    def go(self, view: dict[str, str], *, fly: bool = False) -> None:
        """Let the browser set the view."""
        self.steps += 1
        self.goal = {"seq": self.steps, "view": view, "fly": fly}


def window() -> Window:
    """Give what this window remembers."""
    state: MutableMapping[Any, Any] = st.session_state
    if "editor" not in state:
        state["editor"] = Window()
    found: Window = state["editor"]
    return found
