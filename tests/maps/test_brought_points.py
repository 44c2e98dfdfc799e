"""Brought points as columns: every one comes back, in cells, and what is too much is sampled openly."""

from io import BytesIO
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import made
from dashboard.maps.brought import points
from dashboard.maps.brought.points import encode_points
from dashboard.maps.brought.values import encode_values
from tests.maps.test_columns import decode, lonlat

Columns = tuple[dict[str, Any], dict[str, np.ndarray], np.ndarray]


def encoded(lon: np.ndarray, lat: np.ndarray) -> Columns:
    out = BytesIO()
    order = encode_points(lon, lat, out)
    header, arrays = decode(out.getvalue())
    return header, arrays, order


@given(st.lists(st.tuples(st.floats(-179, 179), st.floats(-80, 80)), max_size=80))
def test_any_points_come_back_within_a_quantisation_step(positions: list[tuple[float, float]]) -> None:
    lon, lat = np.array(positions, float).reshape(-1, 2).T
    header, arrays, order = encoded(lon, lat)
    assert header["n"] == len(positions)
    assert sorted(order.tolist()) == list(range(len(positions)))
    step_deg = header["s"] / header["q"] * 360
    for place, feature in enumerate(order):
        back = lonlat(header, arrays["x"][place], arrays["y"][place])
        assert back == pytest.approx((lon[feature], lat[feature]), abs=step_deg)


def test_each_cell_is_a_run_of_the_points_that_lie_in_it() -> None:
    header, arrays, _ = encoded(*made.positions(5000))
    side, size = header["side"], (header["q"] + 1) / header["side"]
    assert side > 10
    assert len(arrays["start"]) == side * side + 1
    assert arrays["start"][-1] == 5000
    cell = np.floor(arrays["y"] / size).astype(int) * side + np.floor(arrays["x"] / size).astype(int)
    assert (np.repeat(np.arange(side * side), np.diff(arrays["start"].astype(int))) == cell).all()


def test_a_step_is_at_most_a_metre() -> None:
    header, _, _ = encoded(np.array([36.0, 37.5]), np.array([35.9, 36.8]))
    assert header["s"] / header["q"] * 40_075_017 <= 1


def test_one_point_and_no_point_are_layers_too() -> None:
    for count in (0, 1):
        header, arrays, order = encoded(np.full(count, 37.1), np.full(count, 36.2))
        assert (header["n"], len(arrays["x"]), len(order)) == (count, count, count)


def test_too_many_points_are_a_random_sample_that_says_of_how_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(points, "MOST_POINTS", 1000)
    lon, lat = made.positions(20_000)
    header, _, order = encoded(lon, lat)
    assert (header["n"], header["of"]) == (1000, 20_000)
    assert len(set(order.tolist())) == 1000
    again = encoded(lon, lat)[2]
    assert (again == order).all()
    # Random, not the head of the file: each fifth of it is about as well represented.
    assert (np.histogram(order, bins=5, range=(0, 20_000))[0] > 150).all()


def test_a_whole_layer_does_not_call_itself_a_sample() -> None:
    assert "of" not in encoded(*made.positions(100))[0]


def test_a_point_without_a_finite_place_is_refused() -> None:
    with pytest.raises(ValueError, match="not a finite number"):
        encoded(np.array([37.0, np.nan]), np.array([36.0, 36.0]))


def test_values_stand_where_their_feature_stands() -> None:
    days = np.arange(500, dtype=np.uint16)
    order = encoded(*made.positions(500))[2]
    out = BytesIO()
    encode_values(days, order, out)
    header, arrays = decode(out.getvalue())
    assert header["n"] == 500
    assert arrays["v"].dtype == np.uint16
    assert (arrays["v"] == days[order]).all()


def test_values_that_fit_no_column_are_refused() -> None:
    with pytest.raises(ValueError, match="values are int64; give codes as uint8 or days as uint16"):
        encode_values(np.arange(3), np.arange(3), BytesIO())
