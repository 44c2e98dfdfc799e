"""The canonical form: the shipped files are in it, it is reached in one step, and it changes no meaning."""

import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.domain.canonical import decimals_for
from dashboard.domain.dataset import Dataset
from dashboard.domain.measure import distance_m, positions_of
from dashboard.domain.model import Feature
from dashboard.store.folder import stamps_of
from dashboard.store.format import canonical
from dashboard.store.load import data_folder, load
from dashboard.store.strict_json import Refused, parse
from tests.conftest import SAID
from tests.store.test_load import CATALOG, PROPERTIES

SHIPPED = list(stamps_of(data_folder()))
SQUARE = [[37.0, 36.0], [37.1, 36.0], [37.1, 36.1], [37.0, 36.1], [37.0, 36.0]]
HOLE = [[37.02, 36.02], [37.02, 36.08], [37.08, 36.08], [37.08, 36.02], [37.02, 36.02]]


def written(geometry: object, **properties: object) -> Any:
    """Give the geometry of a feature as the canonical form has it."""
    document = {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "id": "a", "properties": properties, "geometry": geometry}],
    }
    once = canonical(json.dumps(document).encode(), "f")
    assert canonical(once, "f") == once
    return json.loads(once)["features"][0]["geometry"]


def ring(positions: list[list[float]], accuracy_m: float = 30) -> Any:
    return written({"type": "Polygon", "coordinates": [positions]}, accuracy_m=accuracy_m)["coordinates"][0]


@pytest.mark.parametrize("name", SHIPPED)
def test_the_shipped_files_are_canonical(name: str) -> None:
    body = (data_folder() / name).read_bytes()
    assert canonical(body, name) == body


def test_the_order_of_members_in_the_shipped_files_is_restored() -> None:
    def shuffled(value: Any) -> Any:
        if isinstance(value, list):
            return [shuffled(each) for each in value]
        if not isinstance(value, dict):
            return value
        keys = random.Random(7).sample(sorted(value), len(value))
        return {key: shuffled(value[key]) for key in keys}

    for name in SHIPPED:
        body = (data_folder() / name).read_bytes()
        mixed = json.dumps(shuffled(json.loads(body)), indent=7).encode()
        assert canonical(mixed, name) == body, name


def test_a_layer_has_one_feature_per_line_and_unknown_members_last() -> None:
    body = (
        '{"name": "x", "features": [{"geometry": {"coordinates": [37.12345678, 36.1, 402.55555], '
        '"z": 1, "type": "Point"}, "bbox": [1], "properties": {"my own": [1.50, null], "to": "b", '
        '"accuracy_m": 3e1, "name": "\\u062d\\u0644\\u0628 \\u2028"}, "id": "a", "type": "Feature"}, 7], '
        '"type": "FeatureCollection"}'
    )
    assert canonical(body.encode(), "f").decode() == (
        '{"type":"FeatureCollection","features":[\n'
        '{"type": "Feature", "id": "a", "properties": {"name": "حلب \u2028", "accuracy_m": 30.0, "to": "b", '
        '"my own": [1.5, null]}, "geometry": {"type": "Point", "coordinates": [37.12346, 36.1, 402.55555], '
        '"z": 1}, "bbox": [1]},\n'
        '7\n],"name":"x"}\n'
    )


def test_a_source_has_one_annotation_per_line_and_unknown_members_last() -> None:
    body = (
        '{"mine": {"b": 1, "a": 2}, "annotations": [{"x": 0, "valid": {"printed": "p", "from": "2016"}, '
        '"figures": [{"unit": "u", "what": "w"}], "id": "a"}, {"id": "b"}], "id": "s"}'
    )
    assert canonical(body.encode(), "f").decode() == (
        '{\n  "id": "s",\n  "annotations": [\n'
        '    {"id": "a", "valid": {"from": "2016", "printed": "p"}, "figures": ['
        '{"what": "w", "unit": "u"}], "x": 0},\n'
        '    {"id": "b"}\n  ],\n  "mine": {"b": 1, "a": 2}\n}\n'
    )


@pytest.mark.parametrize(
    ("body", "form"),
    [
        ('{"layers":[],"frame":{}}', '{"frame":{},\n"layers":[]}\n'),
        ('{"asserters":[{"group":"g","id":"a"},{}]}', '{"asserters":[\n{"id": "a", "group": "g"},\n{}\n]}\n'),
        ('{"x":1,"disagreements":{"b":2}}', '{"disagreements":{"b": 2},\n"x":1}\n'),
        ('{"annotations":[]}', '{\n  "annotations": []\n}\n'),
        ('{"type":"FeatureCollection","features":[]}', '{"type":"FeatureCollection","features":[]}\n'),
    ],
)
def test_short_files_have_a_form_too(body: str, form: str) -> None:
    assert canonical(body.encode(), "f").decode() == form


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        (b"{", "truncated"),
        (b"\xff", "encoding"),
        (b'{"layers":[NaN]}', "not-a-number"),
        (b'{"layers":[],"layers":[]}', "repeated-key"),
        (b"[]", "structure"),
        (b'{"type":"Feature"}', "structure"),
        (b'{"type":"FeatureCollection","features":{}}', "structure"),
    ],
)
def test_what_is_no_data_file_is_refused(body: bytes, rule: str) -> None:
    with pytest.raises(Refused) as refused:
        canonical(body, "f.json")
    assert (refused.value.problem.rule, refused.value.problem.file) == (rule, "f.json")


@pytest.mark.parametrize(
    ("accuracy_m", "longitude"),
    [(5_000, 37.123), (1_000, 37.123), (999, 37.1235), (99, 37.12346), (9, 37.123457), (0.5, 37.1234568)],
)
def test_a_point_keeps_the_decimals_that_its_accuracy_deserves(accuracy_m: float, longitude: float) -> None:
    point = {"type": "Point", "coordinates": [37.12345678901, 36]}
    assert written(point, accuracy_m=accuracy_m)["coordinates"] == [longitude, 36]


@pytest.mark.parametrize("accuracy_m", [None, 0, -3, True, "30", [30]])
def test_without_an_accuracy_nothing_is_rounded(accuracy_m: object) -> None:
    point = {"type": "Point", "coordinates": [37.12345678901234, 36.5]}
    assert written(point, accuracy_m=accuracy_m) == point


def test_a_rough_line_keeps_five_decimals_and_a_joined_one_its_ends() -> None:
    line = {"type": "LineString", "coordinates": [[37.12345678, 36], [37.22345678, 36], [37.32345678, 36]]}
    free = written(line, accuracy_m=5_000)["coordinates"]
    joined = written(line, accuracy_m=5_000, **{"from": "a", "to": "b"})["coordinates"]
    assert [p[0] for p in free] == [37.12346, 37.22346, 37.32346]
    assert [p[0] for p in joined] == [37.12345678, 37.22346, 37.32345678]


def test_what_rounding_would_collapse_is_not_rounded() -> None:
    line = {"type": "LineString", "coordinates": [[37.0000001, 36], [37.0000002, 36]]}
    assert written(line, accuracy_m=5_000) == line
    small = [[37.0001, 36.0001], [37.0003, 36.0001], [37.0003, 36.0003], [37.0001, 36.0001]]
    assert ring(small, accuracy_m=5_000) == small
    # Rounded to three decimals, this one would run the other way round.
    turning = [[37.0, 36.0], [37.0014, 36.0006], [37.0006, 36.0004], [37.0, 36.0]]
    assert ring(turning, accuracy_m=5_000) == turning


def test_minus_zero_is_written_as_zero() -> None:
    body = '{"type":"FeatureCollection","features":[{"properties":{"accuracy_m":9000},"geometry":'
    body += '{"type":"Point","coordinates":[-0.0001,-0.0]}}]}'
    assert b'"coordinates": [0.0, 0.0]' in canonical(body.encode(), "f")


def test_rings_run_as_the_standard_says() -> None:
    assert ring(SQUARE) == ring(SQUARE[::-1]) == SQUARE
    for outer in (SQUARE, SQUARE[::-1]):
        for inner in (HOLE, HOLE[::-1]):
            found = written({"type": "MultiPolygon", "coordinates": [[outer, inner]]}, accuracy_m=30)
            assert found["coordinates"] == [[SQUARE, HOLE]]


def test_a_ring_without_area_stays_as_it_is() -> None:
    flat = [[37.0, 36.0], [37.25, 36.5], [37.5, 37.0], [37.0, 36.0]]
    assert ring(flat, accuracy_m=0.001) == flat


@pytest.mark.parametrize(
    "geometry",
    [7, [], {}, {"type": "Polygon", "coordinates": [SQUARE[:3]]}, {"type": "Point", "coordinates": [1, "2"]}],
)
def test_a_faulty_geometry_stays_as_it_is(geometry: object) -> None:
    assert written(geometry, accuracy_m=30) == geometry


@given(st.floats(1e-3, 1e6), st.floats(-180, 180), st.floats(-90, 90))
def test_rounding_moves_a_position_by_less_than_a_tenth_of_its_accuracy(
    accuracy_m: float, longitude: float, latitude: float
) -> None:
    decimals = decimals_for(accuracy_m)
    moved = distance_m([longitude, latitude], [round(longitude, decimals), round(latitude, decimals)])
    assert moved <= accuracy_m / 10 + 1e-6


NUMBERS = st.one_of(st.floats(36, 38), st.floats(36, 36.01), st.integers(36, 37))
POSITIONS = st.lists(NUMBERS, min_size=2, max_size=3)
LINES = st.lists(POSITIONS, min_size=2, max_size=6)
RINGS = st.lists(POSITIONS, min_size=3, max_size=8).map(lambda open_: [*open_, open_[0]])
POLYGONS = st.lists(RINGS, min_size=1, max_size=3)
GEOMETRIES = st.one_of(
    st.tuples(st.just("Point"), POSITIONS),
    st.tuples(st.just("MultiPoint"), st.lists(POSITIONS, min_size=1, max_size=4)),
    st.tuples(st.just("LineString"), LINES),
    st.tuples(st.just("MultiLineString"), st.lists(LINES, min_size=1, max_size=3)),
    st.tuples(st.just("Polygon"), POLYGONS),
    st.tuples(st.just("MultiPolygon"), st.lists(POLYGONS, min_size=1, max_size=2)),
).map(lambda drawn: {"type": drawn[0], "coordinates": drawn[1]})
TEXTS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12)
FEATURES = st.fixed_dictionaries(
    {
        "geometry": GEOMETRIES,
        "accuracy_m": st.one_of(st.floats(1e-2, 5e4), st.integers(1, 50_000)),
        "note": TEXTS,
    },
    optional={"from": st.just("a"), "unknown": st.one_of(st.none(), TEXTS)},
)


def layer_of(drawn: list[dict[str, Any]]) -> bytes:
    features = []
    for number, given_ in enumerate(drawn):
        more = {key: value for key, value in given_.items() if key != "geometry"}
        properties = {**more, **{key: PROPERTIES[key] for key in PROPERTIES if key != "accuracy_m"}}
        features.append(
            {"properties": properties, "geometry": given_["geometry"], "id": f"f-{number}", "type": "Feature"}
        )
    return json.dumps({"features": features, "type": "FeatureCollection"}).encode()


def loaded(folder: Path, layer: bytes) -> Dataset:
    texts = {
        "catalog.json": CATALOG,
        "sources/s.json": json.dumps({"id": "s", "annotations": [SAID]}),
        "layers/roads.geojson": layer.decode(),
    }
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return load(folder)[0]


def assert_same_place(old: Feature, new: Feature) -> None:
    """Compare geometries: each position within a tenth of the accuracy, rings perhaps turned round."""
    assert old.geometry is not None
    assert new.geometry is not None
    assert old.properties.accuracy_m is not None
    before, after = list(positions_of(old.geometry)), list(positions_of(new.geometry))
    assert len(before) == len(after)
    if old.geometry["type"].endswith("Polygon"):
        # A turned ring has its positions in another order: the nearest one stands for each.
        pairs = [(p, min(after, key=lambda q: (distance_m(p, q), q[2:] != p[2:]))) for p in before]
    else:
        pairs = list(zip(before, after, strict=True))
    for p, q in pairs:
        assert distance_m(p, q) <= old.properties.accuracy_m / 10 + 1e-6
    assert sorted(map(tuple, (p[2:] for p in before))) == sorted(map(tuple, (q[2:] for q in after)))


@settings(max_examples=150, deadline=None)
@given(drawn=st.lists(FEATURES, min_size=1, max_size=3))
def test_the_data_means_the_same_in_canonical_form(
    drawn: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("data")
    body = layer_of(drawn)
    form = canonical(body, "f")
    assert canonical(form, "f") == form
    old, new = loaded(folder, body), loaded(folder, form)
    assert list(old.features) == list(new.features)
    for one, other in zip(old.features.values(), new.features.values(), strict=True):
        assert one.properties == other.properties
        assert_same_place(one, other)
    before, after = parse(body, "f")["features"], parse(form, "f")["features"]
    assert [f["properties"] for f in before] == [f["properties"] for f in after]


JSON = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), TEXTS
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.one_of(TEXTS, st.sampled_from(["id", "properties", "geometry", "says", "valid", "figures"])),
            inner,
        ),
    ),
    max_leaves=12,
)
MEMBERS = st.sampled_from(
    ["annotations", "frame", "cards", "layers", "asserters", "disagreements", "features"]
)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.one_of(MEMBERS, TEXTS), JSON, max_size=4), st.booleans())
def test_whatever_a_file_holds_is_kept(document: dict[str, Any], is_layer: bool) -> None:
    if is_layer:
        document = {**document, "type": "FeatureCollection"}
    body = json.dumps(document).encode()
    try:
        form = canonical(body, "f")
    except Refused:
        return  # it has none of the members by which a data file is known
    assert parse(form, "f") == parse(body, "f")
    assert canonical(form, "f") == form
