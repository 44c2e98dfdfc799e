"""Every field of a feature travels in its column."""

import numpy as np
import pytest
import shapely

from dashboard.maps.columns import encode
from tests.conftest import feature
from tests.maps.test_columns import decode, lonlat

POINT = {"type": "Point", "coordinates": [37.1, 36.2]}

_RING = [[37, 36], [38, 36], [38, 37], [37, 36]]


def test_presence_importance_kind_and_names_travel_with_the_feature() -> None:
    known = feature("a", kind="road", importance=1, name="Road", name_ar="طريق", name_tr="Yol")
    claimed = feature("b", kind="camp", importance=5, presence="claimed")
    header, arrays = decode(encode("l", [known, claimed]))
    assert arrays["presence"].tolist() == [0, 1]
    assert arrays["importance"].tolist() == [1, 5]
    assert [header["kinds"][n] for n in arrays["kind"]] == ["road", "camp"]
    assert header["names"] == [["Road", "طريق", "Yol"], ["B", None, None]]


def test_points_lines_and_areas_are_told_apart() -> None:
    shapes = [
        POINT,
        {"type": "LineString", "coordinates": _RING},
        {"type": "Polygon", "coordinates": [_RING]},
    ]
    _, arrays = decode(encode("l", [feature(f"f{n}", geometry=g) for n, g in enumerate(shapes)]))
    assert arrays["geom"].tolist() == [0, 1, 2]


def _label(geometry: dict[str, object]) -> tuple[float, float]:
    header, arrays = decode(encode("l", [feature(geometry=geometry)]))
    return lonlat(header, arrays["lx"][0], arrays["ly"][0])


def test_the_name_of_a_line_stands_in_the_middle_of_its_longest_part() -> None:
    parts = [[[37.0, 36.0], [37.1, 36.0]], [[38.0, 36.0], [39.0, 36.0]]]
    assert _label({"type": "MultiLineString", "coordinates": parts}) == pytest.approx((38.5, 36.0), abs=1e-3)


def test_the_name_of_a_bent_area_stands_inside_it() -> None:
    horseshoe = [[0, 0], [9, 0], [9, 9], [8, 9], [8, 1], [1, 1], [1, 9], [0, 9], [0, 0]]
    area = {"type": "Polygon", "coordinates": [horseshoe]}
    assert shapely.Polygon(horseshoe).contains(shapely.Point(_label(area)))


def test_a_hole_stays_a_hole() -> None:
    hole = [[37.5, 36.2], [37.6, 36.3], [37.6, 36.2], [37.5, 36.2]]
    _, arrays = decode(encode("l", [feature(geometry={"type": "Polygon", "coordinates": [_RING, hole]})]))
    assert arrays["part_off"].tolist() == [0, 2]
    assert np.diff(arrays["ring_off"]).tolist() == [4, 4]
