"""Texts shared between sessions: made once, never mixed up, never more than fit."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.domain.view import View, view_from_query
from dashboard.panels.context import Desk
from dashboard.panels.header import cards_row
from dashboard.panels.page import panel
from dashboard.serving.sharing import Shared
from dashboard.store.current import current
from dashboard.store.load import chosen_folder

DATASET, _ = current(chosen_folder())


def test_a_text_is_made_once_for_all_who_ask_at_the_same_moment() -> None:
    shared, made, everybody = Shared(), [], threading.Barrier(8)

    def make() -> str:
        made.append(1)
        return "text"

    def ask() -> str:
        everybody.wait()
        return shared.text("key", make)

    with ThreadPoolExecutor(8) as pool:
        assert {future.result() for future in [pool.submit(ask) for _ in range(8)]} == {"text"}
    assert made == [1]


def test_another_key_has_another_text() -> None:
    shared = Shared()
    assert [shared.text(key, lambda key=key: f"text {key}") for key in (1, 2, 1)] == [
        "text 1",
        "text 2",
        "text 1",
    ]


def test_what_fails_is_met_by_who_asked_and_tried_again_by_the_next() -> None:
    shared = Shared()
    with pytest.raises(ZeroDivisionError):
        shared.text("key", lambda: str(1 // 0))
    assert shared.text("key", lambda: "sound") == "sound"


def test_no_more_is_held_than_fits_and_a_text_above_all_limits_is_still_given() -> None:
    shared, made = Shared(limit_chars=10), []

    def make(text: str) -> str:
        made.append(text)
        return text

    for text in ("aaaa", "bbbb", "aaaa", "cccc", "aaaa", "bbbb", "d" * 99):
        assert shared.text(text, lambda text=text: make(text)) == text
    assert made == ["aaaa", "bbbb", "cccc", "bbbb", "d" * 99]


def views() -> st.SearchStrategy[View]:
    chosen = {
        "as_of": st.sampled_from(["2016-07-20", "2016-08-20", "2016-09-08"]),
        "known_by": st.sampled_from(["all", "2016-08-25"]),
        "context": st.sampled_from("01"),
        "names": st.sampled_from(["en", "ar", "both"]),
        "tab": st.sampled_from(["day", "feature", "tray", "about", "search", "disagreements"]),
        "sel": st.sampled_from(["", "castello-road"]),
        "q": st.sampled_from(["", "road"]),
        "more": st.sampled_from("01"),
        "note": st.sampled_from(["", "castello-access-unsettled"]),
    }
    return st.fixed_dictionaries(chosen).map(view_from_query)


@given(view=views())
def test_where_the_map_is_and_what_it_draws_changes_no_panel(view: View) -> None:
    moved = view.model_copy(update={"at": "36.2,37.1,12", "layers": ("places",)})
    assert panel(Desk(DATASET, view), None) == panel(Desk(DATASET, moved), None)


@given(view=views(), other=views())
def test_cards_depend_on_clocks_lens_and_names_alone(view: View, other: View) -> None:
    same = ("as_of", "known_by", "context", "voice", "names")
    mixed = other.model_copy(update={name: getattr(view, name) for name in same})
    assert cards_row(Desk(DATASET, view)) == cards_row(Desk(DATASET, mixed))
