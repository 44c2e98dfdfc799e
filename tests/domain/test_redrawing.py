"""The ends of stretches stay on their nodes, whichever of the two is moved."""

from typing import Any

from dashboard.domain.redrawing import citing, layer_file_of, moved_node, on_its_nodes

NODE = {"type": "Feature", "id": "n", "properties": {}, "geometry": {"type": "Point", "coordinates": [1, 2]}}
ROAD = {
    "type": "Feature",
    "id": "r",
    "properties": {"from": "n", "to": "elsewhere", "part_of": "whole"},
    "geometry": {"type": "LineString", "coordinates": [[1, 2], [3, 4], [5, 6]]},
}
NOTE = {"id": "s", "about": ["r"], "asserted_by": ["cnn"]}
DOCUMENTS: dict[str, Any] = {
    "layers/roads.geojson": {"features": [ROAD]},
    "layers/places.geojson": {"features": [NODE]},
    "sources/x.json": {"annotations": [NOTE]},
    "disagreements.json": {"disagreements": [{"id": "d", "positions": [{"members": ["s"]}]}]},
    "catalog.json": {"cards": [{"id": "card", "features": ["r"]}]},
}


def test_an_end_that_was_dragged_off_goes_back_to_its_node() -> None:
    dragged = {**ROAD, "geometry": {"type": "LineString", "coordinates": [[9, 9], [3, 4], [7, 7]]}}
    geometry = on_its_nodes(DOCUMENTS, dragged)
    assert geometry is not None
    assert geometry["coordinates"] == [[1, 2], [3, 4], [7, 7]]


def test_a_node_takes_the_ends_that_hang_on_it_along() -> None:
    (change,) = moved_node(DOCUMENTS, "n", [1.5, 2.5])
    assert change.id == "r"
    assert change.after["geometry"]["coordinates"] == [[1.5, 2.5], [3, 4], [5, 6]]


def test_a_point_that_is_no_node_moves_alone() -> None:
    assert moved_node(DOCUMENTS, "other", [0, 0]) == ()


def test_what_names_a_record_is_found_in_every_kind_of_file() -> None:
    assert {found[1:] for found in citing(DOCUMENTS, "r")} == {("annotations", "s"), ("cards", "card")}
    assert [found[1:] for found in citing(DOCUMENTS, "s")] == [("disagreements", "d")]
    assert [found[1:] for found in citing(DOCUMENTS, "whole")] == [("features", "r")]
    assert [found[1:] for found in citing(DOCUMENTS, "cnn")] == [("annotations", "s")]


def test_a_feature_is_found_in_its_layer() -> None:
    assert layer_file_of(DOCUMENTS, "n") == "layers/places.geojson"
    assert layer_file_of(DOCUMENTS, "nowhere") is None
