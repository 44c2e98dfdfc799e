"""The reader's question on the map: lines in the direction of travel, marks where something stands."""

import pytest

from dashboard.domain.network import network_of
from dashboard.domain.question import Treatment
from dashboard.maps.overlay import overlay
from tests.domain.small_network import (
    LENIENT,
    PLACES,
    STRICT,
    ask,
    node,
    road,
    road_of_two_parts,
    roads,
    said,
    word,
)


def at(name: str) -> list[float]:
    return [round(x, 5) for x in PLACES[name]]


def test_a_way_runs_from_its_origin_to_its_destination_whatever_the_segments_do() -> None:
    dataset = roads("ab", more=[node("d"), road("db", "back")])
    (way,) = overlay(network_of(dataset), ask(dataset), 1)["ways"]
    assert way["line"] == [at("a"), at("b"), at("b"), at("d")]
    assert (way["n"], way["passes"], way["stops"]) == (1, True, [])


def test_a_mark_stands_half_way_along_what_is_refused() -> None:
    dataset = roads("ad", sources=[said(word("ad", "cut"))])
    (way,) = overlay(network_of(dataset), ask(dataset), 1)["ways"]
    assert (way["passes"], way["stops"]) == (False, [[37.1, 36.0]])


def test_a_mark_stands_where_a_checkpoint_or_a_place_at_either_end_is_closed() -> None:
    dataset = roads("ab", "bd", sources=[said(word("a", "cut"), word("b", "cut"))])
    (way,) = overlay(network_of(dataset), ask(dataset), 1)["ways"]
    assert way["stops"] == [at("a"), at("b")]


def test_silence_has_no_mark_of_its_own() -> None:
    dataset = roads("ad")
    (way,) = overlay(network_of(dataset), ask(dataset, STRICT), 1)["ways"]
    assert (way["passes"], way["stops"]) == (False, [])


def test_an_assumption_is_drawn_on_every_part_of_its_road() -> None:
    dataset = roads("ab", "bd", more=road_of_two_parts())
    drawn = overlay(network_of(dataset), ask(dataset, STRICT.assuming("whole")), 0)
    assert drawn["assumed"] == [
        {"id": "whole", "state": "open", "lines": [[at("a"), at("b")], [at("b"), at("d")]]}
    ]


def test_what_is_avoided_has_its_line_or_its_place() -> None:
    dataset = roads("ab", "bd", "ac", "cd")
    asked = LENIENT.model_copy(
        update={"avoid": ("ab", "c"), "area": ((36.0, 36.0), (36.1, 36.0), (36.0, 36.1))}
    )
    drawn = overlay(network_of(dataset), ask(dataset, asked), 1)
    assert drawn["avoided"] == [
        {"id": "ab", "lines": [[at("a"), at("b")]]},
        {"id": "c", "lines": [], "at": at("c")},
    ]
    assert drawn["area"] == [[36.0, 36.0], [36.1, 36.0], [36.0, 36.1]]


@pytest.mark.parametrize(("status", "said_open"), [("open", True), ("hindered", False)])
def test_a_way_that_passes_by_choice_is_told_from_one_that_is_said_to_be_open(
    status: str, said_open: bool
) -> None:
    dataset = roads("ad", sources=[said(word("ad", status))])
    lenient = LENIENT.model_copy(update={"hindered": Treatment.PASS})
    (way,) = overlay(network_of(dataset), ask(dataset, lenient), 1)["ways"]
    assert (way["passes"], way["said"]) == (True, said_open)


def test_a_sketch_is_drawn_with_its_corners_cut_and_its_ends_kept() -> None:
    bent = {"type": "LineString", "coordinates": [at("a"), [37.1, 36.1], at("d")]}
    dataset = roads(more=[node("a"), node("d"), road("ad", geometry=bent, precision="schematic")])
    (way,) = overlay(network_of(dataset), ask(dataset), 1)["ways"]
    assert (way["line"][0], way["line"][-1]) == (at("a"), at("d"))
    assert max(latitude for _, latitude in way["line"]) < 36.09


def test_the_browser_can_tell_under_which_lens_and_for_which_day_it_was_asked() -> None:
    dataset = roads("ad")
    drawn = overlay(network_of(dataset), ask(dataset), 1)
    assert (drawn["lens"], drawn["as_of"]) == ("1:", "2016-09-10")


def test_a_link_that_names_what_nobody_says_is_there_draws_nothing() -> None:
    dataset = roads("ad", more=[node("b"), road("ab", presence="claimed")])
    asked = LENIENT.assuming("ab").model_copy(update={"avoid": ("ab",)})
    drawn = overlay(network_of(dataset), ask(dataset, asked), 1)
    assert (drawn["assumed"], drawn["avoided"]) == ([], [])


def test_a_way_that_is_not_there_is_not_chosen() -> None:
    dataset = roads("ad")
    assert overlay(network_of(dataset), ask(dataset), 3)["chosen"] == 0
    assert overlay(network_of(dataset), ask(dataset), 1)["chosen"] == 1
