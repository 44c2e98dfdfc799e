"""The before/after map: one file, no script, no request; data stays text and nothing is drawn too sharply."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest

from dashboard.domain.dataset import Dataset
from dashboard.domain.differences.compare import differences
from dashboard.domain.differences.consequences import consequences
from dashboard.exports.comparison_page import comparison_page
from dashboard.exports.comparison_report import report_of
from dashboard.exports.comparison_scene import WIDTH_PX, scene_of
from dashboard.store.comparison import Comparison
from tests.conftest import annotation, feature, on, source, world

LINE = [[37.1, 36.2], [37.15, 36.25], [37.2, 36.3]]
MOVED = [[37.1, 36.2], [37.15, 36.2504], [37.2, 36.3]]
HOSTILE = "</title></style><script>alert(1)</script><img src=x onerror=alert(2)>\"'{{7*7}}"


def drawn(points: Any, **given: Any) -> Any:
    return feature(geometry={"type": "LineString", "coordinates": points}, **given)


def compared(before: Dataset, after: Dataset) -> Comparison:
    return Comparison(
        before="HEAD",
        after="the working files",
        differences=differences(before, after),
        consequences=consequences(before, after),
        datasets=(before, after),
    )


def page(before: Dataset, after: Dataset) -> str:
    comparison = compared(before, after)
    return comparison_page(comparison, report_of(comparison))


class Tags(HTMLParser):
    """Collects every tag and attribute of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_runs_nothing_and_asks_for_nothing() -> None:
    made = page(world(features=(drawn(LINE),)), world(features=(drawn(MOVED),)))
    found = Tags(made)
    assert not {"script", "img", "image", "link", "iframe", "a", "use", "object"} & set(found.tags)
    assert not {
        name for name, _ in found.attributes if name.startswith("on") or name in ("src", "href", "style")
    }
    assert ("content", "default-src 'none'; style-src 'unsafe-inline'") in found.attributes
    assert not re.search(r"url\(|@import|https?:", made)
    assert found.open == []


def test_hostile_texts_stay_texts_wherever_they_stand() -> None:
    before = world(source(annotation(status="hindered")), features=(drawn(LINE, name=HOSTILE),))
    after = world(
        source(annotation(status="cut", says={"en": HOSTILE}), title=HOSTILE),
        features=(drawn(MOVED, name=HOSTILE + "2", name_ar=HOSTILE, note=HOSTILE),),
    )
    found = Tags(page(before, after))
    assert not {"script", "img"} & set(found.tags)
    assert found.open == []


def test_an_arabic_name_stands_on_the_map() -> None:
    before, after = (world(features=(drawn(line, name_ar="طريق الكاستيلو"),)) for line in (LINE, MOVED))
    assert ">طريق الكاستيلو</text>" in page(before, after)


def test_both_sides_show_the_status_of_their_day_with_its_letter() -> None:
    word = {"valid": on("2016-09-01")}
    before = world(source(annotation(status="hindered", **word)), features=(drawn(LINE),))
    made = page(before, world(source(annotation(status="cut", **word)), features=(drawn(LINE),)))
    first, second = made.split("<figcaption>after</figcaption>")
    assert 'class="letter on-disc">D<' in first
    assert 'class="letter on-disc">X<' in second.split("</figure>")[0]
    assert "Statuses as true on 8 September 2016, known by 8 September 2016, articles only." in made


def test_what_moved_came_and_went_is_marked() -> None:
    made = page(world(features=(drawn(LINE),)), world(features=(drawn(MOVED),)))
    assert made.count('class="vertex"') == 2 + 1  # once on each side, once in the legend
    assert 'class="move"' in made
    assert 'class="ghost"' in made
    shorter = page(world(features=(drawn(LINE),)), world(features=(drawn(LINE[:2]),)))
    assert "vertex that went" in shorter
    assert "vertex that moved" not in shorter


@pytest.mark.parametrize("accuracy_m", [30, 500, 5_000])
def test_no_frame_is_nearer_than_the_accuracy_of_what_changed(accuracy_m: int) -> None:
    before, after = (world(features=(drawn(line, accuracy_m=accuracy_m),)) for line in (LINE, MOVED))
    (frame,) = scene_of(compared(before, after)).frames
    assert frame.metres_per_pixel * WIDTH_PX >= max(1_500, 9 * accuracy_m) - 1


def test_unplaced_things_are_named_and_not_drawn() -> None:
    nowhere = feature(geometry=None, name="Supply line")
    made = page(
        world(source(annotation(status="hindered")), features=(nowhere,)),
        world(source(annotation(status="cut")), features=(nowhere,)),
    )
    assert "Changed and not drawn, because no source places it: " in made
    assert "<figure>" not in made


def test_a_feature_that_is_new_is_told_to_be_not_there_yet() -> None:
    other = feature("b", geometry={"type": "Point", "coordinates": [38.5, 37]})
    made = page(world(), world(features=(feature(), other)))
    assert made.count("not there yet") == 1


def test_many_places_far_apart_are_not_all_drawn_and_that_is_said() -> None:
    many = tuple(
        feature(f"p-{n}", geometry={"type": "Point", "coordinates": [36 + n % 5 * 0.4, 35.5 + n // 5 * 0.4]})
        for n in range(20)
    )
    made = page(world(), world(features=(feature(), *many)))
    assert made.count('class="place"') == 8
    assert "13 further places not drawn; the lists name all." in made


def test_a_hundred_thousand_vertices_are_drawn_within_bounds() -> None:
    line = [[37 + n / 1e6, 36.2 + (n % 7) / 1e5] for n in range(100_000)]
    made = page(world(features=(drawn(line),)), world(features=(drawn([[x, y + 0.01] for x, y in line]),)))
    assert len(made) < 4_000_000


def test_both_palettes_are_there_for_the_readers_system(shipped: Dataset) -> None:
    made = page(shipped, replace(shipped, features={**shipped.features, "x": feature("x")}))
    assert "@media (prefers-color-scheme:dark)" in made
    assert "--land:#F4F1EA" in made
    assert "--land:#20262D" in made
    assert "Shows what sources said; not for movement planning." in made


def test_the_same_comparison_gives_the_same_page() -> None:
    before, after = (world(features=(drawn(line),)) for line in (LINE, MOVED))
    assert page(before, after) == page(before, after)
