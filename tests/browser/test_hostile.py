"""Hostile text in every field stays text: on the map, in the panel, the tooltip, the legend, the banner."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from dashboard.store.load import data_folder
from tests.browser.atlas import PATIENCE_MS, drawn, open_map
from tests.serving import Running, running

MARK = "pwned"
POISONS = [
    f"<img src=x onerror=\"document.title='{MARK}'\">",
    f"</script><script>document.title='{MARK}'</script>",
    f"${{document.title='{MARK}'}}`${{1}}`",
    "{{ cycler.__init__.__globals__.os.popen('touch FILE').read() }}",
    "{% for x in () %}{# hidden",
    "#} after",
    f"javascript:document.title='{MARK}'",
    "![pic](http://tracker.invalid/x.png) [link](javascript:alert(1)) :red[x] **b**",
    "\u200fgnihtyna\u200e \u061ciso",
    "' onmouseover='document.title=\"" + MARK + "\"' x='",
    "=cmd|' /C calc'!A0",
    "&lt;b&gt; &amp; \u0007 end",
]


def poison(number: int, marker: Path) -> str:
    return f"P{number} " + POISONS[number % len(POISONS)].replace("FILE", str(marker))


@pytest.fixture(scope="module")
def marker(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Name a file that a template expression, were it ever run, would make."""
    return tmp_path_factory.mktemp("marker") / "touched"


@pytest.fixture(scope="module")
def poisoned(tmp_path_factory: pytest.TempPathFactory, marker: Path) -> Iterator[Running]:
    """Serve the shipped data with a hostile text in every field that holds words."""
    base = tmp_path_factory.mktemp("poisoned")
    folder = base / "geodata"
    shutil.copytree(data_folder(), folder)
    number = 0

    def bad() -> str:
        nonlocal number
        number += 1
        return poison(number, marker)

    catalog = _load(folder / "catalog.json")
    for layer in catalog["layers"]:
        layer["title"] = {"en": bad(), "ar": bad()}
    for card in catalog["cards"]:
        card["title"], card["question"] = {"en": bad(), "ar": bad()}, {"en": bad()}
    _dump(folder / "catalog.json", catalog)

    for path in (folder / "layers").glob("*.geojson"):
        document = _load(path)
        for feature in document["features"]:
            known = feature["properties"]
            for key in ("name", "name_ar", "name_tr", "other_names", "source", "licence", "method", "note"):
                known[key] = bad()
            if feature["geometry"] is None:
                known["why_unlocated"] = bad()
        broken = {"type": "Feature", "id": bad(), "properties": {bad(): bad()}, "geometry": {"type": bad()}}
        document["features"].append(broken)
        _dump(path, document)

    for path in (folder / "sources").glob("*.json"):
        source = _load(path)
        for key in ("publisher", "title", "where_read", "licence", "published_note"):
            source[key] = bad()
        source["url"] = bad()
        for annotation in source["annotations"]:
            annotation["says"] = {"en": bad(), "ar": bad()}
            annotation["valid"]["printed"] = bad()
            annotation["valid"]["reasoning"] = bad()
        source["annotations"].append({bad(): bad(), "id": bad()})
        _dump(path, source)

    people = _load(folder / "asserters.json")
    for person in people["asserters"]:
        person["name"], person["note"] = {"en": bad(), "ar": bad()}, bad()
    _dump(folder / "asserters.json", people)

    doubts = _load(folder / "disagreements.json")
    for doubt in doubts["disagreements"]:
        doubt["question"], doubt["note"] = {"en": bad(), "ar": bad()}, {"en": bad()}
        for position in doubt["positions"]:
            position["says"] = {"en": bad(), "ar": bad()}
    _dump(folder / "disagreements.json", doubts)

    with running(base / "served", env={"ALEPPO_DATA": str(folder)}) as served:
        yield served


def _load(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _dump(path: Path, document: Any) -> None:
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")


@pytest.mark.parametrize(
    "query",
    [
        "context=1&known_by=all",
        "context=1&known_by=all&sel=castello-road&tab=feature&more=1",
        "sel=castello-road&tab=feature&names=ar",
        "tab=article&source=cnn-2016-09-07&names=both",
        "context=1&known_by=all&tab=disagreements",
        "tab=tray&names=en",
        "context=1&known_by=all&tab=about",
        "tab=search&q=P1",
        "tab=corridor",
        "tab=corridor&context=1&known_by=all&as_of=2016-08-20&silence=pass&disputed=pass&names=both",
        "tab=corridor&assume=castello-road:open,western-road:cut&avoid=ramouseh-road&names=ar",
    ],
)
def test_hostile_text_stays_text(page: Page, poisoned: Running, marker: Path, query: str) -> None:
    atlas = open_map(page, poisoned.url, query)
    shown = page.locator(".ad-panel").inner_text()
    assert "P" in shown
    _nothing_ran(page, marker)
    assert (
        page.locator(".ad-panel img, .ad-panel script, .ad-head img, .ad-panel a[href^='javascript']").count()
        == 0
    )
    states = drawn(atlas)
    assert len(states) > 60
    labels = [entry["label"] for entry in states.values() if entry["label"]]
    assert any(label.startswith("P") for label in labels), labels


def _nothing_ran(page: Page, marker: Path) -> None:
    page.wait_for_timeout(400)
    assert MARK not in page.title()
    assert not marker.exists()
    images = page.evaluate("[...document.images].map((image) => image.src)")
    assert [src for src in images if not src.startswith(("data:", "http://127.0.0.1"))] == []


def test_hostile_text_stays_text_in_tooltip_legend_layers_and_twin(
    page: Page, poisoned: Running, marker: Path
) -> None:
    atlas = open_map(page, poisoned.url)
    for feature in ("castello-road", "jandoul-roundabout", "aleppo-airport"):
        spot = atlas.evaluate("(root, id) => root.atlas.screenOf(id)", feature)
        assert spot, feature
        page.mouse.move(spot["x"], spot["y"])
        tip = atlas.locator(".atlas-tip")
        expect(tip).to_be_visible(timeout=PATIENCE_MS)
        assert tip.locator("img, script").count() == 0
        assert "P" in tip.inner_text()
    atlas.get_by_role("button", name="Layers").click()
    assert atlas.locator(".atlas-popover").inner_text().count("P") >= 8
    assert atlas.locator("img, script, iframe").count() == 0
    _nothing_ran(page, marker)


def test_the_banner_quotes_broken_data_as_text(page: Page, poisoned: Running, marker: Path) -> None:
    open_map(page, poisoned.url)
    banner = page.locator(".ad-banner")
    expect(banner).to_be_visible()
    banner.locator("summary").click()
    assert "geodata/layers/" in banner.inner_text()
    assert banner.locator("img, script, a").count() == 0
    _nothing_ran(page, marker)


def test_a_hostile_link_does_nothing(page: Page, server: Running, marker: Path) -> None:
    from urllib.parse import urlencode

    fields = ("as_of", "sel", "note", "source", "tab", "q", "names", "at", "layers", "voice", "brought")
    for turn in range(4):  # every poison is in some field, and no field has the same one twice
        query = urlencode({k: POISONS[(n + 3 * turn) % len(POISONS)] for n, k in enumerate(fields)})
        open_map(page, server.url, query)
        _nothing_ran(page, marker)


def test_the_server_dialled_nobody(poisoned: Running) -> None:
    assert poisoned.dialled() == ""
