"""GeoJSON in all its wrappings: collection, feature, bare geometry, one per line, or a text sequence."""

import json
import re
import sys
from collections.abc import Iterator
from typing import Any

from dashboard.domain.draft_rows import Found, Row, columns_of
from dashboard.store.imports.limits import DraftError, Options, refuse_costly, refuse_many_rows, shown
from dashboard.store.imports.text_encoding import Decoded
from dashboard.store.strict_json import MAX_BYTES, Refused, parse

_GEOMETRIES = frozenset(
    {
        "Point",
        "MultiPoint",
        "LineString",
        "MultiLineString",
        "Polygon",
        "MultiPolygon",
        "GeometryCollection",
    }
)
_PART_BYTES = 72
_URN = re.compile(r"urn:(?:x-)?ogc:def:crs:(EPSG|ESRI):[^:]*:(\d{1,9})\Z", re.IGNORECASE)
_CODE = re.compile(r"(EPSG|ESRI):(\d{1,9})\Z", re.IGNORECASE)
_DEGREES = re.compile(r"urn:(?:x-)?ogc:def:crs:OGC:[^:]*:CRS84h?\Z|(OGC:)?CRS84h?\Z", re.IGNORECASE)


def read_geojson(decoded: Decoded, name: str, options: Options) -> Found:
    """Read GeoJSON text. One object must be sound JSON as a whole; line by line, a bad line is set aside.

    Raises DraftError for what is not JSON, not GeoJSON, or would cost too much.
    """
    text = decoded.text
    parts = text.count("[") + text.count("{") + text.count(",")
    refuse_costly(name, text_bytes=2 * sys.getsizeof(text), parts=parts, part_bytes=_PART_BYTES)
    if text.startswith("\x1e"):
        pieces = [(number, piece) for number, piece in enumerate(text.split("\x1e")[1:], 1)]
        return _sequence(pieces, name, "GeoJSON text sequence", decoded)
    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    if sum(_is_whole(line) for _, line in lines[:3]) > 1:
        return _sequence(lines, name, "GeoJSON, one feature per line", decoded)
    return _document(_parsed(text, name), name, decoded, options)


def _is_whole(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _parsed(text: str, name: str) -> Any:
    body = text.encode("utf-8", "surrogatepass")
    if len(body) > MAX_BYTES:
        raise DraftError(name, f"its text has {len(body):,} bytes", "split it: 64 MB are the limit for JSON")
    try:
        return parse(body, name)
    except Refused as refused:
        problem = refused.problem
        where = f"line {problem.line}, column {problem.column}: " if problem.line else ""
        raise DraftError(name, f"{where}{problem.message}", problem.fix) from refused


def _document(value: Any, name: str, decoded: Decoded, options: Options) -> Found:
    kind = value.get("type") if isinstance(value, dict) else None
    if kind == "FeatureCollection" and isinstance(value.get("features"), list):
        features, beside = (
            value["features"],
            {k: v for k, v in value.items() if k not in ("type", "features", "crs")},
        )
    elif kind == "Feature" or (isinstance(kind, str) and kind in _GEOMETRIES):
        features, beside = [value], {}
    else:
        raise _not_geojson(value, name)
    refuse_many_rows(name, len(features))
    rows = [_row(number, feature) for number, feature in enumerate(features, 1)]
    crs = _declared(value, name) if options.crs is None else None
    return Found(
        format="GeoJSON",
        columns=columns_of(rows),
        rows=rows,
        crs=crs,
        encoding=decoded.encoding,
        beside=beside,
    )


def _not_geojson(value: Any, name: str) -> DraftError:
    keys = set(value) if isinstance(value, dict) else set()
    if isinstance(value, dict) and value.get("type") == "Topology":
        what, fix = "it is TopoJSON", "convert it to GeoJSON (topo2geo, mapshaper or QGIS)"
    elif {"geometryType", "features"} <= keys or "fieldAliases" in keys:
        what, fix = "it is Esri JSON", "ask the server for f=geojson, or convert it with QGIS"
    elif isinstance(value, dict) and value.get("type") == "FeatureCollection":
        what, fix = "it is a FeatureCollection without an array of features", "see RFC 7946, section 3.3"
    else:
        said = f"its type is {shown(repr(value['type']))}" if "type" in keys else "it has no type"
        what, fix = (
            f"it is JSON, but not GeoJSON: {said}",
            "give a FeatureCollection, a Feature or a geometry",
        )
    return DraftError(name, what, fix)


def _sequence(pieces: list[tuple[int, str]], name: str, form: str, decoded: Decoded) -> Found:
    refuse_many_rows(name, len(pieces))
    rows = [row for number, piece in pieces for row in _rows_of(number, piece, name)]
    refuse_many_rows(name, len(rows))
    return Found(format=form, columns=columns_of(rows), rows=rows, encoding=decoded.encoding)


def _rows_of(number: int, piece: str, name: str) -> Iterator[Row]:
    try:
        value = parse(piece.encode("utf-8", "surrogatepass"), name)
    except Refused as refused:
        yield Row(number=number, fault=refused.problem.message, original=piece)
        return
    if isinstance(value, dict) and value.get("type") == "FeatureCollection":
        fault = "a collection stands in one line of many"
        yield Row(number=number, fault=fault, original=value)
        return
    yield _row(number, value)


def _row(number: int, feature: Any) -> Row:
    """Take one feature or geometry apart; what is neither gets its fault."""
    if isinstance(feature, dict) and isinstance(feature.get("type"), str) and feature["type"] in _GEOMETRIES:
        return Row(number=number, geometry=feature, original=feature)
    fault = ""
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        fault = "it is no Feature: its type is not 'Feature'"
    elif "geometry" not in feature:
        fault = 'it has no geometry; one that no source pins down has "geometry": null'
    elif not isinstance(feature.get("properties", None), (dict, type(None))):
        fault = "its properties are no object"
    elif isinstance(feature.get("id"), (bool, list, dict)):
        fault = "its id is neither a text nor a number"
    if fault:
        return Row(number=number, fault=fault, original=feature)
    members = {k: v for k, v in feature.items() if k not in ("type", "id", "properties", "geometry")}
    return Row(
        number=number,
        values=feature.get("properties") or {},
        geometry=feature["geometry"],
        id=feature.get("id"),
        members=members,
        original=feature,
    )


def _declared(value: dict[str, Any], name: str) -> str | None:
    """Read the old `crs` member; a link is never followed."""
    if (crs := value.get("crs")) is None:
        return None
    said = crs.get("properties", {}) if isinstance(crs, dict) else {}
    code = said.get("name") if isinstance(said, dict) and crs.get("type") == "name" else None
    if isinstance(code, str):
        if _DEGREES.match(code):
            return "OGC:CRS84"
        if found := _URN.match(code) or _CODE.match(code):
            return f"{found[1].upper()}:{found[2]}"
    what = f"its member crs names no reference system that is known: {shown(json.dumps(crs))}"
    raise DraftError(name, what, "say which it is with --crs EPSG:…, or remove the member")
