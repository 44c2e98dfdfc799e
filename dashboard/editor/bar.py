"""The bar over the page that says that it is being edited, and holds undo, redo and the way to save."""

import json
from typing import Any

from markupsafe import Markup

from dashboard.editor.state import window
from dashboard.panels.context import Desk
from dashboard.panels.markup import Child, quoted, tag
from dashboard.store.workbench import Bench

_ATTRIBUTES = ("class_", "aria_", "data_", "title", "disabled")


def command(do: str, *label: Child, **more: Any) -> Markup:
    """Build a button of the editor: `more` goes along with the command, but for attributes of the button."""
    attributes = {key: more.pop(key) for key in list(more) if key.startswith(_ATTRIBUTES)}
    told = json.dumps({"do": do, **more}, ensure_ascii=True)
    return tag("button", *label, type="button", data_edit=told, **attributes)


def edit_bar(bench: Bench, desk: Desk) -> Markup:
    """Set the bar: that this is the editor, how much is not saved, and what can be done about it."""
    draft = bench.draft
    unsaved = len(draft.changes())
    count = desk.count("editor.unsaved", unsaved) if unsaved else desk.say("editor.nothing-unsaved")
    new = sum(is_new for _, is_new in bench.problems)
    return tag(
        "div",
        tag("strong", desk.say("editor.editing"), class_="ed-mark"),
        tag("span", count, class_="ed-count", role="status", data_unsaved=str(unsaved)),
        command("pane", desk.count("editor.problems.new", new), pane="problems", class_="ed-new")
        if new
        else None,
        _step(desk, "undo", bool(draft.done)),
        _step(desk, "redo", bool(draft.undone)),
        command(
            "pane", desk.say("editor.look"), pane="changes", class_="ed-button ed-main", disabled=not unsaved
        ),
        _said(desk),
        class_="ed-bar",
    )


def _step(desk: Desk, name: str, can: bool) -> Markup:
    title = desk.say(f"editor.{name}-keys")
    return command(name, desk.say(f"editor.{name}"), class_="ed-button", disabled=not can, title=title)


def _said(desk: Desk) -> Markup | None:
    notice = window().notice
    if notice is None:
        return None
    return tag("p", quoted(desk.say(notice[0], **notice[1])), class_="ed-said", role="status")


def welcome(bench: Bench, desk: Desk) -> Markup | None:
    """Tell a window that just opened of unsaved changes that were there before it."""
    seen = window()
    unsaved = len(bench.draft.changes())
    if seen.greeted or not unsaved or bench.kept.when is None:
        seen.greeted = True
        return None
    when = bench.kept.when.astimezone()
    return tag(
        "div",
        tag("p", desk.count("editor.found", unsaved, when=f"{when:%H:%M}", day=f"{when:%Y-%m-%d}")),
        command("keep", desk.say("editor.continue"), class_="ed-button ed-main"),
        command("pane", desk.say("editor.look-first"), pane="changes", class_="ed-button"),
        command("discard", desk.say("editor.discard"), class_="ed-button"),
        class_="ed-welcome",
        role="alert",
    )
