"""The page itself, run by Streamlit's own harness, without a browser."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

PAGE = Path(__file__).resolve().parent.parent / "dashboard" / "app.py"


def shown(**query: str) -> str:
    page = AppTest.from_file(str(PAGE), default_timeout=60)
    for key, value in query.items():
        page.query_params[key] = value
    page.run()
    assert not page.exception
    return "\n".join(element.proto.body for element in page.get("html"))


def test_the_page_answers_a_plain_link() -> None:
    html = shown()
    assert "8 September 2016" in html
    assert "Castello road" in html


def test_the_page_answers_what_the_link_asks() -> None:
    html = shown(sel="castello-road", tab="feature", as_of="2016-09-07", known_by="2016-09-07")
    assert "note-cnn-castello-access-unsettled" in html
    assert "7 September 2016" in html


@pytest.mark.parametrize("text", ["", "x" * 5000, "-1", "9999-99-99", "0001-01-01", "<b>", "null", "1e400"])
def test_no_link_breaks_the_page(text: str) -> None:
    keys = ("as_of", "known_by", "context", "voice", "layers", "sel", "note", "source", "tab", "names", "at")
    assert "Aleppo 2016" in shown(**dict.fromkeys(keys, text))


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_ends_of_the_calendar_are_days_like_others(day: str) -> None:
    assert "Aleppo 2016" in shown(as_of=day, known_by=day, context="1")
