"""Names of brought features: written from near, never over what is shipped, and listed for the keyboard."""

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.atlas import PATIENCE_MS, open_map
from tests.serving import Running, running

HOSTILE = "</script><img src=x onerror=alert(1)>\u202e"
NEAR = "at=36.2,37.16,14&known_by=all&as_of=2016-09-08"
CLINICS = "root.atlas.app.labels.filter(({ layer }) => layer.isCrowd).map(({ texts }) => texts.join())"


def point(name: str, lon: float, lat: float, day: str = "2016-08-01") -> dict[str, object]:
    properties = {"name": name, "event_date": day, "type": "clinic"}
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "Point", "coordinates": [lon, lat]},
    }


@pytest.fixture(scope="module")
def clinics(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Serve the map with clinics: four in the city, one later, many in one spot far away."""
    folder = tmp_path_factory.mktemp("names")
    many = [point(f"far {n}", 38 + n / 1e5, 36.9) for n in range(400)]
    named = [
        point("Clinic Alpha", 37.17, 36.207),
        point("عيادة بيتا", 37.182, 36.192),
        point(HOSTILE, 37.176, 36.2),
        point("Clinic Later", 37.165, 36.2, "2016-09-20"),
        point("", 37.15, 36.21),
    ]
    file = folder / "clinics.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [*named, *many]}), encoding="utf-8")
    with running(folder / "served", ["--layer", str(file)]) as served:
        yield served


def opened(page: Page, clinics: Running, at: str = NEAR) -> Locator:
    atlas = open_map(page, clinics.url, at)
    expect(atlas.get_by_test_id("atlas-twin").get_by_role("button").first).to_be_attached()
    return atlas


def test_names_stand_beside_their_features_and_not_those_of_another_day(page: Page, clinics: Running) -> None:
    atlas = opened(page, clinics)
    expect(atlas.get_by_role("button", name=re.compile("Clinic Alpha"))).to_be_attached(timeout=PATIENCE_MS)
    shown = atlas.evaluate(f"(root) => {CLINICS}")
    assert {"Clinic Alpha", "عيادة بيتا"} <= set(shown)
    assert not any("Later" in text or "far" in text for text in shown)


def test_the_keyboard_reaches_each_feature_by_name(page: Page, clinics: Running) -> None:
    atlas = opened(page, clinics)
    beta = atlas.get_by_role("button", name=re.compile("عيادة بيتا"))
    expect(beta).to_have_text(
        "عيادة بيتا, clinic, Mon, 1 Aug 2016, Unsourced: nobody is named for it, clinics.geojson"
    )
    beta.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".ad-panel")).to_contain_text("عيادة بيتا", timeout=PATIENCE_MS)
    assert "sel=brought-1-r" in page.url


def test_a_hostile_name_stays_text(page: Page, clinics: Running) -> None:
    atlas = opened(page, clinics)
    button = atlas.get_by_role("button", name=re.compile("onerror"))
    expect(button).to_contain_text("</script><img src=x onerror=alert(1)>", timeout=PATIENCE_MS)
    assert "\u202e" not in (button.text_content() or "")
    expect(atlas.locator("img[src=x]")).to_have_count(0)


def test_a_click_on_a_name_chooses_its_feature(page: Page, clinics: Running) -> None:
    atlas = opened(page, clinics)
    expect(atlas.get_by_role("button", name=re.compile("Clinic Alpha"))).to_be_attached(timeout=PATIENCE_MS)
    spot = atlas.evaluate(
        """(root) => {
          const { app } = root.atlas;
          const label = app.labels.find(({ texts }) => texts[0] === "Clinic Alpha");
          const at = app.stage.toContainer([label.x + label.size[0] / 2 - 4, label.y]);
          const box = app.mapBox.getBoundingClientRect();
          return [box.left + at.x, box.top + at.y];
        }"""
    )
    page.mouse.click(*spot)
    expect(page.locator(".ad-panel")).to_contain_text("Clinic Alpha", timeout=PATIENCE_MS)


def test_too_many_in_sight_are_not_listed_and_ask_for_no_names(page: Page, clinics: Running) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.headers.get("range", "")))
    atlas = opened(page, clinics, "at=36.9,38.002,14&known_by=all&as_of=2016-09-08")
    page.wait_for_timeout(500)
    assert not any(asked)
    expect(atlas.get_by_role("button", name=re.compile("far 1"))).to_have_count(0)


def test_names_that_cannot_be_fetched_are_told_once(
    page: Page, clinics: Running, console_errors: list[str]
) -> None:
    asked: list[str] = []

    def refuse(route: Route) -> None:
        if "range" not in route.request.headers:
            return route.fallback()
        asked.append(route.request.url)
        return route.fulfill(status=500)

    page.route("**/atlas/*.cols", refuse)
    atlas = opened(page, clinics)
    expect(atlas.get_by_test_id("atlas-notice")).to_contain_text("clinics.geojson", timeout=PATIENCE_MS)
    expect(atlas.get_by_role("button", name=re.compile("clinic, Mon, 1 Aug"))).not_to_have_count(0)
    page.wait_for_timeout(500)
    assert len(asked) == 1
    console_errors.clear()
