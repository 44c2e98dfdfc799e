"""The page on paper: true to scale, light, every word unfolded, nothing that only a screen can use."""

import math

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.atlas import PATIENCE_MS, open_map
from tests.serving import Running

ASKED = "tab=corridor&context=1"
ASSUMED = "tab=corridor&assume=castello-road:open"
EQUATOR_M = 40_075_016.686


def open_paper(page: Page, url: str, query: str = ASKED) -> Locator:
    """Open a link as it is printed and wait until its picture is there."""
    atlas = open_map(page, url, query)
    expect(atlas.get_by_test_id("atlas-asked")).not_to_be_empty(timeout=PATIENCE_MS)
    page.emulate_media(media="print")
    expect(atlas.locator("img.atlas-paper")).to_have_count(1)
    page.wait_for_timeout(300)  # whatever answers a change of size has answered by then
    return atlas


@pytest.mark.parametrize("at", ["", "&at=36.2000,37.1000,9.5"])
def test_the_scale_bar_measures_the_printed_picture(page: Page, server: Running, at: str) -> None:
    atlas = open_paper(page, server.url, ASKED + at)
    seen = atlas.evaluate(
        """(root) => {
            const { map, stage, controls } = root.atlas.app;
            const drawn = [...stage.canvases.values()].filter((canvas) => canvas.width > 1);
            const whole = document.createElement("canvas");
            Object.assign(whole, { width: drawn[0].width, height: drawn[0].height });
            const ctx = whole.getContext("2d");
            for (const canvas of drawn) ctx.drawImage(canvas, 0, 0);
            const image = root.querySelector("img.atlas-paper");
            return {
                same: image.src === whole.toDataURL(), zoom: stage.frame.zoom, lat: map.getCenter().lat,
                bar: controls.scale.getBoundingClientRect().width, text: controls.scale.textContent,
                image: image.getBoundingClientRect().width, frame: stage.frame.width,
            };
        }"""
    )
    assert seen["same"], "the printed picture is not what the map draws now"
    assert seen["image"] == seen["frame"]
    metre_px = 256 * 2 ** seen["zoom"] / (EQUATOR_M * math.cos(math.radians(seen["lat"])))
    said_m = float(seen["text"].split()[0]) * 1000
    assert seen["bar"] == pytest.approx(said_m * metre_px, rel=0.03)


def test_paper_shows_the_ground_of_the_screen_and_gives_the_view_back(page: Page, server: Running) -> None:
    atlas = open_map(page, server.url, f"{ASKED}&at=36.2000,37.1000,10.5")
    bounds = "(root) => root.atlas.map.getBounds().toBBoxString().split(',').map(Number)"
    before = atlas.evaluate(bounds)
    page.emulate_media(media="print")
    expect(atlas.locator("img.atlas-paper")).to_have_count(1)
    west, south, east, north = atlas.evaluate(bounds)
    assert west <= before[0]
    assert south <= before[1]
    assert east >= before[2]
    assert north >= before[3]
    assert east - west < 2 * (before[2] - before[0])
    page.emulate_media(media="screen")
    expect(atlas.locator(".atlas-paper")).to_have_count(0)
    assert atlas.evaluate(bounds) == pytest.approx(before, abs=1e-3)


@pytest.mark.parametrize("zoom", ["9", "9.75", "11"])
def test_the_badge_of_eastern_aleppo_stands_in_eastern_aleppo(page: Page, server: Running, zoom: str) -> None:
    atlas = open_paper(page, server.url, f"{ASKED}&at=36.2000,37.1500,{zoom}")
    stray = atlas.evaluate(
        """(root) => root.atlas.app.labels
            .filter(({ layer, i, status }) => status && layer.columns.geom[i] === 2)
            .filter(({ layer, i, x, size, lead, texts }) => {
                const { columns } = layer;
                const { world, ox } = root.atlas.app.stage.frame;
                const [west, east] = [0, 2].map((k) =>
                    (columns.x0 + (columns.boxes[i * 4 + k] / columns.q) * columns.s) * world - ox);
                const badge = texts.length ? x - size[0] / 2 + lead / 2 : x;
                return badge < west - 1 || badge > east + 1;
            }).map(({ id }) => id)"""
    )
    assert stray == []


def test_paper_unfolds_every_word_and_folds_it_again(page: Page, server: Running) -> None:
    atlas = open_paper(page, server.url)
    folded = ".ad-panel details:not(.ad-ask, [open])"
    expect(page.locator(folded)).to_have_count(0)
    expect(page.get_by_text("Change the question")).to_be_hidden()
    expect(page.locator(".ad-ask-short")).to_be_visible()
    expect(atlas.locator(".atlas-address")).to_have_text(page.url)
    cut = "(texts) => texts.filter((text) => text.scrollHeight > text.clientHeight + 1).length"
    assert page.locator(":is(.ad-card, .ad-card-text, .ad-row-text)").evaluate_all(cut) == 0
    page.emulate_media(media="screen")
    expect(atlas.locator(".atlas-address")).to_have_count(0)
    assert page.locator(folded).count() > 0


def test_on_paper_the_verdict_comes_before_the_map(page: Page, server: Running) -> None:
    atlas = open_paper(page, server.url)
    parts = (page.locator(".ad-panel > .ad-reading-box"), atlas.locator("img.atlas-paper"))
    tops = [part.evaluate("(element) => element.getBoundingClientRect().top") for part in parts]
    ends = [part.evaluate("(element) => element.getBoundingClientRect().bottom") for part in parts]
    assert ends[0] <= tops[1]
    way = page.locator(".ad-way").first.evaluate("(element) => element.getBoundingClientRect().top")
    assert ends[1] < way


def test_paper_is_light_and_keeps_the_disclaimer_the_assumption_and_the_legend(
    page: Page, server: Running
) -> None:
    page.emulate_media(color_scheme="dark")
    atlas = open_map(page, server.url, ASSUMED)
    expect(atlas.get_by_test_id("atlas-asked")).not_to_be_empty(timeout=PATIENCE_MS)
    expect(atlas).to_have_attribute("data-theme", "dark")
    page.emulate_media(color_scheme="dark", media="print")
    expect(atlas).to_have_attribute("data-theme", "light")
    for hidden in (".atlas-toolbar", ".atlas-time", ".ad-tabs", "[data-print]"):
        expect(page.locator(hidden).first).to_be_hidden()
    expect(atlas.locator(".atlas-disclaimer")).to_be_visible()
    expect(page.locator(".ad-panel .ad-disclaimer").first).to_be_visible()
    expect(page.locator(".ad-panel .ad-assumption").first).to_be_visible()
    expect(atlas.get_by_test_id("atlas-legend-asked")).to_be_visible()
    page.emulate_media(color_scheme="dark", media="screen")
    expect(atlas).to_have_attribute("data-theme", "dark")
    expect(atlas.locator(".atlas-paper")).to_have_count(0)


def test_a_typeface_that_comes_late_is_kept_for_paper_too(page: Page, server: Running) -> None:
    open_map(page, server.url)
    kept_and_used = """() => {
        const isOurs = (face) => /Inter|Noto Sans Arabic/.test(face.family) && face.status === "loaded";
        const ours = [...document.fonts].filter(isOurs);
        const ranges = (faces) => new Set(faces.map((face) => face.unicodeRange)).size;
        // What a style sheet brought cannot be taken out of the set; what the page holds can.
        const held = ours.filter((face) => document.fonts.delete(face));
        held.forEach((face) => document.fonts.add(face));
        return [ranges(held), ranges(ours)];
    }"""
    page.evaluate("document.fonts.load('16px \"Inter Variable\"', 'Öncüpınar, Reyhanlı')")
    for _ in range(50):
        kept, used = page.evaluate(kept_and_used)
        if kept == used:
            break
        page.wait_for_timeout(100)
    assert kept == used == 3
