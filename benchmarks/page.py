"""Measure opening the page and moving a clock, against an empty page and against plain st_folium.

    python -m benchmarks.page [--rounds 7] [--record]

Everything is measured in one run, alternating, in the same browser on the same machine: read the
ratios. Needs the test dependencies and `streamlit-folium`, which the benchmark alone uses.
"""

import argparse
import json
import statistics
import time
from collections.abc import Mapping
from contextlib import ExitStack
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks import history
from benchmarks.measuring import weighed
from benchmarks.serving import aleppo, keep_off_the_network, leaflet, served, streamlit
from tests.browser.chromium import FLAGS, find_chromium

READY = {
    "ours": lambda page: page.locator('[data-testid=atlas][data-ready="1"]'),
    "empty": lambda page: page.locator("[data-testid=floor]"),
    "plain": lambda page: page.frame_locator("iframe").locator(".leaflet-interactive").first,
}


def open_page(browser: Browser, url: str, name: str, files: Mapping[str, bytes]) -> tuple[float, Page]:
    """Open a page in a fresh context; gives the seconds from navigation until it is ready."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    if name == "plain":
        keep_off_the_network(page, files)
    started = time.perf_counter()
    page.goto(url, wait_until="commit")
    READY[name](page).wait_for(state="attached", timeout=120_000)
    return time.perf_counter() - started, page


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
    opened: dict[str, list[float]] = {"empty": [], "ours": [], "plain": []}
    moved: dict[str, list[float]] = {"ours": [], "plain": []}
    frames: dict[str, int] = {}
    with ExitStack() as stack, sync_playwright() as playwright:
        commands = {
            "ours": (aleppo(8711), 8711, "/healthz"),
            "empty": (streamlit("empty_page.py", 8712), 8712, "/_stcore/health"),
            "plain": (streamlit("plain_page.py", 8713), 8713, "/_stcore/health"),
        }
        for command, port, answers in commands.values():
            stack.enter_context(served(command, port, answers))
        urls = {name: f"http://127.0.0.1:{port}/" for name, (_, port, _) in commands.items()}
        files = leaflet()
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
            with weighed(page) as came:
                for step in range(rounds):
                    moved[name].append(move_ours(page) if name == "ours" else move_plain(page, step))
                    page.wait_for_timeout(1200)
            frames[name] = came.websocket // rounds
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
        "rounds": rounds,
    }


def main() -> None:
    """Measure and print; exits 1 when a goal is missed."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    asked.add_argument("--rounds", type=int, default=7)
    history.offer(asked)
    given = asked.parse_args()
    run = history.Run(benchmark="page")
    found = measure(given.rounds)
    print(json.dumps(found, indent=1))
    goals = {"ratio_open_to_empty": 1.5, "ratio_move_to_plain": 0.1}
    missed = [
        f"{name} is {found[name]}, the goal is at most {goal}"
        for name, goal in goals.items()
        if found[name] > goal
    ]
    if given.record:
        versions = {"chromium": found["chromium"]}
        line = run.line({n: found[n] for n in goals}, missed=missed, figures=found, versions=versions)
        history.record(line)
    if missed:
        raise SystemExit("; ".join(missed))


if __name__ == "__main__":
    main()
