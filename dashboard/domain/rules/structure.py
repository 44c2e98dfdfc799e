"""Rules about the structure of GeoJSON (RFC 7946): documents, features and the shape of their coordinates.

They look at raw values, before anything is forgiven or repaired, and give faults with a JSON Pointer.
"""

import json
import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from itertools import chain, islice
from typing import Any

from dashboard.domain.measure import beyond_the_earth
from dashboard.domain.problem import Fault
from dashboard.domain.rules.registry import RULES, rule

DEPTH = {
    "Point": 0,
    "MultiPoint": 1,
    "LineString": 1,
    "MultiLineString": 2,
    "Polygon": 2,
    "MultiPolygon": 3,
}
FEATURE_MEMBERS = ("type", "id", "properties", "geometry", "bbox")
_MEMBERS, _PARTS = 3, 2
_OTHER_TYPES = {*DEPTH, "GeometryCollection", "FeatureCollection", "Topology"}
_REAL = {int, float}
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
_FOREIGN_TO_GEOMETRIES = ("geometry", "properties", "features")
_LONGEST_KEY = 80
_MANY_WORDS = 1000
_MOST_FAULTS = 20


def near(word: str, known: list[str]) -> str:
    """Propose the known word that is nearest; an empty text where none is near.

    Of more than a thousand words only those that begin alike are compared.
    """
    if len(word) > _LONGEST_KEY:
        return ""
    if len(known) > _MANY_WORDS:
        known = [each for each in known if each[:2].lower() == word[:2].lower()][:_MANY_WORDS]
    found = get_close_matches(word, known, n=1, cutoff=0.6)
    folded = {each.lower().replace("_", "").replace("-", ""): each for each in known}
    alike = folded.get(word.lower().replace("_", "").replace("-", ""))
    return alike or (found[0] if found else "")


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
        yield Fault("structure", f"the file is {_kind(value)}, not a FeatureCollection", fix)
    elif document.get("type") == "Topology":
        return
    elif document.get("type") != "FeatureCollection":
        given = shown(document["type"], 40) if "type" in document else "missing"
        guess = near(str(document.get("type", ""))[:_LONGEST_KEY], ["FeatureCollection"])
        said = f"the type of the file is {given}, not 'FeatureCollection'"
        yield Fault("structure", said, f"did you mean {guess!r}?" if guess else fix, "/type")
    elif not isinstance(document.get("features"), list):
        if "features" in document:
            said = f"features is {_kind(document['features'])}, not a list of features"
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
    name = _name_of_crs(given)
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


def bbox_faults(bbox: Any, name: str, at: str = "/bbox") -> Iterator[Fault]:
    """Say what is wrong with a bbox member, under the name of a rule."""
    fix = "write west, south, east, north in degrees, or remove bbox"
    if not isinstance(bbox, list) or len(bbox) not in (4, 6) or not set(map(type, bbox)) <= _REAL:
        yield Fault(name, f"bbox is {shown(bbox, 60)}, not four numbers", fix, at)
        return
    half = len(bbox) // 2
    west, south, east, north = (*bbox[:2], *bbox[half : half + 2])
    on_earth = -180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= 90 and -90 <= north <= 90
    if not on_earth or south > north:
        yield Fault(name, f"bbox {shown(bbox, 60)} is no box on the Earth", fix, at)


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
            "file-members", f"the file is {_kind(value)}, not one JSON object", "see geodata/README.md"
        )
        return
    for key in lists:
        if not isinstance(members.get(key), dict if key == "frame" else list):
            given = f"{key!r} is {_kind(members[key])}" if key in members else f"{key!r} is missing"
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
        yield from islice(RULES["foreign-member"].check(raw), _MOST_FAULTS)
    elif len(raw) > _MEMBERS:
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
        yield Fault("feature-type", f"{_kind(raw)} stands in the list of features", "remove it")
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
    others = [key for key in islice(raw, 50) if key not in FEATURE_MEMBERS]
    for key, fix in _NEEDED.items():
        if key not in raw:
            guess = near(key, others)
            fix = f"rename {guess!r} to {key!r}" if guess else fix
            yield Fault("feature-members", f"{key} is missing", fix)
    if "properties" not in raw:
        return
    if not isinstance(raw["properties"], dict | None):
        said = f"properties is {_kind(raw['properties'])}, not an object"
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
        yield Fault("id-kind", f"the id is {_kind(known)}", "write a text, lower-case-with-hyphens", "/id")


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


def geometry_faults(geometry: Any, *, own: bool = True, at: str = "/geometry") -> Iterator[Fault]:
    """Name every fault in the structure of a geometry; nothing means that it can be drawn.

    `None` is a geometry too (RFC 7946, 3.2): an unlocated feature. A GeometryCollection is one unless `own`.
    """
    if geometry is None:
        return
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if isinstance(geometry, dict) and len(geometry) > _PARTS:
        yield from RULES["two-in-one"].check(geometry, "geometry", _FOREIGN_TO_GEOMETRIES, at)
        for fault in RULES["crs"].check(geometry, None):
            yield Fault(fault.rule, fault.message, fault.fix, f"{at}/crs")
        if "bbox" in geometry:
            yield from bbox_faults(geometry["bbox"], "feature-bbox", f"{at}/bbox")
    if kind == "GeometryCollection" and not own:
        yield from _collection_faults(geometry, at)
        return
    if not isinstance(kind, str) or kind not in DEPTH:
        yield from RULES["geometry-type"].check(geometry, at)
        return
    if "coordinates" not in geometry:
        yield from RULES["no-coordinates"].check(geometry, at)
        return
    coordinates, depth = geometry["coordinates"], DEPTH[kind]
    if not _all_sound(coordinates, depth, kind):
        yield from islice(_faults_at(coordinates, depth, kind, f"{at}/coordinates"), _MOST_FAULTS)


def first_fault(geometry: Any) -> str:
    """Say why a geometry cannot be drawn: structure, or a position beyond the Earth; empty where it can."""
    for fault in geometry_faults(geometry):
        return fault.message
    position = None if geometry is None else beyond_the_earth(geometry)
    return "" if position is None else f"longitude {position[0]}, latitude {position[1]} is not on the Earth"


def _collection_faults(geometry: dict[str, Any], at: str) -> Iterator[Fault]:
    parts = geometry.get("geometries")
    if not isinstance(parts, list):
        said = "a GeometryCollection has no list of geometries"
        yield Fault("no-coordinates", said, 'write "geometries": […]', at)
        return
    yield from islice(_part_faults(parts, at), _MOST_FAULTS)


def _part_faults(parts: list[Any], at: str) -> Iterator[Fault]:
    for number, part in enumerate(parts):
        nested = isinstance(part, dict) and part.get("type") == "GeometryCollection"
        if part is None or nested:
            said = "a GeometryCollection stands in another one" if nested else "null stands among geometries"
            yield Fault("geometry-type", said, "put its parts into one list", f"{at}/geometries/{number}")
        else:
            yield from geometry_faults(part, own=False, at=f"{at}/geometries/{number}")


@rule("geometry-type", "geojson")
def geometry_type(geometry: Any, at: str) -> Iterator[Fault]:
    """Find geometries of a type that the map does not draw.

    Why: RFC 7946 has seven types; a layer here takes six, since a collection has no one kind to draw.
    Wrong: `{"type": "Linestring", "coordinates": []}`
    Right: `{"type": "LineString", "coordinates": [[37.1, 36.2], [37.2, 36.3]]}`
    """
    if not isinstance(geometry, dict):
        yield Fault(
            "geometry-type", f"the geometry is {_kind(geometry)}, not an object with a type", _TYPES, at
        )
        return
    kind = geometry.get("type")
    if "type" not in geometry:
        yield Fault("geometry-type", "the geometry has no type", _TYPES, at)
    elif kind == "GeometryCollection":
        said = "a layer takes no GeometryCollection"
        yield Fault(
            "geometry-type", said, "write one feature for each part, or a Multi… geometry", f"{at}/type"
        )
    else:
        guess = near(kind, list(DEPTH)) if isinstance(kind, str) else ""
        fix = f"did you mean {guess!r}?" if guess else _TYPES
        yield Fault("geometry-type", f"{shown(kind, 40)} is no type of geometry", fix, f"{at}/type")


_TYPES = f"use {', '.join(DEPTH)}, or null"


@rule("no-coordinates", "geojson")
def no_coordinates(geometry: dict[str, Any], at: str) -> Iterator[Fault]:
    """Find geometries without coordinates.

    Why: a type alone places nothing.
    Wrong: `{"type": "Point"}`
    Right: `{"type": "Point", "coordinates": [37.13, 36.25]}`, or `null`
    """
    guess = near("coordinates", [key for key in islice(geometry, 50) if key != "type"])
    fix = (
        f"rename {guess!r} to 'coordinates'" if guess else "add them, or write null for an unlocated feature"
    )
    yield Fault("no-coordinates", "the geometry has no coordinates", fix, at)


def _all_sound(coordinates: Any, depth: int, kind: str) -> bool:
    """Tell at the speed of C whether there is nothing to say; any doubt goes to the slow walk."""
    if type(coordinates) is not list:
        return False
    if depth == 0:
        return 2 <= len(coordinates) <= 3 and set(map(type, coordinates)) <= _REAL
    if not coordinates:
        return False
    if depth > 1:
        return all(_all_sound(part, depth - 1, kind) for part in coordinates)
    if set(map(type, coordinates)) != {list} or not set(map(len, coordinates)) <= {2, 3}:
        return False
    if not set(map(type, chain.from_iterable(coordinates))) <= _REAL:
        return False
    if kind in ("Polygon", "MultiPolygon"):
        return len(coordinates) > 3 and coordinates[0] == coordinates[-1]
    return len(coordinates) > 1 or kind == "MultiPoint"


def _faults_at(coordinates: Any, depth: int, kind: str, at: str) -> Iterator[Fault]:
    if not isinstance(coordinates, list):
        yield from RULES["nesting"].check(coordinates, depth, kind, at)
        return
    if depth == 0:
        yield from position_faults(coordinates, at)
        return
    if not coordinates:
        yield from RULES["no-positions"].check(kind, at)
        return
    levels = _levels(coordinates)
    flat = depth == 1 and not isinstance(coordinates[0], list)
    if flat or (levels is not None and levels != depth + 1):
        yield from RULES["nesting"].check(coordinates, depth, kind, at)
        return
    if depth == 1 and kind in ("LineString", "MultiLineString"):
        yield from RULES["short-line"].check(coordinates, at)
    if depth == 1 and kind in ("Polygon", "MultiPolygon"):
        yield from RULES["short-ring"].check(coordinates, at)
        yield from RULES["open-ring"].check(coordinates, at)
    for number, part in enumerate(coordinates):
        yield from _faults_at(part, depth - 1, kind, f"{at}/{number}")


def _levels(coordinates: Any) -> int | None:
    """Count the levels of brackets down to the first number; None where none is found."""
    levels = 0
    while isinstance(coordinates, list) and coordinates:
        coordinates, levels = coordinates[0], levels + 1
    return levels if type(coordinates) in _REAL else None


@rule("nesting", "geojson")
def nesting(coordinates: Any, depth: int, kind: str, at: str) -> Iterator[Fault]:
    """Find coordinates with too few or too many brackets for their type.

    Why: a polygon written like a line, or a pair of numbers in quotes, is drawn as something else or nothing.
    Wrong: `{"type": "Polygon", "coordinates": [[37.1, 36.2], [37.2, 36.2]]}`
    Right: `{"type": "Polygon", "coordinates": [[[37.1, 36.2], [37.2, 36.2], [37.2, 36.3], [37.1, 36.2]]]}`
    """
    levels = ["a position", "an array of positions", "an array of arrays of positions"]
    wanted = levels[depth] if depth < len(levels) else "an array of polygons"
    said = f"{shown(coordinates, 40)} stands where a {kind} has {wanted}"
    many = "one level" if kind == "Point" else f"{DEPTH[kind] + 1} levels"
    yield Fault("nesting", said, f"the coordinates of a {kind} have {many} of brackets", at)


@rule("no-positions", "geojson")
def no_positions(kind: str, at: str) -> Iterator[Fault]:
    """Find geometries whose coordinates are an empty list.

    Why: it draws nothing and says nothing about why.
    Wrong: `{"type": "LineString", "coordinates": []}`
    Right: `"geometry": null`, with `why_unlocated`
    """
    said = f"the {kind} has an empty list of coordinates"
    yield Fault("no-positions", said, "draw it, or write null for an unlocated feature", at)


@rule("short-line", "geojson")
def short_line(line: list[Any], at: str) -> Iterator[Fault]:
    """Find lines of fewer than two positions.

    Why: a line of one point has no length and no direction.
    Wrong: `{"type": "LineString", "coordinates": [[37.1, 36.2]]}`
    Right: `{"type": "Point", "coordinates": [37.1, 36.2]}`
    """
    if len(line) < 2:
        yield Fault(
            "short-line", "the line has fewer than two positions", "add the other end, or use a Point", at
        )


@rule("short-ring", "geojson")
def short_ring(ring: list[Any], at: str) -> Iterator[Fault]:
    """Find rings of fewer than four positions.

    Why: a triangle needs four, the last being the first again; fewer enclose nothing.
    Wrong: `[[37, 36], [38, 36], [37, 36]]`
    Right: `[[37, 36], [38, 36], [38, 37], [37, 36]]`
    """
    if len(ring) < 4:
        said = f"the ring has {len(ring)} positions, fewer than four"
        yield Fault("short-ring", said, "add the missing corners", at)


@rule("open-ring", "geojson", fixable=True)
def open_ring(ring: list[Any], at: str) -> Iterator[Fault]:
    """Find rings whose last position is not their first.

    Why: programs close them each in their own way, or drop the area.
    Wrong: `[[37, 36], [38, 36], [38, 37], [37, 37]]`
    Right: `[[37, 36], [38, 36], [38, 37], [37, 37], [37, 36]]`
    """
    if len(ring) >= 3 and ring[0] != ring[-1]:
        said = f"the ring is not closed: it begins at {shown(ring[0], 60)} and ends at {shown(ring[-1], 60)}"
        yield Fault("open-ring", said, "repeat the first position at the end", f"{at}/{len(ring) - 1}")


def position_faults(position: list[Any], at: str) -> Iterator[Fault]:
    """Say what is wrong with one position."""
    found = list(RULES["position-length"].check(position, at))
    yield from found or RULES["position-number"].check(position, at)


@rule("position-length", "geojson")
def position_length(position: list[Any], at: str) -> Iterator[Fault]:
    """Find positions that are not two or three numbers long.

    Why: which of four numbers is the latitude is anybody's guess.
    Wrong: `[37.13]`
    Right: `[37.13, 36.25]`
    """
    if not 2 <= len(position) <= 3:
        said = f"position {shown(position, 60)} does not have two or three numbers"
        yield Fault("position-length", said, "write longitude, latitude, and a height if need be", at)


@rule("position-number", "geojson")
def position_number(position: list[Any], at: str) -> Iterator[Fault]:
    """Find texts, booleans and null in positions.

    Why: some programs read "36.2" as a number, some drop the feature, some the whole layer.
    Wrong: `[37.13, "36.25"]`
    Right: `[37.13, 36.25]`
    """
    for number, value in enumerate(position):
        if type(value) not in _REAL:
            fix = "write it without quotes" if isinstance(value, str) else "write a number of degrees"
            said = f"{shown(value, 40)} in position {shown(position, 60)} is not a number"
            if not isinstance(value, str):
                said = f"{_kind(value)} stands in position {shown(position, 60)}"
            yield Fault("position-number", said, fix, f"{at}/{number}")
            return


def escaped(key: str) -> str:
    """Write a key as a part of a JSON Pointer."""
    return key.replace("~", "~0").replace("/", "~1")


def shown(value: Any, most: int) -> str:
    """Write a value as a reader knows it from the file, cut to so many characters."""
    if isinstance(value, str):
        return repr(value if len(value) <= most else f"{value[: most - 1]}…")
    text = json.dumps(_beginning(value, most), ensure_ascii=False)
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _beginning(value: Any, most: int) -> Any:
    """Cut a value down to what can be seen of it: a hostile one may be as large as the file."""
    if isinstance(value, str):
        return value[:most]
    if isinstance(value, list):
        return [_beginning(each, most) for each in value[:most]] if most > 0 else []
    if isinstance(value, dict):
        return {key[:most]: _beginning(each, most - 8) for key, each in islice(value.items(), most // 8)}
    return value


def _kind(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, str):
        return f"the text {shown(value, 60)}"
    if isinstance(value, (int, float)):
        return f"the number {shown(value, 60)}"
    return "a list" if isinstance(value, list) else "an object"
