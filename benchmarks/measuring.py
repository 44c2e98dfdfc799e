"""What a browser can be asked while it draws: pictures with their times, frames, bytes, memory.

Nothing here knows who draws. That something is on the screen is read from the pictures that the compositor
hands out (`Page.startScreencast`), each with the time at which it was put up; the same for every way.
"""

import base64
import io
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Browser, CDPSession, Frame, Locator, Page, Request
from playwright.sync_api import TimeoutError as PlaywrightTimeout

Box = tuple[int, int, int, int]  # left, top, right, bottom
ALIKE = 90  # the sum over red, green and blue below which two pixels count as the same
ENOUGH = 0.9  # the share of the pixels that must have arrived
QUIET_S = 2.0
Picture = NDArray[np.int16]
Mask = NDArray[np.bool_]

_COUNT_FRAMES = """() => {
    const seen = window.__frames = [];
    const count = (now) => {
        seen.push(now);
        window.__counting = requestAnimationFrame(count);
    };
    window.__counting = requestAnimationFrame(count);
}"""
_STOP_COUNTING = "() => { cancelAnimationFrame(window.__counting); return window.__frames; }"
_NOTE_INPUT = """(names) => {
    window.__input = null;
    for (const name of names) {
        addEventListener(name, (event) => { window.__input ??= performance.timeOrigin + event.timeStamp; }, true);
    }
}"""
_AWAIT_TIP = """(selector) => {
    window.__tip = new Promise((resolve) => {
        let start = null;
        addEventListener("mousemove", (event) => { start ??= event.timeStamp; }, true);
        const look = () => {
            const tip = document.querySelector(selector);
            const stands = tip?.checkVisibility({ opacityProperty: true, visibilityProperty: true });
            if (start !== null && stands && tip.textContent) resolve(performance.now() - start);
            else requestAnimationFrame(look);
        };
        look();
        setTimeout(() => resolve(null), 10000);
    });
}"""


class TookTooLong(Exception):
    """What was waited for did not come within the limit."""


def pixels(picture: bytes) -> Picture:
    """Decode a picture to rows, columns and colours."""
    return np.asarray(Image.open(io.BytesIO(picture)).convert("RGB")).astype(np.int16)


def differ(one: Picture, other: Picture) -> Mask:
    """Say for every pixel whether two pictures differ there."""
    if one.shape != other.shape:
        return np.ones(other.shape[:2], bool)
    return np.abs(one - other).sum(axis=2) >= ALIKE


def drawn(picture: Picture, empty: Picture | None = None) -> Mask:
    """Find the pixels of data: those that differ from the picture without data, or from the ground colour."""
    if empty is not None:
        return differ(picture, empty)
    codes = picture.astype(np.int32) @ np.array([1 << 16, 1 << 8, 1], np.int32)
    values, counts = np.unique(codes, return_counts=True)
    ground = int(values[counts.argmax()])
    return differ(
        picture, np.zeros_like(picture) + np.array([ground >> 16, ground >> 8 & 255, ground & 255], np.int16)
    )


@dataclass(kw_only=True)
class Screen:
    """The pictures of a page since it was watched, each with the second at which it was put up."""

    page: Page
    session: CDPSession
    frames: list[tuple[float, bytes]] = field(default_factory=list)

    def _take(self, event: dict[str, Any]) -> None:
        self.frames.append((event["metadata"]["timestamp"], base64.b64decode(event["data"])))
        self.session.send("Page.screencastFrameAck", {"sessionId": event["sessionId"]})

    def settle(self, deadline: float, sign: Locator, enough: Callable[[Picture], bool]) -> None:
        """Wait for a sign, then until no picture has come for a while and the last one has enough on it.

        Raises TookTooLong after the deadline.
        """
        try:
            sign.wait_for(state="attached", timeout=max(1, 1000 * (deadline - time.time())))
        except PlaywrightTimeout as error:
            raise TookTooLong from error
        seen, since = -1, time.time()
        while time.time() < deadline:
            self.page.wait_for_timeout(50)
            if len(self.frames) != seen:
                seen, since = len(self.frames), time.time()
            elif time.time() - since > QUIET_S:
                if enough(pixels(self.frames[-1][1])):
                    return
                since = time.time()
        raise TookTooLong

    def last(self) -> Picture:
        """Give what the page shows now."""
        return pixels(self.frames[-1][1])

    def arrived(self, box: Box, wanted: Picture, mask: Mask, since: float) -> float:
        """Give the second at which the masked pixels first looked as wanted, counting from `since`."""
        needed = int(mask.sum())
        for at, picture in self.frames:
            if (
                at >= since
                and int((~differ(cut(pixels(picture), box), wanted) & mask).sum()) >= ENOUGH * needed
            ):
                return at - since
        raise TookTooLong


@contextmanager
def watched(page: Page) -> Iterator[Screen]:
    """Watch a page's pictures while the block lasts."""
    session = page.context.new_cdp_session(page)
    screen = Screen(page=page, session=session)
    session.on("Page.screencastFrame", screen._take)
    session.send("Page.enable")
    session.send("Page.startScreencast", {"format": "jpeg", "quality": 92, "everyNthFrame": 1})
    try:
        yield screen
    finally:
        session.send("Page.stopScreencast")
        session.detach()


def cut(picture: Picture, box: Box) -> Picture:
    """Cut a box out of a picture."""
    left, top, right, bottom = box
    return picture[top:bottom, left:right]


def note_input(frame: Frame, *events: str) -> None:
    """Have the page note the time of the next input event."""
    frame.evaluate(_NOTE_INPUT, list(events))


def noted_input(frame: Frame) -> float:
    """Give the second of the input that was noted, on the clock of the pictures."""
    return float(frame.evaluate("window.__input")) / 1000


@dataclass(frozen=True, kw_only=True)
class Pan:
    """Frames of a drag."""

    fps: float
    longest_ms: float


def drag(page: Page, box: Box, seconds: float = 3.0) -> Pan:
    """Drag the map to and fro with the mouse and count the frames of the page's main thread."""
    left, top, right, bottom = box
    x, y, reach = (left + right) / 2, (top + bottom) / 2, min(200, (right - left) / 4)
    page.mouse.move(x, y)
    page.evaluate(_COUNT_FRAMES)
    end, way = time.perf_counter() + seconds, 1
    while time.perf_counter() < end:
        page.mouse.down()
        start = time.perf_counter()
        while (part := (time.perf_counter() - start) / 0.6) < 1:
            page.mouse.move(x + way * reach * part, y + way * reach * part / 3)
            time.sleep(0.008)
        page.mouse.up()
        x, y, way = x + way * reach, y + way * reach / 3, -way
    times = np.array(page.evaluate(_STOP_COUNTING))
    if len(times) < 2:
        return Pan(fps=0.0, longest_ms=seconds * 1000)
    gaps = np.diff(times)
    return Pan(fps=float(1000 / gaps.mean()), longest_ms=float(gaps.max()))


def hover(page: Page, frame: Frame, place: tuple[float, float], selector: str) -> float | None:
    """Move the mouse onto a place, from outside; gives the milliseconds until a tooltip stands there.

    None if none does within ten seconds.
    """
    page.mouse.move(2, 2)
    page.wait_for_timeout(500)
    frame.evaluate(_AWAIT_TIP, selector)
    page.mouse.move(*place)
    found = frame.evaluate("window.__tip")
    return None if found is None else float(found)


@dataclass(kw_only=True)
class Bytes:
    """Bytes that came over the wire."""

    http: int = 0
    websocket: int = 0


@contextmanager
def weighed(page: Page) -> Iterator[Bytes]:
    """Count what a page and its workers receive, as sent: bodies and headers, and websocket messages.

    The bytes over HTTP are there when the block has ended.
    """
    found, session = Bytes(), page.context.new_cdp_session(page)

    def message(event: dict[str, Any]) -> None:
        response = event["response"]
        long = len(response["payloadData"])
        found.websocket += long if response["opcode"] == 1 else long * 3 // 4

    answered: list[Request] = []

    def finished(request: Request) -> None:
        answered.append(request)

    session.on("Network.webSocketFrameReceived", message)
    session.send("Network.enable")
    page.on("requestfinished", finished)
    try:
        yield found
    finally:
        page.remove_listener("requestfinished", finished)
        session.detach()
    for sizes in [request.sizes() for request in answered]:
        found.http += sizes["responseBodySize"] + sizes["responseHeadersSize"]


class Memory(NamedTuple):
    """Megabytes of a page: its script heap with array buffers, and its whole process."""

    heap_mb: float
    renderer_mb: float


def memory(browser: Browser, page: Page) -> Memory:
    """Measure the page's memory after a collection of garbage."""
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    use = session.send("Runtime.getHeapUsage")
    session.detach()
    heap = sum(use.get(name, 0) for name in ("usedSize", "embedderHeapUsedSize", "backingStorageSize"))
    whole = browser.new_browser_cdp_session()
    processes = whole.send("SystemInfo.getProcessInfo")["processInfo"]
    whole.detach()
    renderers = [resident_mb(p["id"]) for p in processes if p["type"] == "renderer"]
    return Memory(heap_mb=heap / 1e6, renderer_mb=max(renderers, default=0.0))


def resident_mb(process: int) -> float:
    """Give the resident memory of a process and its children in megabytes (Linux)."""
    own, total = {process}, 0
    for status in sorted(Path("/proc").glob("[0-9]*/status"), key=lambda path: int(path.parent.name)):
        try:
            rows = dict(line.split(":", 1) for line in status.read_text(encoding="utf-8").splitlines())
        except OSError:
            continue  # it ended meanwhile
        if int(rows["Pid"]) in own or int(rows["PPid"]) in own:
            own.add(int(rows["Pid"]))
            total += int(rows.get("VmRSS", "0 kB").split()[0]) * 1024
    return total / 1e6
