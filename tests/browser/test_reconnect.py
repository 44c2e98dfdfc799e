"""A page whose server is killed comes back to the same view when one answers again, without a reload."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.atlas import PATIENCE_MS
from tests.serving import running, until_ready

LINK = "?as_of=2016-08-20&known_by=all&context=1"
LATER = 'button[aria-label="True on: one day later"]'


def test_a_killed_server_loses_no_readers_view(page: Page, tmp_path: Path, console_errors: list[str]) -> None:
    with running(tmp_path / "first") as first:
        until_ready(first)
        page.goto(first.url + LINK)
        page.locator('[data-testid=atlas][data-ready="1"]').wait_for(timeout=PATIENCE_MS)
        page.locator(LATER).click()
        scope = page.locator(".ad-scope")
        expect(scope).to_contain_text("21 August 2016", timeout=PATIENCE_MS)
        page.evaluate("window.neverReloaded = true")
        first.process[0].kill()
        first.process[0].wait()
    page.locator(LATER).click()  # nobody answers: the map moves all the same
    expect(page.locator("[data-testid=atlas]")).to_have_attribute("data-as-of", "2016-08-22")
    with running(tmp_path / "second", port=first.port) as second:
        until_ready(second)
        expect(scope).to_contain_text("22 August 2016", timeout=3 * PATIENCE_MS)
        assert "as_of=2016-08-22" in page.url
        assert page.evaluate("window.neverReloaded")
        page.goto("about:blank")  # so that the end of this server is not noted later
    console_errors.clear()  # the browser notes each try to reach the server that was not there
