"""What a browser can be asked of a page that draws: frames of a drag, hover, bytes, memory."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from playwright.sync_api import Browser, Frame, Page, Request

from benchmarks.pictures import Box

_COUNT_FRAMES = """() => {
    const seen = window.__frames = [];
    const count = (now) => {
        seen.push(now);
        window.__counting = requestAnimationFrame(count);
    };
    window.__counting = requestAnimationFrame(count);
}"""
_STOP_COUNTING = "() => { cancelAnimationFrame(window.__counting); return window.__frames; }"
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
