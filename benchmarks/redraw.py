"""Measure how made layers are drawn: a clock move, a filter, panning, memory; in headless Chromium.

    python -m benchmarks.redraw [points-1e5 points-1e6 …]

The page is the real one; the layer is fed to it by the browser's driver, so that only drawing is measured.
A run says how loaded the machine was: compare figures within one run.
"""

import argparse
import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, sync_playwright

from benchmarks import made
from dashboard.maps.brought.points import MOST_POINTS
from tests.browser.atlas import open_map
from tests.browser.chromium import FLAGS, find_chromium
from tests.browser.fed import Fed, fed_points, fed_shapes
from tests.serving import running

LAYERS: dict[str, Callable[[], Fed | None]] = {
    "none": lambda: None,
    "points-14058": lambda: fed_points(made.DAMAGE_POINTS),
    "points-1e4": lambda: fed_points(10**4),
    "points-1e5": lambda: fed_points(10**5),
    "points-1e6": lambda: fed_points(10**6),
    "points-1e7": lambda: fed_points(10**7, most=MOST_POINTS),
    "lines-1e6-vertices": lambda: fed_shapes("line", made.lines(10**6)),
    "polygons-1e5": lambda: fed_shapes("polygon", made.polygons(10**5)),
}
ZOOMS = (9, 13)
MOVES = """async (root) => {
  const { app } = root.atlas;
  const crowd = app.layers.find((layer) => layer.isCrowd);
  const median = (times) => times.sort((a, b) => a - b)[times.length >> 1];
  const paint = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const time = async (rounds, move) => {
    const [work, shown] = [[], []];
    for (let k = 0; k < rounds; k++) {
      const start = performance.now();
      move(k);
      work.push(performance.now() - start);
      await paint();
      shown.push(performance.now() - start);
    }
    return { work: median(work), shown: median(shown), first: work[0] };
  };
  const day = (k) => new Date(Date.UTC(2016, 7, 30 - k)).toISOString().slice(0, 10);
  const clock = await time(15, (k) => app.patch({ as_of: day(k) }));
  if (!crowd) return { clock, mode: "none" };
  const hide = (codes) => crowd.setFilter({ hiddenCategories: new Set(codes) }) && app.crowdChanged(crowd);
  const filter = await time(15, (k) => hide([k % 6]));
  hide([]);
  const redraw = await time(15, () => app.stage.draw([crowd.id]));
  const whole = await time(7, () => app.stage.drawAll());
  return { clock, filter, redraw, whole, mode: crowd.mode, drawn: crowd.counts().drawn };
}"""
CLOCK = """async (root, rounds) => {
  for (let k = 0; k < rounds; k++) {
    root.atlas.app.patch({ as_of: new Date(Date.UTC(2016, 7, 30 - k)).toISOString().slice(0, 10) });
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  }
}"""
# A drag as Leaflet sees it: one mouse move per frame, there and back, farther than the margin that is drawn.
PAN = """async (root) => {
  const { app } = root.atlas;
  const box = app.mapBox.getBoundingClientRect();
  const [x0, y0] = [box.left + box.width * 0.75, box.top + box.height * 0.4];
  const pressed = { bubbles: true, cancelable: true, composed: true, button: 0, buttons: 1 };
  const send = (type, clientX, clientY) => {
    const target = type === "mousedown" ? app.map.getPane("mapPane") : document;
    target.dispatchEvent(new MouseEvent(type, { clientX, clientY, ...pressed }));
  };
  const frame = () => new Promise(requestAnimationFrame);
  app.map.options.inertia = false;
  await frame();
  send("mousedown", x0, y0);
  const times = [];
  let last = await frame();
  for (let k = 0; k < 150; k++) {
    const far = 600 * Math.abs(((k / 75) % 2) - 1) - 600;
    send("mousemove", x0 + far, y0 + far / 6);
    const now = await frame();
    times.push(now - last);
    last = now;
  }
  send("mouseup", x0, y0);
  const sum = times.reduce((a, b) => a + b, 0);
  times.sort((a, b) => a - b);
  const fps = (1000 * times.length) / sum;
  return { fps, worst: times.at(-1), p95: times[Math.floor(times.length * 0.95)] };
}"""


def memory_mb(page: Page) -> float:
    """Give the JavaScript heap and the buffers behind it, after collecting garbage."""
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    used = session.send("Runtime.getHeapUsage")
    session.detach()
    return (used["usedSize"] + used.get("backingStorageSize", 0) + used.get("embedderHeapUsedSize", 0)) / 1e6


def cpu_ms(page: Page, atlas: Locator) -> float:
    """Give the processor time of the page's thread for a clock move, which other programs lengthen little."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def spent() -> float:
        metrics = session.send("Performance.getMetrics")["metrics"]
        return 1000 * next(float(m["value"]) for m in metrics if m["name"] == "TaskDuration")

    atlas.evaluate(CLOCK, 30)
    before = spent()
    atlas.evaluate(CLOCK, 30)
    after = spent()
    session.detach()
    return (after - before) / 30


def measure(browser: Browser, url: str, fed: Fed | None) -> list[dict[str, Any]]:
    """Open the page with a layer at each zoom and measure moving clock, filter and map."""
    found = []
    for zoom in ZOOMS:
        context = browser.new_context(viewport={"width": 1366, "height": 860})
        page = context.new_page()
        if fed:
            fed.route(page)
        atlas = open_map(page, url, f"at=36.2,37.16,{zoom}")
        page.wait_for_timeout(1500)
        moves = {"cpu_ms": cpu_ms(page, atlas), **atlas.evaluate(MOVES)}
        pan = pan_fps(atlas)
        found.append({"zoom": zoom, **moves, "pan": pan, "memory_mb": memory_mb(page)})
        context.close()
    return found


def pan_fps(atlas: Locator) -> dict[str, float]:
    """Drag the map and give the frames per second."""
    return dict(atlas.evaluate(PAN))


def row(name: str, one: dict[str, Any]) -> str:
    """Write a measurement as a line of a table."""
    times = [
        f"{one[key]['work']:.1f}" if key in one else "–" for key in ("clock", "filter", "redraw", "whole")
    ]
    pan = one["pan"]
    return (
        f"| {name} | {one['zoom']} | {one['mode']} | {one['cpu_ms']:.1f} | {' | '.join(times)} "
        f"| {pan['fps']:.0f} | {pan['worst']:.0f} | {one['memory_mb']:.0f} |"
    )


def main() -> None:
    """Measure the layers that are named, or all."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("layers", nargs="*", metavar="layer", help=", ".join(LAYERS))
    parser.add_argument("--json", type=Path, help="write all figures to this file")
    given = parser.parse_args()
    everything = {}
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores; milliseconds of script, medians")
    columns = (
        "layer",
        "zoom",
        "drawn as",
        "clock, CPU",
        "clock",
        "filter",
        "layer anew",
        "map anew",
        "pan fps",
        "worst frame",
        "MB",
    )
    print(f"| {' | '.join(columns)} |\n{'|---' * len(columns)}|")
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder) / "served") as server,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path=find_chromium(playwright.chromium.executable_path), args=list(FLAGS)
        )
        for name in given.layers or LAYERS:
            everything[name] = measure(browser, server.url, LAYERS[name]())
            for one in everything[name]:
                print(row(name, one), flush=True)
    if given.json:
        given.json.write_text(json.dumps(everything, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
