"""Which of several roads a drawn line means: the best class beside it, and of that the nearest."""

from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.domain.attach import attach
from dashboard.domain.dataset import Dataset
from dashboard.domain.network import Network
from dashboard.domain.vocabulary import Status
from tests.conftest import annotation, feature, source, world
from tests.domain.test_attach import at, attachment, network, road, segments

LONG = world(source(annotation(status="open")), features=(road("road", (0, 0), (2000, 0), accuracy_m=100),))


def street(north_m: float, first_m: float = 0, last_m: float = 2000) -> list[tuple[float, float]]:
    """Draw a street beside the road."""
    return [(first_m, north_m), (last_m, north_m)]


def tied(*streets: list[tuple[float, float]], rank: tuple[int, ...] = ()) -> list[int]:
    """Give the streets, by their place in the call, that the word reaches."""
    made = network(*streets, rank=rank)
    found, _ = attach(made, LONG)
    return sorted(
        {int(str(made.road_ids[made.road[row]]).removeprefix("way-")) - 100 for row in segments(found)}
    )


def test_a_side_street_does_not_bear_the_words_of_the_main_road() -> None:
    assert tied(street(10), street(60), street(-60), rank=(12, 2, 12)) == [1]


def test_the_nearest_of_one_class_bears_the_words() -> None:
    assert tied(street(60), street(-10), street(29)) == [1, 2]
    assert tied(street(41), street(-10), rank=(4, 4)) == [1]


def test_both_carriageways_bear_the_words() -> None:
    assert tied(street(12), street(-12), street(41), rank=(2, 2, 2)) == [0, 1, 2]
    assert tied(street(12), street(-12), street(43), rank=(2, 2, 2)) == [0, 1]


def test_a_road_that_changes_its_class_is_followed_without_a_gap() -> None:
    parts = [street(0, 0, 700), street(0, 700, 1100), street(0, 1100, 2000)]
    assert tied(*parts, street(50), rank=(2, 6, 4, 12)) == [0, 1, 2]
    short = [street(0, 0, 700), street(0, 700, 710), street(0, 710, 2000)]
    assert tied(*short, street(50), rank=(2, 6, 4, 12)) == [0, 2]


def test_a_side_street_fills_no_gap_shorter_than_half_the_part() -> None:
    main = [street(0, 0, 800), street(0, 1000, 2000)]
    assert tied(*main, street(50, 800, 1000), rank=(2, 2, 12)) == [0, 1]
    wide = [street(0, 0, 600), street(0, 1400, 2000)]
    assert tied(*wide, street(50, 900, 1100), rank=(2, 2, 12)) == [0, 1, 2]


def test_side_streets_at_the_ends_of_the_line_yield_too() -> None:
    blocks = [street(50, east_m, east_m + 100) for east_m in range(0, 2000, 100)]
    assert tied(street(0), *blocks, rank=(2, *[12] * 20)) == [0]


def test_a_main_road_that_goes_on_beyond_the_line_keeps_side_streets_off() -> None:
    assert tied(street(0, -900, 2900), street(50), rank=(2, 12)) == []
    assert tied(street(0, -900, 2900), street(50), rank=(12, 12)) == []


def test_a_main_road_across_takes_nothing_from_the_street_along() -> None:
    across = [[(east_m, -900.0), (east_m, 900.0)] for east_m in (500.0, 1000.0)]
    made = network(street(0), *across, rank=(12, 2, 2))
    assert len(segments(attach(made, LONG)[0])) == 1


def test_main_roads_that_cross_at_a_slant_take_nothing_from_the_street_along() -> None:
    slanting = [[(east_m - 87.0, -150.0), (east_m + 87.0, 150.0)] for east_m in range(100, 2000, 150)]
    assert tied(street(0), *slanting, rank=(12, *[2] * len(slanting))) == [0]


def test_a_part_of_a_road_is_judged_by_what_lies_beside_that_part() -> None:
    parts = [[at(0, 0), at(1000, 0)], [at(0, 3000), at(100, 3000)]]
    drawn = feature(geometry={"type": "MultiLineString", "coordinates": parts})
    dataset = world(source(annotation(status="open")), features=(drawn,))
    made = network(street(0, 0, 1000), street(3000, 0, 100), rank=(2, 12))
    assert segments(attach(made, dataset)[0]) == [0, 1]


def test_a_street_that_starts_where_the_line_ends_is_not_along_it() -> None:
    assert tied(street(0, 0, 1990), street(0, 2010, 2140)) == [0]


def test_a_bend_away_from_the_line_does_not_cut_the_chain() -> None:
    assert tied([(0, 5), (700, 5)], [(700, 5), (800, 60), (1300, 60)], [(1300, 60), (2000, 60)]) == [0, 1, 2]


def test_on_a_grid_the_word_reaches_one_street() -> None:
    eastward = [street(north_m, 0, 2000) for north_m in range(-140, 141, 70)]
    northward = [[(float(east_m), -140.0), (float(east_m), 140.0)] for east_m in range(0, 2001, 100)]
    made = network(*eastward, *northward, rank=[12] * 26)
    assert tied(*eastward, *northward, rank=(12,) * 26) == [2]
    assert attachment(attach(made, LONG)[1], "road").distance_m == pytest.approx(0, abs=0.5)


def coarse(accuracy_m: float, **given: Any) -> Dataset:
    return world(source(annotation(status="open")), features=(road("road", accuracy_m=accuracy_m, **given),))


@pytest.mark.parametrize(("accuracy_m", "why"), [(500, ""), (501, "coarse")])
def test_a_line_coarser_than_500_m_is_not_tied_but_told(accuracy_m: float, why: str) -> None:
    found, told = attach(network(street(0, 0, 1000)), coarse(accuracy_m))
    assert segments(found) == ([] if why else [0])
    (tie,) = told
    assert (tie.kind, tie.count, tie.why, tie.accuracy_m) == ("segment", 0 if why else 1, why, accuracy_m)
    assert tie.distance_m == pytest.approx(0, abs=0.1)


def test_the_distance_told_of_a_coarse_line_is_to_the_best_class_within_its_accuracy() -> None:
    made = network(street(100), street(700), street(3000), rank=(12, 4, 0))
    assert attach(made, coarse(2000))[1][0].distance_m == pytest.approx(700, rel=0.01)
    assert attach(made, coarse(600))[1][0].distance_m == pytest.approx(100, rel=0.01)
    assert attach(network(street(3000)), coarse(600))[1][0].distance_m == pytest.approx(3000, rel=0.01)
    assert attach(network(), coarse(600))[1][0].distance_m == float("inf")


def test_an_id_ties_a_coarse_line_all_the_same() -> None:
    dataset = world(source(annotation(about=("way-100",))), features=(road("way-100", accuracy_m=5000),))
    found, told = attach(network(street(9000)), dataset)
    assert (segments(found, "way-100"), told[0].count, told[0].why) == ([0], 1, "")


@pytest.mark.parametrize(("north_m", "why"), [(70, ""), (400, "across"), (600, "far")])
def test_why_a_line_was_not_tied_is_told(north_m: float, why: str) -> None:
    assert attach(network(street(north_m, 0, 1000)), coarse(30))[1][0].why == why


# Streets beside the road: first and last in hundreds of metres, distance in tens, class.
streets = st.lists(
    st.tuples(
        st.integers(0, 19), st.integers(1, 20), st.integers(-18, 18), st.sampled_from([0, 2, 4, 12, 255])
    ),
    max_size=8,
    unique_by=lambda drawn: drawn[2],
)


def drawn_network(drawn: list[tuple[int, int, int, int]]) -> tuple[Network, list[tuple[int, int, int, int]]]:
    """Make the streets that have a length, and give them as they were drawn, by row of the network."""
    kept = [
        (100 * first, 100 * last, 10 * north + 5, rank) for first, last, north, rank in drawn if first < last
    ]
    made = network(*[street(n, a, b) for a, b, n, _ in kept], rank=[rank for *_, rank in kept])
    return made, [kept[made.road[row]] for row in range(len(made.tail))]


@settings(deadline=None)
@given(streets)
def test_an_open_word_never_reaches_a_street_beside_a_better_one(drawn) -> None:  # type: ignore[no-untyped-def]
    made, known = drawn_network(drawn)
    found, _ = attach(made, LONG)
    assert all(names == ("road",) for names in found.bearers.values())
    assert LONG.statements[0].annotation.status is Status.OPEN
    for row, (first, last, north, rank) in product(found.bearers, known):
        own_first, own_last, own_north, own_rank = known[row]
        assert abs(own_north) <= 150
        middle = (own_first + own_last) / 2
        low, high = max(0, min(own_first, middle - 250)), min(2000, max(own_last, middle + 250))
        covers = first <= low and last >= high and abs(north) < 150
        assert not (covers and rank < own_rank), (known[row], (first, last, north, rank))
        beside = first <= own_first and last >= own_last
        assert not (beside and rank == own_rank and abs(own_north) - abs(north) >= 31)


@settings(deadline=None)
@given(streets)
def test_the_nearest_street_of_the_best_class_is_always_reached(drawn) -> None:  # type: ignore[no-untyped-def]
    made, known = drawn_network(drawn)
    near = [row for row, (*_, north, _) in enumerate(known) if abs(north) < 150]
    if near:
        best = min(near, key=lambda row: (known[row][3], abs(known[row][2])))
        assert best in attach(made, LONG)[0].bearers


@settings(deadline=None)
@given(streets, st.randoms(use_true_random=False))
def test_the_order_of_streets_changes_nothing_that_is_said(drawn, random) -> None:  # type: ignore[no-untyped-def]
    mixed = list(drawn)
    random.shuffle(mixed)
    told = []
    for order in (drawn, mixed):
        made, known = drawn_network(order)
        found, attachments = attach(made, LONG)
        told.append((sorted(known[row] for row in found.bearers), attachments))
    assert told[0] == told[1]


def test_a_road_drawn_twice_keeps_its_better_class_whatever_the_order() -> None:
    for rank in ((4, 2), (2, 4)):
        assert network(street(0), street(0), rank=rank).rank.tolist() == [2]
    assert np.array_equal(network(street(0), street(9), rank=(4, 2)).rank, [4, 2])
