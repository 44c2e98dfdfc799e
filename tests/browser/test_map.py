"""The dashboard as a reader uses it, in a real browser with the network shut off."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from dashboard.domain.dataset import Dataset
from dashboard.domain.vocabulary import SourceKind
from tests.browser.atlas import PATIENCE_MS, click_on_map, drawn, open_map, separate_clocks, set_day
from tests.serving import Running

CNN = "cnn-castello-access-unsettled"


def test_the_first_screen_says_where_which_day_and_what(page: Page, server: Running) -> None:
    atlas = open_map(page, server.url)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Aleppo")
    expect(page.locator(".ad-scope")).to_contain_text("8 September 2016")
    cards = page.locator(".ad-card")
    expect(cards).to_have_count(4)
    for title in ("Castello road", "Siege", "Aid from Turkey", "Talks"):
        expect(page.locator(".ad-cards")).to_contain_text(title)
    states = drawn(atlas)
    assert states["castello-road"]["state"] == "hindered"
    assert states["castello-road"]["label"].startswith("Castello road")
    assert "castello-checkpoint-east" not in states
    assert "last-rebel-supply-line" not in states


def test_clicking_the_castello_road_shows_the_cnn_statement_with_its_paragraph(
    page: Page, server: Running, shipped: Dataset
) -> None:
    atlas = open_map(page, server.url)
    click_on_map(page, atlas, "castello-road")
    statement = page.locator(f"#note-{CNN}")
    expect(statement).to_be_visible(timeout=PATIENCE_MS)
    expect(statement).to_contain_text(shipped.statement[CNN].annotation.says.en)
    expect(statement).to_contain_text("Paragraph 33")
    expect(statement).to_contain_text("CNN")


def test_a_day_before_its_publication_the_statement_is_gone(page: Page, server: Running) -> None:
    atlas = open_map(page, server.url, "sel=castello-road&tab=feature")
    expect(page.locator(f"#note-{CNN}")).to_be_visible(timeout=PATIENCE_MS)
    separate_clocks(atlas)
    set_day(atlas, "Known by", "2016-09-06")
    expect(atlas).to_have_attribute("data-known-by", "2016-09-06")
    assert drawn(atlas)["castello-road"]["state"] == "no-claim"
    expect(page.locator(f"#note-{CNN}")).to_have_count(0, timeout=PATIENCE_MS)
    expect(page.locator(".ad-panel")).to_contain_text("What the last move changed")


def test_a_shared_link_restores_the_view(page: Page, server: Running) -> None:
    atlas = open_map(page, server.url)
    click_on_map(page, atlas, "castello-road")
    expect(page.locator(f"#note-{CNN}")).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_role("button", name="With context").click()
    set_day(atlas, "True on", "2016-08-20")
    expect(page.locator(".ad-scope")).to_contain_text("20 August 2016", timeout=PATIENCE_MS)
    page.wait_for_timeout(300)
    link = page.url
    query = parse_qs(urlsplit(link).query)
    assert (query["sel"], query["as_of"], query["context"]) == (["castello-road"], ["2016-08-20"], ["1"])
    before = drawn(atlas)
    shown = page.locator(".ad-panel").inner_text()

    other = page.context.new_page()
    opened = open_map(other, link)
    expect(other.locator(".ad-scope")).to_contain_text("20 August 2016")
    assert drawn(opened) == before
    expect(other.locator(".ad-panel h2")).to_contain_text("Castello road")
    assert _statements(other.locator(".ad-panel").inner_text()) == _statements(shown)


def _statements(text: str) -> list[str]:
    return re.findall(r"^Source$.*?$", text, re.MULTILINE)


def test_back_returns_to_the_view_before(page: Page, server: Running) -> None:
    atlas = open_map(page, server.url)
    click_on_map(page, atlas, "castello-road")
    expect(page.locator(".ad-title h2")).to_contain_text("Castello road", timeout=PATIENCE_MS)
    page.go_back()
    expect(page.locator(".ad-title h2")).to_have_count(0, timeout=PATIENCE_MS)
    assert "sel=" not in page.url


def test_context_off_removes_every_context_string(page: Page, server: Running, shipped: Dataset) -> None:
    fetched: list[str] = []
    page.on(
        "response",
        lambda r: fetched.append(r.text()) if r.url.endswith(".json") and "/atlas/" in r.url else None,
    )
    atlas = open_map(
        page, server.url, "context=1&sel=ramouseh-corridor&tab=feature&as_of=2016-08-20&known_by=2016-08-20"
    )
    assert drawn(atlas)["ramouseh-corridor"]["state"] == "disputed"
    expect(page.locator(".ad-badge.ad-context").first).to_be_visible()
    page.get_by_role("button", name="Articles only").click()
    expect(page.locator(".ad-scope")).to_contain_text("nothing else", timeout=PATIENCE_MS)
    expect(page.locator(".ad-badge.ad-context")).to_have_count(0, timeout=PATIENCE_MS)
    assert "ramouseh-corridor" not in drawn(atlas)
    text = page.content()
    for source in shipped.sources.values():
        if source.kind is SourceKind.CONTEXT:
            for annotation in source.annotations:
                assert annotation.says.en not in text, annotation.id

    fetched.clear()
    other = page.context.new_page()
    other.on(
        "response",
        lambda r: fetched.append(r.text()) if "/atlas/" in r.url and r.url.endswith(".json") else None,
    )
    open_map(other, server.url, "tab=about")
    assert fetched
    for source in shipped.sources.values():
        if source.kind is SourceKind.CONTEXT:
            assert not any(a.says.en in body for body in fetched for a in source.annotations), source.id


def test_moving_a_clock_redraws_without_moving_the_map_or_sending_it(page: Page, server: Running) -> None:
    atlas = open_map(page, server.url)
    asked: dict[str, str] = {}
    protocol = page.context.new_cdp_session(page)
    protocol.send("Network.enable")
    protocol.on("Network.requestWillBeSent", lambda e: asked.update({e["requestId"]: e["request"]["url"]}))
    protocol.on(
        "Network.requestServedFromCache", lambda e: asked.pop(e["requestId"], None)
    )  # a typeface, again
    before = atlas.evaluate(
        "(r) => [r.atlas.map.getCenter().lat, r.atlas.map.getCenter().lng, r.atlas.map.getZoom()]"
    )
    atlas.evaluate("(r) => { r.dataset.marked = 'same element'; }")
    atlas.get_by_role("button", name="True on: one day earlier").click()
    expect(atlas).to_have_attribute("data-as-of", "2016-09-07")
    expect(page.locator(".ad-scope")).to_contain_text("7 September 2016", timeout=PATIENCE_MS)
    after = atlas.evaluate(
        "(r) => [r.atlas.map.getCenter().lat, r.atlas.map.getCenter().lng, r.atlas.map.getZoom()]"
    )
    assert after == before
    assert atlas.get_attribute("data-marked") == "same element"
    assert [url for url in asked.values() if not url.endswith("favicon.png")] == []


def test_the_reader_can_do_it_all_by_keyboard(page: Page, server: Running) -> None:
    atlas = open_map(page, server.url)
    page.keyboard.press("/")
    page.keyboard.type("sukari")
    result = page.locator(".ad-panel .ad-row").first
    expect(result).to_contain_text("Sukkari", timeout=PATIENCE_MS)
    result.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".ad-title h2")).to_contain_text("Sukkari", timeout=PATIENCE_MS)
    twin = atlas.locator(".atlas-twin button").first
    twin.focus()
    expect(twin).to_be_visible()


def test_a_statement_in_the_panel_flies_to_its_feature_and_highlights_it(page: Page, server: Running) -> None:
    atlas = open_map(page, server.url, "tab=article&source=cnn-2016-09-07&note=cnn-strikes")
    card = page.locator(f"#note-{CNN}")
    card.scroll_into_view_if_needed()
    card.hover()
    assert atlas.evaluate("(r) => r.atlas.app.highlighted ? [...r.atlas.app.highlighted] : null") == [
        "castello-road"
    ]
    atlas.evaluate("(r) => r.atlas.map.setView([36.9, 37.9], 9, { animate: false })")
    assert not _in_view(atlas, "castello-road")
    card.locator(".ad-says").click()
    for _ in range(50):
        if _in_view(atlas, "castello-road"):
            break
        page.wait_for_timeout(100)
    assert _in_view(atlas, "castello-road")
    card.get_by_role("button", name="Castello road").click()
    expect(page.locator(".ad-title h2")).to_contain_text("Castello road", timeout=PATIENCE_MS)


def _in_view(atlas: Locator, feature_id: str) -> bool:
    """Tell whether the map shows the place of a feature."""
    return bool(
        atlas.evaluate(
            """(root, id) => {
                const spot = root.atlas.screenOf(id);
                const box = root.querySelector('.leaflet-container').getBoundingClientRect();
                const { left, right, top, bottom } = box;
                return spot && spot.x > left && spot.x < right && spot.y > top && spot.y < bottom;
            }""",
            feature_id,
        )
    )


def test_what_has_no_place_is_in_the_tray_and_not_on_the_map(page: Page, server: Running) -> None:
    atlas = open_map(page, server.url, "tab=tray")
    expect(page.locator(".ad-panel")).to_contain_text("supply line")
    assert "last-rebel-supply-line" not in drawn(atlas)
    page.locator(".ad-panel .ad-row", has_text="supply line").first.click()
    expect(page.locator(".ad-panel")).to_contain_text("Not drawn", timeout=PATIENCE_MS)


def test_proposed_checkpoints_appear_with_context_as_proposals(page: Page, server: Running) -> None:
    atlas = open_map(page, server.url, "context=1&as_of=2016-09-20&known_by=all")
    states = drawn(atlas)
    assert states["castello-checkpoint-east"]["state"] == "proposed"
    assert states["castello-checkpoint-west"]["state"] == "proposed"


def test_the_legend_lists_only_what_is_drawn(page: Page, server: Running) -> None:
    atlas = open_map(page, server.url, "as_of=2016-09-04&known_by=2016-09-04")
    legend = atlas.locator(".atlas-legend")
    expect(legend).to_contain_text("No claim")
    assert "hindered" not in legend.inner_text().lower()
    set_day(atlas, "True on", "2016-09-08")
    expect(legend).to_contain_text("Hindered")


@pytest.mark.parametrize("size", [(1440, 900), (1024, 768), (390, 844)])
def test_nothing_is_cut_off_sideways(page: Page, server: Running, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    atlas = open_map(page, server.url)
    expect(atlas.locator(".leaflet-container")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    box = atlas.locator(".leaflet-container").bounding_box()
    assert box
    assert box["height"] >= 240
    assert box["width"] >= size[0] * 0.5


def test_arabic_names_can_be_chosen(page: Page, server: Running) -> None:
    atlas = open_map(page, server.url, "names=ar")
    assert drawn(atlas)["castello-road"]["label"] == "طريق الكاستيلو"
    expect(page.locator('.ad-card [lang="ar"]').first).to_be_visible()


def test_a_dead_data_address_is_said_with_a_way_to_try_again(
    page: Page, server: Running, console_errors: list[str]
) -> None:
    page.route(re.compile(r"/atlas/.*\.cols"), lambda route: route.fulfill(status=500, body="no"))
    page.goto(server.url)
    expect(page.get_by_role("button", name=re.compile("again|retry", re.IGNORECASE))).to_be_visible(
        timeout=PATIENCE_MS
    )
    page.unroute_all()
    page.get_by_role("button", name=re.compile("again|retry", re.IGNORECASE)).click()
    expect(page.get_by_test_id("atlas")).to_have_attribute("data-ready", "1", timeout=PATIENCE_MS)
    console_errors.clear()


def test_a_typed_day_is_year_first_and_nonsense_leaves_the_clock_alone(page: Page, server: Running) -> None:
    atlas = open_map(page, server.url)
    field = atlas.get_by_label("True on: date")
    expect(field).to_have_value("2016-09-08")
    field.fill("8/9")
    field.press("Enter")
    expect(field).to_have_value("2016-09-08")
    field.press("ArrowDown")
    expect(atlas).to_have_attribute("data-as-of", "2016-09-07")
    expect(field).to_have_value("2016-09-07")
