"""The canonical form of the data files: one record per line, members in the order of the model."""

import json
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel

from dashboard.domain.canonical import canonical_geometry
from dashboard.domain.dataset import Card, Frame
from dashboard.domain.model import Asserter, Disagreement, Layer, Properties, Source
from dashboard.domain.problem import Problem
from dashboard.domain.rules.coordinates import first_fault
from dashboard.store.strict_json import MAX_BYTES, Refused, parse

# Names the schema of a file, for editors; it is no part of the data.
SCHEMA = "$schema"

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
    Coordinates keep as many decimals as their accuracy deserves (see `domain.canonical`).
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
    if geometry is not None and not first_fault(geometry):
        found["geometry"] = canonical_geometry(geometry, properties if isinstance(properties, dict) else {})
    return found
