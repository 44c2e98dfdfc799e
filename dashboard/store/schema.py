"""JSON Schemas of the data files, generated from the records, so that editors complete and check."""

import json
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from dashboard.domain.dataset import Card, Frame
from dashboard.domain.model import Asserter, Disagreement, Layer, Properties, Source

_GEOMETRY = {
    "anyOf": [
        {"type": "null"},
        {
            "type": "object",
            "required": ["type", "coordinates"],
            "properties": {
                "type": {
                    "enum": [
                        "Point",
                        "MultiPoint",
                        "LineString",
                        "MultiLineString",
                        "Polygon",
                        "MultiPolygon",
                    ]
                },
                "coordinates": {"type": "array"},
            },
        },
    ]
}


def schemas() -> dict[str, str]:
    """Give every schema as text, by file name."""
    found = {
        "source.json": _file("One document and its annotations", Source),
        "asserters.json": _listing("Everybody who says something", asserters=list[Asserter]),
        "disagreements.json": _listing(
            "Statements that do not fit together", disagreements=list[Disagreement]
        ),
        "catalog.json": _listing(
            "Layers in drawing order, cards, frame", frame=Frame, cards=list[Card], layers=list[Layer]
        ),
        "layer.json": _layer(),
    }
    return {name: json.dumps(schema, ensure_ascii=False, indent=1) + "\n" for name, schema in found.items()}


def write_schemas(folder: Path) -> list[str]:
    """Write the schemas that differ from what is there; gives their names."""
    folder.mkdir(parents=True, exist_ok=True)
    changed = stale_schemas(folder)
    for name in changed:
        (folder / name).write_text(schemas()[name], encoding="utf-8")
    return changed


def stale_schemas(folder: Path) -> list[str]:
    """Name the schemas that are missing or differ from the records."""
    return [
        name
        for name, text in schemas().items()
        if not (folder / name).is_file() or (folder / name).read_text(encoding="utf-8") != text
    ]


def _file(title: str, kind: Any) -> dict[str, Any]:
    schema = TypeAdapter(kind).json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": title}


def _listing(title: str, **members: Any) -> dict[str, Any]:
    definitions: dict[str, Any] = {}
    properties = {}
    for name, kind in members.items():
        schema = TypeAdapter(kind).json_schema(by_alias=True)
        definitions |= schema.pop("$defs", {})
        properties[name] = schema
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        "type": "object",
        "additionalProperties": False,
        "required": list(members),
        "properties": properties,
        "$defs": definitions,
    }


def _layer() -> dict[str, Any]:
    properties = TypeAdapter(Properties).json_schema(by_alias=True)
    definitions = properties.pop("$defs", {})
    feature = {
        "type": "object",
        "additionalProperties": False,
        "required": ["type", "id", "properties", "geometry"],
        "properties": {
            "type": {"const": "Feature"},
            "id": {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"},
            "properties": properties,
            "geometry": _GEOMETRY,
            "bbox": {"type": "array"},
        },
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "One layer (RFC 7946)",
        "type": "object",
        "required": ["type", "features"],
        "properties": {
            "type": {"const": "FeatureCollection"},
            "features": {"type": "array", "items": feature},
        },
        "$defs": definitions,
    }
