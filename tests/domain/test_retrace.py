"""Geometries of other programs: what nobody moved gets its old numbers back, what moved keeps its own."""

import copy
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.domain.adoption import adopt
from dashboard.domain.foreign import NUMBERS, NotGeoJson, features_of, retyped, step_deg
from dashboard.domain.model import Properties
from dashboard.domain.retrace import fault_of, retrace, shaped, told

SQUARE = [[37.1, 36.2], [37.2, 36.2], [37.2, 36.3], [37.1, 36.3], [37.1, 36.2]]
FINE = 1e-9


def polygon(*rings: Any) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings)}


def line(*positions: Any) -> dict[str, Any]:
    return {"type": "LineString", "coordinates": [list(p) for p in positions]}


@pytest.mark.parametrize("turn", range(4))
@pytest.mark.parametrize("reverse", [True, False])
@pytest.mark.parametrize("closed", [True, False])
def test_a_ring_that_starts_elsewhere_runs_back_or_is_open_is_the_same(
    turn: int, reverse: bool, closed: bool
) -> None:
    corners = SQUARE[turn:4] + SQUARE[:turn]
    ring = (corners + corners[:1])[:: -1 if reverse else 1]
    given_ = polygon(ring if closed else ring[:-1])
    assert retrace(given_, polygon(SQUARE), FINE) == polygon(SQUARE)


def test_a_moved_corner_is_kept_and_the_others_get_their_numbers_back() -> None:
    ring = [[37.1000004, 36.2], [37.25, 36.2], *SQUARE[2:4], [37.1000004, 36.2]]
    found = retrace(polygon(ring), polygon(SQUARE), 1e-6)
    assert found == polygon([SQUARE[0], [37.25, 36.2], *SQUARE[2:]])


def test_a_vertex_that_was_added_leaves_the_others_as_they_were() -> None:
    before = line((37.123456, 36.2), (37.223456, 36.3))
    given_ = line((37.12346, 36.2), (37.17, 36.25), (37.22346, 36.3))
    assert retrace(given_, before, 1e-5) == line((37.123456, 36.2), (37.17, 36.25), (37.223456, 36.3))


@pytest.mark.parametrize(
    ("kind", "many"),
    [("Point", "MultiPoint"), ("LineString", "MultiLineString"), ("Polygon", "MultiPolygon")],
)
def test_one_part_alone_and_the_only_one_of_several_are_the_same(kind: str, many: str) -> None:
    parts = {"Point": [1, 2], "LineString": [[1, 2], [3, 4]], "Polygon": [SQUARE]}[kind]
    alone, among = {"type": kind, "coordinates": parts}, {"type": many, "coordinates": [parts]}
    assert retrace(among, alone, FINE) == alone
    assert retrace(alone, among, FINE) == among
    assert retrace(among, among, FINE) == among
    assert shaped(among) == alone
    assert shaped({"type": "GeometryCollection", "geometries": [among]}) == alone


def test_a_move_of_one_rounding_step_is_a_move() -> None:
    before, after = line((37.1, 36.2), (37.2, 36.3)), line((37.1, 36.2), (37.20001, 36.3))
    assert retrace(after, before, 1e-5) == after


def test_coordinates_in_metres_are_no_geometry() -> None:
    assert fault_of({"type": "Point", "coordinates": [4131000, 4330000]}).endswith("is not on the Earth")
    assert fault_of({"type": "Point", "coordinates": []})
    assert fault_of(None) == ""


def test_several_parts_stay_several() -> None:
    several = {"type": "MultiPoint", "coordinates": [[1, 2], [3, 4]]}
    assert retrace(several, {"type": "Point", "coordinates": [1, 2]}, FINE) == several


def test_heights_that_were_added_go_and_those_that_were_there_stay() -> None:
    assert retrace(line((1, 2, 0), (3, 4, 0)), line((1, 2), (3, 4)), FINE) == line((1, 2), (3, 4))
    high = line((1, 2, 400), (3, 4, 410))
    assert retrace(high, high, FINE) == high


NUMBER = st.floats(-170, 170).map(lambda x: round(x, 7)).filter(lambda x: abs(x) < 85)
LINES = st.lists(st.tuples(NUMBER, NUMBER), min_size=2, max_size=9).map(lambda p: line(*p))


@given(LINES, st.integers(3, 7))
@settings(deadline=None)
def test_rounding_alone_moves_nothing(before: dict[str, Any], decimals: int) -> None:
    given_ = line(*([round(n, decimals) for n in p] for p in before["coordinates"]))
    assert retrace(given_, before, 10.0**-decimals) == before


@given(LINES, st.data())
@settings(deadline=None)
def test_a_move_of_more_than_a_step_is_never_taken_back(before: dict[str, Any], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(before["coordinates"]) - 1))
    given_ = copy.deepcopy(before)
    given_["coordinates"][at] = [86.5, 86.5]
    found = retrace(given_, before, 1e-6)
    assert found == given_
    assert told(before, found).startswith(f"1 of {len(before['coordinates'])} vertices moved at most ")


def test_the_step_is_that_of_the_finest_number_in_the_file() -> None:
    def feature(*position: float) -> dict[str, Any]:
        return {"geometry": {"type": "Point", "coordinates": list(position)}}

    assert step_deg([]) == 1
    assert step_deg([{"geometry": None}, feature(37.1, 36.25)]) == 0.01
    assert step_deg([feature(37.123456789012345, 36)]) == 1e-9
    assert step_deg([feature(1e-07, 36)]) == 1e-9


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (None, line((1, 2), (3, 4)), "placed on the map"),
        (line((1, 2), (3, 4)), None, "taken from the map"),
        (line((1, 2), (3, 4)), {"type": "Point", "coordinates": [1, 2]}, "LineString became Point"),
        (line((1, 2), (3, 4)), line((1, 2), (2, 3), (3, 4)), "2 vertices became 3"),
        (line((1, 2), (3, 4)), line((3, 4), (1, 2)), "the vertices stand in another order"),
        (
            {"type": "Point", "coordinates": [37.1, 36.2]},
            {"type": "Point", "coordinates": [37.101, 36.2]},
            "moved 90 m",
        ),
        (
            {"type": "Point", "coordinates": [0, 0]},
            {"type": "Point", "coordinates": [0, 1e-6]},
            "moved 0.11 m",
        ),
    ],
)
def test_what_became_of_a_geometry_is_said(before: Any, after: Any, said: str) -> None:
    assert told(before, after) == said


def test_the_properties_that_are_numbers_are_those_of_the_model() -> None:
    def kinds(annotation: Any) -> set[Any]:
        return {annotation}.union(*map(kinds, get_args(annotation)))

    fields = {field.alias or name: field.annotation for name, field in Properties.model_fields.items()}
    assert {name for name, annotation in fields.items() if {int, float} & kinds(annotation)} == NUMBERS


@pytest.mark.parametrize(
    ("value", "like", "wanted"),
    [
        ("1", True, True), (0, True, False), ("no", True, "no"), (75.5, 75, 75.5), (True, 1, True),
        ("1e400", 1, "1e400"), ("nan", 1, "nan"), (5.0, "SY05", "5"), ("[1]", [1], [1]), ("[", [1], "["),
        (None, 1, None),
    ],
)  # fmt: skip
def test_values_get_their_types_back_where_they_can(value: Any, like: Any, wanted: Any) -> None:
    found = retyped(value, like)
    assert (found, type(found)) == (wanted, type(wanted))


MEMBERS = ["type", "features", "geometry", "coordinates", "properties", "id", "crs", "name", "geometries"]
KINDS = ["Point", "MultiPoint", "Polygon", "MultiPolygon", "LineString", "GeometryCollection"]
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-200, 200), st.floats(-1e9, 1e9), st.text(max_size=4)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(MEMBERS),
            inner, max_size=5,
        ),
    ),
    max_leaves=12,
)  # fmt: skip
FEATURE = st.fixed_dictionaries(
    {"type": st.just("Feature")},
    optional={
        "id": JSON,
        "properties": st.dictionaries(st.sampled_from(["id", "name", "accuracy_m", "note", "x"]), JSON),
        "geometry": st.one_of(JSON, st.fixed_dictionaries({
            "type": st.sampled_from(KINDS),
            "coordinates": JSON})),
    },
)  # fmt: skip


@given(
    st.one_of(JSON, st.lists(FEATURE, max_size=3).map(lambda f: {"type": "FeatureCollection", "features": f}))
)
@settings(deadline=None)
def test_whatever_a_file_holds_ours_stay_sound(document: Any) -> None:
    known = {"name": "A", "accuracy_m": 30, "precision": "exact", "kind": "road"}
    ours = [
        {"type": "Feature", "id": "a", "properties": known, "geometry": line((1, 2), (3, 4))},
        {"type": "Feature", "id": "b", "properties": {"name": "B", "why_unlocated": "?"}, "geometry": None},
    ]
    before = copy.deepcopy(ours)
    try:
        given_ = features_of(document)
    except NotGeoJson:
        return
    done = adopt(ours, given_, taken={"a", "b"})
    assert ours == before
    assert [each["id"] for each in done.features[:2]] == ["a", "b"]
    for each in done.features:
        assert not fault_of(each["geometry"])
