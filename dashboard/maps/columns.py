"""Features as binary columns, packed: typed arrays that the browser uses as they lie."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

import numpy as np
import shapely
from shapely.geometry import shape

from dashboard.domain.model import Feature
from dashboard.domain.vocabulary import Precision, Presence
from dashboard.maps.packing import Square, to_world, write

_PRECISIONS = tuple(Precision)
_POINT, _LINE, _POLYGON = 0, 1, 2


def encode(layer_id: str, features: Sequence[Feature]) -> bytes:
    """Encode the located features of a layer; unlocated ones have no coordinates in any channel."""
    located = [f for f in features if f.geometry is not None]
    shapes = [_shape_of(f) for f in located]
    rings = [_to_world(part) for _, parts in shapes for part in parts]
    anchors = _to_world(np.array([_anchor(f) for f in located]).reshape(-1, 2))
    every = np.concatenate([*rings, anchors]) if located else np.zeros((1, 2))
    square = Square.around(every.min(axis=0), every.max(axis=0))
    vertices = np.concatenate(rings) if rings else np.zeros((0, 2))
    kinds = sorted({f.properties.kind for f in located})
    arrays = {
        "geom": np.array([kind for kind, _ in shapes], "<u1"),
        "kind": np.array([kinds.index(f.properties.kind) for f in located], "<u1"),
        "part_off": _offsets(len(parts) for _, parts in shapes),
        "ring_off": _offsets(len(ring) for ring in rings),
        "x": square.quantise_x(vertices[:, 0]),
        "y": square.quantise_y(vertices[:, 1]),
        "lx": square.quantise_x(anchors[:, 0]),
        "ly": square.quantise_y(anchors[:, 1]),
        "precision": np.array(
            [_PRECISIONS.index(f.properties.precision or Precision.EXACT) for f in located], "<u1"
        ),
        "accuracy": np.array([f.properties.accuracy_m or 0 for f in located], "<f4"),
        "importance": np.array([f.properties.importance for f in located], "<u1"),
        "presence": np.array([f.properties.presence is Presence.CLAIMED for f in located], "<u1"),
    }
    header = {
        "id": layer_id,
        "n": len(located),
        **square.header(),
        "ids": [f.id for f in located],
        "names": [[f.properties.name, f.properties.name_ar, f.properties.name_tr] for f in located],
        "kinds": kinds,
    }
    out = BytesIO()
    write(out, header, arrays)
    return out.getvalue()


def _shape_of(feature: Feature) -> tuple[int, list[np.ndarray[Any, Any]]]:
    geometry: Any = feature.geometry
    kind, coordinates = geometry["type"], geometry["coordinates"]
    wrapped = coordinates if kind.startswith("Multi") else [coordinates]
    if kind.endswith("Point"):
        return _POINT, [np.array([point[:2] for point in wrapped], float)]
    if kind.endswith("LineString"):
        return _LINE, [np.array([p[:2] for p in line], float) for line in wrapped]
    return _POLYGON, [np.array([p[:2] for p in ring], float) for polygon in wrapped for ring in polygon]


def _anchor(feature: Feature) -> tuple[float, float]:
    """Find a place for the label: the middle of a line, a point well inside an area."""
    geometry = shape(dict(feature.geometry or {}))
    if geometry.geom_type.endswith("LineString"):
        longest = max(shapely.get_parts(geometry), key=lambda line: line.length)
        point = longest.interpolate(0.5, normalized=True)
    else:
        point = geometry.representative_point()
    return float(point.x), float(point.y)


def _to_world(positions: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    return np.column_stack(to_world(positions[:, 0], positions[:, 1]))


def _offsets(lengths: Iterable[int]) -> np.ndarray[Any, Any]:
    return np.concatenate([[0], np.cumsum(list(lengths), dtype=np.int64)]).astype("<u4")
