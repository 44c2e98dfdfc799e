"""Brought layers of many features in a real browser: counted, filtered, drawn and met as they are."""

from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from benchmarks import made
from tests.browser.atlas import open_map, separate_clocks, set_day
from tests.browser.crowds import CITY, CROWD, MANY, ask, day_number, on_screen, point_at, within
from tests.browser.fed import CATEGORIES, Fed, fed_points, fed_shapes
from tests.serving import Running


@pytest.fixture(scope="module")
def many() -> Fed:
    return fed_points(MANY)


@pytest.fixture(scope="module")
def few() -> Fed:
    return fed_points(400)


def filter_by(atlas: Locator, **filters: Any) -> Any:
    """Set the filter as the controls do; give the counts once it holds."""
    return atlas.evaluate(
        f"""async (root, given) => {{
          const crowd = {CROWD};
          for (const key of ["hiddenCategories", "hiddenSources"]) {{
            if (key in given) given[key] = new Set(given[key]);
          }}
          if (crowd.setFilter(given)) root.atlas.app.crowdChanged(crowd);
          await crowd.loading;
          return crowd.counts();
        }}""",
        filters,
    )


@pytest.mark.parametrize(
    ("as_of", "known_by", "when"),
    [
        ("2016-09-08", "all", "upto"),
        ("2016-07-10", "2016-07-20", "upto"),
        ("2016-08-19", "2016-08-20", "on"),
        ("2016-07-20", "2016-07-10", "all"),
    ],
)
def test_what_is_drawn_and_left_out_is_what_numpy_counts(
    page: Page, server: Running, many: Fed, as_of: str, known_by: str, when: str
) -> None:
    many.route(page)
    atlas = open_map(page, server.url, f"as_of={as_of}&known_by={known_by}")
    hidden = {1, 3, 254}
    counts = filter_by(atlas, when=when, hiddenCategories=list(hidden), hiddenSources=[2, 255])
    values, day = many.values, day_number(as_of)
    known = np.full(MANY, True)
    if known_by != "all":
        known = (values.known != made.NO_DAY) & (values.known <= day_number(known_by))
    dated = values.date != made.NO_DAY
    if when == "all":
        dated = timely = np.full(MANY, True)
    else:
        timely = (values.date == day) if when == "on" else (values.date <= day)
    wanted = ~np.isin(values.category, list(hidden)) & ~np.isin(values.source, [2, 255])
    assert (counts["total"], counts["of"], counts["sampled"]) == (MANY, MANY, False)
    assert counts["byKnown"] == (~known).sum()
    assert counts["undated"] == (known & ~dated).sum()
    assert counts["byDay"] == (known & dated & ~timely).sum()
    assert counts["byCategory"] == (known & dated & timely & ~wanted).sum()
    assert counts["drawn"] == (known & dated & timely & wanted).sum()
    assert counts["unsourced"] == 0
    drawn = {entry["code"]: entry["drawn"] for entry in ask(atlas, "crowd.categories()")}
    kept = known & dated & timely & wanted
    assert [drawn[code] for code in range(6)] == [
        int((kept & (values.category == c)).sum()) for c in range(6)
    ]


def test_a_clock_and_a_filter_cost_no_byte_of_the_websocket_and_no_request(
    page: Page, server: Running, many: Fed
) -> None:
    sent: list[Any] = []
    page.on("websocket", lambda ws: ws.on("framesent", lambda frame: sent.append(frame)))
    many.route(page)
    atlas = open_map(page, server.url)
    page.wait_for_timeout(1500)
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    sent.clear()
    before = filter_by(atlas, when="upto")
    after = filter_by(atlas, hiddenCategories=[0])
    assert after["drawn"] < before["drawn"]
    ask(atlas, "crowd.setClocks({ asOf: 16800, knownBy: 16900 }) && root.atlas.app.crowdChanged(crowd)")
    page.wait_for_timeout(400)
    assert (sent, requests) == ([], [])


def test_the_clock_of_the_page_moves_the_brought_layer(page: Page, server: Running, many: Fed) -> None:
    many.route(page)
    atlas = open_map(page, server.url)
    separate_clocks(atlas)
    set_day(atlas, "True on", "2016-08-01")
    expect(atlas).to_have_attribute("data-as-of", "2016-08-01")
    values, as_of, known_by = many.values, day_number("2016-08-01"), day_number("2016-09-08")
    drawn = (values.known <= known_by) & (values.date <= as_of)
    assert ask(atlas, "crowd.counts().drawn") == drawn.sum()


def test_a_layer_without_known_days_is_drawn_only_while_all_that_is_known_counts(
    page: Page, server: Running
) -> None:
    fed_points(500, known=None).route(page)
    atlas = open_map(page, server.url, "known_by=2016-09-08")
    assert ask(atlas, "crowd.counts()")["byKnown"] == 500
    separate_clocks(atlas)
    page.get_by_role("button", name="All we know", exact=True).click()
    expect(atlas).to_have_attribute("data-known-by", "all")
    assert ask(atlas, "crowd.counts()")["drawn"] > 400


def test_a_series_shows_the_newest_survey_not_after_the_day(page: Page, server: Running) -> None:
    fed = fed_points(1000)
    late_values = made.values(1000, 8)
    for name, column in (("date2", late_values.date), ("category2", late_values.category)):
        fed.add(name, column)
    brought = fed.entry["brought"]
    brought["dates"].append({"field": "day2", "url": fed.url("date2")})
    mixed = [*reversed(CATEGORIES)]
    brought["categories"].append(
        {"field": "kind2", "url": fed.url("category2"), "values": mixed, "counts": [1] * 6}
    )
    brought |= {"series": [[0, 0], [1, 1]], "known": {"day": 0}, "chosen": {"date": None, "category": None}}
    fed.route(page)
    atlas = open_map(page, server.url, "as_of=2016-07-10&known_by=all")
    day = day_number("2016-07-10")
    dates = np.stack([fed.values.date, late_values.date[fed.order]]).astype(int)
    codes = np.stack([fed.values.category, 5 - late_values.category[fed.order]]).astype(int)
    dates[(dates == made.NO_DAY) | (dates > day)] = -1
    newest = np.where(dates[1] >= dates[0], 1, 0)
    code = np.where(newest == 1, codes[1], codes[0])[dates.max(axis=0) >= 0]
    drawn = {entry.get("value"): entry["drawn"] for entry in ask(atlas, "crowd.categories()")}
    assert [drawn[name] for name in CATEGORIES] == np.bincount(code, minlength=6).tolist()


def test_the_pointer_meets_the_nearest_drawn_feature_and_a_click_selects_it(
    page: Page, server: Running, few: Fed
) -> None:
    few.route(page)
    atlas = open_map(page, server.url, CITY + "14&layers=brought-1")
    marks = ask(atlas, "[...crowd.marks]")
    inside = [i for i in range(400) if marks[i] and within(atlas, i)]
    chosen = lonely(atlas, inside)
    at = point_at(page, atlas, chosen)
    tip = page.get_by_test_id("atlas-tooltip")
    expect(tip).to_contain_text(CATEGORIES[few.values.category[chosen]])
    expect(tip).to_contain_text("made.gpkg")
    page.mouse.click(*at)
    page.wait_for_function("location.search.includes('sel=brought-1-r')")
    assert f"sel=brought-1-r{chosen}" in page.url
    # What the filter hides is not there for the pointer either.
    filter_by(atlas, hiddenCategories=[int(few.values.category[chosen])])
    page.mouse.move(at[0] + 40, at[1] + 40)
    page.mouse.move(*at)
    expect(tip).to_be_hidden()


def lonely(atlas: Locator, indices: list[int]) -> int:
    """Choose the feature that is farthest from any other."""
    places = np.array([on_screen(atlas, i) for i in indices])
    far = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1)) + np.eye(len(indices)) * 1e6
    return indices[int(far.min(axis=1).argmax())]


def test_an_unsourced_feature_is_grey_whatever_its_category_and_says_so(page: Page, server: Running) -> None:
    fed = fed_points(5000, source={"how": "none", "name": None}, sources=None)
    fed.route(page)
    atlas = open_map(page, server.url, CITY + "12&layers=brought-1&known_by=all")
    assert ask(atlas, "crowd.mode") == "squares"
    colours = atlas.evaluate(
        """(root) => {
          const canvas = root.atlas.app.stage.canvases.get("brought-1");
          const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
          const found = new Set();
          for (let at = 0; at < pixels.length; at += 4) {
            if (pixels[at + 3]) found.add([...pixels.slice(at, at + 3)].join());
          }
          return [...found];
        }"""
    )
    assert len(colours) == 1
    assert len(set(colours[0].split(","))) == 1, "grey has equal parts of red, green and blue"
    expect(page.get_by_test_id("atlas-legend-brought")).to_contain_text("Unsourced")
    expect(page.get_by_test_id("atlas-twin-brought")).to_contain_text("unsourced")


def test_a_sample_says_in_every_count_that_it_is_one(page: Page, server: Running) -> None:
    fed = fed_points(20_000, most=5000)
    fed.route(page)
    atlas = open_map(page, server.url, CITY + "9&layers=brought-1&known_by=all")
    counts = ask(atlas, "crowd.counts()")
    assert (counts["total"], counts["of"], counts["sampled"]) == (5000, 20_000, True)
    expect(page.get_by_test_id("atlas-legend-brought")).to_contain_text(
        "of a random sample of 5,000 from 20,000"
    )
    point_at(page, atlas, int(np.flatnonzero(ask(atlas, "[...crowd.marks]"))[0]))
    atlas.evaluate("(root) => root.atlas.map.setView([36.2, 37.16], 9, { animate: false })")
    box = atlas.locator(".atlas-map").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.move(box["x"] + box["width"] / 2 + 2, box["y"] + box["height"] / 2)
    expect(page.get_by_test_id("atlas-tooltip")).to_contain_text("of a sample")


@pytest.mark.parametrize(
    ("kind", "zoom", "mode"),
    [("line", 14, "paths"), ("line", 9, "pixels"), ("polygon", 14, "paths"), ("polygon", 9, "pixels")],
)
def test_lines_and_polygons_are_drawn_and_met(
    page: Page, server: Running, kind: str, zoom: int, mode: str
) -> None:
    fed = (
        fed_shapes("line", made.lines(100_000))
        if kind == "line"
        else fed_shapes("polygon", made.polygons(5000))
    )
    fed.route(page)
    atlas = open_map(page, server.url, f"{CITY}{zoom}&layers=brought-1&known_by=all")
    assert ask(atlas, "crowd.mode") == mode
    assert atlas.evaluate(
        """(root) => {
          const canvas = root.atlas.app.stage.canvases.get("brought-1");
          return canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.some((v) => v);
        }"""
    )
    found = atlas.evaluate(
        f"""(root) => {{
          const crowd = {CROWD};
          const {{ app }} = root.atlas;
          const {{ width, height }} = app.stage.frame;
          const {{ columns }} = crowd;
          for (let i = 0; i < crowd.n; i++) {{
            if (!crowd.marks[i]) continue;
            for (const [x, y] of crowd.spotsOn(i, app.stage.frame)) {{
              if (x < width * 0.3 || y < height * 0.3 || x > width * 0.7 || y > height * 0.7) continue;
              const met = crowd.hit(app.stage.frame, x, y, {{ point: 13, line: 7 }});
              return [i, met && met.far <= 1 || met?.i === i];
            }}
          }}
        }}"""
    )
    assert found
    assert found[1]


def test_a_drag_farther_than_the_margin_finds_the_map_drawn(page: Page, server: Running, many: Fed) -> None:
    many.route(page)
    atlas = open_map(page, server.url, CITY + "11&layers=brought-1&known_by=all")
    page.wait_for_timeout(1000)
    box = atlas.locator(".atlas-map").bounding_box()
    assert box
    page.mouse.move(box["x"] + 700, box["y"] + 200)
    page.mouse.down()
    page.mouse.move(box["x"] + 300, box["y"] + 200, steps=12)
    covered = atlas.evaluate(
        """(root) => {
          const { stage, map } = root.atlas.app;
          const { x } = stage.fromContainer([0, 0]);
          return [x >= 0, x + map.getSize().x <= stage.frame.width];
        }"""
    )
    page.mouse.up()
    assert covered == [True, True]
