"""The ways to draw a layer that the drawing benchmark compares: how each is served, filtered and asked."""

import importlib.util
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

from playwright.sync_api import Frame, Locator, Page

from benchmarks.drawing_data import LAST
from benchmarks.drawing_places import Place, Served, serve_lonboard, serve_ours, serve_page, serve_streamlit

PACKAGES = {
    "st_folium": ("folium", "streamlit_folium"),
    "pydeck": ("pydeck", "geopandas"),
    "lonboard": ("lonboard", "ipywidgets", "anywidget"),
}
_HIDDEN = "1.h0-1-2-3-4-255"  # the made kinds of damage, and none


def _whole_page(page: Page) -> Frame:
    return page.main_frame


def _inner_page(page: Page) -> Frame:
    inner = page.locator("iframe").last.element_handle().content_frame()
    assert inner is not None
    return inner


def _press(page: Page, forth: bool) -> None:
    page.keyboard.press("ArrowRight" if forth else "ArrowLeft")


@dataclass(frozen=True, kw_only=True)
class Way:
    """One way: what serves it, which element is its map, what stands there once it has answered for a day.

    `steps` names what a reader can change and how: a call that does it, forth or back, after `ready_to` was
    called; `event` is what the page receives then. `by_hand` does the same as a hand does it, where `steps`
    goes another way: the browser itself times nothing else. `tip` finds the tooltip in `inner`; None: it has
    none.
    """

    name: str
    serve: Callable[[ExitStack, Place], Served]
    map: Callable[[Page], Locator]
    answered: Callable[[Page, int], Locator]
    steps: Mapping[str, Callable[[Page, bool], None]] = field(default_factory=lambda: {"filter": _press})
    by_hand: Mapping[str, Callable[[Page, bool], None]] = field(default_factory=dict)
    event: str = "keydown"
    inner: Callable[[Page], Frame] = _whole_page
    tip: str | None = None
    filters_itself: bool = False  # whether the page's next frame shows a filter: then it is timed too, twice
    quiet_s: float = 2.0  # how long it must stand still to count as done
    first: bool = False  # whether the first step goes forth
    empty: str | None = None  # what the address gets to show no data; None: the ground is of one colour
    filtering: str = ""  # what the address gets where filters are measured

    def ready_to(self, page: Page) -> None:
        """Put the keyboard on the slider, where the way has one."""
        if self.event == "keydown":
            page.get_by_role("slider").last.focus()


def _click(selectors: tuple[str, str], page: Page, forth: bool) -> None:
    page.locator(selectors[forth]).first.evaluate("(button) => button.click()")


def _press_button(selectors: tuple[str, str], page: Page, forth: bool) -> None:
    button = page.locator(selectors[forth]).first
    if not button.is_visible():
        page.get_by_role("button", name="Layers").click()
        page.wait_for_timeout(500)
    button.click()


def _is_ready(page: Page, day: int) -> Locator:
    return page.locator('[data-testid=atlas][data-ready="1"]')


_DAY_BUTTON = 'button[aria-label="True on: one day {}"]'
_WHEN_BUTTON = "[data-testid=atlas-brought-brought-1] button[data-when={}]"
_OWN_BUTTONS = {
    "clock": (_DAY_BUTTON.format("earlier"), _DAY_BUTTON.format("later")),
    "filter": (_WHEN_BUTTON.format("upto"), _WHEN_BUTTON.format("all")),
}


def _mark(selector: str, page: Page, day: int) -> Locator:
    return page.locator(selector.format(day=day)).last


def _pane(page: Page, day: int) -> Locator:
    return page.locator("iframe").last.content_frame.locator(f".leaflet-day-{day}-pane")


WAYS = {
    way.name: way
    for way in (
        Way(
            name="shipped",
            quiet_s=1.5,
            serve=partial(serve_ours, brought=False),
            map=lambda page: page.locator(".atlas-map"),
            answered=_is_ready,
            steps={},
        ),
        Way(
            name="ours",
            filters_itself=True,
            quiet_s=1.5,
            serve=partial(serve_ours, brought=True),
            map=lambda page: page.locator(".atlas-map"),
            answered=_is_ready,
            steps={name: partial(_click, buttons) for name, buttons in _OWN_BUTTONS.items()},
            by_hand={name: partial(_press_button, buttons) for name, buttons in _OWN_BUTTONS.items()},
            event="click",
            tip="[data-testid=atlas-tooltip]",
            empty=f"&brought={_HIDDEN}",
            filtering=f"&as_of={LAST - timedelta(days=1)}",
            first=True,
        ),
        Way(
            name="floor",
            filters_itself=True,
            quiet_s=1.5,
            serve=partial(serve_page, page="floor.html", data="layer.bin", package="leaflet"),
            map=lambda page: page.locator("#map"),
            answered=partial(_mark, "body"),
        ),
        Way(
            name="st_folium",
            serve=partial(
                serve_streamlit, script="st_folium_layer.py", data="layer.geojson", package="leaflet"
            ),
            map=lambda page: page.locator("iframe").last,
            answered=_pane,
            inner=_inner_page,
            tip=".leaflet-tooltip",
        ),
        Way(
            name="pydeck",
            serve=partial(serve_streamlit, script="st_pydeck_layer.py", data="layer.parquet", package=""),
            map=lambda page: page.get_by_test_id("stDeckGlJsonChart"),
            answered=partial(_mark, '[data-day="{day}"]'),
            tip=".deck-tooltip",
        ),
        Way(
            name="maplibre",
            serve=partial(
                serve_page, page="maplibre.html", data="layer.geojson", package="maplibre-gl@6.17.0"
            ),
            map=lambda page: page.locator("#map"),
            answered=partial(_mark, 'body[data-idle="{day}"]'),
            tip=".maplibregl-popup",
        ),
        Way(
            name="lonboard",
            serve=serve_lonboard,
            map=lambda page: page.locator("canvas").last,
            answered=partial(_mark, "canvas"),
        ),
    )
}


def missing(name: str) -> list[str]:
    """Name the packages that a way needs and that are not installed."""
    return [package for package in PACKAGES.get(name, ()) if importlib.util.find_spec(package) is None]


def with_values(url: str, more: str) -> str:
    """Put further values into an address; the last of a name holds."""
    if not more:
        return url
    head, _, query = url.partition("?")
    values = dict(part.split("=", 1) for part in (query + more).split("&") if part)
    return f"{head}?{'&'.join(f'{name}={value}' for name, value in values.items())}"
