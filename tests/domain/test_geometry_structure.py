"""A geometry that RFC 7946 does not know is named, not drawn."""

import pytest

from dashboard.domain.rules import geometry_faults

_RING = [[37, 36], [38, 36], [38, 37], [37, 36]]


@pytest.mark.parametrize(
    ("geometry", "fault"),
    [
        ({"type": "Polygon", "coordinates": [[[37, 36], [38, 36], [38, 37], [37, 37]]]}, "not closed"),
        ({"type": "Polygon", "coordinates": [[[37, 36], [38, 36], [37, 36]]]}, "fewer than four"),
        ({"type": "LineString", "coordinates": [[37, 36]]}, "fewer than two"),
        ({"type": "MultiLineString", "coordinates": [[[37, 36]]]}, "fewer than two"),
        ({"type": "LineString", "coordinates": []}, "empty list"),
        ({"type": "Point", "coordinates": []}, "two or three numbers"),
        ({"type": "Point", "coordinates": [True, 36]}, "true stands in position"),
        ({"type": "Circle", "coordinates": [37, 36]}, "is no type of geometry"),
        ({"type": "Point"}, "no coordinates"),
        ([37, 36], "not an object with a type"),
    ],
)
def test_a_geometry_that_cannot_be_drawn_is_named(geometry: object, fault: str) -> None:
    (found,) = geometry_faults(geometry)
    assert fault in found.message


@pytest.mark.parametrize(
    "geometry",
    [
        None,
        {"type": "Point", "coordinates": [37, 36, 400]},
        {"type": "Polygon", "coordinates": [_RING]},
        {"type": "MultiPolygon", "coordinates": [[_RING]]},
    ],
)
def test_a_sound_geometry_has_no_fault(geometry: object) -> None:
    assert list(geometry_faults(geometry)) == []
