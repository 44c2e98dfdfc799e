"""What RFC 7946 asks of a geometry, said in plain words; shapely would forgive or repair."""

import math
from collections.abc import Iterator
from typing import Any

_DEPTH = {
    "Point": 0,
    "MultiPoint": 1,
    "LineString": 1,
    "MultiLineString": 2,
    "Polygon": 2,
    "MultiPolygon": 3,
}


def geometry_faults(geometry: Any) -> Iterator[str]:
    """Name every fault in the structure of a geometry; nothing means that it can be drawn.

    `None` is a geometry too (RFC 7946, 3.2): an unlocated feature.
    """
    if geometry is None:
        return
    if not isinstance(geometry, dict) or "type" not in geometry:
        yield "geometry is not an object with a type"
        return
    depth = _DEPTH.get(geometry["type"]) if isinstance(geometry["type"], str) else None
    if depth is None:
        yield f"geometry type {geometry['type']!r} is not one of {', '.join(_DEPTH)}"
        return
    if "coordinates" not in geometry:
        yield "geometry has no coordinates"
        return
    yield from _faults_at(geometry["coordinates"], depth, geometry["type"])


def _faults_at(coordinates: Any, depth: int, kind: str) -> Iterator[str]:
    if not isinstance(coordinates, list):
        yield f"{coordinates!r} stands where an array of coordinates is expected"
        return
    if depth == 0:
        yield from _position_faults(coordinates)
        return
    if not coordinates:
        yield f"{kind} has an empty array of coordinates"
        return
    if depth == 1 and kind in ("LineString", "MultiLineString") and len(coordinates) < 2:
        yield f"{kind} has a line of fewer than two positions"
    if depth == 1 and kind in ("Polygon", "MultiPolygon"):
        if len(coordinates) < 4:
            yield f"{kind} has a ring of fewer than four positions"
        elif coordinates[0] != coordinates[-1]:
            yield f"{kind} has a ring that is not closed: {coordinates[0]} to {coordinates[-1]}"
    for part in coordinates:
        yield from _faults_at(part, depth - 1, kind)


def _position_faults(position: list[Any]) -> Iterator[str]:
    if not 2 <= len(position) <= 3:
        yield f"position {position} does not have two or three numbers"
        return
    for number in position:
        if isinstance(number, bool) or not isinstance(number, (int, float)) or not math.isfinite(number):
            yield f"{number!r} in position {position} is not a finite number"
            return
    longitude, latitude = position[:2]
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        yield f"longitude {longitude}, latitude {latitude} is not on the Earth"
