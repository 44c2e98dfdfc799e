"""The canonical form of the data files: one record per line, members in the order of the model."""

import json
from collections.abc import Callable, Iterable
from fractions import Fraction
from functools import cache
from itertools import pairwise
from typing import Any, get_args

from pydantic import BaseModel

from dashboard.domain.dataset import Card, Frame
from dashboard.domain.geojson import geometry_faults
from dashboard.domain.model import Asserter, Disagreement, Layer, Properties, Source
from dashboard.domain.rules import Problem
from dashboard.store.strict_json import MAX_BYTES, Refused, parse

# Below this share of its terms the sum of an area may have the wrong sign, and is made again exactly.
_DOUBTFUL = 1e-9
_FEWEST_DECIMALS = 3
_FEWEST_DECIMALS_OF_LINES = 5
_MOST_DECIMALS = 12
# Names the schema of a file, for editors; it is no part of the data.
SCHEMA = "$schema"

Ring = list[list[Any]]
_LISTED: dict[str, dict[str, type[BaseModel]]] = {
    "catalog": {"frame": Frame, "cards": Card, "layers": Layer},
    "asserters": {"asserters": Asserter},
    "disagreements": {"disagreements": Disagreement},
}


def canonical(body: bytes, file: str) -> bytes:
    """Write a data file in its canonical form; `file` is the name that a refusal gives.

    What the file is (a layer, a source, the catalog, asserters or disagreements) is seen from its members.
    Members stand in the order of the model, unknown ones after them in the order they had; features and
    annotations keep their order. Outer rings run counter-clockwise, inner ones clockwise (RFC 7946, 3.1.6).
    Coordinates keep as many decimals as their accuracy deserves, see `decimals_for`; lines at least five, and
    the ends of a line with `from` or `to` all of them. What rounding would collapse is not rounded.
    The form of a canonical file is the file itself.

    Raises Refused for what `parse` refuses and for what is no data file.
    """
    value = parse(body, file)
    if not isinstance(value, dict) or (write := _writer_for(value)) is None:
        said = "the file is no layer, source, catalog, list of asserters or list of disagreements"
        raise Refused(Problem(file, "structure", said, "see geodata/README.md; the file is not touched"))
    try:
        text = write(value).encode()
    except RecursionError as error:
        said = "arrays or objects are nested too deep"
        raise Refused(Problem(file, "too-deep", said, "flatten the file")) from error
    if len(text) > MAX_BYTES:
        said = f"the canonical form has {len(text):,} bytes"
        raise Refused(Problem(file, "too-large", said, "split the file: 64 MB are the limit"))
    return text


def decimals_for(accuracy_m: float) -> int:
    """Count the decimals of a degree that an accuracy deserves: 3 from 1,000 m, 4 from 100 m, 5 from 10 m.

    One more for each tenth below that. Half a step of both coordinates together is at most 0.08 of the
    accuracy, so rounding moves a position by less than a tenth of it.

    >>> [decimals_for(metres) for metres in (20_000, 1_000, 999.9, 75, 7.5)]
    [3, 3, 4, 5, 6]
    """
    decimals, deserved_m = _FEWEST_DECIMALS, 1_000.0
    while accuracy_m < deserved_m and decimals < _MOST_DECIMALS:
        decimals, deserved_m = decimals + 1, deserved_m / 10
    return decimals


def _writer_for(document: dict[str, Any]) -> Callable[[dict[str, Any]], str] | None:
    if document.get("type") == "FeatureCollection" and isinstance(document.get("features"), list):
        return _layer
    if isinstance(document.get("annotations"), list):
        return _source
    for name, members in _LISTED.items():
        if set(members) & set(document):
            return lambda found: _listing(found, _LISTED[name])
    return None


def _layer(document: dict[str, Any]) -> str:
    arranged = _first(document, (SCHEMA, "type", "features"))
    rows = [_feature(value) for value in document["features"]]
    parts = [f"{_key(key)}:{_rows(rows) if key == 'features' else _text(arranged[key])}" for key in arranged]
    return "{" + ",".join(parts) + "}\n"


def _listing(document: dict[str, Any], members: dict[str, type[BaseModel]]) -> str:
    parts = []
    for key, value in _first(document, (SCHEMA, *members)).items():
        arranged = arrange(value, members[key]) if key in members else value
        written = _rows(arranged) if key in members and isinstance(value, list) else _text(arranged)
        parts.append(f"{_key(key)}:{written}")
    return "{" + ",\n".join(parts) + "}\n"


def _source(document: dict[str, Any]) -> str:
    parts = []
    for key, value in _first(arrange(document, Source), (SCHEMA,)).items():
        rows = ",\n    ".join(map(_text, value)) if key == "annotations" else ""
        written = (f"[\n    {rows}\n  ]" if rows else "[]") if key == "annotations" else _text(value)
        parts.append(f"  {_key(key)}: {written}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _rows(values: Iterable[Any]) -> str:
    rows = ",\n".join(map(_text, values))
    return f"[\n{rows}\n]" if rows else "[]"


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _key(key: str) -> str:
    return json.dumps(key, ensure_ascii=False)


def _first(members: dict[str, Any], order: Iterable[str]) -> dict[str, Any]:
    """Put members in an order; those it does not name follow as they stood."""
    known = {key: members[key] for key in order if key in members}
    return known | {key: value for key, value in members.items() if key not in known}


def arrange(value: Any, model: type[BaseModel]) -> Any:
    """Put the members of a JSON value, and of all records within it, in the order of a model.

    A value that does not have the shape of the model stays as it is.
    """
    if isinstance(value, list):
        return [arrange(each, model) for each in value]
    if not isinstance(value, dict):
        return value
    known = _members(model)
    found = {key: arrange(each, inner) if (inner := known.get(key)) else each for key, each in value.items()}
    return _first(found, known)


@cache
def _members(model: type[BaseModel]) -> dict[str, type[BaseModel] | None]:
    """Give the names of a model's members in order, each with the record that stands there, if one does."""
    return {
        key: _record_in(field.annotation)
        for name, field in model.model_fields.items()
        for key in ([field.alias, name] if field.alias else [name])
    }


def _record_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((inner for part in get_args(annotation) if (inner := _record_in(part))), None)


def _feature(feature: Any) -> Any:
    if not isinstance(feature, dict):
        return feature
    found = _first(feature, ("type", "id", "properties", "geometry"))
    properties = found.get("properties")
    if isinstance(properties, dict):
        found["properties"] = properties = arrange(properties, Properties)
    geometry = found.get("geometry")
    if geometry is not None and not any(geometry_faults(geometry)):
        found["geometry"] = _geometry(geometry, properties if isinstance(properties, dict) else {})
    return found


def _geometry(geometry: dict[str, Any], properties: dict[str, Any]) -> dict[str, Any]:
    found = _first(geometry, ("type", "coordinates"))
    decimals = _decimals(geometry["type"], properties.get("accuracy_m"))
    coordinates = found["coordinates"]
    match geometry["type"]:
        case "Point":
            coordinates = _rounded([coordinates], decimals)[0]
        case "MultiPoint":
            coordinates = _rounded(coordinates, decimals)
        case "LineString":
            coordinates = _line(coordinates, decimals, joined=bool({"from", "to"} & set(properties)))
        case "MultiLineString":
            coordinates = [_line(line, decimals, joined=False) for line in coordinates]
        case "Polygon":
            coordinates = _rings(coordinates, decimals)
        case "MultiPolygon":
            coordinates = [_rings(rings, decimals) for rings in coordinates]
    return found | {"coordinates": coordinates}


def _decimals(kind: str, accuracy_m: Any) -> int | None:
    """Count the decimals to keep; None where the accuracy is not known and all are kept."""
    if isinstance(accuracy_m, bool) or not isinstance(accuracy_m, (int, float)) or accuracy_m <= 0:
        return None
    decimals = decimals_for(accuracy_m)
    # A rough line passes through places that are known better than it is, and must go on doing so.
    return max(decimals, _FEWEST_DECIMALS_OF_LINES) if kind.endswith("LineString") else decimals


def _rounded(positions: Ring, decimals: int | None) -> Ring:
    """Round longitudes and latitudes; a height is in metres and stays."""
    if decimals is None:
        return positions
    # Adding zero makes -0.0 plain.
    return [[*(round(number, decimals) + 0 for number in p[:2]), *p[2:]] for p in positions]


def _line(positions: Ring, decimals: int | None, *, joined: bool) -> Ring:
    """Round a line, unless it would lose its length; the ends of a joined one are exactly its nodes."""
    rounded = _rounded(positions, decimals)
    if joined:
        rounded = [positions[0], *rounded[1:-1], positions[-1]]
    return positions if all(p[:2] == rounded[0][:2] for p in rounded) else rounded


def _rings(rings: list[Ring], decimals: int | None) -> list[Ring]:
    return [_ring(ring, decimals, outer=number == 0) for number, ring in enumerate(rings)]


def _ring(ring: Ring, decimals: int | None, *, outer: bool) -> Ring:
    """Round a ring, unless rounding would flatten it or turn it over; make it run as RFC 7946 says."""
    way, rounded = _way_round(ring), _rounded(ring, decimals)
    kept = rounded if _way_round(rounded) == way else ring
    return kept[::-1] if way == (-1 if outer else 1) else kept


def _way_round(ring: Ring) -> int:
    """Tell how a closed ring runs: 1 counter-clockwise, -1 clockwise, 0 without area. Exact."""
    (x0, y0), area, size = ring[0][:2], 0.0, 0.0
    for a, b in pairwise(ring):
        left, right = (a[0] - x0) * (b[1] - y0), (b[0] - x0) * (a[1] - y0)
        area, size = area + left - right, size + abs(left) + abs(right)
    if abs(area) <= size * _DOUBTFUL:
        exact = [(Fraction(p[0]), Fraction(p[1])) for p in ring]
        total = sum((a[0] * b[1] - b[0] * a[1] for a, b in pairwise(exact)), Fraction())
        return (total > 0) - (total < 0)
    return 1 if area > 0 else -1
