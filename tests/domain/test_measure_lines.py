"""Many lengths at once, and the scale of a degree, against the ellipsoid itself."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from dashboard.domain.measure import degrees_from, distance_m, lengths_m, metres_per_degree

GEOD = Geod(ellps="WGS84")
longitudes = st.floats(-179, 179)
latitudes = st.floats(-80, 80)


@settings(deadline=None)
@given(st.lists(st.tuples(longitudes, latitudes, longitudes, latitudes), min_size=1, max_size=20))
def test_many_lengths_are_the_single_lengths(ends: list[tuple[float, float, float, float]]) -> None:
    columns = np.array(ends).T
    single = [distance_m(end[:2], end[2:]) for end in ends]
    assert lengths_m(*columns).tolist() == pytest.approx(single)


def test_one_place_is_measured_against_a_column() -> None:
    assert lengths_m(37, 36, np.array([37, 38]), np.array([36, 36])).round().tolist() == [0, 90163]


@settings(deadline=None)
@given(longitudes, latitudes, st.floats(-0.01, 0.01), st.floats(-0.01, 0.01))
def test_a_small_plane_agrees_with_the_ellipsoid(x: float, y: float, dx: float, dy: float) -> None:
    east, north = metres_per_degree(y)
    measured = GEOD.inv(x, y, x + dx, y + dy)[2]
    assert np.hypot(dx * east, dy * north) == pytest.approx(measured, rel=0.005, abs=0.01)


@settings(deadline=None)
@given(st.floats(35.5, 37.5), st.floats(-0.27, 0.27))
def test_a_plane_holds_for_thirty_kilometres_around_aleppo(y: float, dy: float) -> None:
    east, _ = metres_per_degree(y)
    assert east == pytest.approx(GEOD.inv(37, y + dy, 37.001, y + dy)[2] * 1000, rel=0.005)


def test_metres_of_utm_become_degrees() -> None:
    longitude, latitude = degrees_from("EPSG:32637", np.array([334_000.0]), np.array([4_008_000.0]))
    assert (round(float(longitude[0]), 3), round(float(latitude[0]), 3)) == (37.154, 36.203)


def test_an_unknown_reference_system_is_refused() -> None:
    with pytest.raises(ValueError, match="reference system 'EPSG:1' is not known"):
        degrees_from("EPSG:1", np.zeros(1), np.zeros(1))
