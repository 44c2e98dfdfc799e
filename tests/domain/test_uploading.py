"""A layer from elsewhere: taken in by id, or refused with every reason."""

from typing import Any

from dashboard.domain.uploading import faults_of_layer, likeliest_layer, taken_in

POINT = {"type": "Point", "coordinates": [37.1, 36.2]}


def feature(feature_id: str | None, /, **known: Any) -> dict[str, Any]:
    found = {"type": "Feature", "properties": known, "geometry": POINT}
    return found if feature_id is None else {**found, "id": feature_id}


def layer(*features: dict[str, Any]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


def test_merging_keeps_what_the_file_lacks_and_replacing_does_not() -> None:
    current = {**layer(feature("a"), feature("b")), "name": "places"}
    brought = layer(feature("b", name="B"), feature("c"))
    merged = taken_in(brought, current, replace=False)
    assert [one["id"] for one in merged["features"]] == ["a", "b", "c"]
    assert merged["features"][1]["properties"] == {"name": "B"}
    assert merged["name"] == "places"
    assert [one["id"] for one in taken_in(brought, current, replace=True)["features"]] == ["b", "c"]


def test_an_id_among_the_properties_goes_back_to_its_place() -> None:
    brought = layer(feature(None, id="a", name="A", note=None))
    assert faults_of_layer(brought) == ()
    assert taken_in(brought, layer(), replace=False)["features"] == [feature("a", name="A")]


def test_every_fault_is_said() -> None:
    broken = {**feature("a"), "geometry": {"type": "Point", "coordinates": ["x", 1]}}
    assert faults_of_layer(layer(feature(None), feature("a"), broken)) == (
        "feature 1 has no id: without it nobody knows which feature it is",
        "feature 3: 'x' in position [\"x\", 1] is not a number",
        "the id 'a' stands 2 times",
    )
    assert faults_of_layer([]) == ("it is no GeoJSON FeatureCollection",)


def test_the_layer_with_most_of_its_ids_is_the_likeliest() -> None:
    documents = {
        "layers/x.geojson": layer(feature("a")),
        "layers/y.geojson": layer(feature("b"), feature("c")),
    }
    assert likeliest_layer(layer(feature("b"), feature("c"), feature("a")), documents) == "layers/y.geojson"
    assert likeliest_layer(layer(feature("z")), documents) is None
