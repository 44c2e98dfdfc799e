"""The map as a test sees it: ready, what is drawn, where to click."""

from typing import Any

from playwright.sync_api import Locator, Page, expect

# For a machine that does much else: what is slow for readers is measured by benchmarks, not by tests.
PATIENCE_MS = 60_000


def open_map(page: Page, url: str, query: str = "") -> Locator:
    """Open the page with a link's parameters and wait until the map is drawn."""
    page.goto(f"{url}?{query}" if query else url)
    atlas = page.get_by_test_id("atlas")
    expect(atlas).to_have_attribute("data-ready", "1", timeout=PATIENCE_MS)
    expect(page.locator(".ad-panel")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.locator(".ad-card").first).to_be_visible(timeout=PATIENCE_MS)
    page.evaluate("document.fonts.ready.then(() => new Promise((done) => setTimeout(done, 100)))")
    return atlas


def drawn(atlas: Locator) -> dict[str, dict[str, Any]]:
    """Give what is drawn, by feature id: layer, state, label."""
    return {entry["id"]: entry for entry in atlas.evaluate("(root) => root.atlas.drawn()")}


def click_on_map(page: Page, atlas: Locator, feature_id: str) -> None:
    """Click where a feature is drawn."""
    spot = atlas.evaluate("(root, id) => root.atlas.screenOf(id)", feature_id)
    assert spot, f"{feature_id} is not drawn"
    page.mouse.click(spot["x"], spot["y"])


def set_day(atlas: Locator, clock: str, day: str) -> None:
    """Type a day into a clock, "True on" or "Known by"."""
    field = atlas.get_by_label(f"{clock}: date")
    field.fill(day)
    field.press("Enter")


def separate_clocks(atlas: Locator) -> None:
    """Let the two clocks move apart."""
    together = atlas.get_by_role("button", name="Move together")
    if together.get_attribute("aria-pressed") == "true":
        together.click()
