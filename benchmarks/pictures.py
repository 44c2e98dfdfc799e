"""The pictures of a page while it changes: when what stood on the screen, the same way for whatever draws.

That something is on the screen is read from the pictures that the browser's compositor hands out
(`Page.startScreencast`), each with the time at which it was put up. Nothing here knows who draws.
"""

import base64
import io
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import CDPSession, Frame, Locator, Page
from playwright.sync_api import Error as BrowserError
from playwright.sync_api import TimeoutError as PlaywrightTimeout

Box = tuple[int, int, int, int]  # left, top, right, bottom
ALIKE = 90  # the sum over red, green and blue below which two pixels count as the same
ENOUGH = 0.9  # the share of the pixels that must have arrived
Picture = NDArray[np.int16]
Mask = NDArray[np.bool_]

_NOTE_INPUT = """(names) => {
    window.__input = null;
    for (const name of names) {
        const note = (event) => {
            if (window.__input !== null) return;
            window.__input = performance.timeOrigin + event.timeStamp;
            const { port1, port2 } = new MessageChannel();
            port1.onmessage = () => { window.__framed = performance.now() - event.timeStamp; };
            requestAnimationFrame(() => port2.postMessage(null));
        };
        addEventListener(name, note, true);
    }
}"""


_WATCH_PAINTS = """(name) => {
    window.__paints?.disconnect();
    window.__painted = null;
    window.__paints = new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) if (entry.name === name) window.__painted = entry.duration;
    });
    window.__paints.observe({ type: "event", durationThreshold: 16 });
}"""
LEAST_PAINT_MS = 16.0  # of what is quicker the browser does not speak


class TookTooLong(Exception):
    """What was waited for did not come within the limit."""


def pixels(picture: bytes) -> Picture:
    """Decode a picture to rows, columns and colours."""
    return np.asarray(Image.open(io.BytesIO(picture)).convert("RGB")).astype(np.int16)


def differ(one: Picture, other: Picture) -> Mask:
    """Say for every pixel whether two pictures differ there."""
    if one.shape != other.shape:
        return np.ones(other.shape[:2], bool)
    apart: Mask = np.abs(one - other).sum(axis=2) >= ALIKE
    return apart


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
    quiet_s: float = 1.0
    frames: list[tuple[float, bytes]] = field(default_factory=list)

    def _take(self, event: dict[str, Any]) -> None:
        self.frames.append((event["metadata"]["timestamp"], base64.b64decode(event["data"])))
        with suppress(BrowserError):  # a picture may come while the page is being closed
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
            elif time.time() - since > self.quiet_s:
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
def watched(page: Page, quiet_s: float = 1.0) -> Iterator[Screen]:
    """Watch a page's pictures while the block lasts; the first one is there when it begins."""
    session = page.context.new_cdp_session(page)
    screen = Screen(page=page, session=session, quiet_s=quiet_s)
    session.on("Page.screencastFrame", screen._take)
    session.send("Page.enable")
    session.send("Page.startScreencast", {"format": "jpeg", "quality": 80, "everyNthFrame": 1})
    deadline = time.time() + 30
    while not screen.frames:
        page.wait_for_timeout(20)
        if time.time() > deadline:
            raise TookTooLong
    try:
        yield screen
    finally:
        with suppress(BrowserError):  # the page may have crashed: that is told elsewhere
            session.send("Page.stopScreencast")
            session.detach()


def cut(picture: Picture, box: Box) -> Picture:
    """Cut a box out of a picture."""
    left, top, right, bottom = box
    return picture[top:bottom, left:right]


def note_input(frame: Frame, *events: str) -> None:
    """Have the page note the time of the next input event, and how long it is at it with its next frame."""
    frame.evaluate(_NOTE_INPUT, list(events))


def noted_input(frame: Frame) -> float:
    """Give the second of the input that was noted, on the clock of the pictures."""
    return float(frame.evaluate("window.__input")) / 1000


def noted_frame(frame: Frame) -> float:
    """Give the milliseconds from the input until the page had done its next frame."""
    return float(frame.evaluate("window.__framed"))


def watch_paints(frame: Frame, event: str) -> None:
    """Have the page keep what the browser says of the next such events by a hand (W3C Event Timing)."""
    frame.evaluate(_WATCH_PAINTS, event)


def painted(frame: Frame) -> float:
    """Give the milliseconds from the last such event until the next frame was on screen, by steps of 8."""
    found = frame.evaluate("window.__painted")
    return LEAST_PAINT_MS if found is None else float(found)
