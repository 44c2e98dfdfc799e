"""The Streamlit page: sets the map and the source panel side by side; holds no rule."""

from collections.abc import Mapping

import streamlit as st

from dashboard.domain.changes import Change, changes
from dashboard.domain.dataset import Dataset
from dashboard.domain.rules import Problem
from dashboard.domain.view import View, view_from_query
from dashboard.i18n import say
from dashboard.maps.publish import Addresses, publish
from dashboard.panels.context import Desk
from dashboard.panels.header import cards_row, title_bar
from dashboard.panels.page import banner, panel, panel_tabs
from dashboard.store.current import current
from dashboard.store.load import chosen_folder

LANGUAGE = "en"

st.set_page_config(page_title=say("card.title"), layout="wide", initial_sidebar_state="collapsed")
_atlas = st.components.v2.component(
    "aleppo-dashboard.atlas", js="atlas.js", css="atlas.css", isolate_styles=False
)


def _first_view() -> dict[str, str]:
    """Take the view from the link, once: afterwards the browser owns it."""
    if "first_view" not in st.session_state:
        st.session_state["first_view"] = view_from_query(st.query_params.to_dict()).to_query()
    first: dict[str, str] = st.session_state["first_view"]
    return first


def _draw_atlas(dataset: Dataset, addresses: Addresses) -> View:
    first = _first_view()
    mounted = _atlas(
        key="atlas",
        data={
            "spec_url": addresses.spec,
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
    return view_from_query({k: str(v) for k, v in seen.items()} if isinstance(seen, Mapping) else first)


def _changed(dataset: Dataset, view: View) -> tuple[Change, ...] | None:
    """Compare with the setting before the last move of a clock or the lens."""
    setting = (view.clocks, view.lens)
    held = st.session_state.get("setting")
    if held is None:
        st.session_state["setting"] = (None, setting)
    elif held[1] != setting:
        st.session_state["setting"] = (held[1], setting)
    before = st.session_state["setting"][0]
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
        st.html(title_bar(desk))
        st.html(cards_row(desk))
    with right:
        st.html(panel_tabs(desk))
        st.html(panel(desk, _changed(dataset, view)))


def main() -> None:
    """Draw the page."""
    dataset, problems = current(chosen_folder())
    _page(dataset, problems, publish(dataset, LANGUAGE))


main()
