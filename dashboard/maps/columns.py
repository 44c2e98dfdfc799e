"""Features as binary columns: a JSON header, then typed arrays that the browser uses as they lie.

Layout: unsigned 32-bit header length, the header padded with spaces to a multiple of eight bytes,
then little-endian arrays, each aligned to eight. Coordinates are Web Mercator (EPSG:3857) as
fractions of the world, x to the right and y down, quantised inside the layer's own box.
"""

import json
import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import shapely
from shapely.geometry import shape

from dashboard.domain.model import Feature
from dashboard.domain.vocabulary import Precision, Presence

_PRECISIONS = tuple(Precision)
_WORLD_M = 40_075_016.69
_STEP_M = 1.0
_POINT, _LINE, _POLYGON = 0, 1, 2


def encode(layer_id: str, features: Sequence[Feature]) -> bytes:
    """Encode the located features of a layer; unlocated ones have no coordinates in any channel.

    A quantisation step is at most one metre on the equator, far below the accuracy of any source here.
    """
    located = [f for f in features if f.geometry is not None]
    shapes = [_shape_of(f) for f in located]
    rings = [_to_world(part) for _, parts in shapes for part in parts]
    anchors = _to_world(np.array([_anchor(f) for f in located]).reshape(-1, 2))
    every = np.concatenate([*rings, anchors]) if located else np.zeros((1, 2))
    x0, y0 = every.min(axis=0)
    size = max(float((every.max(axis=0) - (x0, y0)).max()), 1e-9)
    narrow = size * _WORLD_M / 65535 <= _STEP_M
    steps, kind_of_number = (65535, "<u2") if narrow else (2**32 - 1, "<u4")

    def quantise(values: np.ndarray[Any, Any], origin: float) -> np.ndarray[Any, Any]:
        return np.rint((values - origin) / size * steps).astype(kind_of_number)

    vertices = np.concatenate(rings) if rings else np.zeros((0, 2))
    kinds = sorted({f.properties.kind for f in located})
    arrays = {
        "geom": np.array([kind for kind, _ in shapes], "<u1"),
        "kind": np.array([kinds.index(f.properties.kind) for f in located], "<u1"),
        "part_off": _offsets(len(parts) for _, parts in shapes),
        "ring_off": _offsets(len(ring) for ring in rings),
        "x": quantise(vertices[:, 0], x0),
        "y": quantise(vertices[:, 1], y0),
        "lx": quantise(anchors[:, 0], x0),
        "ly": quantise(anchors[:, 1], y0),
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
        "x0": float(x0),
        "y0": float(y0),
        "s": size,
        "q": steps,
        "ids": [f.id for f in located],
        "names": [[f.properties.name, f.properties.name_ar, f.properties.name_tr] for f in located],
        "kinds": kinds,
    }
    return _pack(header, arrays)


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
    latitude = np.radians(np.clip(positions[:, 1], -85.05, 85.05))
    x = positions[:, 0] / 360 + 0.5
    y = 0.5 - np.log(np.tan(latitude) + 1 / np.cos(latitude)) / (2 * math.pi)
    return np.column_stack([x, y])


def _offsets(lengths: Iterable[int]) -> np.ndarray[Any, Any]:
    return np.concatenate([[0], np.cumsum(list(lengths), dtype=np.int64)]).astype("<u4")


def _pack(header: dict[str, Any], arrays: dict[str, np.ndarray[Any, Any]]) -> bytes:
    listed, body, offset = {}, [], 0
    for name, array in arrays.items():
        raw = array.tobytes()
        listed[name] = {"type": array.dtype.str[1:].replace("i", "u"), "off": offset, "len": len(array)}
        padding = -len(raw) % 8
        body.append(raw + b"\0" * padding)
        offset += len(raw) + padding
    head = json.dumps({**header, "arrays": listed}, ensure_ascii=False, separators=(",", ":")).encode()
    head += b" " * (-(len(head) + 4) % 8)
    return len(head).to_bytes(4, "little") + head + b"".join(body)
