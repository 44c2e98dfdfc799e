"""Comparing two drawings: which vertices moved and how far, in metres on the ellipsoid."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from dashboard.domain.differences.align import align
from dashboard.domain.differences.records import ShapeChange
from dashboard.domain.measure import Position, area_m2, length_m, lengths_m, positions_of
from dashboard.domain.rules import geometry_faults

Line = list[Position]
_FAMILY = {
    "Point": "point",
    "MultiPoint": "point",
    "LineString": "line",
    "MultiLineString": "line",
    "Polygon": "area",
    "MultiPolygon": "area",
}


def can_be_measured(geometry: Any) -> bool:
    """Tell whether a geometry is sound, of a type that is drawn, and on the Earth; nothing at all is, too."""
    if geometry is None:
        return True
    if any(geometry_faults(geometry)) or geometry["type"] not in _FAMILY:
        return False
    return all(abs(p[0]) <= 180 and abs(p[1]) <= 90 for p in positions_of(geometry))


def shape_change(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> ShapeChange | None:
    """Compare two sound geometries; None where both are the same drawing.

    A ring that begins elsewhere or runs the other way round is the same area; a line that runs the other
    way is another line, since it goes from one end to the other.
    """
    old, new = _parts(before), _parts(after)
    types = (before["type"] if before else None, after["type"] if after else None)
    families = tuple(_FAMILY[name] if name else None for name in types)
    moves, added, gone, heights = [], [], [], 0
    turned = families == ("line", "line") and _runs_back(old, new)
    if families[0] != families[1]:
        gone, added = [p for line in old for p in line], [p for line in new for p in line]
    elif not turned:
        for one, other in _paired(old, new):
            if families[0] == "area":
                other = _turned_to(one, other)
            found = align(one, other)
            moves += found.moved
            added += found.added
            gone += found.removed
            heights += found.heights
    if types[0] == types[1] and not (moves or added or gone or heights or turned):
        return None
    far = _farthest(moves)
    return ShapeChange(
        before_type=types[0],
        after_type=types[1],
        parts=(len(old), len(new)),
        vertices=(sum(map(len, old)), sum(map(len, new))),
        moves=tuple(moves),
        new=tuple(added),
        gone=tuple(gone),
        heights=heights,
        farthest_m=far,
        turned=turned,
        length_m=(_length(families[0], old), _length(families[1], new)),
        area_m2=(_area(before), _area(after)),
    )


def _runs_back(old: list[Line], new: list[Line]) -> bool:
    if len(old) != 1 or len(new) != 1:
        return False
    there, back = _flat(old[0]), _flat(new[0])[::-1]
    return there == back and there != back[::-1]


def _farthest(moves: Sequence[tuple[Position, Position]]) -> float:
    if not moves:
        return 0.0
    columns = ([pair[side][axis] for pair in moves] for side in (0, 1) for axis in (0, 1))
    return float(lengths_m(*columns).max())


def _flat(line: Line) -> list[Sequence[float]]:
    return [tuple(position) for position in line]


def _parts(geometry: Mapping[str, Any] | None) -> list[Line]:
    """Give lines as they run; rings without their closing position, all counter-clockwise."""
    if geometry is None:
        return []
    coordinates = geometry["coordinates"]
    match geometry["type"]:
        case "Point":
            return [[coordinates]]
        case "MultiPoint" | "LineString":
            return [list(coordinates)]
        case "MultiLineString":
            return [list(line) for line in coordinates]
        case "Polygon":
            return [_open_ring(ring) for ring in coordinates]
        case _:
            return [_open_ring(ring) for rings in coordinates for ring in rings]


def _open_ring(ring: Line) -> Line:
    x0, y0 = ring[0][:2]
    doubled = sum((a[0] - x0) * (b[1] - y0) - (b[0] - x0) * (a[1] - y0) for a, b in pairwise(ring))
    return list(ring[:-1] if doubled >= 0 else ring[:0:-1])


def _turned_to(ring: Line, other: Line) -> Line:
    """Let a ring begin where another one does, as far as they share a position."""
    index = {tuple(position): i for i, position in reversed(list(enumerate(other)))}
    for place, position in enumerate(ring):
        if (start := index.get(tuple(position))) is not None:
            first = (start - place) % len(other)
            return other[first:] + other[:first]
    return other


def _paired(old: list[Line], new: list[Line]) -> list[tuple[Line, Line]]:
    """Pair parts in order, equal ones first; a part without a partner faces an empty one."""
    if len(old) == len(new):
        return list(zip(old, new, strict=True))
    known = [frozenset(_flat(line)) for line in new]
    left = list(range(len(new)))
    pairs: list[tuple[Line, Line]] = []
    for line in old:
        points = frozenset(_flat(line))
        best = max(left, key=lambda i: len(points & known[i]), default=None)
        if best is not None and points & known[best]:
            left.remove(best)
            pairs.append((line, new[best]))
        else:
            pairs.append((line, []))
    return pairs + [([], new[i]) for i in left]


def _length(family: str | None, parts: list[Line]) -> float | None:
    return sum(map(length_m, parts)) if family == "line" else None


def _area(geometry: Mapping[str, Any] | None) -> float | None:
    if geometry is None or _FAMILY[geometry["type"]] != "area":
        return None
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    return sum(area_m2(rings[0]) - sum(map(area_m2, rings[1:])) for rings in polygons)
