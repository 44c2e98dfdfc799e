"""The bar over the page that says that it is being edited, and holds undo, redo and the way to save."""

import json
from typing import Any

from markupsafe import Markup

from dashboard.editor.state import window
from dashboard.panels.context import Desk
from dashboard.panels.markup import Child, quoted, tag
from dashboard.store.workbench import Bench


def command(do: str, *label: Child, **more: Any) -> Markup:
    """Build a button of the editor: `more` goes along with the command, names with a trailing underscore are
    attributes.
    """
    attributes = {
        key: more.pop(key)
        for key in list(more)
        if key.startswith(("class_", "aria_", "data_", "title", "disabled"))
    }
    told = json.dumps({"do": do, **more}, ensure_ascii=True)
    return tag("button", *label, type="button", data_edit=told, **attributes)


def edit_bar(bench: Bench, desk: Desk) -> Markup:
    """Set the bar: that this is the editor, how much is not saved, and what can be done about it."""
    draft = bench.draft
    unsaved = len(draft.changes())
    count = desk.count("editor.unsaved", unsaved) if unsaved else desk.say("editor.nothing-unsaved")
    seen = window()
    said = quoted(desk.say(seen.notice[0], **seen.notice[1])) if seen.notice else None
    return tag(
        "div",
        tag("strong", desk.say("editor.editing"), class_="ed-mark"),
        tag("span", count, class_="ed-count", role="status", data_unsaved=str(unsaved)),
        command(
            "undo",
            desk.say("editor.undo"),
            class_="ed-button",
            disabled=not draft.done,
            title=desk.say("editor.undo-keys"),
        ),
        command(
            "redo",
            desk.say("editor.redo"),
            class_="ed-button",
            disabled=not draft.undone,
            title=desk.say("editor.redo-keys"),
        ),
        command("pane", desk.say("editor.look"), pane="changes", class_="ed-button", disabled=not unsaved),
        command("save", desk.say("editor.save"), class_="ed-button ed-main", disabled=not unsaved),
        tag("p", said, class_="ed-said", role="status") if said else None,
        class_="ed-bar",
    )
