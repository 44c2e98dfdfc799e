"""Measure opening the page and moving a clock, against an empty page and against plain st_folium.

    python -m benchmarks.page [--rounds 7]

Everything is measured in one run, alternating, in the same browser on the same machine: read the
ratios. Needs the test dependencies and `streamlit-folium`, which the benchmark alone uses.
"""

import argparse
import json
import os
import platform
import re
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Route, sync_playwright

from tests.browser.chromium import FLAGS, find_chromium

HERE = Path(__file__).resolve().parent
READY = {
    "ours": lambda page: page.locator('[data-testid=atlas][data-ready="1"]'),
    "empty": lambda page: page.locator("[data-testid=floor]"),
    "plain": lambda page: page.frame_locator("iframe").locator(".leaflet-interactive").first,
}


@contextmanager
def served(command: list[str], port: int, path: str) -> Iterator[str]:
    """Start a server and stop it again; gives its address once it answers."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ)
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(240):
            try:
                urllib.request.urlopen(url + path, timeout=1).read()
                break
            except OSError:
                time.sleep(0.25)
        else:
            raise SystemExit(f"{' '.join(command)} did not answer")
        yield url + "/"
    finally:
        process.terminate()
        process.wait()


def streamlit(script: str, port: int) -> list[str]:
    """Give the command that serves a bare script."""
    options = ["--server.headless=true", "--server.address=127.0.0.1", "--browser.gatherUsageStats=false"]
    return [sys.executable, "-m", "streamlit", "run", str(HERE / script), f"--server.port={port}", *options]


def open_page(browser: Browser, url: str, name: str, files: dict[str, str]) -> tuple[float, Page]:
    """Open a page in a fresh context; gives the seconds from navigation until it is ready."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    if name == "plain":
        keep_off_the_network(page, files)
    started = time.perf_counter()
    page.goto(url, wait_until="commit")
    READY[name](page).wait_for(state="attached", timeout=120_000)
    return time.perf_counter() - started, page


def leaflet(folder: Path) -> dict[str, str]:
    """Fetch Leaflet by name from the npm registry: the plain page's own links lead to foreign hosts."""
    subprocess.run(
        ["npm", "pack", "--silent", "leaflet@1.9.4"], cwd=folder, check=True, stdout=subprocess.DEVNULL
    )
    with tarfile.open(next(folder.glob("leaflet-*.tgz"))) as packed:
        names = ("leaflet.js", "leaflet.css")
        return {n: packed.extractfile(f"package/dist/{n}").read().decode() for n in names}  # type: ignore[union-attr]


def keep_off_the_network(page: Page, files: dict[str, str]) -> None:
    """Answer the plain page's foreign links from here: Leaflet as it is, everything else empty."""

    def answer(route: Route) -> None:
        name = route.request.url.rpartition("/")[2]
        kind = "text/css" if name.endswith("css") else "text/javascript"
        route.fulfill(body=files.get(name, ""), content_type=kind)

    page.route(re.compile(r"^https?://(?!127\.0\.0\.1)"), answer)


def payload_watch(page: Page) -> list[int]:
    """Collect the sizes of websocket frames from the server."""
    sizes: list[int] = []
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.webSocketFrameReceived", lambda e: sizes.append(len(e["response"]["payloadData"])))
    return sizes


def move_ours(page: Page) -> float:
    """Step the as-of clock once; gives the milliseconds until the map is redrawn."""
    return float(
        page.evaluate(
            """async () => {
                const root = document.querySelector('[data-testid=atlas]');
                const before = root.dataset.asOf;
                const button = root.querySelector('button[aria-label="True on: one day later"]');
                const started = performance.now();
                button.click();
                while (root.dataset.asOf === before || root.dataset.ready !== '1') {
                    await new Promise(requestAnimationFrame);
                }
                await new Promise(requestAnimationFrame);
                return performance.now() - started;
            }"""
        )
    )


def move_plain(page: Page, step: int) -> float:
    """Move the slider of the plain page by a key; gives the milliseconds until its map has been redrawn."""
    slider = page.get_by_role("slider")
    slider.focus()
    before = slider.get_attribute("aria-valuetext")
    started = time.perf_counter()
    page.keyboard.press("ArrowRight" if step % 2 == 0 else "ArrowLeft")
    while slider.get_attribute("aria-valuetext") == before and time.perf_counter() - started < 5:
        time.sleep(0.005)
    shown = page.locator("iframe").last.content_frame  # a changed map is mounted anew beside the old
    want = f".leaflet-day-{slider.get_attribute('aria-valuetext')}-pane"
    shown.locator(want).first.wait_for(state="attached", timeout=60_000)
    return (time.perf_counter() - started) * 1000


def measure(rounds: int) -> dict[str, Any]:
    """Run everything once and give medians and ratios."""
    ours = [
        sys.executable,
        "-c",
        "from dashboard.cli import main; main()",
        "run",
        "--port=8711",
        "--no-browser",
    ]
    opened: dict[str, list[float]] = {"empty": [], "ours": [], "plain": []}
    moved: dict[str, list[float]] = {"ours": [], "plain": []}
    frames: dict[str, int] = {}
    with ExitStack() as stack, sync_playwright() as playwright:
        urls = {
            "ours": stack.enter_context(served(ours, 8711, "/healthz")),
            "empty": stack.enter_context(served(streamlit("empty_page.py", 8712), 8712, "/_stcore/health")),
            "plain": stack.enter_context(served(streamlit("plain_page.py", 8713), 8713, "/_stcore/health")),
        }
        files = leaflet(Path(stack.enter_context(tempfile.TemporaryDirectory())))
        path = find_chromium(playwright.chromium.executable_path)
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        for name in urls:  # once to warm servers and disk
            open_page(browser, urls[name], name, files)[1].context.close()
        for _ in range(rounds):
            for name in urls:
                seconds, page = open_page(browser, urls[name], name, files)
                opened[name].append(seconds)
                page.context.close()
        for name in ("ours", "plain"):
            _, page = open_page(browser, urls[name], name, files)
            time.sleep(2)
            sizes = payload_watch(page)
            for step in range(rounds):
                moved[name].append(move_ours(page) if name == "ours" else move_plain(page, step))
                time.sleep(1.2)
            frames[name] = sum(sizes) // rounds
            if name == "ours":
                redraw = page.evaluate("document.querySelector('[data-testid=atlas]').atlas.lastRedrawMs")
            page.context.close()
        version = browser.version
        browser.close()
    middle = {f"open_{name}_s": round(statistics.median(values), 3) for name, values in opened.items()}
    middle |= {f"move_{name}_ms": round(statistics.median(values), 1) for name, values in moved.items()}
    return {
        **middle,
        "redraw_itself_ms": round(redraw, 2),
        "websocket_bytes_per_move": frames,
        "ratio_open_to_empty": round(middle["open_ours_s"] / middle["open_empty_s"], 2),
        "ratio_move_to_plain": round(middle["move_ours_ms"] / middle["move_plain_ms"], 4),
        "chromium": version,
        "python": platform.python_version(),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "rounds": rounds,
    }


def main() -> None:
    """Measure and print; exits 1 when a goal is missed."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    asked.add_argument("--rounds", type=int, default=7)
    found = measure(asked.parse_args().rounds)
    print(json.dumps(found, indent=1))
    missed = [
        f"{name} is {found[name]}, the goal is at most {goal}"
        for name, goal in (("ratio_open_to_empty", 1.5), ("ratio_move_to_plain", 0.1))
        if found[name] > goal
    ]
    if missed:
        raise SystemExit("; ".join(missed))


if __name__ == "__main__":
    main()
