"""The list of layers: what is shown of a brought layer is chosen there, and the link keeps the choice."""

import re

import numpy as np
import numpy.typing as npt
import pytest
from playwright.sync_api import Locator, Page, expect

from dashboard.domain.dates import parse_day
from tests.browser.atlas import open_map
from tests.browser.fed import CATEGORIES, Fed, fed_points
from tests.serving import Running

DAY = parse_day("2016-09-08").toordinal() - parse_day("1970-01-01").toordinal()


def expected(fed: Fed) -> npt.NDArray[np.bool_]:
    """Say which features are drawn up to the day, by numpy's own reckoning."""
    return (fed.values.date != 65535) & (fed.values.date <= DAY)


@pytest.fixture
def fed(page: Page) -> Fed:
    made = fed_points(2_000)
    made.route(page)
    return made


def opened(page: Page, url: str, query: str) -> tuple[Locator, Locator]:
    """Open the map and the list; give the map and the part of the list that is about the brought layer."""
    atlas = open_map(page, url, query)
    page.get_by_test_id("atlas-layers-button").click()
    return atlas, page.get_by_test_id("atlas-brought-brought-1")


def left(page: Page) -> str:
    return page.get_by_test_id("atlas-left-brought-1").inner_text()


def test_the_list_says_how_many_are_drawn_and_why_the_others_are_not(
    page: Page, server: Running, fed: Fed
) -> None:
    opened(page, server.url, "known_by=all")
    drawn = int(expected(fed).sum())
    undated = int((fed.values.date == 65535).sum())
    later = len(fed.values.date) - drawn - undated
    said = left(page)
    assert f"{drawn:,} of 2,000 drawn" in said
    assert f"{undated} without a day" in said
    assert f"{later} of other days" in said


def test_a_kind_that_is_switched_off_goes_from_the_map_and_into_the_link(
    page: Page, server: Running, fed: Fed
) -> None:
    _, brought = opened(page, server.url, "known_by=all&as_of=2016-09-08")
    brought.get_by_role("checkbox", name=CATEGORIES[0]).uncheck()
    code = 0
    shown = expected(fed) & (fed.values.category != code)
    expect(page.get_by_test_id("atlas-left-brought-1")).to_contain_text(
        f"{int(shown.sum()):,} of 2,000 drawn"
    )
    expect(page).to_have_url(re.compile(r"[?&]brought=1\.h0(&|$)"))
    page.reload()
    expect(page.get_by_test_id("atlas")).to_have_attribute("data-ready", "1")
    page.get_by_test_id("atlas-layers-button").click()
    expect(brought.get_by_role("checkbox", name=CATEGORIES[0])).not_to_be_checked()


def test_on_the_day_shows_that_day_alone(page: Page, server: Running, fed: Fed) -> None:
    _, brought = opened(page, server.url, "known_by=all")
    brought.get_by_role("button", name="On the day").click()
    on_it = int((fed.values.date == DAY).sum())
    expect(page.get_by_test_id("atlas-left-brought-1")).to_contain_text(f"{on_it} of 2,000 drawn")
    brought.get_by_role("button", name="All days").click()
    expect(page.get_by_test_id("atlas-left-brought-1")).to_contain_text("2,000 of 2,000 drawn")


def test_a_filter_sends_nothing_to_the_server(page: Page, server: Running, fed: Fed) -> None:
    sent: list[str] = []
    page.on("websocket", lambda ws: ws.on("framesent", lambda frame: sent.append(str(frame)[:80])))
    _, brought = opened(page, server.url, "known_by=all")
    page.wait_for_timeout(1_000)
    before = len(sent)
    brought.get_by_role("checkbox", name=CATEGORIES[1]).uncheck()
    expect(page).to_have_url(re.compile(r"brought=1\.h1"))
    page.wait_for_timeout(1_000)
    assert len(sent) == before


def test_what_nobody_published_is_held_back_and_the_map_says_so(page: Page, server: Running) -> None:
    fed_points(500, known=None).route(page)
    open_map(page, server.url)
    notice = page.get_by_test_id("atlas-notice")
    expect(notice).to_contain_text("nobody said when it was published")
    notice.get_by_role("button", name="Show all we know").click()
    expect(notice).to_be_hidden()
    page.get_by_role("button", name="All we know", exact=True).click()
    expect(notice).to_contain_text("nothing is drawn")


def test_a_layer_without_a_source_is_called_unsourced(page: Page, server: Running) -> None:
    fed_points(500, source={"how": "none", "name": None}, sources=None).route(page)
    _, brought = opened(page, server.url, "known_by=all")
    expect(brought).to_contain_text("Unsourced: nobody is named for this file")
    expect(page.get_by_test_id("atlas-left-brought-1")).to_contain_text("unsourced")
