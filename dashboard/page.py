"""The page: sets the map and the source panel side by side; holds no rule."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from secrets import token_hex
from typing import Any

import streamlit as st

from dashboard.domain.attach import Attachment
from dashboard.domain.changes import changes
from dashboard.domain.dataset import Dataset
from dashboard.domain.lens import Clocks, Lens
from dashboard.domain.network import Network
from dashboard.domain.view import View, unread_keys, view_from_query
from dashboard.i18n import say
from dashboard.maps.brought.publish import row_of
from dashboard.maps.overlay import overlay
from dashboard.maps.publish import publish
from dashboard.panels.banner import banner, news
from dashboard.panels.context import Desk
from dashboard.panels.header import cards_row, title_bar
from dashboard.panels.page import panel_frame, panel_note, panel_tabs, with_note
from dashboard.serving.metrics import page_run
from dashboard.serving.sharing import TURNS, Shared
from dashboard.store.current import standing
from dashboard.store.shelf import chosen_shelf

LANGUAGE = "en"
_FIRST, _UNREAD, _SETTING, _SESSION = "first_view", "unread_keys", "setting", "session"
Setting = tuple[Clocks, Lens]
_shared = Shared()


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


def _told_view(dataset: Dataset) -> View:
    """Give the view that the browser told last; before it speaks, the link's."""
    told = st.session_state.get("atlas")
    seen = told.get("view") if isinstance(told, Mapping) else None
    return _sound(dataset, seen if isinstance(seen, Mapping) else _read_link(dataset))


def _sound(dataset: Dataset, seen: Mapping[str, object]) -> View:
    texts = {key: value for key, value in seen.items() if isinstance(value, str)}
    return view_from_query(texts).within(dataset.frame)


def _drawn_question(desk: Desk, mark: str) -> Any:
    """Draw the question while the reader asks it, and an assumption wherever its link leads."""
    if desk.view.tab != "corridor" and not desk.view.assume:
        return None
    return json.loads(
        _once(
            mark,
            ("overlay", *_seen(desk)),
            lambda: json.dumps(overlay(desk.network, desk.answer, desk.view.way)),
        )
    )


def _once(mark: str, rest: tuple[object, ...], make: Callable[[], str]) -> str:
    """Make a text once for all who see the same; `mark` names the data, and is empty for a draft."""
    return _shared.text((mark, *rest), make) if mark else make()


def _seen(desk: Desk) -> tuple[object, ...]:
    """Give what the panel depends on beside the data: where the map is and what it draws is the browser's."""
    return (desk.language, desk.view.model_copy(update={"at": "", "layers": None}))


@dataclass(frozen=True, slots=True)
class _Html:
    """HTML that is ready: Streamlit would tidy up a text first, 6 ms for a long panel."""

    text: str

    def _repr_html_(self) -> str:
        return self.text


def draw_atlas(desk: Desk, atlas: Any, more: Mapping[str, Any], mark: str = "", **heard: Any) -> None:
    """Draw the map with a component; `more` goes to the browser, `heard` are called for what it tells."""
    first = _read_link(desk.dataset)
    addresses = publish(desk.dataset, LANGUAGE)
    atlas(
        key="atlas",
        data={
            "specs": addresses.specs,
            "strings_url": addresses.strings,
            "tables": addresses.tables,
            "view": first,
            "defaults": View().to_query(),
            "version": desk.dataset.version,
            "session": st.session_state.setdefault(_SESSION, token_hex(4)),
            "overlay": _drawn_question(desk, mark),
            **more,
        },
        default={"view": first},
        on_view_change=lambda: None,
        **heard,
    )


def _setting_before(view: View) -> Setting | None:
    """Give the setting before the last move of a clock or the lens; None before the first."""
    setting = (view.clocks, view.lens)
    held = st.session_state.get(_SETTING)
    if held is None:
        st.session_state[_SETTING] = (None, setting)
    elif held[1] != setting:
        st.session_state[_SETTING] = (held[1], setting)
    before: Setting | None = st.session_state[_SETTING][0]
    return before


def desk_of(dataset: Dataset, network: Network | None = None, ties: tuple[Attachment, ...] = ()) -> Desk:
    """Set the desk for the view that the reader has."""
    view = _told_view(dataset)
    return Desk(dataset, view, LANGUAGE, network, ties, row_of(view.sel))


def draw_head(desk: Desk, *, cards: bool = True, mark: str = "") -> None:
    """Draw what stands above the map."""
    st.html(title_bar(desk, st.session_state[_UNREAD]))
    if cards:
        view = desk.view
        seen = ("cards", desk.language, view.clocks, view.lens, view.names)
        st.html(_Html(_once(mark, seen, lambda: cards_row(desk))))


def draw_panel(desk: Desk, mark: str = "") -> None:
    """Draw the panel beside the map."""
    st.html(_Html(panel_tabs(desk)))
    before, now = _setting_before(desk.view), (desk.view.clocks, desk.view.lens)

    def note() -> str:
        return panel_note(desk, None if before is None else changes(desk.dataset, before, now))

    seen = _seen(desk)
    frame = _once(mark, ("panel", *seen), lambda: panel_frame(desk))
    st.html(_Html(with_note(frame, _once(mark, ("note", before, *seen), note))))


@st.fragment
def _page() -> None:
    with page_run(), TURNS:
        _draw()


def _draw() -> None:
    now = standing(chosen_shelf())
    head = st.container(key="ad-head")
    left = st.container(key="ad-atlas")
    right = st.container(key="ad-panel")
    desk = desk_of(now.dataset, now.network, now.ties)
    with left:
        live = news(desk, now.mark, now.problems, now.kept)
        # The browser hears that the data changed: the run that follows shows it.
        draw_atlas(desk, _atlas(), {"live": live}, now.mark, on_live_change=lambda: None)
    with head:
        draw_head(desk, mark=now.mark)
        if now.problems:  # last, so that what stands above keeps its place and the focus
            st.html(banner(desk, now.problems, now.kept))
    with right:
        draw_panel(desk, now.mark)


def main() -> None:
    """Draw the page."""
    begin()
    _page()


def begin() -> None:
    """Say what page it is."""
    st.set_page_config(page_title=say("card.title"), layout="wide", initial_sidebar_state="collapsed")
