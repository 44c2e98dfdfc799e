"""The pane before saving: every change in words, what follows for readers, what others changed."""

import streamlit as st
from markupsafe import Markup

from dashboard.domain.differences.compare import compare
from dashboard.editor.bar import command
from dashboard.editor.merging import conflicts_of
from dashboard.editor.state import window
from dashboard.i18n.consequence_wording import grouped_consequences
from dashboard.i18n.difference_wording import grouped
from dashboard.panels.context import Desk
from dashboard.panels.markup import join, quoted, tag
from dashboard.store.workbench import Bench


def draw_changes_pane(bench: Bench, desk: Desk) -> None:
    """Draw the pane: what changes at once, what follows as soon as it is worked out, then the way to save."""
    if not bench.draft.changed_files:
        st.html(tag("p", desk.say("editor.no-changes"), class_="ed-empty"))
        return
    merging = [conflicts_of(bench, desk, file) for file in bench.moved]
    changes = [tag("h2", desk.say("editor.what-changes")), *_sentences(_differences(bench))]
    st.html(join([*merging, *changes, tag("h2", desk.say("editor.what-follows"))]))
    with st.spinner(desk.say("editor.working-out")):
        follows = grouped_consequences(bench.consequences)
    st.html(join([*_sentences(follows), _last_step(bench, desk)]))


def _sentences(groups: dict[str, list[str]]) -> list[Markup]:
    return [
        tag(
            "section",
            tag("h3", quoted(head)),
            tag("ul", *(tag("li", quoted(sentence)) for sentence in sentences), class_="ed-sentences"),
        )
        for head, sentences in groups.items()
        if sentences
    ]


def _differences(bench: Bench) -> dict[str, list[str]]:
    draft = bench.draft
    return grouped(compare(dict(draft.base), dict(draft.drafted), rewritten=()))


def _last_step(bench: Bench, desk: Desk) -> Markup:
    new = sum(is_new for _, is_new in bench.problems)
    warning = (
        tag("p", desk.count("editor.saves-problems", new), class_="ed-fault", role="alert") if new else None
    )
    if window().asks == "discard":
        last = tag(
            "div",
            tag("p", desk.say("editor.discard-sure")),
            command("discard", desk.say("editor.discard"), sure=True, class_="ed-button ed-danger"),
            command("keep", desk.say("editor.keep"), class_="ed-button"),
            class_="ed-ask",
            role="alert",
        )
    else:
        last = tag(
            "p",
            command("save", desk.say("editor.save"), class_="ed-button ed-main"),
            command("discard", desk.say("editor.discard"), class_="ed-button"),
            class_="ed-tools",
        )
    return join([warning, last])
