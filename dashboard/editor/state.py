"""What one window of the editor remembers: its pane, what was answered, and where to go next."""

import hashlib
from collections.abc import MutableMapping
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

PANES = ("read", "edit", "add", "problems", "changes", "upload")

_MOST_HEARD = 50


@dataclass(slots=True)
class Window:
    """The editor's side of one window; what was typed is not here but in the draft."""

    pane: str = "edit"
    greeted: bool = False
    notice: tuple[str, dict[str, Any]] | None = None
    asks: str = ""
    record: tuple[str, str] | None = None
    selected: str = ""
    noted: str = ""
    steps: int = 0
    goal: dict[str, Any] | None = None
    about: str = ""
    source: str = ""
    upload: tuple[str, bytes] | None = None
    drawn: object = None
    fields: dict[str, tuple[object, int]] = field(default_factory=dict)
    heard: list[int] = field(default_factory=list)
    choices: dict[str, str] = field(default_factory=dict)

    def hears(self, seq: object) -> bool:
        """Tell whether a word of the browser is new: it says each until it is heard."""
        if not isinstance(seq, int) or seq in self.heard:
            return False
        self.heard = [*self.heard, seq][-_MOST_HEARD:]
        return True

    def key_for(self, name: str, value: object) -> str:
        """Give the key of a field's widget: a new one whenever another value than before stands there.

        A key is never used twice: what Streamlit remembers of an old widget would be taken for typing.
        """
        last, times = self.fields.get(name, (value, 0))
        times += last != value
        self.fields[name] = (value, times)
        return f"ed-{hashlib.sha256(name.encode()).hexdigest()[:16]}-{times}"

    def say(self, key: str, **values: object) -> None:
        """Answer the editor with a message."""
        self.notice = (key, values)

    def bring(self, section: str, record_id: str, *, fly: bool = False, fault: bool = False) -> None:
        """Open a record; a feature is selected on the map too."""
        self.pane, self.record, self.asks = "edit", (section, record_id), ""
        view = {"note": ""}
        if section == "features":
            view |= {"sel": record_id, "tab": "feature"}
            self.selected = record_id
        self.noted = ""
        self.steps += 1
        self.goal = {"seq": self.steps, "view": view, "fly": fly, "fault": fault}


def window() -> Window:
    """Give what this window remembers."""
    state: MutableMapping[Any, Any] = st.session_state
    if "editor" not in state:
        state["editor"] = Window()
    found: Window = state["editor"]
    return found
