"""The whole way of a reader's question: ask, read what blocks, land on its paragraph, assume, share."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.atlas import PATIENCE_MS, open_map
from tests.serving import Running

SAID = "Access to the Castello road is not settled"


def open_corridors(page: Page, url: str) -> Locator:
    """Open the page and go to the corridors by the tab, as a reader does."""
    atlas = open_map(page, url)
    page.get_by_role("button", name="Corridors").click()
    expect(verdict(page)).to_contain_text("No corridor for a UN convoy", timeout=PATIENCE_MS)
    return atlas


def verdict(page: Page) -> Locator:
    return page.locator(".ad-panel .ad-reading").first


def asked(atlas: Locator) -> Locator:
    return atlas.get_by_test_id("atlas-asked")


def test_origin_and_destination_are_chosen_in_the_form_and_stand_in_the_link(
    page: Page, server: Running
) -> None:
    open_corridors(page, server.url)
    page.get_by_text("Change the question").click()
    page.get_by_role("combobox", name="From", exact=True).select_option(label="Bab al-Salama · باب السلامة")
    expect(verdict(page)).to_contain_text("from Bab al-Salama", timeout=PATIENCE_MS)
    page.get_by_role("combobox", name="To", exact=True).select_option(label="Western Aleppo")
    expect(verdict(page)).to_contain_text("to Western Aleppo", timeout=PATIENCE_MS)
    assert "origin=bab-al-salama" in page.url
    assert "destination=aleppo-west-centre" in page.url
    page.get_by_role("button", name="Start over").click()
    expect(verdict(page)).to_contain_text("from Bab al-Hawa to Eastern Aleppo", timeout=PATIENCE_MS)
    assert "origin=" not in page.url


def test_a_blocker_leads_to_its_paragraph_in_the_source_panel(page: Page, server: Running) -> None:
    open_corridors(page, server.url)
    page.locator(".ad-blocker").get_by_role("button", name=re.compile(SAID)).click()
    note = page.locator("#note-cnn-castello-access-unsettled.ad-current")
    expect(note).to_be_visible(timeout=PATIENCE_MS)
    expect(note).to_contain_text("CNN")
    expect(note).to_contain_text("Paragraph 33")
    assert "note=cnn-castello-access-unsettled" in page.url
    page.go_back()
    expect(verdict(page)).to_contain_text("No corridor for a UN convoy", timeout=PATIENCE_MS)


def test_an_unlocking_set_becomes_a_hatched_assumption_that_the_link_carries(
    page: Page, server: Running
) -> None:
    atlas = open_corridors(page, server.url)
    page.get_by_role("button", name="Assume this").first.click()
    expect(verdict(page)).to_contain_text("1 way", timeout=PATIENCE_MS)
    compare = page.locator(".ad-compare")
    expect(compare).to_contain_text("Without your assumptions")
    expect(compare).to_contain_text("With your assumptions")
    expect(asked(atlas)).to_contain_text("Castello road is open", timeout=PATIENCE_MS)
    before = (page.url, verdict(page).inner_text(), asked(atlas).inner_text(), hatched(atlas))
    assert before[3]["castello-road"] > 0
    assert before[3]["western-road"] > 0
    page.reload()
    expect(verdict(page)).to_contain_text("1 way", timeout=PATIENCE_MS)
    expect(asked(atlas)).to_contain_text("Castello road is open", timeout=PATIENCE_MS)
    expect(atlas).to_have_attribute("data-ready", "1", timeout=PATIENCE_MS)
    after = (page.url, verdict(page).inner_text(), asked(atlas).inner_text(), hatched(atlas))
    assert after == before


def hatched(atlas: Locator) -> dict[str, int]:
    """Count the lines of each assumption that the map draws."""
    drawn = "(root) => root.atlas.app.overlay.data.assumed.map(({ id, lines }) => [id, lines.length])"
    return {str(name): int(lines) for name, lines in atlas.evaluate(drawn)}


def test_the_hatch_is_on_the_map_where_the_road_is(page: Page, server: Running) -> None:
    atlas = open_corridors(page, server.url)
    painted = """(root) => {
        const canvas = root.atlas.app.stage.canvases.get("*assumed");
        const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
        let count = 0;
        for (let i = 3; i < data.length; i += 4) if (data[i] > 0) count++;
        return count;
    }"""
    assert atlas.evaluate(painted) == 0
    page.get_by_role("button", name="Assume this").first.click()
    expect(asked(atlas)).to_contain_text("Castello road is open", timeout=PATIENCE_MS)
    assert atlas.evaluate(painted) > 2000


def test_a_day_of_the_summer_sets_the_clock(page: Page, server: Running) -> None:
    atlas = open_corridors(page, server.url)
    page.locator('.ad-day[title^="1 September:"]').click()
    expect(atlas).to_have_attribute("data-as-of", "2016-09-01", timeout=PATIENCE_MS)
    expect(verdict(page)).to_contain_text("on 1 September 2016", timeout=PATIENCE_MS)
