"""Geometries from the map: rounded as they would be saved, ends on their nodes, nonsense refused."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from dashboard.editor.coordinates import as_geometry, as_text, from_text
from dashboard.editor.geometry import guides_of, redrawn, target_of
from dashboard.store.load import data_folder
from dashboard.store.workbench import Bench, Workbench


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    monkeypatch.setenv("ALEPPO_STATE", str(tmp_path / "state"))
    shutil.copytree(data_folder(), tmp_path / "geodata")
    return Workbench(tmp_path / "geodata").bench()


def segment(bench: Bench) -> dict[str, Any]:
    found = bench.documents["layers/aid-routes.geojson"]["features"]
    return next(one for one in found if one["properties"].get("from") and one["geometry"])


def test_an_end_that_is_dragged_off_its_node_is_put_back(bench: Bench) -> None:
    known = segment(bench)
    line = known["geometry"]["coordinates"]
    moved = {"type": "LineString", "coordinates": [[37.5, 36.5], *line[1:]]}
    edit, put_back = redrawn(bench, known["id"], moved)
    assert put_back
    assert edit is not None
    assert edit.changes[0].after["geometry"]["coordinates"][0] == line[0]


def test_a_point_is_rounded_to_what_its_accuracy_deserves(bench: Bench) -> None:
    edit, _ = redrawn(bench, "kafr-hamra", {"type": "Point", "coordinates": [37.079212345, 36.252845678]})
    assert edit is not None
    assert edit.changes[0].after["geometry"]["coordinates"] == [37.0792, 36.2528]


@pytest.mark.parametrize(
    "geometry",
    [None, "x", {"type": "Point"}, {"type": "Point", "coordinates": [1e400, 2]}, {"type": "Circle"}],
)
def test_what_is_no_geometry_makes_no_edit(bench: Bench, geometry: Any) -> None:
    assert redrawn(bench, "kafr-hamra", geometry) == (None, False)


def test_a_feature_that_is_not_there_is_not_in_hand(bench: Bench) -> None:
    assert target_of(bench, "nowhere") is None
    assert redrawn(bench, "nowhere", {"type": "Point", "coordinates": [37, 36]}) == (None, False)


def test_the_ground_is_nothing_to_snap_to(bench: Bench) -> None:
    guides = guides_of(bench)
    assert "castello-road" in guides
    ground = {one["id"] for one in bench.documents["layers/basemap.geojson"]["features"]}
    assert not ground & set(guides)


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "Point", "coordinates": [37.1, 36.2]},
        {"type": "LineString", "coordinates": [[37.1, 36.2], [37.25, 36.3]]},
        {"type": "Polygon", "coordinates": [[[1, 2], [3, 4], [5, 6], [1, 2]]]},
    ],
)
def test_coordinates_written_as_text_come_back_the_same(geometry: dict[str, Any]) -> None:
    text = as_text(geometry)
    assert text is not None
    places = from_text(text)
    assert isinstance(places, list)
    assert as_geometry(geometry, places) == geometry


def test_what_has_several_parts_or_heights_is_left_to_the_map() -> None:
    assert as_text({"type": "MultiPoint", "coordinates": [[1, 2]]}) is None
    assert as_text({"type": "Point", "coordinates": [1, 2, 3]}) is None
    assert from_text("37.1, 36.2\n\nnorth") == 3
