"""JSON Schemas of the data files, generated from the records, so that editors complete and check."""

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel, TypeAdapter

from dashboard.domain.dataset import Card, Frame
from dashboard.domain.model import Asserter, Disagreement, Layer, Properties, Source
from dashboard.i18n import catalogue
from dashboard.store.schema_words import MEMBERS, WORDS

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_ID = r"^[a-z0-9]+(-[a-z0-9]+)*$"
_ID_WORDS = "Lower-case letters, digits and single hyphens."
_OWN = {"type": "string", "description": "The schema of this file, for editors; we do not read it."}
_DEPTHS = {
    "Point": 0,
    "MultiPoint": 1,
    "LineString": 1,
    "MultiLineString": 2,
    "Polygon": 2,
    "MultiPolygon": 3,
}
_NEW_FEATURE = {
    "type": "Feature",
    "id": "$1",
    "properties": {
        "name": "$2",
        "kind": "$3",
        "presence": "${4|reference,claimed|}",
        "source": "$5",
        "licence": "$6",
        "method": "$7",
        "precision": "${8|exact,approximate,inferred,schematic|}",
        "accuracy_m": "^${9:100}",
    },
    "geometry": {"type": "Point", "coordinates": ["^${10:37.0}", "^${11:36.0}"]},
}
_NEW_ANNOTATION = {
    "id": "$1",
    "paragraph": "^${2:1}",
    "says": {"en": "$3"},
    "asserted_by": ["$4"],
    "voice": "$5",
    "mood": "${6:actual}",
    "valid": {"from": "$7", "printed": "$8"},
    "about": ["$9"],
    "topics": ["$10"],
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


def _file(title: str, kind: type[BaseModel]) -> dict[str, Any]:
    schema = _explained(kind)
    schema["properties"] = {"$schema": _OWN, **schema["properties"]}
    schema["properties"]["annotations"]["items"]["defaultSnippets"] = [
        {"label": "a statement", "body": _NEW_ANNOTATION}
    ]
    return {"$schema": _DRAFT, **schema, "title": title}


def _listing(title: str, **members: Any) -> dict[str, Any]:
    definitions: dict[str, Any] = {}
    properties: dict[str, Any] = {"$schema": _OWN}
    for name, kind in members.items():
        schema = _explained(kind)
        definitions |= schema.pop("$defs", {})
        properties[name] = schema
    return {
        "$schema": _DRAFT,
        "title": title,
        "type": "object",
        "additionalProperties": False,
        "required": list(members),
        "properties": properties,
        "$defs": definitions,
    }


def _layer() -> dict[str, Any]:
    properties = _explained(Properties)
    definitions = properties.pop("$defs", {})
    kinds = sorted(key.removeprefix("kind.") for key in catalogue() if key.startswith("kind."))
    properties["properties"]["kind"]["examples"] = kinds
    feature = {
        "type": "object",
        "additionalProperties": False,
        "required": ["type", "id", "properties", "geometry"],
        "properties": {
            "type": {"const": "Feature"},
            "id": {
                "type": "string",
                "pattern": _ID,
                "patternErrorMessage": _ID_WORDS,
                "description": "Used once in all layers; lower-case-with-hyphens; never changes.",
            },
            "properties": properties,
            "geometry": _geometry(),
            "bbox": {"type": "array"},
        },
        "defaultSnippets": [{"label": "a place", "body": _NEW_FEATURE}],
    }
    return {
        "$schema": _DRAFT,
        "title": "One layer (RFC 7946)",
        "type": "object",
        "required": ["type", "features"],
        "properties": {
            "$schema": _OWN,
            "type": {"const": "FeatureCollection"},
            "features": {"type": "array", "items": feature, "description": "One feature per line."},
        },
        "$defs": definitions,
    }


def _geometry() -> dict[str, Any]:
    """Say how deep the coordinates of each type are; null where no source pins the place down."""
    coordinates: dict[str, Any] = {
        "type": "array",
        "minItems": 2,
        "maxItems": 3,
        "items": {"type": "number"},
        "description": "Longitude first, then latitude.",
    }
    levels = [coordinates]
    for _ in range(max(_DEPTHS.values())):
        levels.append({"type": "array", "minItems": 1, "items": levels[-1]})
    return {
        "description": "Longitude first. null where no source pins the place down: then say why_unlocated.",
        "type": ["object", "null"],
        "required": ["type", "coordinates"],
        "properties": {"type": {"enum": list(_DEPTHS)}, "coordinates": {"type": "array"}},
        "allOf": [
            {
                "if": {"type": "object", "properties": {"type": {"const": kind}}, "required": ["type"]},
                "then": {"properties": {"coordinates": levels[depth]}},
            }
            for kind, depth in _DEPTHS.items()
        ],
    }


def _explained(kind: Any) -> dict[str, Any]:
    """Give the schema of a record, with the meaning of every member and word in it."""
    schema = TypeAdapter(kind).json_schema(by_alias=True)
    for name, part in [(schema.get("title", ""), schema), *schema.get("$defs", {}).items()]:
        for key, member in part.get("properties", {}).items():
            member.pop("title", None)
            _describe(member, MEMBERS[name][key])
            _say_pattern(member)
        if "enum" in part:
            part["enumDescriptions"] = [WORDS[name][value].replace("`", "") for value in part["enum"]]
    return schema


def _describe(member: dict[str, Any], words: str) -> None:
    member["description"] = words.replace("`", "")
    if "`" in words:
        member["markdownDescription"] = words


def _say_pattern(schema: Any) -> None:
    if isinstance(schema, dict):
        if schema.get("pattern") == _ID:
            schema["patternErrorMessage"] = _ID_WORDS
        for part in [*schema.get("anyOf", ()), schema.get("items")]:
            _say_pattern(part)
