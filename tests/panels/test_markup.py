"""Text from data becomes HTML in one place and stays text there."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from dashboard.panels.markup import button, join, link, quoted, tag


class Seen(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: dict[str, str | None] = {}
        self.text = ""
        self.feed(html)

    def handle_starttag(self, name: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(name)
        self.attributes.update(attrs)

    def handle_data(self, data: str) -> None:
        self.text += data


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\0"))


@given(texts, texts)
def test_any_text_stays_text(inside: str, attribute: str) -> None:
    seen = Seen(tag("p", inside, title=attribute))
    assert seen.tags == ["p"]
    assert seen.text == inside
    assert seen.attributes == {"title": attribute}


@given(texts)
def test_any_view_stays_inside_its_attribute(text: str) -> None:
    import json

    seen = Seen(button({"q": text}, "go"))
    assert seen.tags == ["button"]
    assert json.loads(seen.attributes["data-view"] or "") == {"q": text}


def test_texts_are_isolated_so_that_their_direction_stays_their_own() -> None:
    assert quoted("\u202eabc") == Markup('<bdi lang="en" dir="auto">\u202eabc</bdi>')


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//evil.example/x",
        "http://user@host/",
        "https:///path",
        "http://ho st/",
        "ftp://host/",
        "http://[",
        "",
    ],
)
def test_a_link_that_is_not_plainly_web_stays_text(address: str) -> None:
    assert "a" not in Seen(link(address, "original")).tags


def test_a_web_link_opens_apart_and_tells_nothing() -> None:
    seen = Seen(link("https://example.org/a?b=1&c=2", "original"))
    assert seen.attributes["href"] == "https://example.org/a?b=1&c=2"
    assert seen.attributes["rel"] == "noopener noreferrer"


def test_join_escapes_what_is_not_markup() -> None:
    assert join(["<", tag("b", "x")], "&") == Markup("&lt;&amp;<b>x</b>")
