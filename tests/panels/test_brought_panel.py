"""A row of a brought file is shown as the file has it, with who is named for it, or that nobody is."""

from datetime import date
from typing import Any

from dashboard.domain.brought import BroughtRow, Look
from dashboard.domain.view import View
from dashboard.panels.context import Desk
from dashboard.panels.page import panel
from tests.conftest import world


def row(**given: Any) -> BroughtRow:
    return BroughtRow(
        **{
            "title": "Damage",
            "file": "damage.gpkg",
            "number": 1_234,
            "values": {"SensDt": "2016-09-18", "class": "<b>Destroyed</b>", "note": ""},
            "roles": {"SensDt": "date", "class": "category"},
            "source": None,
            "known": None,
            **given,
        }
    )


def shown(one: BroughtRow | None, known_by: date | None = None) -> str:
    view = View(sel="brought-1-r7", tab="feature", known_by=known_by)
    return str(panel(Desk(world(), view, row=one), None))


def test_a_row_that_nobody_is_named_for_is_called_unsourced() -> None:
    html = shown(row())
    assert "<strong>Unsourced</strong>" in html
    assert "gives no status" in html
    assert "row 1,234 of damage.gpkg" in html


def test_a_row_with_a_source_names_it_and_is_not_called_unsourced() -> None:
    html = shown(row(source="UNITAR-UNOSAT", known="2016-10-01"))
    assert "UNITAR-UNOSAT" in html
    assert "Unsourced" not in html
    assert "2016-10-01" in html


def test_values_are_text_and_each_column_says_what_it_was_read_as() -> None:
    html = shown(row())
    assert "<b>Destroyed" not in html
    assert "&lt;b&gt;Destroyed&lt;/b&gt;" in html
    assert "read as the day" in html
    assert "(empty)" in html


def test_a_row_that_is_no_longer_there_is_said_to_be_gone() -> None:
    assert "brought-1-r7" in shown(None)


def test_of_several_looks_the_newest_not_after_the_day_is_the_one_on_the_map() -> None:
    looks = tuple(
        Look(day=date.fromisoformat(day), printed=day, category=what)
        for day, what in (("2015-04-26", "Moderate"), ("2016-09-18", "Destroyed"), ("2016-08-19", "Severe"))
    )
    html = shown(row(looks=looks))
    assert "<h2><bdi" in html
    assert "Severe</bdi></h2>" in html
    assert html.count("on the map on this day") == 1
    assert html.count("after this day") == 1


def test_before_the_first_look_the_row_is_called_by_its_file() -> None:
    looks = (Look(day=date(2016, 9, 18), printed="2016-09-18", category="Destroyed"),)
    assert "Damage</bdi></h2>" in shown(row(looks=looks))


def test_a_row_that_was_not_known_by_the_day_is_not_shown() -> None:
    for known_day, why in ((date(2016, 9, 9), "was published after"), (None, "Nobody said when")):
        html = shown(row(known="2016-09-09", known_day=known_day), date(2016, 9, 8))
        assert why in html
        assert not any(each in html for each in ("Destroyed", "SensDt", "2016-09-09", "2016-09-18"))
        assert "known_by" in html
    assert "Destroyed" in shown(row(known_day=date(2016, 9, 8)), date(2016, 9, 8))
