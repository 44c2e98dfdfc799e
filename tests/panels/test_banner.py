"""The banner: place, rule, plain words, remedy, and what is shown meanwhile."""

import re
from datetime import UTC, datetime

from dashboard.domain.rules import Problem
from dashboard.domain.view import View
from dashboard.panels.banner import banner, news
from dashboard.panels.context import Desk
from tests.conftest import world

NOON = datetime(2026, 1, 2, 12, 5, tzinfo=UTC)
PLACES, ROADS = "geodata/layers/places.geojson", "geodata/layers/roads.geojson"
BROKEN = Problem(PLACES, "json", "the text is not JSON", "check the line", 8, 3)
ASIDE = Problem(ROADS, "geometry", "ends nowhere", "correct it", 2, 1, "road")
DESK = Desk(world(), View())


def plain(html: str) -> str:
    return " ".join(re.sub("<[^>]+>", " ", html).split())


def test_one_line_says_file_line_rule_and_what_is_shown() -> None:
    (summary,) = re.findall("<summary.*?</summary>", banner(DESK, [BROKEN], {PLACES: NOON}))
    assert plain(summary) == (
        f"! {PLACES}:8 json : its last good version is shown, read at 12:05 UTC on 2 January 2026"
    )


def test_beneath_stand_the_plain_words_and_the_remedy() -> None:
    html = plain(banner(DESK, [ASIDE, BROKEN], {PLACES: NOON}))
    assert "json the text is not JSON Remedy: check the line" in html
    assert f"{ROADS} : its sound parts are shown" in html
    assert f"{ROADS}:2 geometry road: ends nowhere Remedy: correct it" in html
    assert "and 1 more problem" in html


def test_a_file_of_which_nothing_is_shown_comes_first() -> None:
    html = plain(banner(DESK, [ASIDE, BROKEN], {PLACES: None}))
    assert html.startswith(f"! {PLACES}:8 json : it is not shown: no good version of it has been read")


def test_what_the_banner_leaves_out_is_counted() -> None:
    many = [Problem(ROADS, "geometry", f"fault {n}", "correct it", n) for n in range(1, 62)]
    html = plain(banner(DESK, many, {}))
    assert "fault 50" in html
    assert "fault 51" not in html
    assert "11 more are not listed here: aleppo check lists all." in html


def test_the_browser_is_told_what_to_say_and_which_files_are_broken() -> None:
    assert news(DESK, "mark", [BROKEN, ASIDE, BROKEN], {PLACES: NOON}) == {
        "mark": "mark",
        "alarm": (
            f"Problem in the data: {PLACES}:8, json: its last good version is shown, "
            "read at 12:05 UTC on 2 January 2026."
        ),
        "files": [PLACES, ROADS],
    }
    assert news(DESK, "mark", [], {}) == {"mark": "mark", "alarm": "", "files": []}
