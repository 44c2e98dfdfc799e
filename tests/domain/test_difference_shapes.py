"""Shapes: how far vertices moved, and what is only another way of writing the same drawing."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.domain.differences.align import align
from dashboard.domain.differences.shapes import shape_change
from dashboard.domain.measure import distance_m
from dashboard.i18n.shape_wording import shape_words

LINE = [[37.1, 36.2], [37.12, 36.21], [37.14, 36.22], [37.16, 36.23]]
RING = [[37.1, 36.2], [37.2, 36.2], [37.2, 36.3], [37.1, 36.3], [37.1, 36.2]]


def line(*positions: Any) -> dict[str, Any]:
    return {"type": "LineString", "coordinates": list(positions)}


def area(*rings: Any) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings)}


def said(before: Any, after: Any, accuracy_m: float | None = None) -> str:
    change = shape_change(before, after)
    return "" if change is None else ", ".join(shape_words(change, accuracy_m))


@pytest.mark.parametrize("drawn", [line(*LINE), area(RING), {"type": "Point", "coordinates": [37, 36]}, None])
def test_a_drawing_does_not_differ_from_itself(drawn: Any) -> None:
    assert shape_change(drawn, drawn) is None


def test_a_ring_that_begins_elsewhere_or_runs_the_other_way_is_the_same_area() -> None:
    assert shape_change(area(RING), area(RING[::-1])) is None
    assert shape_change(area(RING), area([*RING[2:], *RING[1:3]])) is None


def test_a_moved_vertex_is_measured_on_the_ellipsoid() -> None:
    moved = [LINE[0], [37.12, 36.2104], *LINE[2:]]
    change = shape_change(line(*LINE), line(*moved))
    assert change is not None
    assert change.farthest_m == pytest.approx(distance_m(LINE[1], moved[1]))
    assert said(line(*LINE), line(*moved), 75) == (
        "1 vertex moved 44 m, within its accuracy of 75 m, length 6,339 m → 6,340 m"
    )


def test_vertices_that_came_and_went_are_told_from_moved_ones() -> None:
    assert said(line(*LINE), line(*LINE[:1], *LINE[2:])) == "1 vertex removed"
    new = [37.11, 36.215]
    assert said(line(*LINE), line(LINE[0], new, *LINE[1:])) == "1 vertex added, length 6,339 m → 7,175 m"


def test_several_moves_are_told_by_the_farthest() -> None:
    moved = [LINE[0], [37.12, 36.2101], [37.14, 36.2203], LINE[3]]
    assert said(line(*LINE), line(*moved)).startswith("2 vertices moved at most 33 m")


def test_a_line_that_runs_the_other_way_is_another_line() -> None:
    assert said(line(*LINE), line(*LINE[::-1])) == "runs the other way"


def test_what_is_placed_or_no_longer_placed_is_said() -> None:
    point = {"type": "Point", "coordinates": [37, 36]}
    assert said(None, point) == "now placed (Point)"
    assert said(point, None) == "no longer placed (was a Point)"
    assert said(None, area(RING)) == "now placed (Polygon, 99.73 km²)"


def test_a_point_that_becomes_a_line_is_said() -> None:
    assert said({"type": "Point", "coordinates": LINE[0]}, line(*LINE[:2])) == (
        "drawn as LineString, not Point, 2 vertices added, 1 vertex removed"
    )


def test_one_line_written_as_many_keeps_its_vertices() -> None:
    many = {"type": "MultiLineString", "coordinates": [LINE]}
    assert said(line(*LINE), many) == "drawn as MultiLineString, not LineString"


def test_a_height_that_changed_is_said() -> None:
    assert said(line(*LINE), line([*LINE[0], 300], *LINE[1:])) == "heights of 1 vertex changed"


def test_a_hole_is_a_part_and_is_taken_from_the_area() -> None:
    hole = [[37.14, 36.24], [37.14, 36.26], [37.16, 36.26], [37.16, 36.24], [37.14, 36.24]]
    assert said(area(RING), area(RING, hole)) == "1 part → 2, 4 vertices added, area 99.73 km² → 95.74 km²"


POSITIONS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)).map(list), max_size=12)


@given(POSITIONS, POSITIONS)
def test_an_alignment_accounts_for_every_vertex_once(before: list[Any], after: list[Any]) -> None:
    found = align(before, after)
    kept = len(before) - len(found.moved) - len(found.removed)
    assert kept == len(after) - len(found.moved) - len(found.added) >= 0
    rest = [tuple(p) for p in before]
    for position in [pair[0] for pair in found.moved] + found.removed:
        rest.remove(tuple(position))
    others = [tuple(p) for p in after]
    for position in [pair[1] for pair in found.moved] + found.added:
        others.remove(tuple(position))
    assert sorted(rest) == sorted(others)


def test_long_lines_are_aligned_in_reasonable_time() -> None:
    before = [[n / 1e4, 36.0] for n in range(60_000)]
    after = [[x, y + 0.001] for x, y in before][:-3]
    found = align(before, after)
    assert (len(found.moved), len(found.removed)) == (59_997, 3)
