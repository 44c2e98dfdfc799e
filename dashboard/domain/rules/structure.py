"""Rules about the structure of GeoJSON (RFC 7946): documents, features and their members.

They look at raw values, before anything is forgiven or repaired, and give faults with a JSON Pointer.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from dashboard.domain.problem import Fault
from dashboard.domain.rules.coordinates import DEPTH, bbox_faults, geometry_faults
from dashboard.domain.rules.quoting import LONGEST_KEY, escaped, near, shown, spoken
from dashboard.domain.rules.registry import RULES, rule

FEATURE_MEMBERS = ("type", "id", "properties", "geometry", "bbox")
_MEMBERS = 3
_OTHER_TYPES = {*DEPTH, "GeometryCollection", "FeatureCollection", "Topology"}
# Breaches of these rules leave no feature that could be trusted.
WHOLE_FILE = ("structure", "topojson", "crs")
_DEGREES = re.compile(
    r"(?:urn:(?:x-)?ogc:def:crs:|https?://www\.opengis\.net/def/crs/)?"
    r"(?:(?:OGC[:/](?:[\d.]*[:/])?)?CRS84h?|EPSG[:/](?:[\d.]*[:/])?4326|WGS ?84)\Z",
    re.IGNORECASE,
)
# Members that make an object a geometry, a feature or a collection (RFC 7946, 7.1): one cannot be two.
_FOREIGN_TO_COLLECTIONS = ("coordinates", "geometries", "geometry", "properties")
_FOREIGN_TO_FEATURES = ("coordinates", "geometries", "features")
_MOST_FAULTS = 20


def document_faults(document: Mapping[str, Any] | None, value: Any = None) -> Iterator[Fault]:
    """Run the rules about a whole GeoJSON document: its members, or `value` where it is no object."""
    for name in ("structure", "topojson", "crs", "document-bbox"):
        yield from RULES[name].check(document, value)
    if document is not None and document.get("type") == "FeatureCollection":
        yield from RULES["two-in-one"].check(document, "FeatureCollection", _FOREIGN_TO_COLLECTIONS, "")


@rule("structure", "geojson")
def structure(document: Mapping[str, Any] | None, value: Any) -> Iterator[Fault]:
    """Find layers that are no FeatureCollection with a list of features.

    Why: a bare list, a single feature or a list under another name holds nothing that the map can read.
    Wrong: `[{"type": "Feature"}]`
    Right: `{"type": "FeatureCollection", "features": [{"type": "Feature"}]}`
    """
    fix = 'write {"type": "FeatureCollection", "features": […]} (RFC 7946, section 3.3)'
    if document is None:
        yield Fault("structure", f"the file is {spoken(value)}, not a FeatureCollection", fix)
    elif document.get("type") == "Topology":
        return
    elif document.get("type") != "FeatureCollection":
        given = shown(document["type"], 40) if "type" in document else "missing"
        guess = near(str(document.get("type", ""))[:LONGEST_KEY], ["FeatureCollection"])
        said = f"the type of the file is {given}, not 'FeatureCollection'"
        yield Fault("structure", said, f"did you mean {guess!r}?" if guess else fix, "/type")
    elif not isinstance(document.get("features"), list):
        if "features" in document:
            said = f"features is {spoken(document['features'])}, not a list of features"
            yield Fault("structure", said, fix, "/features")
            return
        guess = near("features", [key for key in islice(document, 50) if key != "type"])
        yield Fault(
            "structure",
            "the list of features is missing",
            f"rename {guess!r} to 'features'" if guess else fix,
        )


@rule("topojson", "geojson")
def topojson(document: Mapping[str, Any] | None, value: Any) -> Iterator[Fault]:
    """Find TopoJSON under a name that says GeoJSON.

    Why: its coordinates are steps on a grid; read as degrees they lie anywhere.
    Wrong: `{"type": "Topology", "arcs": []}`
    Right: the same data written as GeoJSON
    """
    if document is not None and document.get("type") == "Topology":
        yield Fault(
            "topojson", "the file is TopoJSON, not GeoJSON", "convert it: ogr2ogr out.geojson FILE", "/type"
        )


@rule("crs", "geojson")
def crs(document: Mapping[str, Any] | None, value: Any) -> Iterator[Fault]:
    """Find a crs member that names another reference system than longitude and latitude on WGS84.

    Why: RFC 7946 knows one system only; coordinates in metres drawn as degrees are nowhere near Aleppo.
    Wrong: `"crs": {"type": "name", "properties": {"name": "EPSG:32637"}}`
    Right: no crs member, and coordinates in degrees, longitude first
    """
    given = None if document is None else document.get("crs")
    name = "" if given is None else _name_of_crs(given)
    if given is None or _DEGREES.match(name):
        return
    said = f"the file says that its reference system is {name[:80]!r}"
    yield Fault("crs", said, "bring it as a draft, which turns it into degrees: aleppo import FILE", "/crs")


def _name_of_crs(given: Any) -> str:
    """Give the name in a crs member, or what stands in its place; a link is never followed."""
    properties = given.get("properties") if isinstance(given, Mapping) else None
    if isinstance(given, Mapping) and isinstance(properties, Mapping):
        if given.get("type") == "name" and isinstance(properties.get("name"), str):
            return str(properties["name"])
        if given.get("type") == "EPSG" and type(properties.get("code")) is int:
            return f"EPSG:{properties['code']}"
    return shown(given, 80)


@rule("two-in-one", "geojson")
def two_in_one(raw: Mapping[str, Any], kind: str, foreign: tuple[str, ...], at: str) -> Iterator[Fault]:
    """Find objects with members of two kinds: a feature with coordinates, a geometry with properties.

    Why: RFC 7946, 7.1 forbids it: some programs would take the object for the one, and some for the other.
    Wrong: `{"type": "Feature", "coordinates": [37.1, 36.2], "geometry": null, "properties": {}}`
    Right: `{"type": "Feature", "geometry": {"type": "Point", "coordinates": [37.1, 36.2]}, "properties": {}}`
    """
    for key in foreign:
        if key in raw:
            said = f"a {kind} has the member {key!r}, which makes it something else too"
            yield Fault("two-in-one", said, "move it to where it belongs, or remove it", f"{at}/{key}")


@rule("document-bbox", "geojson")
def document_bbox(document: Mapping[str, Any] | None, value: Any) -> Iterator[Fault]:
    """Find a bounding box that is not four (or six) numbers, west, south, east, north.

    Why: programs go by it where to look; a wrong one hides the features.
    Wrong: `"bbox": [36.1, 37.0]`
    Right: `"bbox": [37.0, 36.1, 37.3, 36.3]`, or none
    """
    if document is not None and "bbox" in document:
        yield from bbox_faults(document["bbox"], "document-bbox")


@rule("file-members", "record")
def file_members(
    members: Mapping[str, Any] | None, value: Any, lists: tuple[str, ...], *others: str
) -> Iterator[Fault]:
    """Find files of records that lack one of their lists, or have members that nothing reads.

    Why: a list under a misspelt name is a list that nobody sees.
    Wrong: `{"asserter": []}` in asserters.json
    Right: `{"asserters": []}`
    """
    if members is None:
        yield Fault(
            "file-members",
            f"the file is {spoken(value)}, not one JSON object",
            "see geodata/README.md",
        )
        return
    for key in lists:
        if not isinstance(members.get(key), dict if key == "frame" else list):
            given = f"{key!r} is {spoken(members[key])}" if key in members else f"{key!r} is missing"
            guess = near(key, [each for each in members if each not in (*lists, *others)])
            fix = f"rename {guess!r} to {key!r}" if guess else "see geodata/README.md"
            yield Fault("file-members", given, fix, f"/{key}" if key in members else "")
    for key in () if others else islice(members, 50):
        if key not in lists and key != "$schema":
            guess = near(key, [each for each in lists if each not in members])
            fix = f"did you mean {guess!r}?" if guess else "remove it"
            yield Fault("file-members", f"{key[:80]!r} is no member of this file", fix, f"/{escaped(key)}")


@rule("unlisted-file", "record")
def unlisted_file(file: str) -> Iterator[Fault]:
    """Find files among the layers that the catalog does not list.

    Why: what is in no layer of the catalog is on no map, though it looks as if it were.
    Wrong: `layers/quarters.geojson`, and no layer with that file
    Right: a layer in catalog.json whose `file` is `layers/quarters.geojson`
    """
    said = f"{file} is the file of no layer"
    yield Fault("unlisted-file", said, "list it in catalog.json, or move it elsewhere")


def feature_faults(raw: Any, *, own: bool) -> Iterator[Fault]:
    """Run the rules about one raw feature. `own`: it is to be a feature of a layer of this project."""
    if not isinstance(raw, dict) or raw.get("type") != "Feature":
        yield from RULES["feature-type"].check(raw)
        if not isinstance(raw, dict) or str(raw.get("type"))[:20] in _OTHER_TYPES:
            return
    for name in ("feature-members", "feature-bbox", "id-kind"):
        yield from RULES[name].check(raw)
    if own:
        if raw.get("properties", ()) is None:
            said = "properties is null, so the feature has no source"
            yield Fault("feature-members", said, "write properties as {…}", "/properties")
        yield from islice(RULES["foreign-member"].check(raw), _MOST_FAULTS)
    elif len(raw) > _MEMBERS + ("id" in raw):
        yield from RULES["two-in-one"].check(raw, "Feature", _FOREIGN_TO_FEATURES, "")
        yield from RULES["crs"].check(raw, None)
    if "geometry" in raw:
        yield from geometry_faults(raw["geometry"], own=own)


@rule("feature-type", "geojson")
def feature_type(raw: Any) -> Iterator[Fault]:
    """Find things in the list of features that are no Feature.

    Why: a geometry or a bare value in the list has no properties, so no source.
    Wrong: `{"features": [{"type": "Point", "coordinates": [37.1, 36.2]}]}`
    Right: `{"features": [{"type": "Feature", "id": "a", "properties": {…}, "geometry": {…}}]}`
    """
    if not isinstance(raw, dict):
        yield Fault("feature-type", f"{spoken(raw)} stands in the list of features", "remove it")
        return
    given, fix = shown(raw["type"], 40) if "type" in raw else "missing", "write 'Feature'"
    if isinstance(raw.get("type"), str) and raw["type"] in _OTHER_TYPES:
        fix = "a geometry stands inside a Feature, under geometry"
        if raw["type"] == "FeatureCollection":
            fix = "put its features into the list themselves"
    yield Fault("feature-type", f"the type of the feature is {given}, not 'Feature'", fix, "/type")


@rule("feature-members", "geojson")
def feature_members(raw: dict[str, Any]) -> Iterator[Fault]:
    """Find features without properties or without geometry.

    Why: RFC 7946 asks for both; a place that nobody pins down says so with null.
    Wrong: `{"type": "Feature", "id": "a"}`
    Right: `{"type": "Feature", "id": "a", "properties": {…}, "geometry": null}`
    """
    for key, fix in _NEEDED.items():
        if key not in raw:
            guess = near(key, [each for each in islice(raw, 50) if each not in FEATURE_MEMBERS])
            fix = f"rename {guess!r} to {key!r}" if guess else fix
            yield Fault("feature-members", f"{key} is missing", fix)
    if "properties" not in raw:
        return
    if not isinstance(raw["properties"], dict | None):
        said = f"properties is {spoken(raw['properties'])}, not an object"
        yield Fault("feature-members", said, "write properties as {…}", "/properties")


_NEEDED = {
    "geometry": 'write "geometry": null if no source gives the place',
    "properties": 'write "properties": {…}, or null where there are none',
}


@rule("feature-bbox", "geojson")
def feature_bbox(raw: dict[str, Any]) -> Iterator[Fault]:
    """Find a feature's bounding box that is not four (or six) numbers.

    Why: programs go by it where to look; a wrong one hides the feature.
    Wrong: `"bbox": ["37", "36"]`
    Right: `"bbox": [37.0, 36.1, 37.3, 36.3]`, or none
    """
    if "bbox" in raw:
        yield from bbox_faults(raw["bbox"], "feature-bbox")


@rule("id-kind", "geojson")
def id_kind(raw: dict[str, Any]) -> Iterator[Fault]:
    """Find ids that are neither a text nor a number.

    Why: statements find their places by id; a list or null finds nothing.
    Wrong: `"id": null`
    Right: `"id": "kafr-hamra"`
    """
    known = raw.get("id", "")
    if isinstance(known, bool) or not isinstance(known, (str, int, float)):
        yield Fault("id-kind", f"the id is {spoken(known)}", "write a text, lower-case-with-hyphens", "/id")


@rule("foreign-member", "geojson")
def foreign_member(raw: dict[str, Any]) -> Iterator[Fault]:
    """Find members of a feature beside type, id, properties and geometry.

    Why: other programs drop them at the next save, without a word.
    Wrong: `{"type": "Feature", "id": "a", "note": "checked", …}`
    Right: `{"type": "Feature", "id": "a", "properties": {"note": "checked", …}, …}`
    """
    for key in raw:
        if key not in FEATURE_MEMBERS:
            guess = near(key, list(FEATURE_MEMBERS))
            if guess in _NEEDED and guess not in raw:
                continue  # said already: it is missing, and this key should be renamed
            fix = f"did you mean {guess!r}?" if guess and guess not in raw else "move it into properties"
            yield Fault("foreign-member", f"{key[:80]!r} is no member of a feature", fix, f"/{escaped(key)}")
