"""Where the rows of a file lie: points from columns, geometries turned into degrees, or exchanged."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from dashboard.domain.coordinates import degrees_of, metres_of
from dashboard.domain.dataset import Frame
from dashboard.domain.draft_rows import Recipe, Row
from dashboard.domain.measure import degrees_from

Box = tuple[float, float, float, float]
# A ten-millionth of a degree is a centimetre: what a transformation says beyond that is noise.
_DECIMALS = 7
_PARTS = {
    "Point": ("points", "MultiPoint"),
    "MultiPoint": ("points", "MultiPoint"),
    "LineString": ("lines", "MultiLineString"),
    "MultiLineString": ("lines", "MultiLineString"),
    "Polygon": ("areas", "MultiPolygon"),
    "MultiPolygon": ("areas", "MultiPolygon"),
}
_MOST_NESTED = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Swapped:
    """How many places would lie on the map if latitude and longitude changed places, out of how many."""

    likely: int
    located: int
    first: str

    @property
    def most(self) -> bool:
        """Tell whether that is more than half of them: the file as a whole has them exchanged."""
        return self.likely * 2 > self.located


def point_from(row: Row, recipe: Recipe, *, degrees: bool) -> dict[str, Any] | None:
    """Make a point of the columns that hold a position; None where both are empty.

    Raises ValueError, in plain words, where they hold no position.
    """
    found: list[float | None] = []
    for place in ("longitude", "latitude"):
        value = row.values.get(recipe.map[place])
        text = "" if value is None else str(value).strip()
        if not text:
            found.append(None)
            continue
        try:
            found.append(degrees_of(text) if degrees else metres_of(text))
        except ValueError as error:
            raise ValueError(f"{recipe.map[place]}: {error}") from error
    if found == [None, None]:
        return None
    if None in found:
        raise ValueError(f"{recipe.map['longitude' if found[0] is None else 'latitude']} is empty")
    return {"type": "Point", "coordinates": found}


def flipped(geometry: Any) -> Any:
    """Exchange longitude and latitude in a geometry; what is no position stays."""
    return _each_position(geometry, lambda p: [p[1], p[0], *p[2:]])


def in_degrees(geometries: Sequence[Any], crs: str) -> list[Any]:
    """Turn geometries of another reference system into longitude and latitude, all in one go.

    What has no sound structure stays as it is. Positions that the system cannot express become infinite.
    """
    flat: list[tuple[float, float]] = []
    for geometry in geometries:
        flat += [(p[0], p[1]) for p in positions(geometry)]
    if not flat:
        return list(geometries)
    table = np.asarray(flat, float)
    lon, lat = degrees_from(crs, table[:, 0], table[:, 1])
    turned = iter(zip(np.round(lon, _DECIMALS).tolist(), np.round(lat, _DECIMALS).tolist(), strict=True))
    return [_each_position(geometry, lambda p: [*next(turned), *p[2:]]) for geometry in geometries]


def share_beyond_degrees(geometries: Iterable[Any]) -> tuple[int, int, list[float]]:
    """Count the places that are no degrees, and all; give the first that is none."""
    beyond, located = 0, 0
    first: list[float] = []
    for geometry in geometries:
        position = first_position(geometry)
        if position is None:
            continue
        located += 1
        if not (abs(position[0]) <= 180 and abs(position[1]) <= 90):
            beyond += 1
            first = first or [float(number) for number in position[:2]]
    return beyond, located, first


def swapped(geometries: Iterable[Any], frame: Frame) -> Swapped:
    """Find places that lie better on the map with latitude and longitude exchanged.

    Better is: in the city instead of around it, or around it instead of outside. A place that would lie
    outside both ways (Damascus, say) is none of them.
    """
    likely, located, example = 0, 0, ""
    for geometry in geometries:
        position = first_position(geometry)
        if position is None:
            continue
        located += 1
        x, y = position[:2]
        if 0 < _nearness(y, x, frame) > _nearness(x, y, frame):
            likely += 1
            example = example or f"longitude {x:g}, latitude {y:g}"
    return Swapped(likely=likely, located=located, first=example)


def outside(geometries: Iterable[Any], frame: Frame) -> int:
    """Count the places that lie beyond the limits of the map."""
    firsts = map(first_position, geometries)
    return sum(not _inside(p[0], p[1], frame.limits_deg) for p in firsts if p is not None)


def parts_of(geometry: Any) -> list[tuple[str, Any]]:
    """Take a GeometryCollection apart into one geometry for points, lines and areas each, with that word.

    Any other geometry is given back with an empty word. Raises ValueError where the collection has a member
    that is no geometry, or is empty.
    """
    if not isinstance(geometry, Mapping) or geometry.get("type") != "GeometryCollection":
        return [("", geometry)]
    found: dict[str, list[Any]] = {}
    for member in _members(geometry, 0):
        kind = member.get("type")
        if not isinstance(kind, str) or kind not in _PARTS or not isinstance(member.get("coordinates"), list):
            raise ValueError(f"a geometry collection holds {str(kind)[:40]!r}, which is no geometry")
        many = member["coordinates"] if kind.startswith("Multi") else [member["coordinates"]]
        found.setdefault(_PARTS[kind][0], []).extend(many)
    if not found:
        raise ValueError("it is an empty geometry collection")
    kinds = {word: multi for word, multi in _PARTS.values()}
    parts = []
    for word, members in found.items():
        single = {"type": kinds[word].removeprefix("Multi"), "coordinates": members[0]}
        whole = single if len(members) == 1 else {"type": kinds[word], "coordinates": members}
        parts.append((word if len(found) > 1 else "", whole))
    return parts


def _members(geometry: Mapping[str, Any], depth: int) -> Iterator[Mapping[str, Any]]:
    if geometry.get("type") != "GeometryCollection":
        yield geometry
        return
    members = geometry.get("geometries")
    if not isinstance(members, list) or depth > _MOST_NESTED:
        raise ValueError("a geometry collection has no array of geometries, or nests too deep")
    for member in members:
        if not isinstance(member, Mapping):
            raise ValueError("a geometry collection holds something that is no geometry")
        yield from _members(member, depth + 1)


def positions(geometry: Any) -> Iterator[list[Any]]:
    """Walk what looks like a position, in any structure; faults are somebody else's to find."""
    found: list[list[Any]] = []
    _each_position(geometry, lambda p: found.append(p) or p)  # type: ignore[func-returns-value]
    yield from found


def first_position(geometry: Any) -> list[Any] | None:
    """Give the first position of a geometry, None where it has none."""
    depth = 0
    while isinstance(geometry, Mapping) and depth < _MOST_NESTED:
        geometry = geometry.get("geometries") or geometry.get("coordinates")
        while isinstance(geometry, list) and geometry and depth < _MOST_NESTED:
            if len(geometry) >= 2 and all(_is_number(number) for number in geometry[:2]):
                return geometry
            geometry, depth = geometry[0], depth + 1
        depth += 1
    return None


def _each_position(geometry: Any, change: Callable[[list[Any]], list[Any]], depth: int = 0) -> Any:
    if not isinstance(geometry, Mapping) or depth > _MOST_NESTED:
        return geometry
    if geometry.get("type") == "GeometryCollection":
        members = geometry.get("geometries")
        if not isinstance(members, list):
            return geometry
        return {**geometry, "geometries": [_each_position(each, change, depth + 1) for each in members]}
    if "coordinates" not in geometry:
        return geometry
    return {**geometry, "coordinates": _walked(geometry["coordinates"], change, 0)}


def _walked(coordinates: Any, change: Callable[[list[Any]], list[Any]], depth: int) -> Any:
    if not isinstance(coordinates, list) or depth > _MOST_NESTED:
        return coordinates
    if len(coordinates) >= 2 and all(_is_number(number) for number in coordinates[:2]):
        return change(coordinates)
    return [_walked(part, change, depth + 1) for part in coordinates]


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 1e300


def _nearness(x: float, y: float, frame: Frame) -> int:
    return _inside(x, y, frame.start_deg) + _inside(x, y, frame.whole_deg)


def _inside(x: float, y: float, box: Box) -> bool:
    west, south, east, north = box
    return west <= x <= east and south <= y <= north
