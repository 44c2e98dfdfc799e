"""An open page follows its files: what changes comes by itself, and nothing of the reader's is lost."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from dashboard.store.load import data_folder
from tests.browser.atlas import PATIENCE_MS, drawn, open_map, separate_clocks, set_day
from tests.serving import Running, running

ROAD, PLACES = "layers/castello-road.geojson", "layers/places.geojson"
NAME = '"name": "Castello road"'
LINK = "sel=castello-road&tab=feature&at=36.2500,37.1500,12"
SOON_MS = 30_000  # two seconds are promised for a machine that has nothing else to do


# Writes down whatever a screen reader would be told.
_LISTEN = """() => {
  window.said = [];
  const spoken = document.querySelector(".atlas-spoken");
  new MutationObserver(() => window.said.push(spoken.textContent)).observe(spoken, { childList: true });
}"""

_PLACE = "({ atlas: { map } }) => [map.getCenter().lat, map.getCenter().lng, map.getZoom()]"


class Live:
    """A served copy of the data that a test may change."""

    def __init__(self, served: Running, folder: Path) -> None:
        self.url, self.folder = served.url, folder

    def text(self, name: str) -> str:
        return (self.folder / name).read_text(encoding="utf-8")

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, encoding="utf-8")

    def rename(self, new: str) -> None:
        whole = (data_folder() / ROAD).read_text(encoding="utf-8")
        assert whole.count(NAME) == 1
        self.write(ROAD, whole.replace(NAME, f'"name": "{new}"'))

    def restore(self) -> None:
        shutil.copytree(data_folder(), self.folder, dirs_exist_ok=True)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    home = tmp_path_factory.mktemp("live")
    shutil.copytree(data_folder(), home / "data")
    with running(home / "served", env={"ALEPPO_DATA": str(home / "data")}) as started:
        yield Live(started, home / "data")


@pytest.fixture
def live(served: Live) -> Iterator[Live]:
    yield served
    served.restore()


def break_a_line(text: str, line: int) -> str:
    lines = text.split("\n")
    lines[line - 1] = lines[line - 1].replace('"properties":', '"properties"', 1)
    return "\n".join(lines)


def view_of(page: Page, atlas: Locator) -> dict[str, object]:
    """Give what a reader would call their view."""
    return {
        "at": [round(x, 3) for x in atlas.evaluate(_PLACE)],
        "days": [atlas.get_attribute(name) for name in ("data-as-of", "data-known-by", "data-lens")],
        "link": page.url,
        "tab": page.locator(".ad-panel").get_attribute("data-tab"),
        "scroll": page.locator(".st-key-ad-panel").evaluate("(box) => box.scrollTop"),
    }


def test_a_changed_name_comes_to_the_screen_and_the_view_stays(page: Page, live: Live) -> None:
    atlas = open_map(page, live.url, LINK)
    separate_clocks(atlas)
    set_day(atlas, "Known by", "2016-09-07")
    expect(page.locator(".ad-scope")).to_contain_text("7 September", timeout=PATIENCE_MS)
    page.locator(".st-key-ad-panel").evaluate("(box) => box.scrollTo(0, 240)")
    page.wait_for_function("location.search.includes('known_by=2016-09-07')")
    before = view_of(page, atlas)
    assert before["scroll"] == 240
    live.rename("Castello Way")
    expect(page.locator(".ad-panel h2")).to_contain_text("Castello Way", timeout=SOON_MS)
    expect(page.get_by_test_id("atlas-twin")).to_contain_text("Castello Way")
    assert view_of(page, atlas) == before
    assert page.locator(".ad-banner").count() == 0


def test_a_broken_file_is_named_its_last_version_stays_and_the_others_go_on(page: Page, live: Live) -> None:
    atlas = open_map(page, live.url, LINK)
    before, view = drawn(atlas), view_of(page, atlas)
    assert any(known["layer"] == "places" for known in before.values())
    live.write(PLACES, break_a_line(live.text(PLACES), 8))
    banner = page.locator(".ad-banner")
    expect(banner.locator("summary")).to_contain_text(f"geodata/{PLACES}:8", timeout=SOON_MS)
    expect(banner.locator("summary")).to_contain_text("json")
    expect(banner.locator("summary")).to_contain_text("its last good version is shown, read at")
    expect(atlas).to_have_attribute("data-ready", "1")
    assert drawn(atlas).keys() == before.keys()
    live.rename("Castello Way")
    expect(page.locator(".ad-panel h2")).to_contain_text("Castello Way", timeout=SOON_MS)
    expect(banner).to_be_visible()
    assert view_of(page, atlas) == view
    live.write(PLACES, (data_folder() / PLACES).read_text(encoding="utf-8"))
    expect(banner).to_have_count(0, timeout=SOON_MS)
    note = page.get_by_test_id("atlas-live-note")
    expect(note).to_have_text(f"geodata/{PLACES} is sound again.", timeout=SOON_MS)
    expect(note).to_be_empty(timeout=PATIENCE_MS)
    assert view_of(page, atlas) == view


def test_the_banner_is_said_once_and_opens_by_the_keyboard(page: Page, live: Live) -> None:
    open_map(page, live.url, LINK)
    page.evaluate(_LISTEN)
    live.write(PLACES, break_a_line(live.text(PLACES), 8))
    banner = page.locator(".ad-banner")
    expect(banner).to_be_visible(timeout=SOON_MS)
    banner.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(banner.locator(".ad-fix")).to_contain_text("Remedy: write a colon between the name and its value")
    live.rename("Castello Way")  # the page is written anew: the fold, the focus and the silence stay
    expect(page.locator(".ad-panel h2")).to_contain_text("Castello Way", timeout=SOON_MS)
    expect(banner).to_have_attribute("open", "")
    expect(banner.locator("summary")).to_be_focused()
    said = page.evaluate("window.said")
    assert len(said) == 1
    assert said[0].startswith(
        f"Problem in the data: geodata/{PLACES}:8, json: its last good version is shown"
    )


def test_typing_is_not_disturbed(page: Page, live: Live) -> None:
    atlas = open_map(page, live.url, LINK)
    field = page.get_by_test_id("atlas-search")
    field.focus()
    page.keyboard.type("x")
    live.rename("Castello Way")
    while "Castello Way" not in (page.get_by_test_id("atlas-twin").text_content() or ""):
        page.keyboard.type("x")
        page.wait_for_timeout(60)
    typed = field.input_value()
    page.keyboard.type("y")
    assert set(typed) == {"x"}
    assert field.input_value() == typed + "y"
    expect(field).to_be_focused()
    expect(atlas).to_have_attribute("data-ready", "1")


def test_a_day_half_typed_and_a_chosen_field_of_the_panel_stay(page: Page, live: Live) -> None:
    atlas = open_map(page, live.url, "tab=corridor")
    field = page.locator('select[data-set="destination"]')
    page.locator(".st-key-ad-panel details", has=field).locator("summary").first.click()
    field.focus()
    live.rename("Castello Way")
    expect(page.locator(".ad-panel")).to_contain_text("Castello Way", timeout=SOON_MS)
    expect(field).to_be_focused()
    day = atlas.get_by_label("True on: date")
    day.fill("2016-09-0")
    live.rename("Castello Lane")
    expect(page.locator(".ad-panel")).to_contain_text("Castello Lane", timeout=SOON_MS)
    expect(day).to_be_focused()
    expect(day).to_have_value("2016-09-0")


def test_what_the_reader_chose_and_is_taken_out_is_said_to_be_gone(page: Page, live: Live) -> None:
    open_map(page, live.url, "sel=anadan&tab=feature")
    expect(page.locator(".ad-panel h2")).to_contain_text("Anadan", timeout=PATIENCE_MS)
    lines = live.text(PLACES).split("\n")
    kept = [line for line in lines if '"id": "anadan"' not in line]
    assert len(kept) == len(lines) - 1
    live.write(PLACES, "\n".join(kept))
    expect(page.locator(".ad-panel")).to_contain_text("has the id anadan any more", timeout=SOON_MS)
    assert page.locator(".ad-panel").get_attribute("data-tab") == "feature"


def test_every_open_page_hears_of_it_and_an_idle_one_sends_nothing(browser: Browser, live: Live) -> None:
    sent: list[str] = []
    contexts = [browser.new_context(viewport={"width": 390, "height": 844}) for _ in range(3)]
    pages = [context.new_page() for context in contexts]
    for one in pages:
        one.on(
            "websocket",
            lambda ws: [
                ws.on(event, lambda _, u=ws.url: sent.append(u)) for event in ("framesent", "framereceived")
            ],
        )
        open_map(one, live.url, LINK)
    pages[0].wait_for_timeout(1500)
    sent.clear()
    pages[0].wait_for_timeout(3000)
    assert sent == []
    live.rename("Castello Way")
    for one in pages:
        expect(one.locator(".ad-panel h2")).to_contain_text("Castello Way", timeout=SOON_MS)
    for context in contexts:
        context.close()
