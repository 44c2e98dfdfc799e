"""Shapes of a batch of rows turned into columns of degrees; what cannot be drawn is set aside."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Degrees = Callable[[Floats, Floats], tuple[Floats, Floats]]

_KINDS = {"point": (0, 4), "line": (1, 2, 5), "polygon": (3, 6)}
_COLLECTION = 7
_MOST_NESTED = 20
_POINT_BYTES = 21
_POINT = np.dtype([("order", "u1"), ("type", "<u4"), ("x", "<f8"), ("y", "<f8")])


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Features of one kind: their rows in the batch, all vertices, and which of these belong together.

    `ring_lengths` counts the vertices of each ring, `ring_counts` the rings of each feature; None for points.
    """

    row: NDArray[np.uint32]
    xy: Floats
    ring_lengths: NDArray[np.int64] | None = None
    ring_counts: NDArray[np.int64] | None = None


@dataclass(slots=True, kw_only=True)
class Shapes:
    """The features of a batch by kind, the rows without a place, and those set aside, with why."""

    places: dict[str, Places] = field(default_factory=dict)
    unlocated: int = 0
    heights: int = 0
    faults: list[tuple[int, str]] = field(default_factory=list)


def shapes_from_wkb(column: Any, degrees: Degrees | None) -> Shapes:
    """Read a pyarrow binary array of WKB. `degrees` turns coordinates into longitude and latitude."""
    if (xy := _plain_points(column)) is not None:
        found = Shapes()
        _take_points(found, np.arange(len(xy), dtype=np.uint32), xy, degrees)
        return _settled(found)
    import shapely

    wkb = np.asarray(column.to_pylist(), dtype=object)
    return shapes_from(shapely.from_wkb(wkb, on_invalid="ignore"), _absent(wkb), degrees)


def shapes_from_wkt(column: Any, degrees: Degrees | None) -> Shapes:
    """Read a pyarrow array of WKT."""
    import shapely

    wkt = np.asarray(column.to_pylist(), dtype=object)
    return shapes_from(shapely.from_wkt(wkt, on_invalid="ignore"), _absent(wkt), degrees)


def shapes_from(geometries: Any, missing: NDArray[np.bool_], degrees: Degrees | None) -> Shapes:
    """Sort shapely geometries into kinds; where one is None and not `missing` it could not be read."""
    import shapely

    found = Shapes(unlocated=int(np.count_nonzero(missing)))
    absent = shapely.is_missing(geometries)
    found.faults += [(int(row), "its shape is broken") for row in np.flatnonzero(absent & ~missing)]
    empty = ~absent & shapely.is_empty(geometries)
    found.faults += [(int(row), "its shape is empty") for row in np.flatnonzero(empty)]
    row = np.flatnonzero(~absent & ~empty).astype(np.uint32)
    geometries = geometries[row]
    found.heights = int(np.count_nonzero(shapely.has_z(geometries)))
    geometries, row = _members(geometries, row, found)
    types = shapely.get_type_id(geometries)
    for kind, ids in _KINDS.items():
        of_kind = np.isin(types, ids)
        if of_kind.any():
            _take(found, kind, geometries[of_kind], row[of_kind], degrees)
    strange = ~np.isin(types, [each for ids in _KINDS.values() for each in ids])
    found.faults += [(int(each), "its shape is a curve, or of no known kind") for each in row[strange]]
    return _settled(found)


def shapes_from_points(x: Floats, y: Floats, missing: NDArray[np.bool_], degrees: Degrees | None) -> Shapes:
    """Read points from two columns."""
    found = Shapes(unlocated=int(np.count_nonzero(missing)))
    row = np.flatnonzero(~missing).astype(np.uint32)
    _take_points(found, row, np.column_stack((x[row], y[row])), degrees)
    return _settled(found)


def _plain_points(column: Any) -> Floats | None:
    """Read a column in which every shape is a plain point, without making objects; None where one is not."""
    import pyarrow as pa

    if column.null_count or not len(column) or not pa.types.is_binary(column.type):
        return None
    _, offsets, data = column.buffers()
    start = np.frombuffer(offsets, np.int32, len(column) + 1, column.offset * 4)
    if (np.diff(start) != _POINT_BYTES).any():
        return None
    points = np.frombuffer(data, _POINT, len(column), int(start[0]))
    if not ((points["order"] == 1) & (points["type"] == 1)).all():
        return None
    return np.column_stack((points["x"], points["y"]))


def _members(geometries: Any, row: Any, found: Shapes) -> tuple[Any, Any]:
    """Take collections apart until none is left."""
    import shapely

    for _ in range(_MOST_NESTED):
        if not (shapely.get_type_id(geometries) == _COLLECTION).any():
            return geometries, row
        collected = shapely.get_type_id(geometries) == _COLLECTION
        parts, whose = shapely.get_parts(geometries[collected], return_index=True)
        filled = ~shapely.is_empty(parts)
        geometries = np.concatenate((geometries[~collected], parts[filled]))
        row = np.concatenate((row[~collected], row[collected][whose][filled]))
        order = np.argsort(row, kind="stable")
        geometries, row = geometries[order], row[order]
    deep = shapely.get_type_id(geometries) == _COLLECTION
    found.faults += [(int(each), "its shape nests too deep") for each in np.unique(row[deep])]
    return geometries[~deep], row[~deep]


def _take(found: Shapes, kind: str, geometries: Any, row: Any, degrees: Degrees | None) -> None:
    import shapely

    parts, whose = _filled(*shapely.get_parts(geometries, return_index=True))
    if kind == "point":
        _take_points(found, row[whose], shapely.get_coordinates(parts), degrees)
        return
    if kind == "polygon":
        parts, ring_of = _filled(*shapely.get_rings(parts, return_index=True))
        whose = whose[ring_of]
    xy, ring = shapely.get_coordinates(parts, return_index=True)
    lengths = np.bincount(ring, minlength=len(parts))
    counts = np.bincount(whose, minlength=len(geometries))
    xy = _turned(xy, degrees)
    _blame(found, row[whose[ring]], xy)
    found.places[kind] = Places(row=row, xy=xy, ring_lengths=lengths, ring_counts=counts)


def _take_points(found: Shapes, row: Any, xy: Floats, degrees: Degrees | None) -> None:
    xy = _turned(xy, degrees)
    _blame(found, row, xy)
    found.places["point"] = Places(row=row, xy=xy)


def _filled(parts: Any, whose: Any) -> tuple[Any, Any]:
    """Leave out empty parts: they have no coordinates, and what follows would move into their place."""
    import shapely

    filled = ~shapely.is_empty(parts)
    return parts[filled], whose[filled]


def _settled(found: Shapes) -> Shapes:
    """Draw nothing of a row that was set aside, whatever else its shape holds; say one reason for each."""
    reasons: dict[int, str] = {}
    for row, why in found.faults:
        reasons.setdefault(row, why)
    found.faults = list(reasons.items())
    for kind, places in list(found.places.items()):
        keep = ~np.isin(places.row, list(reasons)) if reasons else np.ones(len(places.row), bool)
        if not keep.any():
            del found.places[kind]
        elif not keep.all():
            found.places[kind] = _only(places, keep)
    return found


def _only(places: Places, keep: NDArray[np.bool_]) -> Places:
    if places.ring_lengths is None or places.ring_counts is None:
        return Places(row=places.row[keep], xy=places.xy[keep])
    rings = np.repeat(keep, places.ring_counts)
    return Places(
        row=places.row[keep],
        xy=places.xy[np.repeat(rings, places.ring_lengths)],
        ring_lengths=places.ring_lengths[rings],
        ring_counts=places.ring_counts[keep],
    )


def _turned(xy: Floats, degrees: Degrees | None) -> Floats:
    if degrees is None or not len(xy):
        return xy
    with np.errstate(invalid="ignore"):
        return np.column_stack(degrees(xy[:, 0], xy[:, 1]))


def _absent(objects: NDArray[Any]) -> NDArray[np.bool_]:
    return np.fromiter((each is None for each in objects), bool, len(objects))


def _beyond(xy: Floats) -> NDArray[np.bool_]:
    # So written, what is no number is beyond.
    beyond: NDArray[np.bool_] = ~((np.abs(xy[:, 0]) <= 180) & (np.abs(xy[:, 1]) <= 90))
    return beyond


def _blame(found: Shapes, rows: NDArray[Any], xy: Floats) -> None:
    """Set aside the rows of positions that are on no globe, each once, for the first of them."""
    off_earth = _beyond(xy)
    if not off_earth.any():
        return
    each, first = np.unique(rows[off_earth], return_index=True)
    for row, (x, y) in zip(each, xy[off_earth][first], strict=True):
        finite = np.isfinite(x) and np.isfinite(y)
        where = f"longitude {x:.6g}, latitude {y:.6g}" if finite else "a coordinate that is no number"
        found.faults.append((int(row), f"{where} lies outside the world" if finite else where))
