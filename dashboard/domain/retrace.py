"""A geometry that another program wrote, put back onto the one it came from where nobody moved it."""

from typing import Any

from dashboard.domain.measure import distance_m, positions_of
from dashboard.domain.rules.coordinates import geometry_faults

Position = list[float]
Line = list[Position]
# How far beyond half a step a rounded number may lie: binary fractions are not decimal ones.
_SLACK = 1.000_01


def shaped(geometry: Any, like: str | None = None) -> Any:
    """Give a geometry the type it had: one part alone or as the only one of several.

    Without a type to be `like`, the only part stands alone. Rings that were left open are closed.
    """
    if not isinstance(geometry, dict):
        return geometry
    kind, parts = geometry.get("type"), geometry.get("coordinates")
    collected = geometry.get("geometries")
    if kind == "GeometryCollection" and isinstance(collected, list) and len(collected) == 1:
        return shaped(collected[0], like)
    single = (
        isinstance(kind, str) and kind.startswith("Multi") and isinstance(parts, list) and len(parts) == 1
    )
    if single and like != kind:
        kind, parts = str(kind).removeprefix("Multi"), parts[0]  # type: ignore[index]
    elif like == f"Multi{kind}":
        kind, parts = like, [parts]
    if kind == "Polygon":
        parts = _closed(parts)
    elif kind == "MultiPolygon" and isinstance(parts, list):
        parts = [_closed(rings) for rings in parts]
    return {"type": kind, "coordinates": parts}


def fault_of(geometry: Any) -> str:
    """Say what makes a geometry unfit to be taken; empty where nothing does, None is fit too."""
    for fault in geometry_faults(geometry):
        return fault.message
    for longitude, latitude, *_ in positions_of(geometry) if geometry else ():
        if abs(longitude) > 180 or abs(latitude) > 90:
            return f"longitude {longitude}, latitude {latitude} is not on the Earth"
    return ""


def _closed(rings: Any) -> Any:
    if not isinstance(rings, list):
        return rings
    return [
        [*ring, ring[0]] if isinstance(ring, list) and len(ring) > 2 and ring[0] != ring[-1] else ring
        for ring in rings
    ]


def retrace(geometry: Any, before: Any, step: float) -> Any:
    """Put a geometry back onto the one before: what lies within half a rounding step of it was not moved.

    Type, heights, ring starts and directions are those before, where nothing else changed. Both are sound
    (see `fault_of`); the geometry itself is given back where the one before cannot be its origin.
    """
    found = shaped(geometry, before["type"])
    reach = step / 2 * _SLACK
    flat = all(len(position) == 2 for position in positions_of(before))
    known = [list(position) for position in positions_of(before)]
    pieces = _pieces(found)
    origins = _pieces(before) if found["type"] == before["type"] else []
    rings = found["type"].endswith("Polygon")
    put_back = []
    for number, piece in enumerate(pieces):
        line = [list(p[:2]) if flat else list(p) for p in piece]
        origin = origins[number] if number < len(origins) else []
        again = _ring(line, origin, reach) if rings else _line(line, origin, reach)
        put_back.append(again if again is not None else _snapped(line, known, reach))
    return {"type": found["type"], "coordinates": _assembled(found, iter(put_back))}


def _pieces(geometry: Any) -> list[Line]:
    kind, coordinates = geometry["type"], geometry["coordinates"]
    if kind == "Point":
        return [[coordinates]]
    if kind in ("LineString", "MultiPoint"):
        return [coordinates]
    if kind in ("Polygon", "MultiLineString"):
        return list(coordinates)
    return [ring for rings in coordinates for ring in rings]


def _assembled(geometry: Any, pieces: Any) -> Any:
    kind, coordinates = geometry["type"], geometry["coordinates"]
    if kind == "Point":
        return next(pieces)[0]
    if kind in ("LineString", "MultiPoint"):
        return next(pieces)
    if kind in ("Polygon", "MultiLineString"):
        return [next(pieces) for _ in coordinates]
    return [[next(pieces) for _ in rings] for rings in coordinates]


def _near(a: Position, b: Position, reach: float) -> bool:
    # Heights are compared as they are: no program rounds what it leaves alone.
    return abs(a[0] - b[0]) <= reach and abs(a[1] - b[1]) <= reach and a[2:] == b[2:]


def _line(line: Line, origin: Line, reach: float) -> Line | None:
    alike = len(line) == len(origin) and all(_near(a, b, reach) for a, b in zip(line, origin, strict=True))
    return [list(p) for p in origin] if alike else None


def _ring(ring: Line, origin: Line, reach: float) -> Line | None:
    """Find a ring again that starts elsewhere or runs the other way round."""
    if len(ring) != len(origin):
        return None
    corners = ring[:-1]
    for way in (corners, corners[::-1]):
        for start, corner in enumerate(way):
            if _near(corner, origin[0], reach):
                turned = [*way[start:], *way[: start + 1]]
                if (found := _line(turned, origin, reach)) is not None:
                    return found
    return None


def _snapped(line: Line, known: Line, reach: float) -> Line:
    """Give each position that was not moved its old numbers; a moved one keeps what it got."""
    cells: dict[tuple[int, int], list[Position]] = {}
    size = 2 * reach
    for position in known:
        cells.setdefault((int(position[0] // size), int(position[1] // size)), []).append(position)
    found = []
    for p in line:
        x, y = int(p[0] // size), int(p[1] // size)
        near = [
            q
            for dx in (-1, 0, 1)
            for dy in (-1, 0, 1)
            for q in cells.get((x + dx, y + dy), ())
            if _near(p, q, reach)
        ]
        best = min(near, key=lambda q: (q[0] - p[0]) ** 2 + (q[1] - p[1]) ** 2, default=p)
        found.append(list(best))
    return found


def told(before: Any, after: Any) -> str:
    """Say in words what became of a geometry."""
    if before is None or after is None:
        return "placed on the map" if before is None else "taken from the map"
    if before["type"] != after["type"]:
        return f"{before['type']} became {after['type']}"
    old, new = (list(positions_of(each)) for each in (before, after))
    if len(old) != len(new):
        return f"{len(old)} vertices became {len(new)}"
    moved = [distance_m(a, b) for a, b in zip(old, new, strict=True) if list(a) != list(b)]
    if sorted(map(list, old)) == sorted(map(list, new)):
        return "the vertices stand in another order"
    if before["type"] == "Point":
        return f"moved {_metres(max(moved))}"
    return f"{len(moved)} of {len(old)} vertices moved at most {_metres(max(moved))}"


def _metres(distance: float) -> str:
    return f"{distance:,.0f} m" if distance >= 1 else f"{distance:.2f} m"


def apart_m(one: Any, other: Any) -> float | None:
    """Measure from the middle of one geometry to that of another; None where one of them has no place."""
    if any(each is None or fault_of(each) for each in (one, other)):
        return None
    middles = []
    for geometry in (one, other):
        xs, ys = zip(*(p[:2] for p in positions_of(geometry)), strict=True)
        middles.append([(min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2])
    return distance_m(*middles)
