"""What the tests of brought layers ask of the map: a layer's own state, and where a feature is."""

from typing import Any

import numpy as np
from playwright.sync_api import Locator, Page

MANY = 100_000
CITY = "at=36.2,37.16,"
CROWD = "root.atlas.app.layers.find((layer) => layer.isCrowd)"
# What is under a point of the map: the colour of the brought layer's own canvas.
PIXEL = """(root, [x, y]) => {
  const { app } = root.atlas;
  const canvas = app.stage.canvases.get("brought-1");
  const ratio = app.stage.frame.ratio;
  return [...canvas.getContext("2d").getImageData(Math.round(x * ratio), Math.round(y * ratio), 1, 1).data];
}"""


def day_number(day: str) -> int:
    return int(np.datetime64(day, "D").astype(int))


def ask(atlas: Locator, expression: str, argument: Any = None) -> Any:
    """Ask the layer itself: an expression over `crowd` and `given`."""
    return atlas.evaluate(f"(root, given) => {{ const crowd = {CROWD}; return {expression}; }}", argument)


def on_screen(atlas: Locator, i: int) -> tuple[float, float]:
    """Give where feature i is, in canvas pixels."""
    x, y = atlas.evaluate(
        f"""(root, i) => {{
          const {{ columns }} = {CROWD};
          const {{ world, ox, oy }} = root.atlas.app.stage.frame;
          const at = (from, v) => from + (v / columns.q) * columns.s;
          return [at(columns.x0, columns.x[i]) * world - ox, at(columns.y0, columns.y[i]) * world - oy];
        }}""",
        i,
    )
    return x, y


def point_at(page: Page, atlas: Locator, i: int) -> tuple[float, float]:
    """Move the pointer to feature i."""
    x, y = on_screen(atlas, i)
    at = atlas.evaluate(
        """(root, point) => {
          const box = root.atlas.app.mapBox.getBoundingClientRect();
          const { x, y } = root.atlas.app.stage.toContainer(point);
          return [box.left + x, box.top + y];
        }""",
        [x, y],
    )
    page.mouse.move(*at)
    return tuple(at)


def within(atlas: Locator, i: int) -> bool:
    x, y = on_screen(atlas, i)
    size = atlas.evaluate("(root) => [root.atlas.app.stage.frame.width, root.atlas.app.stage.frame.height]")
    return bool(size[0] * 0.4 < x < size[0] * 0.75 and size[1] * 0.25 < y < size[1] * 0.75)
