"""The article's own words beside a form, where the text is at hand; they are shown and nothing more."""

import streamlit as st
from markupsafe import Markup

from dashboard.editor.bar import command
from dashboard.editor.records import Held, source_of
from dashboard.panels.context import Desk
from dashboard.panels.markup import join, quoted, tag
from dashboard.store.articles import Article, article
from dashboard.store.edit_mode import articles_folder
from dashboard.store.workbench import Bench


def text_of(source_id: str) -> Article | None:
    """Give the text of a source, if it is at hand."""
    folder = articles_folder()
    return None if folder is None else article(folder, source_id)


def draw_paragraph(bench: Bench, desk: Desk, held: Held) -> None:
    """Draw the paragraph that an annotation restates, with its neighbours folded away."""
    source = source_of(bench, held.file)
    if source is None:
        return
    found = text_of(str(source.get("id")))
    head = tag("p", tag("strong", desk.say("editor.article")), " ", quoted(str(source.get("title", ""))))
    if found is None:
        st.html(tag("div", head, tag("p", desk.say("editor.no-text"), class_="ad-note"), class_="ed-article"))
        return
    number = held.record.get("paragraph")
    st.html(
        tag(
            "div",
            head,
            changed_text(desk, source.get("text_sha256"), found),
            _around(desk, found, number),
            class_="ed-article",
        )
    )


def changed_text(desk: Desk, known: object, found: Article) -> Markup | None:
    """Say where the text is not the one that was read."""
    if known == found.sha256:
        return None
    return tag("p", desk.say("editor.other-text"), class_="ed-fault", role="alert")


def _around(desk: Desk, found: Article, number: object) -> Markup:
    last = len(found.paragraphs)
    if isinstance(number, bool) or not isinstance(number, int) or not 1 <= number <= last:
        return tag("p", desk.say("editor.no-paragraph", last=last), class_="ad-note")
    before, after = (
        _folded(desk, found, range(max(1, number - 2), number)),
        _folded(desk, found, range(number + 1, min(last, number + 2) + 1)),
    )
    return join([before, _paragraph(found, number), after])


def _folded(desk: Desk, found: Article, numbers: range) -> Markup | None:
    if not numbers:
        return None
    words = desk.say("editor.neighbours", first=numbers[0], last=numbers[-1])
    return tag("details", tag("summary", words), *(_paragraph(found, n) for n in numbers))


def _paragraph(found: Article, number: int) -> Markup:
    return tag("p", tag("small", f"¶{number} "), quoted(found.paragraphs[number - 1]), class_="ed-paragraph")


def paragraphs_to_annotate(desk: Desk, source_id: str, found: Article, cited: dict[int, int]) -> Markup:
    """List every paragraph with a button to annotate it, and how many annotations it has."""
    rows = [
        tag(
            "li",
            _paragraph(found, number),
            command(
                "annotate",
                desk.say("editor.annotate"),
                source=source_id,
                paragraph=number,
                class_="ed-button",
            ),
            tag("small", " ", desk.count("editor.annotated", cited[number])) if cited.get(number) else None,
        )
        for number in range(1, len(found.paragraphs) + 1)
    ]
    return tag("ol", *rows, class_="ed-paragraphs")
