"""The pane for a layer file from elsewhere: what it would change and break, before it is taken."""

from typing import Any

import streamlit as st
from markupsafe import Markup

from dashboard.domain.differences.compare import compare
from dashboard.domain.drafting import Document, Draft, Edit, apply, differing_records
from dashboard.domain.uploading import faults_of_layer, likeliest_layer, taken_in
from dashboard.editor.bar import command
from dashboard.editor.state import window
from dashboard.i18n.difference_wording import grouped
from dashboard.panels.context import Desk
from dashboard.panels.markup import join, quoted, tag
from dashboard.store.drafts import body_of, document_of, settled
from dashboard.store.load import load_bodies
from dashboard.store.strict_json import Refused
from dashboard.store.workbench import Bench

LIMIT_BYTES = 20 * 2**20
_MOST_FAULTS = 50
_FILE, _LAYER, _HOW = "ed-upload", "ed-upload-layer", "ed-upload-how"


def draw_upload_pane(bench: Bench, desk: Desk) -> None:
    """Draw the pane; nothing enters the draft before the button is pressed."""
    st.html(
        join(
            [tag("h2", desk.say("editor.upload")), tag("p", desk.say("editor.upload-hint"), class_="ad-note")]
        )
    )
    brought = st.file_uploader(
        desk.say("editor.upload-file"), type=["geojson", "json"], key=_FILE, max_upload_size=20
    )
    if brought is None:
        return
    document = _read(desk, brought.getvalue())
    if document is None:
        return
    file = _layer(bench, desk, document)
    if file is None:
        return
    replace = st.selectbox(
        desk.say("editor.upload-how"),
        ["merge", "replace"],
        format_func=lambda one: desk.say(f"editor.upload-how.{one}"),
        key=_HOW,
    )
    st.html(_preview(bench, desk, file, incoming(bench, document, file, replace=replace == "replace")))


def _read(desk: Desk, body: bytes) -> Document | None:
    if len(body) > LIMIT_BYTES:
        st.html(tag("p", desk.say("editor.upload-large"), class_="ed-fault", role="alert"))
        return None
    try:
        document = document_of(body, "upload")
    except Refused as refused:
        problem = refused.problem
        place = f"{problem.line}:{problem.column} " if problem.line else ""
        said = f"{place}{problem.message}. {problem.fix}"
        st.html(tag("p", quoted(said), class_="ed-fault", role="alert"))
        return None
    faults = faults_of_layer(document)
    if faults:
        rows = [tag("li", quoted(fault)) for fault in faults[:_MOST_FAULTS]]
        head = tag("p", desk.count("editor.upload-faults", len(faults)), class_="ed-fault", role="alert")
        st.html(join([head, tag("ul", *rows, class_="ed-sentences")]))
        return None
    return document


def _layer(bench: Bench, desk: Desk, document: Document) -> str | None:
    files = [file for file in bench.documents if file.startswith("layers/")]
    likely = likeliest_layer(document, bench.documents)
    return st.selectbox(
        desk.say("editor.upload-layer"),
        files,
        index=files.index(likely) if likely in files else None,
        placeholder=desk.say("editor.choose"),
        key=_LAYER,
    )


def incoming(bench: Bench, document: Document, file: str, *, replace: bool) -> Edit:
    """Make the edit that takes a brought layer in, each feature as it would be saved."""
    current = bench.documents[file]
    plain = {**document, "features": [settled(dict(feature)) for feature in document["features"]]}
    after = taken_in(plain, current, replace=replace)
    return Edit(kind="upload", subject=file, changes=tuple(differing_records(file, current, after)))


def pending(bench: Bench) -> Edit | None:
    """Give the edit that the pane shows; None where nothing was brought."""
    brought, file = st.session_state.get(_FILE), st.session_state.get(_LAYER)
    if brought is None or not isinstance(file, str) or file not in bench.documents:
        return None
    body = brought.getvalue()
    try:
        document = document_of(body, "upload") if len(body) <= LIMIT_BYTES else None
    except Refused:
        return None
    if document is None or faults_of_layer(document):
        return None
    return incoming(bench, document, file, replace=st.session_state.get(_HOW) == "replace")


def _preview(bench: Bench, desk: Desk, file: str, edit: Edit) -> Markup:
    if not edit.changes:
        return tag("p", desk.say("editor.upload-same"), class_="ed-empty")
    before = bench.documents[file]
    after = _after(before, edit)
    sentences = grouped(compare({file: before}, {file: after}, rewritten=()))
    _, problems = load_bodies({**bench.bodies, file: body_of(after, file)})
    known = {(p.rule, p.subject, p.message) for p, _ in bench.problems}
    new = [p for p in problems if (p.rule, p.subject, p.message) not in known]
    rows = [
        tag("li", tag("strong", quoted(p.subject)), " ", quoted(f"{p.message}. {p.fix}"))
        for p in new[:_MOST_FAULTS]
    ]
    return join(
        [
            tag("h3", desk.say("editor.what-changes")),
            *(
                tag("ul", *(tag("li", quoted(one)) for one in found), class_="ed-sentences")
                for found in sentences.values()
            ),
            tag("h3", desk.count("editor.problems.new", len(new)), role="alert") if new else None,
            tag("ul", *rows, class_="ed-problems") if new else None,
            tag(
                "p",
                command("take-upload", desk.say("editor.upload-take"), class_="ed-button ed-main"),
                class_="ed-tools",
            ),
        ]
    )


def _after(before: Document, edit: Edit) -> dict[str, Any]:
    file = edit.subject
    return dict(apply(Draft().opening(file, before), edit).drafted[file])


def forget_upload() -> None:
    """Let the pane begin anew."""
    for key in (_FILE, _LAYER, _HOW):
        st.session_state.pop(key, None)
    window().say("editor.said.uploaded")
