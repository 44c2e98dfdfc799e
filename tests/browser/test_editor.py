"""The editor in a real browser: changed on the map and in forms, looked at, saved, undone, never lost."""

import json
import shutil
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from dashboard.i18n import catalogue
from dashboard.store.load import data_folder
from tests.browser.atlas import PATIENCE_MS, open_map
from tests.serving import Running, running

ROADS = "layers/castello-road.geojson"
ROAD = "castello-road"
CNN = "sources/cnn-2016-09-07.json"
NOTE = "cnn-castello-access-unsettled"
HANDLE = ".marker-icon:not(.marker-icon-middle)"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(data_folder(), tmp_path / "geodata")
    return tmp_path / "geodata"


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """Write a text for one article: not the one that was read."""
    (tmp_path / "articles").mkdir()
    lines = [f"This is paragraph {number} of the text." for number in range(1, 41)]
    (tmp_path / "articles" / "cnn-2016-09-07.txt").write_text("\n\n".join(lines), encoding="utf-8")
    return tmp_path / "articles"


@pytest.fixture
def editing(tmp_path: Path, folder: Path, texts: Path) -> Iterator[Running]:
    """Serve a copy of the shipped data in edit mode."""
    with running(
        tmp_path / "served", ["--edit", "--articles", str(texts)], {"ALEPPO_DATA": str(folder)}
    ) as served:
        yield served


def open_editor(page: Page, url: str, query: str = "") -> Locator:
    page.goto(f"{url}?{query}")
    atlas = page.get_by_test_id("atlas")
    expect(atlas).to_have_attribute("data-ready", "1", timeout=PATIENCE_MS)
    expect(page.locator(".ed-bar")).to_be_visible(timeout=PATIENCE_MS)
    return atlas


def unsaved(page: Page, number: int) -> None:
    expect(page.locator(".ed-count")).to_have_attribute("data-unsaved", str(number), timeout=PATIENCE_MS)


def pane(page: Page, name: str) -> Locator:
    page.locator(".ed-panes button", has_text=name).click()
    found = page.locator(f".st-key-ed-pane-{name.lower()}")
    expect(found).to_be_visible(timeout=PATIENCE_MS)
    return found


def drag(page: Page, handle: Locator, dx: int, dy: int) -> None:
    expect(handle).to_be_visible(timeout=PATIENCE_MS)
    box = handle.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + dx, y + dy, steps=6)
    page.mouse.up()


def choose(field: Locator, word: str) -> None:
    """Choose in a list by typing, as the keyboard does."""
    field.scroll_into_view_if_needed()
    field.click()
    field.fill(word)
    expect(field.page.get_by_role("option").first).to_contain_text(word, ignore_case=True)
    field.press("Enter")


def save(page: Page) -> None:
    page.get_by_role("button", name="Look at changes and save").click()
    page.get_by_role("button", name="Save to the files").click(timeout=60_000)
    expect(page.locator(".ed-said")).to_contain_text("Saved", timeout=PATIENCE_MS)
    unsaved(page, 0)


def changed_lines(folder: Path) -> dict[str, int]:
    """Count the lines that differ from the shipped data, by file."""
    found = {}
    for path in sorted(data_folder().rglob("*json")):
        name = path.relative_to(data_folder()).as_posix()
        old, new = path.read_text(encoding="utf-8"), (folder / name).read_text(encoding="utf-8")
        pairs = zip(old.splitlines(), new.splitlines(), strict=True)
        if number := sum(a != b for a, b in pairs):
            found[name] = number
    return found


def feature(folder: Path, file: str, feature_id: str) -> dict[str, Any]:
    document = json.loads((folder / file).read_text(encoding="utf-8"))
    found: dict[str, Any] = next(one for one in document["features"] if one["id"] == feature_id)
    return found


def test_a_vertex_and_a_status_are_changed_looked_at_and_saved_as_a_line_each(
    editing: Running, page: Page, folder: Path, tmp_path: Path
) -> None:
    atlas = open_editor(page, editing.url, f"sel={ROAD}&tab=feature")
    expect(atlas).to_have_attribute("data-edits", ROAD, timeout=PATIENCE_MS)
    drag(page, page.locator(HANDLE).nth(3), 18, -26)
    unsaved(page, 1)
    page.keyboard.press("Control+z")
    unsaved(page, 0)
    page.keyboard.press("Control+Shift+z")
    unsaved(page, 1)
    assert changed_lines(folder) == {}

    page.locator(".ed-list button", has_text="not settled").first.click()
    form = page.locator(".st-key-ed-pane-edit")
    expect(form.locator("h2")).to_contain_text("not settled", timeout=PATIENCE_MS)
    choose(form.get_by_label("Status"), "cut")
    unsaved(page, 2)
    page.get_by_role("button", name="Look at changes and save").click()
    changes = page.locator(".st-key-ed-pane-changes")
    expect(changes).to_contain_text(f"{NOTE}: hindered → cut", timeout=PATIENCE_MS)
    expect(changes).to_contain_text("What the map answers", timeout=60_000)
    expect(changes).to_contain_text("hindered → disputed")

    with running(tmp_path / "reader", env={"ALEPPO_DATA": str(folder)}) as reading:
        reader, other = page.context.new_page(), page.context.new_page()
        seen = open_map(reader, reading.url, f"sel={ROAD}&tab=feature")
        assert state_of(seen) == "hindered"
        open_editor(other, editing.url)
        unsaved(other, 2)
        page.bring_to_front()
        save(page)
        assert changed_lines(folder) == {ROADS: 1, CNN: 1}
        unsaved(other, 0)
        for _ in range(100):
            if state_of(seen) == "disputed":
                break
            reader.wait_for_timeout(100)
        assert state_of(seen) == "disputed"


def state_of(atlas: Locator) -> str:
    drawn = atlas.evaluate("(root) => root.atlas.drawn()")
    return next((str(one["state"]) for one in drawn if one["id"] == ROAD), "")


def test_unsaved_work_is_there_after_a_reload_and_can_be_discarded(
    editing: Running, page: Page, folder: Path
) -> None:
    open_editor(page, editing.url, f"sel={ROAD}&tab=feature")
    name = page.locator(".st-key-ed-pane-edit").get_by_label("Name *")
    name.fill("Castello highway")
    name.press("Tab")
    unsaved(page, 1)
    page.reload()
    welcome = page.locator(".ed-welcome")
    expect(welcome).to_contain_text("1 unsaved change of", timeout=PATIENCE_MS)
    expect(page.locator(".ed-heading h2")).to_contain_text("Castello highway")
    welcome.get_by_role("button", name="Discard all").click()
    page.locator(".ed-ask").get_by_role("button", name="Discard all").click(timeout=60_000)
    unsaved(page, 0)
    page.get_by_role("button", name="Undo").click()
    unsaved(page, 1)
    assert changed_lines(folder) == {}


def test_a_node_that_is_moved_takes_its_stretches_along(editing: Running, page: Page, folder: Path) -> None:
    node = "lairamoun-roundabout"
    hanging = [
        one["id"]
        for path in (folder / "layers").glob("*.geojson")
        for one in json.loads(path.read_text(encoding="utf-8"))["features"]
        if node in (one["properties"].get("from"), one["properties"].get("to"))
    ]
    assert hanging
    open_editor(page, editing.url, f"sel={node}&tab=feature")
    drag(page, page.locator(".editor-pin-point"), 22, 20)
    unsaved(page, 1 + len(hanging))
    problems = pane(page, "Problems")
    expect(problems.locator("h2, .ed-empty").first).to_be_visible(timeout=PATIENCE_MS)
    assert "segment-end" not in problems.inner_text()
    page.keyboard.press("Control+z")
    unsaved(page, 0)


def test_a_wrong_value_is_said_beside_its_field_and_in_the_list_of_problems(
    editing: Running, page: Page
) -> None:
    open_editor(page, editing.url, f"sel={ROAD}&tab=feature&note={NOTE}")
    form = page.locator(".st-key-ed-pane-edit")
    expect(form.locator(".ed-article")).to_contain_text("paragraph 33 of the text", timeout=PATIENCE_MS)
    expect(form.locator(".ed-article")).to_contain_text("checksum differs")
    day = form.get_by_label("Holds from")
    day.fill("2016-13")
    day.press("Tab")
    expect(form.locator(".ed-fault", has_text="This is no date")).to_be_visible(timeout=PATIENCE_MS)
    about = form.get_by_label("About")
    about.fill("castelo-road")
    about.press("Enter")
    expect(form.locator(".ed-fault", has_text="Did you mean")).to_contain_text(
        "castello-road", timeout=PATIENCE_MS
    )
    problems = pane(page, "Problems")
    expect(problems).to_contain_text("new problem")
    problems.locator(".ed-row").first.click()
    expect(page.locator(".ed-heading code")).to_have_text(NOTE, timeout=PATIENCE_MS)
    expect(page.locator(".ed-fault").first).to_be_in_viewport(timeout=PATIENCE_MS)


def test_a_new_area_is_drawn_with_a_hostile_name_that_stays_text(editing: Running, page: Page) -> None:
    name = "<img src=x onerror=\"document.title='pwned'\"> **b** ![p](http://tracker.invalid/x.png) {{7*7}}"
    open_editor(page, editing.url)
    form = pane(page, "Add")
    field = form.get_by_label("Name *")
    field.fill(name)
    field.press("Tab")
    choose(form.get_by_label("Kind *"), "Landmark")
    choose(form.get_by_label("Layer *"), "places")
    form.get_by_role("button", name="Draw an area").click()
    expect(page.get_by_test_id("editor-draw-bar")).to_be_visible()
    box = page.locator(".leaflet-container").bounding_box()
    assert box
    for x, y in ((0.7, 0.5), (0.8, 0.5), (0.8, 0.7), (0.7, 0.5)):
        spot = (box["x"] + box["width"] * x, box["y"] + box["height"] * y)
        page.mouse.move(*spot, steps=4)
        page.mouse.click(*spot)
        page.wait_for_timeout(150)
    unsaved(page, 1)
    expect(page.locator(".ed-heading h2")).to_have_text(name, timeout=PATIENCE_MS)
    expect(page.locator(HANDLE)).to_have_count(3, timeout=PATIENCE_MS)
    for title in ("Problems", "Changes", "Edit", "Read"):
        page.locator(".ed-panes button", has_text=title).click()
        page.wait_for_timeout(800)
        assert page.locator("[data-testid=stApp] :is(.ed-bar, [class*=ed-pane]) img").count() == 0
        assert "pwned" not in page.title()
        sources = page.evaluate("[...document.images].map((image) => image.src)")
        assert [src for src in sources if not src.startswith(("data:", "http://127.0.0.1"))] == []


def test_hostile_names_in_the_lists_and_forms_of_the_editor_stay_text(
    tmp_path: Path, folder: Path, page: Page
) -> None:
    poison = "![p](http://tracker.invalid/x.png) :red[x] <img src=x onerror=\"document.title='pwned'\"> $x$"
    for path in (folder / "layers").glob("*.geojson"):
        document = json.loads(path.read_text(encoding="utf-8"))
        for number, one in enumerate(document["features"]):
            one["properties"] |= dict.fromkeys(("name", "source", "method", "note"), f"P{number} {poison}")
        path.write_text(json.dumps(document), encoding="utf-8")
    with running(tmp_path / "served", ["--edit"], {"ALEPPO_DATA": str(folder)}) as served:
        open_editor(page, served.url, f"sel={ROAD}&tab=feature")
        form = page.locator(".st-key-ed-pane-edit")
        expect(form.locator("h2")).to_contain_text(poison, timeout=PATIENCE_MS)
        field = form.get_by_label("Part of")
        field.scroll_into_view_if_needed()
        page.wait_for_timeout(300)
        field.click()
        expect(page.get_by_role("option").nth(3)).to_contain_text(poison, timeout=PATIENCE_MS)
        assert page.locator("[role=listbox] :is(img, a)").count() == 0
        assert page.locator(".st-key-ad-panel :is(img, a, script)").count() == 0
        assert "pwned" not in page.title()
        page.goto("about:blank")  # before its server ends


def test_an_upload_is_looked_at_before_it_enters_the_draft(
    editing: Running, page: Page, folder: Path, tmp_path: Path
) -> None:
    document = json.loads((folder / ROADS).read_text(encoding="utf-8"))
    brought = document["features"][0]
    brought["properties"]["name"] = "Brought road"
    file = tmp_path / "brought.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [brought]}), encoding="utf-8")
    broken = tmp_path / "broken.geojson"
    broken.write_text('{"type": "FeatureCollection", "features": [}', encoding="utf-8")
    open_editor(page, editing.url)
    form = pane(page, "Upload")
    form.locator("input[type=file]").set_input_files(broken)
    expect(form.locator(".ed-fault")).to_contain_text("not JSON", timeout=PATIENCE_MS)
    form.locator("input[type=file]").set_input_files(file)
    expect(form).to_contain_text("Brought road", timeout=PATIENCE_MS)
    unsaved(page, 0)
    form.get_by_role("button", name="Take it into the draft").click()
    unsaved(page, 1)
    save(page)
    assert changed_lines(folder) == {ROADS: 1}


def test_what_both_sides_changed_is_put_to_choice_and_nothing_typed_is_lost(
    editing: Running, page: Page, folder: Path
) -> None:
    open_editor(page, editing.url, f"sel={ROAD}&tab=feature")
    name = page.locator(".st-key-ed-pane-edit").get_by_label("Name *")
    name.fill("My road")
    name.press("Tab")
    unsaved(page, 1)
    text = (folder / ROADS).read_text(encoding="utf-8")
    (folder / ROADS).write_text(text.replace('"name": "Castello road"', '"name": "Their road"', 1), "utf-8")
    page.get_by_role("button", name="Look at changes and save").click()
    conflict = page.locator(".ed-conflict")
    expect(conflict).to_contain_text("My road", timeout=60_000)
    expect(conflict).to_contain_text("Their road")
    conflict.locator(".ed-side", has_text="Theirs").click()
    expect(conflict.locator(".ed-side", has_text="Theirs")).to_have_attribute(
        "aria-pressed", "true", timeout=60_000
    )
    page.get_by_role("button", name="Take it in").click()
    unsaved(page, 0)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".ed-said")).to_contain_text("was changed since", timeout=PATIENCE_MS)
    assert feature(folder, ROADS, ROAD)["properties"]["name"] == "Their road"


@pytest.mark.parametrize("path", ["editor.js", "editor.css", "./editor.js", "%65ditor.js", "EDITOR.js"])
def test_without_edit_no_file_of_the_editor_is_given_out(server: Running, path: str) -> None:
    for place in ("assets", "_stcore/bidi-components/aleppo-dashboard.atlas"):
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(f"{server.url}{place}/{path}", timeout=5)
        assert refused.value.code == 404
        refused.value.close()


def test_without_edit_no_word_and_no_part_of_the_editor_reaches_the_reader(
    page: Page, server: Running
) -> None:
    bodies: list[str] = []
    page.on(
        "response", lambda r: bodies.append(r.text()) if r.url.endswith((".json", ".js", ".css")) else None
    )
    open_map(page, server.url, f"sel={ROAD}&tab=feature&edit=1&pane=edit")
    assert page.locator(".ed-bar, .ed-panes, .marker-icon").count() == 0
    words = [text for key, text in catalogue().items() if key.startswith("editor.") and len(text) > 25]
    shown = page.content()
    assert not [text for text in words if text in shown or any(text in body for body in bodies)]
    assert not [body for body in bodies if "pm:markerdragend" in body]
