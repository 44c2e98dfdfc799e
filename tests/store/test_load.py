"""Loading: bad files and features are set aside with a plain word; the rest is loaded."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.domain.rules import Problem
from dashboard.store.load import load
from dashboard.store.strict_json import Refused, parse
from tests.conftest import SAID

Write = Callable[[dict[str, str]], Path]

CATALOG = json.dumps(
    {
        "frame": {
            "start_deg": [36, 36, 37, 37],
            "whole_deg": [36, 36, 37, 37],
            "limits_deg": [36, 36, 37, 37],
            "first_day": "2016-07-01",
            "last_day": "2016-09-20",
        },
        "cards": [],
        "layers": [
            {
                "id": "roads",
                "title": {"en": "Roads"},
                "file": "layers/roads.geojson",
                "extent_deg": [36, 35, 39, 38],
                "shown": True,
                "role": "road",
            }
        ],
    }
)
PROPERTIES = {
    "name": "Road",
    "kind": "road",
    "presence": "reference",
    "source": "survey",
    "licence": "CC0",
    "method": "drawn",
    "precision": "exact",
    "accuracy_m": 30,
}
LINE = {"type": "LineString", "coordinates": [[37.1, 36.2], [37.2, 36.3]]}


def files(*features: object, **more: str) -> dict[str, str]:
    rows = ",\n".join(f if isinstance(f, str) else json.dumps(f) for f in features)
    return {
        "catalog.json": CATALOG,
        "asserters.json": '{"asserters": []}',
        "disagreements.json": '{"disagreements": []}',
        "layers/roads.geojson": f'{{"type":"FeatureCollection","features":[\n{rows}\n]}}\n',
        **more,
    }


SPEAKER = {"asserters.json": '{"asserters": [{"id": "one", "name": {"en": "One"}, "group": "media"}]}'}


def feature(feature_id: str = "road", geometry: object = LINE, **given: object) -> dict[str, object]:
    return {"type": "Feature", "id": feature_id, "properties": {**PROPERTIES, **given}, "geometry": geometry}


def test_a_sound_folder_loads_without_problems(write_folder: Write) -> None:
    dataset, problems = load(write_folder(files(feature())))
    assert problems == ()
    assert list(dataset.features) == ["road"]


def test_a_bad_feature_is_set_aside_and_the_next_is_loaded(write_folder: Write) -> None:
    bad = feature("bad", {"type": "LineString", "coordinates": [[37.1, "36.2"], [37.2, 36.3]]})
    dataset, problems = load(write_folder(files(bad, feature())))
    assert list(dataset.features) == ["road"]
    assert [str(p) for p in problems] == [
        "geodata/layers/roads.geojson:2:262 bad\n"
        "  error[position-number] '36.2' in position [37.1, \"36.2\"] is not a number\n"
        "  fix: write it without quotes"
    ]


def test_a_misspelt_property_is_named_with_its_place(write_folder: Write) -> None:
    _, problems = load(write_folder(files(feature(licens="CC0"))))
    assert [str(p) for p in problems] == [
        "geodata/layers/roads.geojson:2:214 road\n"
        "  error[unknown-key] 'licens' is no key of this record (value 'CC0')\n"
        "  fix: did you mean 'licence'?"
    ]


def test_swapped_coordinates_are_recognised(write_folder: Write) -> None:
    swapped = {"type": "Point", "coordinates": [36.25, 37.13]}
    _, problems = load(write_folder(files(feature("castello-west", swapped))))
    assert [str(p) for p in problems] == []
    _, problems = load(
        write_folder(files(feature("castello-west", {"type": "Point", "coordinates": [35.2, 37.13]})))
    )
    assert [str(p) for p in problems] == [
        "geodata/layers/roads.geojson:2:259 castello-west\n"
        "  error[swapped-coordinates] longitude 35.2, latitude 37.13 lies 71 km outside the layer's extent; "
        "turned round it lies inside, 276 km away\n"
        "  fix: GeoJSON is [longitude, latitude]; did you mean [37.13, 35.2]?"
    ]


def test_a_feature_without_geometry_says_why(write_folder: Write) -> None:
    dataset, problems = load(write_folder(files(feature(geometry=None))))
    assert dataset.features == {}
    assert "why_unlocated" in str(problems[0])


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("{", "truncated"),
        ('{"type":"FeatureCollection","features":[NaN]}', "not-a-number"),
        ('{"type":"FeatureCollection","features":[1e400]}', "number-overflow"),
        ('{"type":"FeatureCollection","type":"FeatureCollection","features":[]}', "repeated-key"),
        ("[" * 100_000, "too-deep"),
        ("\ufeff{}", "byte-order-mark"),
        ('{"type":"FeatureCollection","features":["\\ud800"]}', "surrogate"),
        ("<!DOCTYPE html><html></html>", "web-page"),
        ("<<<<<<< HEAD\n{}", "merge-conflict"),
        ("[]", "structure"),
        ('{"type":"FeatureCollection","features":{}}', "structure"),
        ('{"type":"FeatureCollection","features":[7]}', "feature-type"),
        ("1" * 5000, "number-overflow"),
    ],
)
def test_a_broken_layer_is_named_and_costs_nothing_else(write_folder: Write, text: str, rule: str) -> None:
    dataset, problems = load(write_folder({**files(), "layers/roads.geojson": text}))
    assert rule in {p.rule for p in problems}
    assert {p.file for p in problems} == {"geodata/layers/roads.geojson"}
    assert dataset.layers[0].id == "roads"


def test_bytes_that_are_not_utf8_are_named_with_line_and_column(write_folder: Write) -> None:
    folder = write_folder(files(feature()))
    path = folder / "layers" / "roads.geojson"
    path.write_bytes(path.read_bytes().replace(b"Road", b"R\xf6ad"))
    _, (problem,) = load(folder)
    assert (problem.rule, problem.line) == ("encoding", 2)
    assert "0xf6" in problem.message


def _source(*annotations: object) -> str:
    return json.dumps(
        {
            "id": "paper",
            "kind": "article",
            "publisher": "Paper",
            "title": "T",
            "published": "2016-09-01",
            "published_basis": "printed",
            "where_read": "here",
            "licence": "facts",
            "paragraphs": 3,
            "annotations": annotations,
        }
    )


def test_a_bad_annotation_is_set_aside_and_its_neighbours_stay(write_folder: Write) -> None:
    bad = {**SAID, "id": "b", "valid": {"from": "2016-09-31", "printed": "x"}}
    dataset, problems = load(
        write_folder(files(feature(), **{"sources/paper.json": _source(bad, SAID), **SPEAKER}))
    )
    assert [s.id for s in dataset.statements] == ["a"]
    assert [(p.rule, p.subject) for p in problems] == [("date-form", "b")]


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        ({"about": ["nowhere"]}, "unknown-feature"),
        ({"asserted_by": ["nobody"]}, "unknown-asserter"),
        ({"mood": "proposed", "status": "open"}, "status-without-fact"),
        ({"paragraph": 9}, "paragraph"),
    ],
)
def test_a_statement_that_does_not_fit_the_rest_is_found(
    write_folder: Write, given: dict[str, object], rule: str
) -> None:
    speaker = {} if "asserted_by" in given else SPEAKER
    folder = write_folder(files(feature(), **{"sources/paper.json": _source({**SAID, **given}), **speaker}))
    _, problems = load(folder)
    assert [(p.rule, p.subject) for p in problems] == [(rule, "a")]


def test_a_segment_off_its_node_is_found_with_the_distance(write_folder: Write) -> None:
    node = feature("n", {"type": "Point", "coordinates": [37.1, 36.2]}, kind="junction")
    other = feature("m", {"type": "Point", "coordinates": [37.2, 36.31]}, kind="junction")
    _, problems = load(write_folder(files(node, other, feature("seg", **{"from": "n", "to": "m"}))))
    (problem,) = problems
    assert problem.rule == "segment-end"
    assert "ends 1110 m away from its node 'm'" in problem.message


@given(st.binary(max_size=300))
def test_no_bytes_make_the_reader_crash(body: bytes) -> None:
    try:
        value: object = parse(body, "f")
    except Refused as refused:
        value = refused.problem
    assert value is None or isinstance(value, (str, int, float, list, dict, Problem))
