"""Metres: the one place where degrees become lengths and areas, on the WGS84 ellipsoid."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

Position = Sequence[float]


@lru_cache(maxsize=1)
def _geod() -> Any:
    from pyproj import Geod  # kept out of the start of commands that measure nothing

    return Geod(ellps="WGS84")


def length_m(line: Sequence[Position]) -> float:
    """Measure a line of [longitude, latitude] positions along the ellipsoid.

    Web Mercator would make it 24 % too long at this latitude. A line of one position is 0 m long.
    """
    return float(_geod().line_length([p[0] for p in line], [p[1] for p in line]))


def distance_m(a: Position, b: Position) -> float:
    """Measure from one [longitude, latitude] position to another."""
    return float(_geod().inv(a[0], a[1], b[0], b[1])[2])


def positions_of(geometry: Any) -> Iterable[Position]:
    """Walk every position of a GeoJSON geometry, whatever its type."""
    if geometry["type"] == "GeometryCollection":
        for part in geometry["geometries"]:
            yield from positions_of(part)
        return
    yield from _walk(geometry["coordinates"])


def _walk(coordinates: Any) -> Iterable[Position]:
    if coordinates and isinstance(coordinates[0], (int, float)):
        yield coordinates
        return
    for part in coordinates:
        yield from _walk(part)
