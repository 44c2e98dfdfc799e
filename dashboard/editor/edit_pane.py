"""The pane of one record: its heading, its tools, what is wrong with it, and its form."""

import streamlit as st
from markupsafe import Markup

from dashboard.domain.drafting import HEAD
from dashboard.domain.redrawing import citing
from dashboard.editor.article import draw_paragraph
from dashboard.editor.bar import command
from dashboard.editor.coordinates import draw_coordinates
from dashboard.editor.form import draw_form
from dashboard.editor.records import Held, known_ids, open_record, statements_about
from dashboard.editor.state import window
from dashboard.panels.context import Desk
from dashboard.panels.markup import Child, join, quoted, tag
from dashboard.store.workbench import Bench

DRAWN_TYPES = ("Point", "LineString", "Polygon")
_KINDS = ("features", HEAD, "annotations", "asserters", "disagreements")


def draw_edit_pane(bench: Bench, desk: Desk) -> None:
    """Draw the record that is open; without one, say how to open one."""
    held = _held(bench, desk)
    if held is None:
        st.html(tag("p", desk.say("editor.choose-record"), class_="ed-empty"))
        _draw_chooser(bench, desk)
        return
    tools = _place_tools(desk, held) if held.section == "features" else None
    st.html(join([_heading(desk, held), _problems(bench, held), tools]))
    if held.section == "annotations":
        draw_paragraph(bench, desk, held)
    draw_form(bench, desk, held)
    if held.section == "features":
        draw_coordinates(bench, desk, held)
        st.html(_statements(bench, desk, held))
    if held.section == HEAD:
        st.html(_annotations(bench, desk, held))
    if held.section in ("features", "annotations"):
        st.html(_deletion(bench, desk, held))


def _held(bench: Bench, desk: Desk) -> Held | None:
    """Follow the map: what was selected there last is open, unless something else was opened since."""
    seen = window()
    if desk.view.sel != seen.selected:
        seen.selected = desk.view.sel
        seen.record = ("features", desk.view.sel) if desk.view.sel else None
    if desk.view.note != seen.noted:
        seen.noted = desk.view.note
        seen.record = ("annotations", desk.view.note) if desk.view.note else seen.record
    return open_record(bench, *seen.record) if seen.record else None


def _draw_chooser(bench: Bench, desk: Desk) -> None:
    for section in _KINDS:
        _draw_choice(bench, desk, section)


def _draw_choice(bench: Bench, desk: Desk, section: str) -> None:
    known = known_ids(bench, section or "sources")
    key = f"ed-open-{section or 'sources'}"

    def take() -> None:
        chosen = st.session_state.get(key)
        if isinstance(chosen, str):
            window().bring(section, chosen)

    st.selectbox(
        desk.say(f"editor.open.{section or 'sources'}"),
        list(known),
        index=None,
        format_func=lambda one: f"{known[one]} ({one})" if known.get(one) else one,
        placeholder=desk.say("editor.choose"),
        key=key,
        on_change=take,
    )


def _heading(desk: Desk, held: Held) -> Markup:
    return tag(
        "div",
        command("close", "×", class_="ad-close", aria_label=desk.say("editor.close")),
        tag("h2", quoted(held.name)),
        tag("p", desk.say(f"editor.record.{held.section or 'sources'}"), " ", tag("code", quoted(held.id))),
        tag("p", quoted(held.file), class_="ed-file"),
        class_="ed-heading",
    )


def _deletion(bench: Bench, desk: Desk, held: Held) -> Markup:
    """Offer to delete the record; where others name it, say which before it is done."""
    what = {"section": held.section, "id": held.id}
    if window().asks != f"delete {held.id}":
        return tag(
            "p", command("delete", desk.say("editor.delete"), **what, class_="ed-button"), class_="ed-tools"
        )
    named = [
        tag("li", _open(section, other), " ", tag("small", quoted(file)))
        for file, section, other in citing(bench.documents, held.id)
    ]
    return tag(
        "div",
        tag("p", desk.count("editor.cited", len(named))),
        tag("ul", *named, class_="ad-plain"),
        command("delete", desk.say("editor.delete-anyway"), **what, sure=True, class_="ed-button ed-danger"),
        command("keep", desk.say("editor.keep"), class_="ed-button"),
        class_="ed-ask",
        role="alert",
    )


def _open(section: str, record_id: str, *label: Child) -> Markup:
    return command("open", *(label or (quoted(record_id),)), section=section, id=record_id, class_="ad-place")


def _problems(bench: Bench, held: Held) -> Markup | None:
    rows = [
        tag("li", quoted(problem.message), " — ", quoted(problem.fix))
        for problem, _ in bench.problems
        if problem.subject == held.id and problem.rule != "record"
    ]
    return tag("ul", *rows, class_="ed-problems", role="alert") if rows else None


def _place_tools(desk: Desk, held: Held) -> Markup:
    located = held.record.get("geometry") is not None
    buttons = [
        command(
            "draw",
            desk.say(f"editor.draw-as.{kind}"),
            draw=kind,
            how={"id": held.id},
            class_="ed-button",
        )
        for kind in DRAWN_TYPES
    ]
    off = command("unlocate", desk.say("editor.unlocate"), id=held.id, class_="ed-button")
    words = desk.say("editor.redraw-hint" if located else "editor.locate-hint")
    return tag(
        "div",
        tag("p", words, class_="ad-note"),
        tag("p", *buttons, off if located else None, class_="ed-tools"),
    )


def _statements(bench: Bench, desk: Desk, held: Held) -> Markup:
    rows = [
        tag(
            "li",
            _open("annotations", str(note.get("id")), quoted(_said(note))),
            " ",
            tag("small", quoted(source)),
        )
        for source, note in statements_about(bench, held.id)
    ]
    return tag(
        "section",
        tag("h3", desk.say("editor.statements"), " ", tag("small", str(len(rows)))),
        tag("ul", *rows, class_="ad-plain ed-list"),
        command("add-note", desk.say("editor.add-note"), about=held.id, class_="ed-button"),
    )


def _annotations(bench: Bench, desk: Desk, held: Held) -> Markup:
    notes = bench.documents[held.file].get("annotations")
    rows = [
        tag("li", _open("annotations", str(note.get("id")), quoted(_said(note))))
        for note in (notes if isinstance(notes, list) else [])
        if isinstance(note, dict)
    ]
    return join([tag("h3", desk.say("editor.statements")), tag("ul", *rows, class_="ad-plain ed-list")])


def _said(note: dict[str, object]) -> str:
    says = note.get("says")
    words = says.get("en") if isinstance(says, dict) else None
    return words if isinstance(words, str) and words else str(note.get("id"))
