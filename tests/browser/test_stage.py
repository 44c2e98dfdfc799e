"""The map's one picture: what a clock move leaves in it is what drawing everything anew would."""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.atlas import open_map
from tests.serving import Running

CITY = "at=36.2,37.16,12&context=1&known_by=all&as_of="
# How many pixels of the picture stand otherwise than when all is drawn anew: in sight, and in the margin.
APART = """async (root, steps) => {
  const { app, map } = root.atlas;
  const { stage } = app;
  const turn = () => new Promise((done) => setTimeout(done));
  const pixels = () => {
    const { width, height } = stage.picture;
    return stage.picture.getContext("2d").getImageData(0, 0, width, height).data;
  };
  const shares = (now, anew, [left, top, wide, high], width) => {
    const apart = { sight: 0, margin: 0 };
    for (let k = 0; k < anew.length; k += 4) {
      if ([0, 1, 2, 3].every((c) => Math.abs(now[k + c] - anew[k + c]) <= 4)) continue;
      const [x, y] = [(k / 4) % width, Math.floor(k / 4 / width)];
      apart[x >= left && x < left + wide && y >= top && y < top + high ? "sight" : "margin"]++;
    }
    return apart;
  };
  for (const step of steps) {
    if (step === "drag begins") map.fire("movestart");
    else app.patch({ as_of: step });
    await turn();
  }
  const now = pixels();
  stage.drawAll();
  await turn();
  if (steps.includes("drag begins")) map.fire("moveend");
  return shares(now, pixels(), stage.inSight(), stage.picture.width);
}"""

UNTIL = """async (root, sign) => {
  const { stage } = root.atlas.app;
  const holds = { roomy: () => stage.roomy, whole: () => !stage.isPart }[sign];
  while (!holds()) await new Promise((done) => setTimeout(done, 50));
}"""


@pytest.fixture
def atlas(page: Page, server: Running) -> Locator:
    atlas = open_map(page, server.url, f"{CITY}2016-09-08")
    atlas.evaluate(UNTIL, "roomy")  # until then there is no margin
    return atlas


def apart(atlas: Locator, *steps: str) -> Any:
    return atlas.evaluate(APART, list(steps))


@pytest.mark.parametrize("day", ["2016-07-10", "2016-08-20", "2016-09-09"])
def test_a_clock_move_shows_what_is_drawn_anew(atlas: Locator, day: str) -> None:
    assert apart(atlas, "2016-08-01", day)["sight"] == 0


def test_there_and_back_again_shows_the_first_picture(atlas: Locator) -> None:
    assert apart(atlas, "2016-08-20", "2016-09-08")["sight"] == 0


def test_a_drag_brings_no_margin_of_another_day_into_sight(atlas: Locator) -> None:
    waiting = apart(atlas, "2016-08-20")
    assert waiting["margin"] > 100
    assert apart(atlas, "2016-09-08", "drag begins") == {"sight": 0, "margin": 0}


def test_the_margin_follows_when_nobody_waits(atlas: Locator, page: Page) -> None:
    atlas.evaluate("(root) => root.atlas.app.patch({ as_of: '2016-08-20' })")
    atlas.evaluate(UNTIL, "whole")
    assert apart(atlas) == {"sight": 0, "margin": 0}


def test_the_browser_blends_one_canvas(atlas: Locator) -> None:
    expect(atlas.locator(".atlas-stage canvas")).to_have_count(1)


# The page fixture fails on any error the browser reports.
def test_a_map_without_room_draws_nothing_and_comes_back_on_the_day_set_meanwhile(atlas: Locator) -> None:
    set_by = """async (root, [display, day]) => {
      root.atlas.map.getContainer().style.display = display;
      root.atlas.map.invalidateSize();
      root.atlas.app.patch({ as_of: day });
      await new Promise((done) => setTimeout(done, 50));
      root.atlas.app.stage.drawAll();
      await new Promise((done) => setTimeout(done, 50));
    }"""
    atlas.evaluate(set_by, ["none", "2016-08-20"])
    atlas.evaluate(set_by, ["", "2016-08-21"])
    atlas.evaluate(UNTIL, "whole")
    assert apart(atlas) == {"sight": 0, "margin": 0}
