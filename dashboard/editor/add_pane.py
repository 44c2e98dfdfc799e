"""The pane for what is new: a feature that is drawn or has no place, an annotation of a source."""

from collections import Counter

import streamlit as st
from markupsafe import Markup

from dashboard.domain.drafting import records
from dashboard.domain.fields import id_from
from dashboard.editor.article import changed_text, paragraphs_to_annotate, text_of
from dashboard.editor.bar import command
from dashboard.editor.edit_pane import DRAWN_TYPES
from dashboard.editor.records import known_ids, open_record
from dashboard.editor.state import window
from dashboard.panels.context import Desk
from dashboard.panels.markup import join, quoted, tag
from dashboard.store.workbench import Bench


def draw_add_pane(bench: Bench, desk: Desk) -> None:
    """Draw both forms; each asks only for what the record cannot be without from its first moment."""
    st.html(tag("h2", desk.say("editor.new-feature")))
    _feature(bench, desk)
    st.html(tag("h2", desk.say("editor.new-note")))
    _annotation(bench, desk)


def _feature(bench: Bench, desk: Desk) -> None:
    name = st.text_input(desk.say("editor.field.name") + " *", key="ed-new-name", max_chars=200)
    taken = known_ids(bench, "features")
    given = st.text_input(
        desk.say("editor.new-id"),
        key="ed-new-id",
        max_chars=80,
        placeholder=id_from(name, taken) if name else "",
        help=desk.say("editor.id-help"),
    )
    kinds = known_ids(bench, "kinds")
    kind = st.selectbox(
        desk.say("editor.field.kind") + " *",
        list(kinds),
        index=None,
        format_func=lambda one: kinds.get(one, one),
        placeholder=desk.say("editor.choose"),
        key="ed-new-kind",
    )
    layers = {layer.id: layer.title.en for layer in bench.dataset.layers}
    layer = st.selectbox(
        desk.say("editor.new-layer") + " *",
        list(layers),
        index=None,
        format_func=lambda one: f"{layers.get(one, '')} ({one})",
        placeholder=desk.say("editor.choose"),
        key="ed-new-layer",
    )
    lacks = [key for key, value in (("name", name), ("kind", kind), ("layer", layer)) if not value]
    if given and given in taken:
        st.html(tag("p", desk.say("editor.taken", id=given), class_="ed-fault", role="alert"))
    how = {"new": True}
    buttons = [
        command(
            "draw",
            desk.say(f"editor.draw-as.{one}"),
            draw=one,
            how=how,
            class_="ed-button",
            disabled=bool(lacks),
        )
        for one in DRAWN_TYPES
    ]
    nowhere = command("new-unlocated", desk.say("editor.nowhere"), class_="ed-button", disabled=bool(lacks))
    needs = ", ".join(desk.say(f"editor.lacks.{key}") for key in lacks)
    st.html(
        join(
            [
                tag("p", *buttons, nowhere, class_="ed-tools"),
                tag("p", desk.say("editor.lacking", what=needs), class_="ad-note") if lacks else None,
            ]
        )
    )


def _annotation(bench: Bench, desk: Desk) -> None:
    known = known_ids(bench, "sources")
    seen = window()
    options = list(known)
    source = st.selectbox(
        desk.say("editor.open.sources") + " *",
        options,
        index=options.index(seen.source) if seen.source in known else None,
        format_func=lambda one: f"{known.get(one, '')} ({one})",
        placeholder=desk.say("editor.choose"),
        key="ed-new-source",
    )
    if source is None:
        st.html(tag("p", desk.say("editor.choose-source"), class_="ad-note"))
        return
    if seen.about:
        st.html(
            tag("p", desk.say("editor.will-be-about"), " ", tag("code", quoted(seen.about)), class_="ad-note")
        )
    st.text_input(
        desk.say("editor.new-note-id"),
        key="ed-new-note-id",
        max_chars=80,
        placeholder=desk.say("editor.id-made"),
        help=desk.say("editor.id-help"),
    )
    st.html(_paragraphs(bench, desk, source))


def _paragraphs(bench: Bench, desk: Desk, source: str) -> Markup:
    held = open_record(bench, "", source)
    found = text_of(source)
    if held is None or found is None:
        return join(
            [
                tag("p", desk.say("editor.no-text"), class_="ad-note"),
                command("annotate", desk.say("editor.annotate-blind"), source=source, class_="ed-button"),
            ]
        )
    notes = records(bench.documents[held.file], "annotations")
    cited = Counter(
        note["paragraph"]
        for note in notes
        if isinstance(note, dict) and isinstance(note.get("paragraph"), int)
    )
    warning = changed_text(desk, held.record.get("text_sha256"), found)
    return join([warning, paragraphs_to_annotate(desk, source, found, dict(cited))])
