"""Fixtures of the browser tests: a served map and a page that cannot reach anything else."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    Request,
    expect,
    sync_playwright,
)

from tests.browser.chromium import FLAGS, find_chromium
from tests.serving import Running, running

FAILURES = Path(__file__).with_name("failures")
ELSEWHERE = re.compile(r"^(?!(https?|wss?)://127\.0\.0\.1[:/]|data:|blob:|about:)")
_REPORT = pytest.StashKey[pytest.TestReport]()

expect.set_options(
    timeout=20_000
)  # five seconds, as it is otherwise, are short on two cores with three browsers


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Keep the report of the test itself, so that a fixture can see that it failed."""
    report: pytest.TestReport = yield
    if report.when == "call":
        item.stash[_REPORT] = report
    return report


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Serve the map with the real command."""
    with running(tmp_path_factory.mktemp("browser") / "served") as served:
        yield served


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    """Start the driver; it ends with the browser tests, since no other test can use asyncio meanwhile."""
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="package")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Start one Chromium with a fresh profile for all tests."""
    path = find_chromium(playwright.chromium.executable_path)
    opened = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
    yield opened
    opened.close()


@pytest.fixture(scope="package")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """Open one context, whose cache keeps what every page fetches and compiles; no test's data stays."""
    opened = browser.new_context(
        viewport={"width": 1366, "height": 860}, locale="en-GB", service_workers="block"
    )
    yield opened
    opened.close()


@pytest.fixture
def foreign_requests() -> list[str]:
    """Collect what the page asked of other hosts; anything left here at the end fails the test."""
    return []


@pytest.fixture
def console_errors() -> list[str]:
    """Collect errors of the page; a test that expects one takes it out again."""
    return []


@pytest.fixture
def page(
    request: pytest.FixtureRequest,
    context: BrowserContext,
    foreign_requests: list[str],
    console_errors: list[str],
) -> Iterator[Page]:
    """Open an empty page; what it asks of other hosts is noted, and a picture kept of what failed."""
    visited: set[str] = set()

    def note_request(asked: Request) -> None:
        if ELSEWHERE.match(asked.url):
            foreign_requests.append(f"{asked.method} {asked.url}")
        elif asked.is_navigation_request():
            visited.add(asked.url)

    def note(message: ConsoleMessage) -> None:
        if message.type == "error":
            console_errors.append(message.text)

    context.on("request", note_request)
    opened = context.new_page()
    opened.on("console", note)
    opened.on("pageerror", lambda error: console_errors.append(str(error)))
    opened.on("websocket", lambda ws: foreign_requests.append(ws.url) if ELSEWHERE.match(ws.url) else None)
    yield opened
    report = request.node.stash.get(_REPORT, None)
    if foreign_requests or console_errors or (report and report.failed):
        FAILURES.mkdir(exist_ok=True)
        name = re.sub(r"[^\w.-]+", "-", request.node.nodeid).strip("-")
        opened.screenshot(path=FAILURES / f"{name}.png")
    _forget(context, visited)
    context.remove_listener("request", note_request)
    assert foreign_requests == []
    assert console_errors == []


def _forget(context: BrowserContext, visited: set[str]) -> None:
    """Close every page, and delete what they stored; the cache stays."""
    for left in context.pages[1:]:
        left.close()
    (last,) = context.pages
    storage = context.new_cdp_session(last)
    for origin in {"/".join(url.split("/")[:3]) for url in visited}:
        kinds = "cookies,local_storage,indexeddb,file_systems,websql,service_workers,cache_storage"
        storage.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": kinds})
    last.close()
    context.clear_cookies()
