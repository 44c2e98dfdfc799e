"""A file by itself: what is sound GeoJSON is accepted, what is wrong is named once and where it stands."""

import json
from typing import Any

import pytest

from dashboard.domain.problem import Severity
from dashboard.store.standalone import check_body

POINT = {"type": "Point", "coordinates": [37.1, 36.2]}
LINE = {"type": "LineString", "coordinates": [[37.1, 36.2], [37.2, 36.3]]}
HOLE = [[37.2, 36.2], [37.2, 36.3], [37.3, 36.3], [37.2, 36.2]]
RING = [[37, 36], [38, 36], [38, 37], [37, 37], [37, 36]]


def square(x: float, y: float) -> list[list[float]]:
    return [[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1], [x, y]]


def feature(geometry: Any, **others: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"name": "x"}, "geometry": geometry, **others}


def collection(*features: Any, **others: Any) -> dict[str, Any]:
    return {"type": "FeatureCollection", **others, "features": list(features)}


def crs(name: str) -> dict[str, Any]:
    return {"type": "name", "properties": {"name": name}}


def errors(value: Any) -> list[str]:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    found = check_body(text.encode(), "file.geojson").problems
    return [problem.rule for problem in found if problem.severity is Severity.ERROR]


SOUND: dict[str, Any] = {
    "an empty collection": collection(),
    "a feature by itself": feature(POINT),
    "a geometry by itself": LINE,
    "no geometry, no properties": collection({"type": "Feature", "properties": None, "geometry": None}),
    "a collection of geometries": collection(
        feature({"type": "GeometryCollection", "geometries": [POINT, LINE]})
    ),
    "an empty collection of geometries": {"type": "GeometryCollection", "geometries": []},
    "heights": collection(feature({"type": "Point", "coordinates": [37.1, 36.2, 310]})),
    "whole numbers": collection(feature({"type": "Point", "coordinates": [37, 36]})),
    "areas that touch in a point": collection(
        feature({"type": "MultiPolygon", "coordinates": [[square(37, 36)], [square(38, 37)]]})
    ),
    "an area with a hole": collection(feature({"type": "Polygon", "coordinates": [RING, HOLE]})),
    "the poles and the antimeridian": collection(
        feature({"type": "MultiPoint", "coordinates": [[180, 90], [-180, -90]]})
    ),
    "ids of all kinds": collection(feature(None, id=1), feature(None, id="1"), feature(None, id=1.5)),
    "a box over the antimeridian": collection(feature(POINT), bbox=[170, -10, -170, 10]),
    "members of other programs": collection(feature(POINT, title="x"), name="layer", generator="y"),
    **{
        f"crs {name}": collection(feature(POINT), crs=crs(name))
        for name in (
            "urn:ogc:def:crs:OGC:1.3:CRS84",
            "urn:ogc:def:crs:EPSG:9.9:4326",
            "http://www.opengis.net/def/crs/EPSG/0/4326",
            "epsg:4326",
        )
    },
    "an old crs": collection(feature(POINT), crs={"type": "EPSG", "properties": {"code": 4326}}),
    "carriage returns": json.dumps(collection(feature(POINT)), indent=1).replace("\n", "\r"),
    "keys of JavaScript": collection(feature(POINT, __proto__={"a": 1}, constructor=2)),
}
HOSTILE = (
    "{{7*7}}", "{% raw %}", "${7*7}", "{#", "<script>alert(1)</script>", "![x](http://example.org/x.png)",
    "=1+1", "@SUM(A1)", "'; DROP TABLE x;--", "../../etc/passwd", "%s%n", "\\", '"', "${jndi:ldap://x}",
    "]]>", "<<<<<<< HEAD", "NaN", "\u0640", "a\u0301", "مَدِينَة", "👨\u200d👩\u200d👧", "\u200f", "\u2028",
)  # fmt: skip


@pytest.mark.parametrize("value", SOUND.values(), ids=SOUND)
def test_sound_geojson_is_accepted(value: Any) -> None:
    assert errors(value) == []


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_is_a_text(text: str) -> None:
    assert errors(collection(feature(POINT, id=text, note=text), name=text)) == []
    assert errors(collection({**feature(POINT), "properties": {text: text}})) == []


WRONG: dict[str, tuple[Any, str]] = {
    "a feature among geometries": (collection(POINT), "feature-type"),
    "a collection among features": (collection(collection(feature(POINT))), "feature-type"),
    "a geometry of two kinds": (collection(feature({**POINT, "properties": {}})), "two-in-one"),
    "a feature of two kinds": (collection(feature(POINT, coordinates=[37.1, 36.2])), "two-in-one"),
    "a collection of two kinds": (collection(feature(POINT), geometry=None), "two-in-one"),
    "a collection within a collection": (
        collection(feature({"type": "GeometryCollection", "geometries": [{"type": "GeometryCollection"}]})),
        "geometry-type",
    ),
    "a polygon like a line": (collection(feature({"type": "Polygon", "coordinates": RING})), "nesting"),
    "a polygon like many": (collection(feature({"type": "Polygon", "coordinates": [[RING]]})), "nesting"),
    "a box of a geometry": (collection(feature({**POINT, "bbox": [1, 2]})), "feature-bbox"),
    "metres": (collection(feature(POINT), crs=crs("EPSG:32637")), "crs"),
    "a number alike": (collection(feature(POINT), crs=crs("EPSG:43260")), "crs"),
    "metres of a feature": (collection(feature(POINT, crs=crs("EPSG:32637"))), "crs"),
    "a link": (
        collection(crs={"type": "link", "properties": {"href": "http://example.org/EPSG:4326"}}),
        "crs",
    ),
    "one number twice": (collection(feature(None, id=1), feature(None, id=1.0)), "repeated-id"),
    "an empty id twice": (collection(feature(None, id=""), feature(None, id="")), "repeated-id"),
    "a type that is a list": ({"type": [], "features": []}, "structure"),
    "a misspelt list": ({"type": "FeatureCollection", "feature": [feature(POINT)]}, "structure"),
    "a misspelt geometry": (
        collection({"type": "Feature", "properties": {}, "geometery": POINT}),
        "feature-members",
    ),
    "areas that share an edge": (
        collection(feature({"type": "MultiPolygon", "coordinates": [[square(37, 36)], [square(38, 36)]]})),
        "self-crossing",
    ),
    "a table": ("name,lat,lon\nx,36.2,37.1\n", "json"),
    "a table in quotes": ('"name","lat"\n"x","36.2"\n', "json"),
    "a sequence": ('\x1e{"type": "Feature"}\n\x1e{"type": "Feature"}\n', "json"),
    "well-known text": ("POINT (37.1 36.2)", "json"),
    "a line for each": ('{"type": "Feature"}\n{"type": "Feature"}\n', "several-documents"),
    "a program": ("var places = {}", "json"),
    "a call": ("callback({})", "json"),
    "a comment at the end": ("{} // done", "comment"),
    "a list of asserters that is none": ('{"asserters": {}}', "file-members"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_told_once(name: str) -> None:
    value, rule = WRONG[name]
    assert errors(value) == [rule]


def test_every_beginning_of_a_file_is_told_to_be_truncated() -> None:
    text = json.dumps(
        collection(feature({**POINT, "z": [True, False, None, -1.5e3, "\\u00e9\\n"]}), feature(LINE))
    )
    for length in range(1, len(text)):
        assert errors(text[:length]) == ["truncated"], text[:length][-20:]


def test_a_feature_without_an_id_is_named_by_its_number() -> None:
    body = json.dumps(
        collection(feature(POINT), feature({"type": "Point", "coordinates": ["37", 36]}))
    ).encode()
    assert [problem.subject for problem in check_body(body, "f").problems] == ["feature 2"]


def test_a_file_full_of_faults_is_given_up_and_a_few_in_many_are_listed() -> None:
    bad, good = feature({"type": "Point", "coordinates": [400, 1]}), feature(POINT)
    given_up = check_body(json.dumps(collection(*[bad] * 9000)).encode(), "f")
    assert given_up.refused
    assert len(given_up.problems) == 1002
    assert "1,001 more problems of this rule are not listed" in given_up.problems[-1].message
    listed = check_body(json.dumps(collection(*[good, good, bad] * 3000)).encode(), "f")
    assert (listed.refused, listed.features, listed.set_aside) == (False, 9000, 3000)


@pytest.mark.parametrize("wild", [1e154, 1e300, -1.7e308, 10**200])
def test_numbers_beyond_all_measure_hide_no_other_feature(wild: float) -> None:
    bow = {"type": "Polygon", "coordinates": [[[37, 36], [38, 37], [38, 36], [37, 37], [37, 36]]]}
    line = {"type": "LineString", "coordinates": [[wild, 36], [37, wild], [-wild, wild]]}
    ring = {"type": "Polygon", "coordinates": [[[37, 36], [wild, 36], [wild, wild], [37, 36]]]}
    found = errors(collection(*map(feature, (line, bow, ring))))
    assert sorted(found) == ["off-the-earth", "off-the-earth", "self-crossing"]


def test_of_one_geometry_no_more_than_twenty_faults_are_told() -> None:
    line = {"type": "LineString", "coordinates": [["1", "2"]] * 100_000}
    assert errors(collection(feature(line))) == ["position-number"] * 20


def test_a_record_far_too_large_is_not_looked_into() -> None:
    many = {f"key-{number}": "x" for number in range(100_000)}
    assert errors(collection({**feature(None), "properties": {"accuracy_m": 1, **many}})) == ["record"]
    assert errors({"asserters": [{"id": "a", "note": ["b"] * 300_000}]}) == ["record"]
