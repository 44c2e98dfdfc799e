"""What the page may and may not do in a reader's browser."""

from playwright.sync_api import Page, expect

from tests.serving import Running


def test_the_map_appears_without_a_foreign_request_or_an_error(page: Page, server: Running) -> None:
    page.goto(server.url)
    expect(page.get_by_test_id("atlas")).to_be_visible(timeout=20_000)


def test_script_that_gets_into_the_page_does_not_run(
    page: Page, server: Running, console_errors: list[str]
) -> None:
    page.goto(server.url)
    ran = page.evaluate(
        """() => {
            const script = document.createElement("script");
            script.textContent = "window.itRan = true";
            document.body.append(script);
            const image = document.createElement("img");
            image.setAttribute("onerror", "window.itRan = true");
            image.src = "data:image/png;base64,broken";
            document.body.append(image);
            return new Promise((done) => setTimeout(() => done(window.itRan ?? false), 300));
        }"""
    )
    assert ran is False
    assert [e for e in console_errors if "Content Security Policy" not in e] == []
    assert console_errors, "the browser reports what the policy refused"
    console_errors.clear()


def test_a_request_to_another_host_is_refused_and_seen(
    page: Page, server: Running, console_errors: list[str], foreign_requests: list[str]
) -> None:
    page.goto(server.url)
    page.evaluate("fetch('http://map-tiles.invalid/7/77/50.png').catch(() => null)")
    assert any("Content Security Policy" in e for e in console_errors), console_errors
    foreign_requests.clear()
    console_errors.clear()
