"""Measure one layer in every way: opening in turns, then each way's filter, hover, drag, bytes and memory."""

import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from statistics import median
from typing import Any

import numpy as np
from playwright.sync_api import Browser, Page
from playwright.sync_api import Error as BrowserError

from benchmarks.drawing_data import DAYS
from benchmarks.drawing_places import Place, Served
from benchmarks.drawing_table import Row
from benchmarks.drawing_ways import WAYS, Way, with_values
from benchmarks.measuring import drag, hover, memory, resident_mb, weighed
from benchmarks.pictures import (
    Box,
    Mask,
    Picture,
    Screen,
    TookTooLong,
    cut,
    differ,
    drawn,
    note_input,
    noted_frame,
    noted_input,
    painted,
    watch_paints,
    watched,
)
from benchmarks.serving import NotServed, keep_off_the_network

LEAST = 40  # pixels that must differ before anything counts as drawn or changed
SLOW_S = 10
MOVES = 12
MARGIN = 16
WINDOW = {"width": 1440, "height": 900}


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How often each thing is done, and when it is given up."""

    rounds: int
    seconds: float


def measure(
    browser: Browser,
    place: Place,
    names: Sequence[str],
    *,
    size: int,
    limits: Limits,
    tell: Callable[[str], None],
) -> list[Row]:
    """Measure a layer in the ways named; a way that takes too long is ended and its row says so.

    `tell` hears of every stage as it ends.
    """
    rows = {name: Row(way=name, kind=place.layer.kind, size=size, zoom=place.layer.zoom) for name in names}
    with ExitStack() as every:
        stacks = {name: every.enter_context(ExitStack()) for name in names}
        runs: dict[str, _Run] = {}
        for name in names:
            try:
                served = WAYS[name].serve(stacks[name], place)
            except NotServed as error:
                rows[name].ended = f"could not be served: {error}"
            else:
                runs[name] = _Run(browser=browser, way=WAYS[name], served=served, limits=limits)
        for stage in (_Run.warm, *[_Run.open] * limits.rounds, _Run.visit):
            for name in list(runs):
                begin = time.perf_counter()
                try:
                    stage(runs[name], rows[name])
                except TookTooLong:
                    rows[name].ended = f"{_WORDS[stage]} took over {limits.seconds:.0f} s"
                except BrowserError as error:
                    rows[name].ended = f"{_WORDS[stage]}: {str(error).splitlines()[0]}"
                tell(f"{name}: {_WORDS[stage]}, {time.perf_counter() - begin:.0f} s {rows[name].ended}")
                if rows[name].ended:
                    stacks[name].close()  # a server still at it would slow the others
                    del runs[name]
    return list(rows.values())


class _Run:
    """One way while it is measured."""

    def __init__(self, *, browser: Browser, way: Way, served: Served, limits: Limits) -> None:
        self.browser, self.way, self.served, self.limits = browser, way, served, limits
        self.empty: Picture | None = None
        self.opened: list[float] = []

    def page(self) -> Page:
        page = self.browser.new_context(viewport=WINDOW).new_page()  # type: ignore[arg-type]
        keep_off_the_network(page, self.served.foreign)
        return page

    def warm(self, row: Row) -> None:
        """Open once for servers, disk and, where the ground is not of one colour, the picture of no data."""
        if self.way.empty is not None:
            page = self.page()
            with watched(page, self.way.quiet_s) as screen:
                self.start(page, screen, with_values(self.served.url, self.way.empty))
                self.empty = screen.last()
            page.context.close()
        seconds = self.once()
        if seconds > SLOW_S:
            self.opened.append(seconds)
            row.open_s = seconds

    def open(self, row: Row) -> None:
        """Open in a fresh context; a slow way was timed already and is not opened again."""
        if not (self.opened and self.opened[0] > SLOW_S):
            self.opened.append(self.once())
            row.open_s = median(self.opened)

    def once(self) -> float:
        page = self.page()
        try:
            with watched(page, self.way.quiet_s) as screen:
                begin, box = self.start(page, screen, self.served.url)
                picture = cut(screen.last(), box)
                return screen.arrived(box, picture, self.data(picture, box), begin)
        finally:
            page.context.close()

    def start(self, page: Page, screen: Screen, url: str) -> tuple[float, Box]:
        """Go to a page and wait until its map stands still; gives when that began, and where the map is."""
        begin = time.time()
        page.goto(url, wait_until="commit", timeout=self.limits.seconds * 1000)
        screen.settle(
            begin + self.limits.seconds,
            self.way.answered(page, DAYS),
            lambda now: int(self.data(cut(now, self.box(page)), self.box(page)).sum()) >= LEAST,
        )
        return begin, self.box(page)

    def box(self, page: Page) -> Box:
        """Find the map on the screen, without its rim."""
        found = self.way.map(page).bounding_box() or {"x": 0, "y": 0, "width": 0, "height": 0}
        left, top = int(found["x"]) + MARGIN, int(found["y"]) + MARGIN
        right, bottom = left + int(found["width"]) - 2 * MARGIN, top + int(found["height"]) - 2 * MARGIN
        return max(0, left), max(0, top), min(right, WINDOW["width"]), min(bottom, WINDOW["height"])

    def data(self, picture: Picture, box: Box) -> Mask:
        if not picture.size:
            return np.zeros(picture.shape[:2], bool)
        return drawn(picture, None if self.empty is None else cut(self.empty, box))

    def visit(self, row: Row) -> None:
        """Stay on one page: its bytes, its filter, tooltip, drag and memory."""
        page = self.page()
        try:
            url = with_values(self.served.url, self.way.filtering)
            with weighed(page) as bytes_, watched(page, self.way.quiet_s) as screen:
                self.start(page, screen, url)
            row.http_mb, row.websocket_mb = bytes_.http / 1e6, bytes_.websocket / 1e6
            self.filters(page, row)
            if self.way.filters_itself:
                for name in self.way.steps:
                    setattr(row, f"{name}_paint_ms", self.unwatched(page, name))
            with watched(page, self.way.quiet_s) as screen:
                page.wait_for_timeout(500)
                box, picture = self.box(page), screen.last()
            if self.way.tip:
                at = _thick_of(self.data(cut(picture, box), box), box)
                row.hover_ms = hover(page, self.way.inner(page), at, self.way.tip)
            pan = drag(page, box)
            row.fps, row.longest_ms = pan.fps, pan.longest_ms
            row.heap_mb, row.renderer_mb = memory(self.browser, page)
            row.server_mb = resident_mb(self.served.process)
        finally:
            page.context.close()

    def filters(self, page: Page, row: Row) -> None:
        found: dict[str, list[float]] = {}
        framed: list[float] = []
        for name in self.way.steps:
            framed.clear()
            with watched(page, self.way.quiet_s) as screen:
                for k in range(max(2, self.limits.rounds + self.limits.rounds % 2)):
                    if k and found[name][0] > SLOW_S:
                        break
                    found.setdefault(name, []).append(self.step(page, screen, name, k))
                    framed.append(noted_frame(page.main_frame))
            setattr(row, f"{name}_ms", 1000 * median(found[name]))
            if self.way.filters_itself:
                setattr(row, f"{name}_page_ms", median(framed))
        if not found:
            return
        with weighed(page) as bytes_:
            name = list(self.way.steps)[-1]
            self.way.steps[name](page, (len(found[name]) % 2 == 0) == self.way.first)
            page.wait_for_timeout(3000 + 2000 * found[name][0])
        row.filter_http_mb, row.filter_websocket_mb = bytes_.http / 1e6, bytes_.websocket / 1e6

    def step(self, page: Page, screen: Screen, name: str, k: int) -> float:
        """Change a filter once; gives the seconds from the input until the screen shows the end of it."""
        forth = (k % 2 == 0) == self.way.first
        self.way.ready_to(page)
        page.wait_for_timeout(400)
        before = screen.last()
        note_input(page.main_frame, self.way.event)
        self.way.steps[name](page, forth)
        day = DAYS if forth else DAYS - 1

        def seen(now: Picture) -> Mask:
            box = self.box(page)
            return differ(cut(before, box), cut(now, box))

        screen.settle(
            time.time() + self.limits.seconds,
            self.way.answered(page, day),
            lambda now: int(seen(now).sum()) >= LEAST,
        )
        box, after = self.box(page), screen.last()
        return screen.arrived(box, cut(after, box), seen(after), noted_input(page.main_frame))

    def unwatched(self, page: Page, name: str) -> float:
        """Change a filter to and fro while nothing takes pictures; gives the median of the paints, in ms."""
        found = []
        for k in range(MOVES):
            self.way.ready_to(page)
            watch_paints(page.main_frame, self.way.event)
            page.wait_for_timeout(600)
            (self.way.by_hand or self.way.steps)[name](page, (k % 2 == 0) == self.way.first)
            page.wait_for_timeout(600)
            found.append(painted(page.main_frame))
        page.keyboard.press("Escape")  # whatever was opened for it lies over the map
        return float(median(found))


_WORDS: dict[Any, str] = {_Run.warm: "opening", _Run.open: "opening", _Run.visit: "filters, pan and memory"}


def _thick_of(mask: Mask, box: Box) -> tuple[float, float]:
    """Find the pixel in the midst of data that is nearest to the middle of the map."""
    core = mask.copy()
    for axis in (0, 1):
        core &= np.roll(mask, 1, axis) & np.roll(mask, -1, axis)
    rows, columns = np.nonzero(core if core.any() else mask)
    middle = (mask.shape[0] / 2, mask.shape[1] / 2)
    k = int(((rows - middle[0]) ** 2 + (columns - middle[1]) ** 2).argmin())
    return float(box[0] + columns[k]), float(box[1] + rows[k])
