"""The page: sets the map and the source panel side by side; holds no rule."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import streamlit as st

from dashboard.domain.changes import Change, changes
from dashboard.domain.dataset import Dataset
from dashboard.domain.rules import Problem
from dashboard.domain.view import View, unread_keys, view_from_query
from dashboard.i18n import say
from dashboard.maps.publish import Addresses, publish
from dashboard.panels.context import Desk
from dashboard.panels.header import cards_row, title_bar
from dashboard.panels.page import banner, panel, panel_tabs
from dashboard.store.current import current
from dashboard.store.load import chosen_folder

LANGUAGE = "en"
_FIRST, _UNREAD, _SETTING = "first_view", "unread_keys", "setting"


@cache
def _atlas() -> Any:
    """Declare the component, once per process; its files come from the installed package of assets."""
    return st.components.v2.component(
        "aleppo-dashboard.atlas", js="atlas.js", css="atlas.css", isolate_styles=False
    )


def _read_link(dataset: Dataset) -> dict[str, str]:
    """Take the view from the link, once: afterwards the browser owns it."""
    if _FIRST not in st.session_state:
        query = st.query_params.to_dict()
        st.session_state[_FIRST] = view_from_query(query).within(dataset.frame).to_query()
        st.session_state[_UNREAD] = unread_keys(query)
    first: dict[str, str] = st.session_state[_FIRST]
    return first


def _draw_atlas(dataset: Dataset, addresses: Addresses) -> View:
    first = _read_link(dataset)
    mounted = _atlas()(
        key="atlas",
        data={
            "specs": addresses.specs,
            "strings_url": addresses.strings,
            "tables": addresses.tables,
            "view": first,
            "defaults": View().to_query(),
            "version": dataset.version,
        },
        default={"view": first},
        on_view_change=lambda: None,
    )
    seen = mounted.view
    if not isinstance(seen, Mapping):
        seen = first
    texts = {key: value for key, value in seen.items() if isinstance(value, str)}
    return view_from_query(texts).within(dataset.frame)


def _changed(dataset: Dataset, view: View) -> tuple[Change, ...] | None:
    """Compare with the setting before the last move of a clock or the lens."""
    setting = (view.clocks, view.lens)
    held = st.session_state.get(_SETTING)
    if held is None:
        st.session_state[_SETTING] = (None, setting)
    elif held[1] != setting:
        st.session_state[_SETTING] = (held[1], setting)
    before = st.session_state[_SETTING][0]
    return None if before is None else changes(dataset, before, setting)


@st.fragment
def _page(dataset: Dataset, problems: tuple[Problem, ...], addresses: Addresses) -> None:
    head = st.container(key="ad-head")
    left = st.container(key="ad-atlas")
    right = st.container(key="ad-panel")
    with left:
        view = _draw_atlas(dataset, addresses)
    desk = Desk(dataset, view, LANGUAGE)
    with head:
        if problems:
            st.html(banner(desk, problems))
        st.html(title_bar(desk, st.session_state[_UNREAD]))
        st.html(cards_row(desk))
    with right:
        st.html(panel_tabs(desk))
        st.html(panel(desk, _changed(dataset, view)))


def main() -> None:
    """Draw the page."""
    st.set_page_config(page_title=say("card.title"), layout="wide", initial_sidebar_state="collapsed")
    dataset, problems = current(chosen_folder())
    _page(dataset, problems, publish(dataset, LANGUAGE))
