"""Density cells, where points would cover each other: every point counted once, every number readable."""

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from benchmarks import made
from tests.browser.atlas import open_map
from tests.browser.crowds import CITY, CROWD, MANY, PIXEL, ask, day_number, on_screen, point_at, within
from tests.browser.fed import Fed, fed_points
from tests.serving import Running

# How much a cell's picture resembles each of several numbers: each is written by the browser, in the page's
# own typeface, and laid over what the layer's canvas shows there, up to a pixel aside.
RESEMBLES = """(root, [box, numbers]) => {
  const { app } = root.atlas;
  const canvas = app.stage.canvases.get("brought-1");
  const [size, up] = [24, 12];
  const inkOf = (ctx, x, y) => {
    const { data } = ctx.getImageData(x, y, size, up);
    const far = (at) => Math.hypot(...[0, 1, 2, 3].map((k) => data[at + k] - data[k]));
    return Array.from({ length: size * up }, (_, k) => far(4 * k));
  };
  const alike = (one, other) => {
    const dot = (a, b) => a.reduce((sum, value, k) => sum + value * b[k], 0);
    return dot(one, other) / Math.sqrt(dot(one, one) * dot(other, other) || 1);
  };
  const [left, top] = [Math.round(box[0] + 3), Math.round(box[1] + 9)];
  const shown = inkOf(canvas.getContext("2d"), left, top);
  const pen = new OffscreenCanvas(64, 64).getContext("2d", { willReadFrequently: true });
  const font = `600 10px ${app.theme.font}`;
  Object.assign(pen, { font, textBaseline: "middle" });
  const score = (number) => {
    const wide = [...number].map((digit) => Math.round(pen.measureText(digit).width));
    const half = Math.round(wide.reduce((sum, width) => sum + width) / 2);
    let best = 0;
    for (let dx = -1; dx <= 1; dx++) {
      for (let dy = -1; dy <= 1; dy++) {
        pen.fillStyle = "#fff";
        pen.fillRect(0, 0, 64, 64);
        pen.fillStyle = "#000";
        let x = 28 - half + dx;
        [...number].forEach((digit, k) => {
          pen.fillText(digit, x, 22 + dy);
          x += wide[k];
        });
        best = Math.max(best, alike(shown, inkOf(pen, 16, 16)));
      }
    }
    return best;
  };
  return numbers.map(score);
}"""


@pytest.fixture(scope="module")
def many() -> Fed:
    return fed_points(MANY)


def test_where_points_would_cover_each_other_each_cell_says_how_many_they_are(
    page: Page, server: Running, many: Fed
) -> None:
    many.route(page)
    atlas = open_map(page, server.url, CITY + "10&layers=brought-1&known_by=all")
    assert ask(atlas, "crowd.mode") == "cells"
    spot = max((j for j in range(0, MANY, 5003)), key=lambda j: float(within(atlas, j)))
    x, y = on_screen(atlas, spot)
    cell = atlas.evaluate(
        f"""async (root, [x, y]) => {{
          const crowd = {CROWD};
          const found = crowd.cellAt(root.atlas.app.stage.frame, x, y);
          return {{ ...found, byCategory: [...found.byCategory] }};
        }}""",
        [x, y],
    )
    left, upper, right, lower = cell["box"]
    columns = ask(atlas, "[[...crowd.columns.x], [...crowd.columns.y]]")
    px, py = np.array(columns[0]), np.array(columns[1])
    here = (px >= left) & (px < right) & (py >= upper) & (py < lower)
    drawn = here & (many.values.date <= day_number("2016-09-08")) & (many.values.date != made.NO_DAY)
    assert cell["count"] == drawn.sum() > 0
    assert cell["unsourced"] == (drawn & (many.values.source == made.NO_CODE)).sum()
    wanted = np.bincount(many.values.category[drawn], minlength=6)
    assert dict(cell["byCategory"]) == {c: int(n) for c, n in enumerate(wanted) if n}
    assert (cell["firstDay"], cell["lastDay"]) == (
        many.values.date[drawn].min(),
        many.values.date[drawn].max(),
    )
    assert atlas.evaluate(PIXEL, [x, y])[3] > 0
    point_at(page, atlas, spot)
    expect(page.get_by_test_id("atlas-tooltip")).to_contain_text(f"{cell['count']:,} feature")
    expect(page.get_by_test_id("atlas-legend-brought")).to_contain_text("features per cell")


def test_a_cell_carries_its_own_number_and_no_other(page: Page, server: Running, many: Fed) -> None:
    many.route(page)
    atlas = open_map(page, server.url, CITY + "10&layers=brought-1&known_by=all")
    atlas.evaluate(
        """async (root) => {
          while (!root.atlas.app.stage.roomy) await new Promise(requestAnimationFrame);
          await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
        }"""
    )
    cells = atlas.evaluate(
        f"""(root) => {{
          const crowd = {CROWD};
          const {{ frame }} = root.atlas.app.stage;
          const found = new Map();
          for (let y = 40; y < frame.height - 40; y += 32) {{
            for (let x = 40; x < frame.width - 40; x += 32) {{
              const cell = crowd.cellAt(frame, x, y);
              if (!cell || cell.count < 2) continue;
              const {{ x0, y0, s, q }} = crowd.columns;
              const left = (x0 + (cell.box[0] / q) * s) * frame.world - frame.ox;
              const upper = (y0 + (cell.box[1] / q) * s) * frame.world - frame.oy;
              found.set(cell.key, [left, upper, cell.count]);
            }}
          }}
          return [...found.values()];
        }}"""
    )
    seen = [cell for cell in cells if 10 <= cell[2] <= 999][:12]
    assert len(seen) == 12
    for x, y, count in seen:
        text = str(count)
        others = {text[:k] + digit + text[k + 1 :] for k in range(len(text)) for digit in "0123456789"}
        numbers = [text, *sorted(others - {text})]
        scores = atlas.evaluate(RESEMBLES, [[x, y], numbers])
        assert scores[0] >= 0.95, (count, scores[0])
        assert numbers[int(np.argmax(scores))] == text


def test_all_cells_together_count_every_drawn_point_once(page: Page, server: Running, many: Fed) -> None:
    many.route(page)
    atlas = open_map(page, server.url, "at=36.35,36.9,8&layers=brought-1&known_by=all")
    page.wait_for_timeout(800)
    assert ask(atlas, "crowd.inFrame") == ask(atlas, "crowd.counts().drawn")
