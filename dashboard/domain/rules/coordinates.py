"""Rules about raw geometries (RFC 7946): their types, and the shape of their coordinates."""

from collections.abc import Iterator
from itertools import chain, islice
from typing import Any

from dashboard.domain.measure import beyond_the_earth
from dashboard.domain.problem import Fault
from dashboard.domain.rules.quoting import near, shown, spoken
from dashboard.domain.rules.registry import RULES, rule

DEPTH = {
    "Point": 0,
    "MultiPoint": 1,
    "LineString": 1,
    "MultiLineString": 2,
    "Polygon": 2,
    "MultiPolygon": 3,
}
REAL = {int, float}
_PARTS = 2
_FOREIGN = ("geometry", "properties", "features")
_MOST_FAULTS = 20


def geometry_faults(geometry: Any, *, own: bool = True, at: str = "/geometry") -> Iterator[Fault]:
    """Name every fault in the structure of a geometry; nothing means that it can be drawn.

    `None` is a geometry too (RFC 7946, 3.2): an unlocated feature. A GeometryCollection is one unless `own`.
    """
    if geometry is None:
        return
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if isinstance(geometry, dict) and len(geometry) > _PARTS:
        yield from RULES["two-in-one"].check(geometry, "geometry", _FOREIGN, at)
        for fault in RULES["crs"].check(geometry, None):
            yield Fault(fault.rule, fault.message, fault.fix, f"{at}/crs")
        if "bbox" in geometry:
            yield from bbox_faults(geometry["bbox"], "feature-bbox", f"{at}/bbox")
    if kind == "GeometryCollection" and not own:
        yield from _collection_faults(geometry, at)
        return
    if not isinstance(kind, str) or kind not in DEPTH:
        yield from RULES["geometry-type"].check(geometry, at)
        return
    if "coordinates" not in geometry:
        yield from RULES["no-coordinates"].check(geometry, at)
        return
    coordinates, depth = geometry["coordinates"], DEPTH[kind]
    if not _all_sound(coordinates, depth, kind):
        yield from islice(_faults_at(coordinates, depth, kind, f"{at}/coordinates"), _MOST_FAULTS)


def first_fault(geometry: Any) -> str:
    """Say why a geometry cannot be drawn: structure, or a position beyond the Earth; empty where it can."""
    for fault in geometry_faults(geometry):
        return fault.message
    position = None if geometry is None else beyond_the_earth(geometry)
    return "" if position is None else f"longitude {position[0]}, latitude {position[1]} is not on the Earth"


def _collection_faults(geometry: dict[str, Any], at: str) -> Iterator[Fault]:
    parts = geometry.get("geometries")
    if not isinstance(parts, list):
        said = "a GeometryCollection has no list of geometries"
        yield Fault("no-coordinates", said, 'write "geometries": […]', at)
        return
    yield from islice(_part_faults(parts, at), _MOST_FAULTS)


def _part_faults(parts: list[Any], at: str) -> Iterator[Fault]:
    for number, part in enumerate(parts):
        nested = isinstance(part, dict) and part.get("type") == "GeometryCollection"
        if part is None or nested:
            said = "a GeometryCollection stands in another one" if nested else "null stands among geometries"
            yield Fault("geometry-type", said, "put its parts into one list", f"{at}/geometries/{number}")
        else:
            yield from geometry_faults(part, own=False, at=f"{at}/geometries/{number}")


@rule("geometry-type", "geojson")
def geometry_type(geometry: Any, at: str) -> Iterator[Fault]:
    """Find geometries of a type that the map does not draw.

    Why: RFC 7946 has seven types; a layer here takes six, since a collection has no one kind to draw.
    Wrong: `{"type": "Linestring", "coordinates": []}`
    Right: `{"type": "LineString", "coordinates": [[37.1, 36.2], [37.2, 36.3]]}`
    """
    if not isinstance(geometry, dict):
        yield Fault(
            "geometry-type",
            f"the geometry is {spoken(geometry)}, not an object with a type",
            _TYPES,
            at,
        )
        return
    kind = geometry.get("type")
    if "type" not in geometry:
        yield Fault("geometry-type", "the geometry has no type", _TYPES, at)
    elif kind == "GeometryCollection":
        said = "a layer takes no GeometryCollection"
        yield Fault(
            "geometry-type", said, "write one feature for each part, or a Multi… geometry", f"{at}/type"
        )
    else:
        guess = near(kind, list(DEPTH)) if isinstance(kind, str) else ""
        fix = f"did you mean {guess!r}?" if guess else _TYPES
        yield Fault("geometry-type", f"{shown(kind, 40)} is no type of geometry", fix, f"{at}/type")


_TYPES = f"use {', '.join(DEPTH)}, or null"


@rule("no-coordinates", "geojson")
def no_coordinates(geometry: dict[str, Any], at: str) -> Iterator[Fault]:
    """Find geometries without coordinates.

    Why: a type alone places nothing.
    Wrong: `{"type": "Point"}`
    Right: `{"type": "Point", "coordinates": [37.13, 36.25]}`, or `null`
    """
    guess = near("coordinates", [key for key in islice(geometry, 50) if key != "type"])
    fix = (
        f"rename {guess!r} to 'coordinates'" if guess else "add them, or write null for an unlocated feature"
    )
    yield Fault("no-coordinates", "the geometry has no coordinates", fix, at)


def _all_sound(coordinates: Any, depth: int, kind: str) -> bool:
    """Tell at the speed of C whether there is nothing to say; any doubt goes to the slow walk."""
    if type(coordinates) is not list:
        return False
    if depth == 0:
        return 2 <= len(coordinates) <= 3 and set(map(type, coordinates)) <= REAL
    if not coordinates:
        return False
    if depth > 1:
        return all(_all_sound(part, depth - 1, kind) for part in coordinates)
    if set(map(type, coordinates)) != {list} or not set(map(len, coordinates)) <= {2, 3}:
        return False
    if not set(map(type, chain.from_iterable(coordinates))) <= REAL:
        return False
    if kind in ("Polygon", "MultiPolygon"):
        return len(coordinates) > 3 and coordinates[0] == coordinates[-1]
    return len(coordinates) > 1 or kind == "MultiPoint"


def _faults_at(coordinates: Any, depth: int, kind: str, at: str) -> Iterator[Fault]:
    if not isinstance(coordinates, list):
        yield from RULES["nesting"].check(coordinates, depth, kind, at)
        return
    if depth == 0:
        yield from position_faults(coordinates, at)
        return
    if not coordinates:
        yield from RULES["no-positions"].check(kind, at)
        return
    levels = _levels(coordinates)
    flat = depth == 1 and not isinstance(coordinates[0], list)
    if flat or (levels is not None and levels != depth + 1):
        yield from RULES["nesting"].check(coordinates, depth, kind, at)
        return
    if depth == 1 and kind in ("LineString", "MultiLineString"):
        yield from RULES["short-line"].check(coordinates, at)
    if depth == 1 and kind in ("Polygon", "MultiPolygon"):
        yield from RULES["short-ring"].check(coordinates, at)
        yield from RULES["open-ring"].check(coordinates, at)
    for number, part in enumerate(coordinates):
        yield from _faults_at(part, depth - 1, kind, f"{at}/{number}")


def _levels(coordinates: Any) -> int | None:
    """Count the levels of brackets down to the first number; None where none is found."""
    levels = 0
    while isinstance(coordinates, list) and coordinates:
        coordinates, levels = coordinates[0], levels + 1
    return levels if type(coordinates) in REAL else None


@rule("nesting", "geojson")
def nesting(coordinates: Any, depth: int, kind: str, at: str) -> Iterator[Fault]:
    """Find coordinates with too few or too many brackets for their type.

    Why: a polygon written like a line, or a pair of numbers in quotes, is drawn as something else or nothing.
    Wrong: `{"type": "Polygon", "coordinates": [[37.1, 36.2], [37.2, 36.2]]}`
    Right: `{"type": "Polygon", "coordinates": [[[37.1, 36.2], [37.2, 36.2], [37.2, 36.3], [37.1, 36.2]]]}`
    """
    levels = ["a position", "an array of positions", "an array of arrays of positions"]
    wanted = levels[depth] if depth < len(levels) else "an array of polygons"
    said = f"{shown(coordinates, 40)} stands where a {kind} has {wanted}"
    many = "one level" if kind == "Point" else f"{DEPTH[kind] + 1} levels"
    yield Fault("nesting", said, f"the coordinates of a {kind} have {many} of brackets", at)


@rule("no-positions", "geojson")
def no_positions(kind: str, at: str) -> Iterator[Fault]:
    """Find geometries whose coordinates are an empty list.

    Why: it draws nothing and says nothing about why.
    Wrong: `{"type": "LineString", "coordinates": []}`
    Right: `"geometry": null`, with `why_unlocated`
    """
    said = f"the {kind} has an empty list of coordinates"
    yield Fault("no-positions", said, "draw it, or write null for an unlocated feature", at)


@rule("short-line", "geojson")
def short_line(line: list[Any], at: str) -> Iterator[Fault]:
    """Find lines of fewer than two positions.

    Why: a line of one point has no length and no direction.
    Wrong: `{"type": "LineString", "coordinates": [[37.1, 36.2]]}`
    Right: `{"type": "Point", "coordinates": [37.1, 36.2]}`
    """
    if len(line) < 2:
        yield Fault(
            "short-line", "the line has fewer than two positions", "add the other end, or use a Point", at
        )


@rule("short-ring", "geojson")
def short_ring(ring: list[Any], at: str) -> Iterator[Fault]:
    """Find rings of fewer than four positions.

    Why: a triangle needs four, the last being the first again; fewer enclose nothing.
    Wrong: `[[37, 36], [38, 36], [37, 36]]`
    Right: `[[37, 36], [38, 36], [38, 37], [37, 36]]`
    """
    if len(ring) < 4:
        said = f"the ring has {len(ring)} positions, fewer than four"
        yield Fault("short-ring", said, "add the missing corners", at)


@rule("open-ring", "geojson", fixable=True)
def open_ring(ring: list[Any], at: str) -> Iterator[Fault]:
    """Find rings whose last position is not their first.

    Why: programs close them each in their own way, or drop the area.
    Wrong: `[[37, 36], [38, 36], [38, 37], [37, 37]]`
    Right: `[[37, 36], [38, 36], [38, 37], [37, 37], [37, 36]]`
    """
    if len(ring) >= 3 and ring[0] != ring[-1]:
        said = f"the ring is not closed: it begins at {shown(ring[0], 60)} and ends at {shown(ring[-1], 60)}"
        yield Fault("open-ring", said, "repeat the first position at the end", f"{at}/{len(ring) - 1}")


def position_faults(position: list[Any], at: str) -> Iterator[Fault]:
    """Say what is wrong with one position."""
    found = list(RULES["position-length"].check(position, at))
    yield from found or RULES["position-number"].check(position, at)


@rule("position-length", "geojson")
def position_length(position: list[Any], at: str) -> Iterator[Fault]:
    """Find positions that are not two or three numbers long.

    Why: which of four numbers is the latitude is anybody's guess.
    Wrong: `[37.13]`
    Right: `[37.13, 36.25]`
    """
    if not 2 <= len(position) <= 3:
        said = f"position {shown(position, 60)} does not have two or three numbers"
        yield Fault("position-length", said, "write longitude, latitude, and a height if need be", at)


@rule("position-number", "geojson")
def position_number(position: list[Any], at: str) -> Iterator[Fault]:
    """Find texts, booleans and null in positions.

    Why: some programs read "36.2" as a number, some drop the feature, some the whole layer.
    Wrong: `[37.13, "36.25"]`
    Right: `[37.13, 36.25]`
    """
    for number, value in enumerate(position):
        if type(value) not in REAL:
            fix = "write it without quotes" if isinstance(value, str) else "write a number of degrees"
            said = f"{shown(value, 40)} in position {shown(position, 60)} is not a number"
            if not isinstance(value, str):
                said = f"{spoken(value)} stands in position {shown(position, 60)}"
            yield Fault("position-number", said, fix, f"{at}/{number}")
            return


def bbox_faults(bbox: Any, name: str, at: str = "/bbox") -> Iterator[Fault]:
    """Say what is wrong with a bbox member, under the name of a rule."""
    fix = "write west, south, east, north in degrees, or remove bbox"
    if not isinstance(bbox, list) or len(bbox) not in (4, 6) or not set(map(type, bbox)) <= REAL:
        yield Fault(name, f"bbox is {shown(bbox, 60)}, not four numbers", fix, at)
        return
    half = len(bbox) // 2
    west, south, east, north = (*bbox[:2], *bbox[half : half + 2])
    on_earth = -180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= 90 and -90 <= north <= 90
    if not on_earth or south > north:
        yield Fault(name, f"bbox {shown(bbox, 60)} is no box on the Earth", fix, at)
