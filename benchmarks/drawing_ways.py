"""The ways to draw a layer that the drawing benchmark compares: how each is served, filtered and asked."""

import importlib.util
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache, partial
from pathlib import Path

from playwright.sync_api import Frame, Locator, Page

from benchmarks import made
from benchmarks.drawing_data import LAST, ZOOM, Layer, write_binary, write_geojson, write_parquet
from benchmarks.serving import HERE, aleppo, folder, free_port, leaflet, npm_files, served, streamlit

PEERS = HERE / "peers"
PLACE = [str(made.CITY[1]), str(made.CITY[0]), str(ZOOM)]
PACKAGES = {
    "st_folium": ("folium", "streamlit_folium"),
    "pydeck": ("pydeck", "geopandas"),
    "lonboard": ("lonboard", "ipywidgets", "anywidget"),
}
_PARTS = {"layer.bin": write_binary, "layer.geojson": write_geojson, "layer.parquet": write_parquet}
_HIDDEN = "1.h0-1-2-3-4-255"


@dataclass(frozen=True, kw_only=True)
class Place:
    """One layer in a folder of its own; its files are written when a way first asks for them."""

    path: Path
    layer: Layer

    def file(self, name: str) -> Path:
        """Give the path of one of the layer's files."""
        found = self.path / name
        if not found.exists():
            _PARTS[name](self.layer, found)
        return found


@dataclass(frozen=True, kw_only=True)
class Served:
    """A way that is being served: where, by which process, and what its page loads from elsewhere."""

    url: str
    process: int
    foreign: Mapping[str, bytes] = field(default_factory=dict)


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
    called; `event` is what the page receives then. `tip` finds the tooltip in `inner`; None: it has none.
    """

    name: str
    serve: Callable[[ExitStack, Place], Served]
    map: Callable[[Page], Locator]
    answered: Callable[[Page, int], Locator]
    steps: Mapping[str, Callable[[Page, bool], None]] = field(default_factory=lambda: {"filter": _press})
    event: str = "keydown"
    inner: Callable[[Page], Frame] = _whole_page
    tip: str | None = None
    first: bool = False  # whether the first step goes forth
    empty: str | None = None  # what the address gets to show no data; None: the ground is of one colour
    filtering: str = ""  # what the address gets where filters are measured

    def ready_to(self, page: Page) -> None:
        """Put the keyboard on the slider, where the way has one."""
        if self.event == "keydown":
            page.get_by_role("slider").last.focus()


def _serve_ours(stack: ExitStack, place: Place, *, brought: bool) -> Served:
    port = free_port()
    arguments = ["--layer", str(place.file("layer.parquet"))] if brought else []
    process = stack.enter_context(served(aleppo(port, *arguments), port, "/healthz", wait_s=300))
    at = f"{PLACE[0]},{PLACE[1]},{ZOOM}"
    return Served(url=f"http://127.0.0.1:{port}/?at={at}&as_of={LAST}&known_by=all", process=process)


def _click(selectors: tuple[str, str], page: Page, forth: bool) -> None:
    page.locator(selectors[forth]).first.evaluate("(button) => button.click()")


def _is_ready(page: Page, day: int) -> Locator:
    return page.locator('[data-testid=atlas][data-ready="1"]')


_OWN_STEPS = {
    "clock": partial(
        _click,
        ('button[aria-label="True on: one day earlier"]', 'button[aria-label="True on: one day later"]'),
    ),
    "filter": partial(
        _click,
        tuple(f"[data-testid=atlas-brought-brought-1] button[data-when={when}]" for when in ("upto", "all")),
    ),
}


def _serve_page(stack: ExitStack, place: Place, *, page: str, data: str, package: str) -> Served:
    port = free_port()
    place.file(data)
    for name, body in {page: (PEERS / page).read_bytes(), **_library(package)}.items():
        (place.path / name).write_bytes(body)
    process = stack.enter_context(served(folder(place.path, port), port, f"/{page}"))
    at = f"{PLACE[0]},{PLACE[1]}&zoom={ZOOM}"
    return Served(
        url=f"http://127.0.0.1:{port}/{page}?data={data}&kind={place.layer.kind}&at={at}", process=process
    )


@cache
def _library(package: str) -> dict[str, bytes]:
    return leaflet() if package == "leaflet" else npm_files(package)


def _serve_streamlit(stack: ExitStack, place: Place, *, script: str, data: str, package: str) -> Served:
    port = free_port()
    command = streamlit(f"peers/{script}", port, str(place.file(data)), *PLACE, place.layer.kind)
    process = stack.enter_context(served(command, port, "/_stcore/health"))
    return Served(
        url=f"http://127.0.0.1:{port}/", process=process, foreign=_library(package) if package else {}
    )


def _serve_lonboard(stack: ExitStack, place: Place) -> Served:
    page = place.path / "lonboard.html"
    script = [sys.executable, str(PEERS / "lonboard_page.py"), str(place.file("layer.parquet"))]
    subprocess.run([*script, *PLACE, place.layer.kind, str(page)], check=True, capture_output=True)
    port = free_port()
    process = stack.enter_context(served(folder(place.path, port), port, f"/{page.name}"))
    return Served(url=f"http://127.0.0.1:{port}/{page.name}", process=process, foreign=_lonboard_files())


@cache
def _lonboard_files() -> dict[str, bytes]:
    """Give what an exported lonboard page asks of two foreign hosts, in the versions that it names."""
    import anywidget
    import lonboard

    code = (Path(lonboard.__file__).parent / "static/index.js").read_text(encoding="utf-8", errors="replace")
    named = re.search(r"parquet-wasm@\$\{(\w+)\}", code)
    version = named and re.search(rf'\b{named[1]}="([\d.]+)"', code)
    assert version, "lonboard's code names no version of parquet-wasm"
    worker = re.search(r"@geoarrow/geoarrow-js@([\d.]+)", code)
    return {
        **npm_files("requirejs@2.3.4", {"require.js": "require.min.js"}),
        **npm_files("@jupyter-widgets/html-manager@1", {"dist/embed-amd.js": "embed-amd.js"}),
        **npm_files(f"parquet-wasm@{version[1]}", {"esm/parquet_wasm_bg.wasm": "parquet_wasm_bg.wasm"}),
        **(_worker(worker[1]) if worker else {}),
        "dist/index.js": (Path(anywidget.__file__).parent / "nbextension/index.js").read_bytes(),
    }


def _worker(version: str) -> dict[str, bytes]:
    path = "dist/earcut-worker.min.js"
    return npm_files(f"@geoarrow/geoarrow-js@{version}", {path: path.rpartition("/")[2]})


def _mark(selector: str, page: Page, day: int) -> Locator:
    return page.locator(selector.format(day=day)).last


def _pane(page: Page, day: int) -> Locator:
    return page.locator("iframe").last.content_frame.locator(f".leaflet-day-{day}-pane")


WAYS = {
    way.name: way
    for way in (
        Way(
            name="shipped",
            serve=partial(_serve_ours, brought=False),
            map=lambda page: page.locator(".atlas-map"),
            answered=_is_ready,
            steps={},
        ),
        Way(
            name="ours",
            serve=partial(_serve_ours, brought=True),
            map=lambda page: page.locator(".atlas-map"),
            answered=_is_ready,
            steps=_OWN_STEPS,
            event="click",
            tip="[data-testid=atlas-tooltip]",
            empty=f"&brought={_HIDDEN}",
            filtering=f"&as_of={LAST - timedelta(days=1)}",
            first=True,
        ),
        Way(
            name="floor",
            serve=partial(_serve_page, page="floor.html", data="layer.bin", package="leaflet"),
            map=lambda page: page.locator("#map"),
            answered=partial(_mark, "body"),
        ),
        Way(
            name="st_folium",
            serve=partial(
                _serve_streamlit, script="st_folium_layer.py", data="layer.geojson", package="leaflet"
            ),
            map=lambda page: page.locator("iframe").last,
            answered=_pane,
            inner=_inner_page,
            tip=".leaflet-tooltip",
        ),
        Way(
            name="pydeck",
            serve=partial(_serve_streamlit, script="st_pydeck_layer.py", data="layer.parquet", package=""),
            map=lambda page: page.get_by_test_id("stDeckGlJsonChart"),
            answered=partial(_mark, '[data-day="{day}"]'),
            tip=".deck-tooltip",
        ),
        Way(
            name="maplibre",
            serve=partial(
                _serve_page, page="maplibre.html", data="layer.geojson", package="maplibre-gl@6.17.0"
            ),
            map=lambda page: page.locator("#map"),
            answered=partial(_mark, 'body[data-idle="{day}"]'),
            tip=".maplibregl-popup",
        ),
        Way(
            name="lonboard",
            serve=_serve_lonboard,
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
