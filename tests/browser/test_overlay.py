"""The reader's own question on the map: ways and assumptions drawn apart, and tools that end in the link."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import FloatRect, Locator, Page, expect

from tests.browser.atlas import PATIENCE_MS, open_map
from tests.serving import Running

ASKED = "tab=corridor"
ASSUMED = f"{ASKED}&assume=castello-road:open"
DRAW = "Draw an area to avoid"
CORNERS = ((0.45, 0.5), (0.75, 0.5), (0.75, 0.8))
ACROSS = (0.6, 0.35)


def link_value(page: Page, key: str) -> str:
    return parse_qs(urlsplit(page.url).query).get(key, [""])[0]


def wait_for_link(page: Page, key: str) -> str:
    """Wait until the link carries a key and give its value."""
    page.wait_for_url(re.compile(rf"[?&]{key}="), timeout=PATIENCE_MS)
    return link_value(page, key)


def open_question(page: Page, url: str, query: str = ASKED) -> Locator:
    """Open a link to a question and wait until its answer is drawn."""
    atlas = open_map(page, url, query)
    expect(atlas.get_by_test_id("atlas-asked")).not_to_be_empty(timeout=PATIENCE_MS)
    page.get_by_text("Change the question").click()
    return atlas


def map_box(atlas: Locator) -> FloatRect:
    box = atlas.locator(".leaflet-container").bounding_box()
    assert box
    return box


def click_at(page: Page, box: FloatRect, share: tuple[float, float]) -> None:
    """Click at a share of the map's width and height, later than a double click would be."""
    page.mouse.click(box["x"] + box["width"] * share[0], box["y"] + box["height"] * share[1])
    page.wait_for_timeout(350)


def corners_of(page: Page) -> list[list[float]]:
    area = wait_for_link(page, "area")
    return [[float(part) for part in corner.split(",")] for corner in area.split(";")]


def test_an_area_clicked_on_the_map_stands_in_the_link(page: Page, server: Running) -> None:
    atlas = open_question(page, server.url)
    page.get_by_role("button", name=DRAW).click()
    bar = atlas.get_by_role("group", name="Area to avoid")
    expect(bar).to_be_visible()
    box = map_box(atlas)
    for corner in CORNERS:
        click_at(page, box, corner)
    expect(bar).to_contain_text("3 corners set")
    click_at(page, box, CORNERS[0])
    expect(bar).to_be_hidden()
    corners = corners_of(page)
    assert len(corners) == 3
    west, east = corners[0], corners[1]
    assert 36 < west[0] < east[0] < 38
    assert all(round(degrees, 4) == degrees for corner in corners for degrees in corner)
    assert "sel=" not in page.url


def test_a_double_click_closes_the_area_without_zooming(page: Page, server: Running) -> None:
    atlas = open_question(page, server.url)
    zoom = atlas.evaluate("(root) => root.atlas.map.getZoom()")
    page.get_by_role("button", name=DRAW).click()
    box = map_box(atlas)
    for corner in CORNERS[:2]:
        click_at(page, box, corner)
    x, y = CORNERS[2]
    page.mouse.dblclick(box["x"] + box["width"] * x, box["y"] + box["height"] * y)
    assert len(corners_of(page)) == 3
    assert atlas.evaluate("(root) => root.atlas.map.getZoom()") == zoom


def test_an_area_can_be_drawn_with_the_keyboard_alone(page: Page, server: Running) -> None:
    atlas = open_question(page, server.url)
    button = page.get_by_role("button", name=DRAW)
    button.focus()
    page.keyboard.press("Enter")
    bar = atlas.get_by_role("group", name="Area to avoid")
    expect(bar).to_be_visible()
    for number, keys in enumerate((["ArrowRight"], ["ArrowDown"], ["ArrowLeft", "ArrowLeft"]), start=1):
        page.keyboard.press("Space")
        expect(bar).to_contain_text(f"{number} corner")
        for key in keys:
            page.keyboard.press(key)
            page.wait_for_timeout(450)
    page.keyboard.press("Space")
    page.keyboard.press("Backspace")
    expect(bar).to_contain_text("3 corners set")
    page.keyboard.press("Enter")
    assert len(corners_of(page)) == 3
    expect(bar).to_be_hidden()
    expect(button).to_be_focused(timeout=PATIENCE_MS)


def test_an_outline_that_crosses_itself_is_refused_and_escape_leaves_the_link(
    page: Page, server: Running
) -> None:
    atlas = open_question(page, server.url)
    page.get_by_role("button", name=DRAW).click()
    bar = atlas.get_by_role("group", name="Area to avoid")
    box = map_box(atlas)
    for corner in (*CORNERS, ACROSS):
        click_at(page, box, corner)
    expect(bar).to_contain_text("may not cross itself")
    page.keyboard.press("Escape")
    expect(bar).to_be_hidden()
    assert link_value(page, "area") == ""


def test_a_choice_in_the_panel_stands_in_the_link_and_keeps_the_focus(page: Page, server: Running) -> None:
    open_question(page, server.url)
    field = page.locator('.ad-panel select[data-set="silence"]')
    field.focus()
    field.evaluate("(element) => { element.dataset.old = 'before the answer'; }")
    field.select_option("cost")
    assert wait_for_link(page, "silence") == "cost"
    answered = page.locator('.ad-panel select[data-set="silence"]:not([data-old])')
    expect(answered).to_have_value("cost", timeout=PATIENCE_MS)
    expect(answered).to_be_focused()


def test_an_answer_leaves_the_focus_on_the_button_that_was_pressed(page: Page, server: Running) -> None:
    """After the answer, "as sourced" of the road before sets the very link that this button set."""
    open_question(page, server.url)
    button = page.locator('.ad-panel button[aria-label$="Castello road is open"]').first
    label = button.get_attribute("aria-label")
    button.evaluate("(element) => { element.dataset.old = 'before the answer'; }")
    button.focus()
    page.keyboard.press("Enter")
    assert wait_for_link(page, "assume") == "castello-road:open"
    expect(page.locator(".ad-panel [data-old]")).to_have_count(0, timeout=PATIENCE_MS)
    expect(page.locator(":focus")).to_have_attribute("aria-label", str(label))
    expect(page.locator(":focus")).to_have_attribute("aria-pressed", "true")


def test_assuming_a_whole_set_leads_the_focus_to_the_verdict(page: Page, server: Running) -> None:
    open_question(page, server.url)
    button = page.get_by_role("button", name="Assume this").first
    button.focus()
    page.keyboard.press("Enter")
    wait_for_link(page, "assume")
    expect(page.locator(".ad-panel .ad-reading[role=status]")).to_be_focused(timeout=PATIENCE_MS)


def test_a_way_that_only_choices_let_pass_is_not_drawn_as_said_to_be_open(
    page: Page, server: Running
) -> None:
    atlas = open_question(page, server.url, f"{ASKED}&silence=pass&hindered=pass&disputed=pass")
    drawn = """(root, said) => {
        const { overlay } = root.atlas.app;
        const ways = overlay.data.ways.map((way) => ({ ...way, passes: true, said }));
        overlay.take({ ...overlay.data, ways });
        root.atlas.app.showOverlay();
        const { canvases } = root.atlas.app.stage;
        return ["*ways", "*marks"].map((name) => canvases.get(name).toDataURL());
    }"""
    legend = atlas.get_by_test_id("atlas-legend-asked")
    by_choice = atlas.evaluate(drawn, False)
    expect(legend).to_contain_text("Way that only your choices let pass")
    expect(legend).not_to_contain_text("Way said to be open")
    by_word = atlas.evaluate(drawn, True)
    expect(legend).to_contain_text("Way said to be open")
    expect(legend).not_to_contain_text("Way that only your choices let pass")
    assert by_choice[0] != by_word[0]
    assert by_choice[1] != by_word[1]


def test_the_bar_of_the_area_tool_covers_neither_the_legend_nor_a_name(page: Page, server: Running) -> None:
    atlas = open_question(page, server.url)
    legend = atlas.locator(".atlas-legend-list")
    expect(legend).to_be_visible()
    page.get_by_role("button", name=DRAW).click()
    expect(legend).to_be_hidden()
    covered = atlas.evaluate(
        """(root) => {
            const { labels, mapBox, stage, areaTool } = root.atlas.app;
            const bar = areaTool.bar.element.getBoundingClientRect();
            const map = mapBox.getBoundingClientRect();
            return labels.filter(({ box }) => {
                const [a, b] = [stage.toContainer(box.slice(0, 2)), stage.toContainer(box.slice(2))];
                return a.x + map.left < bar.right && b.x + map.left > bar.left
                    && a.y + map.top < bar.bottom && b.y + map.top > bar.top;
            }).map(({ id }) => id);
        }"""
    )
    assert covered == []
    page.keyboard.press("Escape")
    expect(legend).to_be_visible()


def test_an_assumption_is_drawn_named_and_told_apart_in_legend_and_list(page: Page, server: Running) -> None:
    atlas = open_question(page, server.url, ASSUMED)
    legend = atlas.get_by_test_id("atlas-legend-asked")
    expect(legend).to_contain_text("Your question")
    expect(legend).to_contain_text("Your assumption, unsourced")
    expect(atlas.get_by_test_id("atlas-asked")).to_contain_text(
        "Your assumption, said by no source: Castello road is open."
    )
    words = atlas.evaluate("(root) => root.atlas.app.overlay.marks.map((mark) => mark.text).filter(Boolean)")
    assert words == ["your assumption: open"]
    state = "(root) => root.atlas.drawn().find((one) => one.id === 'castello-road').state"
    assert atlas.evaluate(state) == "hindered"


def test_leaving_the_question_removes_its_answer_from_the_map_at_once(page: Page, server: Running) -> None:
    atlas = open_question(page, server.url)
    left = atlas.evaluate(
        "(root) => { root.atlas.app.patch({ tab: 'day' }); return root.atlas.app.overlay.data; }"
    )
    assert left is None
    expect(atlas.get_by_test_id("atlas-legend-asked")).to_have_count(0)
    expect(atlas.get_by_test_id("atlas-asked")).to_be_empty()
    assert atlas.evaluate("(root) => root.atlas.app.overlay.marks") == []


def test_no_answer_under_another_lens_stays_on_the_map(page: Page, server: Running) -> None:
    atlas = open_question(page, server.url)
    data = atlas.evaluate(
        "(root) => { root.atlas.app.patch({ context: '1' }); return root.atlas.app.overlay.data; }"
    )
    assert data is None
    expect(atlas.get_by_test_id("atlas-asked")).not_to_be_empty(timeout=PATIENCE_MS)


def test_clicking_a_number_on_the_map_chooses_that_way(page: Page, server: Running) -> None:
    query = f"{ASKED}&silence=pass&hindered=pass&disputed=pass&at=36.2000,37.0500,11"
    atlas = open_question(page, server.url, query)
    spot = atlas.evaluate(
        """(root) => {
            const { overlay, stage, mapBox } = root.atlas.app;
            const mark = overlay.marks.find((one) => one.n === 2);
            const box = mapBox.getBoundingClientRect();
            const at = stage.toContainer([mark.x, mark.y]);
            return { x: box.left + at.x, y: box.top + at.y };
        }"""
    )
    page.mouse.click(spot["x"], spot["y"])
    assert wait_for_link(page, "way") == "2"
    expect(atlas.get_by_test_id("atlas-asked")).to_contain_text("Way 2 is chosen", timeout=PATIENCE_MS)


@pytest.mark.parametrize("zoom", ["7", "9", "12"])
def test_numbers_of_ways_never_lie_on_each_other(page: Page, server: Running, zoom: str) -> None:
    asked = "silence=pass&hindered=pass&disputed=pass&origin=bab-al-hawa,bab-al-salama"
    atlas = open_question(page, server.url, f"{ASKED}&{asked}&at=36.2000,37.1000,{zoom}")
    marks = atlas.evaluate("(root) => root.atlas.app.overlay.marks.filter((mark) => mark.n)")
    assert len(marks) >= 2
    for k, one in enumerate(marks):
        for other in marks[k + 1 :]:
            assert (one["x"] - other["x"]) ** 2 + (one["y"] - other["y"]) ** 2 >= 22**2
