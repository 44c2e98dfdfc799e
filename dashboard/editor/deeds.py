"""Each command of the browser, by its name: what a button does to the draft or to the window."""

import re
from collections.abc import Callable
from typing import Any

import streamlit as st

from dashboard.domain.drafting import Edit, RecordChange, records
from dashboard.domain.fields import id_from, value_at, with_value
from dashboard.domain.redrawing import citing
from dashboard.editor.commands import Told, bench_here, save_all, take_geometry, told_by_browser, trying
from dashboard.editor.merging import decided, merged_with_disk
from dashboard.editor.records import known_ids, open_record
from dashboard.editor.state import PANES, window
from dashboard.editor.upload_pane import forget_upload, pending
from dashboard.store.drafts import settled

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
_SECTIONS = ("features", "annotations", "asserters", "disagreements", "")


def take_drawing() -> None:
    """Take a geometry that was changed or drawn on the map into the draft."""
    told = told_by_browser("edit")
    if not window().hears(told.get("seq")):
        return
    window().notice = None
    if told.get("new") is True:
        _make_feature(told.get("geometry"))
    elif isinstance(told.get("id"), str):
        take_geometry(told["id"], told.get("geometry"))


def take_command() -> None:
    """Do what a button or a key asks; what is no command of ours is passed over."""
    told = told_by_browser("command")
    deed = _DEEDS.get(str(told.get("do")))
    if deed is not None and window().hears(told.get("seq")):
        window().notice = None
        deed(told)


def _text(told: Told, key: str) -> str:
    found = told.get(key)
    return found if isinstance(found, str) else ""


def _undo(told: Told) -> None:
    trying(bench_here().undo)


def _redo(told: Told) -> None:
    trying(bench_here().redo)


def _pane(told: Told) -> None:
    if told.get("pane") in PANES:
        window().pane, window().asks = _text(told, "pane"), ""
    window().greeted = True


def _open(told: Told) -> None:
    if _text(told, "section") in _SECTIONS and _text(told, "id"):
        window().bring(_text(told, "section"), _text(told, "id"))


def _close(told: Told) -> None:
    window().bring("features", "")
    window().record = None


def _goto(told: Told) -> None:
    """Open whatever record a problem is about."""
    bench, subject = bench_here().bench(), _text(told, "subject")
    for section in _SECTIONS:
        if subject and open_record(bench, section, subject) is not None:
            window().bring(section, subject, fly=section == "features", fault=True)
            return
    window().say("editor.said.not-here")


def _discard(told: Told) -> None:
    if told.get("sure") is True:
        trying(bench_here().discard)
        window().asks = ""
        window().greeted = True
    else:
        window().pane, window().asks = "changes", "discard"


def _keep(told: Told) -> None:
    window().asks, window().greeted = "", True


def _delete(told: Told) -> None:
    bench = bench_here().bench()
    held = open_record(bench, _text(told, "section"), _text(told, "id"))
    if held is None or held.section not in ("features", "annotations"):
        return
    if citing(bench.documents, held.id) and told.get("sure") is not True:
        window().asks = f"delete {held.id}"
        return
    if trying(lambda: bench_here().edit(held.changed("delete", None))):
        _close(told)
        window().say("editor.said.deleted", id=held.id)


def _unlocate(told: Told) -> None:
    """Take a feature off the map: its geometry and its precision go, the reason is asked for in the form."""
    held = open_record(bench_here().bench(), "features", _text(told, "id"))
    if held is None:
        return
    properties = {
        key: value
        for key, value in held.record["properties"].items()
        if key not in ("precision", "accuracy_m")
    }
    record = {**held.record, "properties": properties, "geometry": None}
    trying(lambda: bench_here().edit(held.changed("unlocate", record)))


def _more(told: Told) -> None:
    _with_list(told, lambda record, path: with_value(record, (*path, len(value_at(record, path) or [])), {}))


def _drop(told: Told) -> None:
    _with_list(told, lambda record, path: with_value(record, path, None))


def _with_list(told: Told, change: Callable[[Any, tuple[str | int, ...]], Any]) -> None:
    held = open_record(bench_here().bench(), _text(told, "section"), _text(told, "id"))
    path = told.get("path")
    sound = isinstance(path, list) and path and all(type(step) in (str, int) for step in path)
    if held is not None and sound:
        assert isinstance(path, list)
        record = change(held.record, tuple(path))
        trying(lambda: bench_here().edit(held.changed("field", record)))


def _add_note(told: Told) -> None:
    window().pane, window().about = "add", _text(told, "about")


def _annotate(told: Told) -> None:
    """Make an annotation of a source; what it says is filled in afterwards."""
    bench = bench_here().bench()
    source = open_record(bench, "", _text(told, "source"))
    if source is None:
        return
    number = told.get("paragraph")
    paragraph = {"paragraph": number} if type(number) is int and number > 0 else {}
    taken = known_ids(bench, "annotations")
    suggested = f"{source.id.split('-')[0]} {f'p{number}' if paragraph else 'statement'}"
    note_id = _new_id("ed-new-note-id", suggested, taken)
    if note_id is None:
        return
    about = {"about": [window().about]} if window().about else {}
    record = {"id": note_id, **paragraph, "mood": "actual", **about}
    listed = records(bench.documents[source.file], "annotations")
    change = RecordChange(
        file=source.file, section="annotations", id=note_id, after=record, index=len(listed)
    )
    if trying(lambda: bench_here().edit(Edit(kind="add", subject=note_id, changes=(change,)))):
        st.session_state.pop("ed-new-note-id", None)
        window().source, window().about = source.id, ""
        window().bring("annotations", note_id)


def _make_feature(geometry: Any) -> None:
    """Make the feature that the form for new ones asks for; a drawn one begins where it was drawn."""
    bench = bench_here().bench()
    name, kind, layer_id = (st.session_state.get(f"ed-new-{key}") for key in ("name", "kind", "layer"))
    layer = next((layer for layer in bench.dataset.layers if layer.id == layer_id), None)
    if not isinstance(name, str) or not name.strip() or not isinstance(kind, str) or layer is None:
        window().say("editor.said.lacking")
        return
    feature_id = _new_id("ed-new-id", name, known_ids(bench, "features"))
    if feature_id is None or layer.file not in bench.documents:
        return
    properties = {"name": name.strip(), "kind": kind}
    record = settled({"type": "Feature", "id": feature_id, "properties": properties, "geometry": geometry})
    listed = records(bench.documents[layer.file], "features")
    change = RecordChange(file=layer.file, section="features", id=feature_id, after=record, index=len(listed))
    if trying(lambda: bench_here().edit(Edit(kind="add", subject=feature_id, changes=(change,)))):
        for key in ("ed-new-name", "ed-new-id"):
            st.session_state.pop(key, None)
        window().bring("features", feature_id)


def _new_id(key: str, suggestion: str, taken: dict[str, str]) -> str | None:
    """Take the id that was typed, or make one; None, and a word, where the typed one cannot be taken."""
    typed = st.session_state.get(key)
    if not isinstance(typed, str) or not typed.strip():
        return id_from(suggestion, taken)
    if typed.strip() in taken:
        window().say("editor.taken", id=typed.strip())
        return None
    if not _ID.match(typed.strip()):
        window().say("editor.said.no-id", id=typed.strip())
        return None
    return typed.strip()


def _choose(told: Told) -> None:
    if told.get("side") in ("mine", "theirs"):
        window().choices[_text(told, "key")] = _text(told, "side")


def _take_in(told: Told) -> None:
    """Take in what others changed on the disk, with the choices made where both changed the same."""
    bench, file = bench_here().bench(), _text(told, "file")
    theirs = bench.disk.get(file)
    result = merged_with_disk(bench, file) if file in bench.moved else None
    if result is None or not isinstance(theirs, bytes):
        return
    document = decided(result, file, window().choices)
    if trying(lambda: bench_here().put_under(file, theirs, document)):
        window().say("editor.said.taken-in")


def _take_upload(told: Told) -> None:
    edit = pending(bench_here().bench())
    if edit is not None and trying(lambda: bench_here().edit(edit)):
        forget_upload()
        window().pane = "changes"


_DEEDS: dict[str, Callable[[Told], None]] = {
    "undo": _undo,
    "redo": _redo,
    "pane": _pane,
    "open": _open,
    "close": _close,
    "goto": _goto,
    "save": lambda told: save_all(),
    "discard": _discard,
    "keep": _keep,
    "delete": _delete,
    "unlocate": _unlocate,
    "more": _more,
    "drop": _drop,
    "add-note": _add_note,
    "annotate": _annotate,
    "new-unlocated": lambda told: _make_feature(None),
    "choose": _choose,
    "take-in": _take_in,
    "take-upload": _take_upload,
}
