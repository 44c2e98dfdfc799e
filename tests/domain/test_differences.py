"""Differences: everything that differs is named, what is only written otherwise is not."""

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.domain.dataset import Dataset
from dashboard.domain.differences.compare import compare, differences
from dashboard.domain.differences.entries import documents_of
from dashboard.domain.differences.records import ABSENT, Difference, How, RecordKind
from dashboard.i18n.difference_wording import grouped, sentence, worded
from tests.conftest import annotation, feature, on, source, world

Place = tuple[str | int, ...]
OFTEN = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


KEPT = (
    "catalog",
    "asserters",
    "disagreements",
    "layers/castello",
    "layers/aleppo",
    "sources/cnn",
    "sources/cbs",
)


@pytest.fixture(scope="module")
def documents(shipped: Dataset) -> dict[str, Any]:
    """Take enough of the shipped data to hold every kind of record."""
    return {file: value for file, value in documents_of(shipped).items() if file.startswith(KEPT)}


def leaves(value: Any, place: Place = ()) -> Iterator[Place]:
    """Give the place of every single value, geometry aside."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key != "geometry":
                yield from leaves(inner, (*place, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from leaves(inner, (*place, number))
    elif place[-1] != "type":
        yield place


def edited(value: Any, place: Place, to: Any) -> Any:
    """Give a copy with one value set to another."""
    made = copy.deepcopy(value)
    inner = made
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = to
    return made


def named(found: tuple[Difference, ...]) -> set[tuple[str, str, tuple[str, ...]]]:
    return {(d.file, d.id, change.path) for d in found for change in d.fields} | {
        (d.file, d.id, (d.how.value,)) for d in found if not d.fields
    }


def test_a_dataset_does_not_differ_from_itself(shipped: Dataset) -> None:
    assert differences(shipped, shipped) == ()
    assert compare(documents_of(shipped), documents_of(shipped)) == ()


@OFTEN
@given(data=st.data())
def test_every_single_edit_of_one_field_is_named(documents: dict[str, Any], data: st.DataObject) -> None:
    before = documents
    file = data.draw(st.sampled_from(sorted(before)))
    place = data.draw(st.sampled_from(list(leaves(before[file]))))
    found = compare(before, {**before, file: edited(before[file], place, "quite-another-value")})
    assert found, place
    said = " ".join(worded(found))
    field = next(step for step in reversed(place) if isinstance(step, str))
    assert field in said or "quite-another-value" in said, (place, said)


@OFTEN
@given(data=st.data())
def test_two_edits_at_once_are_named_as_one_after_the_other(
    documents: dict[str, Any], data: st.DataObject
) -> None:
    before = documents
    ids = ("id", "features", "members", "positions", "figures")
    places = [
        (file, place)
        for file in sorted(before)
        for place in leaves(before[file])
        if not set(ids) & set(place[-3:])
    ]
    (one_file, one), (two_file, two) = (data.draw(st.sampled_from(places)) for _ in range(2))
    middle = {**before, one_file: edited(before[one_file], one, "first")}
    after = {**middle, two_file: edited(middle[two_file], two, "second")}
    steps = named(compare(before, middle)) | named(compare(middle, after))
    assert named(compare(before, after)) <= steps
    if (one_file, one) != (two_file, two):
        assert {path for *_, path in named(compare(before, after))} == {path for *_, path in steps}


@OFTEN
@given(data=st.data())
def test_an_added_record_is_named_and_its_removal_too(documents: dict[str, Any], data: st.DataObject) -> None:
    before = documents
    lists = [
        (f, k) for f in sorted(before) for k, v in before[f].items() if isinstance(v, list) and len(v) > 1
    ]
    file, key = data.draw(st.sampled_from(lists))
    number = data.draw(st.integers(0, len(before[file][key]) - 1))
    rest = before[file][key][:number] + before[file][key][number + 1 :]
    after = {**before, file: {**before[file], key: rest}}
    wanted = before[file][key][number]["id"]
    assert [(d.id, d.how) for d in compare(before, after)] == [(wanted, How.REMOVED)]
    assert [(d.id, d.how) for d in compare(after, before)] == [(wanted, How.ADDED)]


def test_order_and_written_defaults_are_only_form() -> None:
    before = {"layers/a.geojson": {"type": "FeatureCollection", "features": [row("a"), row("b")]}}
    again = row("a")
    again["properties"] |= {"importance": 3, "note": None}
    after = {"layers/a.geojson": {"features": [row("b"), again], "type": "FeatureCollection"}}
    (only,) = compare(before, after)
    assert (only.how, sentence(only)) == (How.FORM, "the file: only the form changed")


def row(feature_id: str, **properties: Any) -> dict[str, Any]:
    plain = {"name": feature_id.title(), "kind": "town"}
    drawn = {"type": "Point", "coordinates": [37.1, 36.2]}
    return {"type": "Feature", "id": feature_id, "properties": {**plain, **properties}, "geometry": drawn}


def layer(*rows: Any) -> dict[str, Any]:
    return {"layers/a.geojson": {"type": "FeatureCollection", "features": list(rows)}}


def only(before: Any, after: Any) -> str:
    (found,) = worded(compare(before, after))
    return found


def test_members_that_no_model_knows_are_named() -> None:
    assert only(layer(row("a")), layer(row("a", colour="red"))) == "a: colour red added"
    assert only(layer(row("a")), layer({**row("a"), "bbox": [1]})) == "a: bbox [1] added"
    extra = {"layers/a.geojson": {**layer(row("a"))["layers/a.geojson"], "crs": 1}}
    assert only(layer(row("a")), extra) == "the file: crs 1 added"


def test_null_and_nothing_differ_where_no_model_says_that_they_are_the_same() -> None:
    assert only(layer(row("a")), layer(row("a", colour=None))) == "a: colour null added"


def test_a_truth_value_is_no_number() -> None:
    assert only(layer(row("a", x=1)), layer(row("a", x=True))) == "a: x 1 → true"


def test_a_renamed_feature_is_known_again_by_name_and_place() -> None:
    assert only(layer(row("a", name="N")), layer(row("b", name="N"))) == "b: renamed from a"


def test_a_feature_that_goes_to_another_layer_is_moved_not_lost() -> None:
    before = layer(row("a"), row("b"))
    after = {**layer(row("b")), "layers/z.geojson": {"type": "FeatureCollection", "features": [row("a")]}}
    said = worded(
        compare({**before, "layers/z.geojson": {"type": "FeatureCollection", "features": []}}, after)
    )
    assert said == ["a: moved here from layers/a.geojson"]


def test_features_without_an_id_and_repeated_ones_are_compared_too() -> None:
    nameless = {key: value for key, value in row("a").items() if key != "id"}
    changed = copy.deepcopy(nameless)
    changed["properties"]["kind"] = "village"
    assert only(layer(nameless), layer(changed)) == "a feature without an id: kind town → village"
    assert only(layer(row("a"), row("a")), layer(row("a"), row("a", kind="city"))) == "a: kind town → city"


def test_what_is_no_record_at_all_is_compared_as_it_is() -> None:
    assert only(layer(7), layer(8)) == "a feature without an id: 7 → 8"
    assert only({"layers/a.geojson": [1]}, {"layers/a.geojson": [2]}) == "the file: [1] → [2]"
    deep: Any = []
    for _ in range(50_000):
        deep = [deep]
    assert compare(layer(row("a", x=1)), layer(row("a", x=deep)), rewritten=())


def test_geometries_that_nobody_can_measure_are_compared_as_they_are() -> None:
    for odd in (
        {"type": "GeometryCollection", "geometries": []},
        {"type": "Point", "coordinates": [361, 1e300]},
        {"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]},
        {"type": ["Point"]},
        {"type": "LineString", "coordinates": []},
        "POINT (37 36)",
        7,
    ):
        assert "geometry " in only(layer(row("a")), layer({**row("a"), "geometry": odd})), odd


def test_the_order_of_layers_is_said_because_they_are_drawn_in_it() -> None:
    before = {"catalog.json": {"layers": [{"id": "a"}, {"id": "b"}]}}
    after = {"catalog.json": {"layers": [{"id": "b"}, {"id": "a"}]}}
    assert only(before, after) == "the file: the order of layers a, b → b, a"


def test_datasets_are_compared_as_their_files_are() -> None:
    before = world(source(annotation(status="hindered")))
    after = world(source(annotation(status="cut", valid=on("2016-09-08"))))
    (found,) = differences(before, after)
    assert (found.file, found.kind, found.owner) == ("sources/s.json", RecordKind.ANNOTATION, "s")
    assert (
        sentence(found) == "a: valid from 2016-09-01 → 2016-09-08, valid printed today → then, hindered → cut"
    )


def test_absence_is_told_from_null() -> None:
    (found,) = compare(layer(row("a", x=1)), layer(row("a")))
    assert found.fields[0].after is ABSENT


def test_of_a_huge_new_file_some_are_named_and_the_rest_is_counted() -> None:
    after = layer(*(row(f"f-{n}") for n in range(14_058)))
    said = grouped(compare({}, after))["layers/a.geojson"]
    assert said[-1] == "14,019 more features added"
    assert len(said) == 41


def test_json_of_another_kind_never_breaks_the_comparison(documents: dict[str, Any]) -> None:
    before = documents
    for file in before:
        for key in before[file]:
            for odd in (None, 1, "x", [], [None], {}, {"id": []}):
                assert compare(before, {**before, file: {**before[file], key: odd}}), (file, key, odd)
    assert json.dumps(before)


def test_a_feature_that_is_the_same_in_both_is_not_mentioned() -> None:
    before, after = world(features=(feature(), feature("b"))), world(features=(feature(),))
    assert worded(differences(before, after)) == ["b: removed (B, road, LineString)"]
