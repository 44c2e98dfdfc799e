"""Adopting: a file that other programs wrote comes home byte for byte, and only what somebody changed changes."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from dashboard.cli import main
from dashboard.store.adopt import lend
from dashboard.store.load import data_folder
from tests.store.foreign_programs import geojson_io, qgis, umap

LAYERS = sorted(path.stem for path in data_folder().glob("layers/*.geojson"))
Written = Callable[[bytes, Path], bytes]


@pytest.fixture(autouse=True)
def _own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALEPPO_STATE", str(tmp_path / "state"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(data_folder(), tmp_path / "data"))


def adopt(folder: Path, body: bytes, *options: str, answers: str | None = None) -> Result:
    file = folder.parent / "written.geojson"
    file.write_bytes(body)
    return CliRunner().invoke(main, ["adopt", str(file), "--data", str(folder), *options], input=answers)


def layer(folder: Path, name: str) -> Path:
    return folder / "layers" / f"{name}.geojson"


def properties(path: Path, feature_id: str) -> Any:
    features = json.loads(path.read_bytes())["features"]
    return next(each["properties"] for each in features if each["id"] == feature_id)


def shifted(feature_id: str, **properties: Any) -> Callable[[list[dict[str, Any]]], None]:
    """Change one feature, wherever its id is."""

    def edit(features: list[dict[str, Any]]) -> None:
        for each in features:
            if feature_id in (each.get("id"), each["properties"].get("id")):
                each["properties"].update(properties)

    return edit


WAYS: dict[str, Written] = {
    "qgis": lambda body, place: qgis(body, place),
    "qgis, RFC 7946": lambda body, place: qgis(body, place, RFC7946="YES", COORDINATE_PRECISION="7"),
    "qgis, six decimals, with boxes": lambda body, place: qgis(
        body, place, COORDINATE_PRECISION="6", WRITE_BBOX="YES"
    ),
    "qgis, through a GeoPackage": lambda body, place: qgis(body, place, through_geopackage=True),
    "qgis, all types multiple": lambda body, place: qgis(body, place, promoted=True),
    "qgis, with heights": lambda body, place: qgis(body, place, heights=True),
    "geojson.io": lambda body, place: geojson_io(body),
    "geojson.io, lent": lambda body, place: geojson_io(lent(body, place)),
    "uMap": lambda body, place: umap(body),
    "uMap, lent": lambda body, place: umap(lent(body, place)),
    "uMap, backup": lambda body, place: umap(lent(body, place), backup=True),
    "lent and not changed": lambda body, place: lent(body, place),
}


def lent(body: bytes, place: Path) -> bytes:
    file = place.with_name("lent.geojson")
    file.write_bytes(body)
    return lend(file)


@pytest.mark.parametrize("name", LAYERS)
@pytest.mark.parametrize("way", WAYS)
def test_a_round_trip_without_a_change_comes_home_byte_for_byte(folder: Path, name: str, way: str) -> None:
    path = layer(folder, name)
    before, known = path.read_bytes(), path.stat()
    done = adopt(folder, WAYS[way](before, folder.parent / "work"), "--yes", "--layer", name)
    assert done.output.startswith(f"{name}: unchanged\n"), done.output
    assert "left out" not in done.output
    assert done.exit_code == 0
    assert (path.read_bytes(), path.stat().st_ino) == (before, known.st_ino)


@pytest.mark.parametrize("way", [way for way in WAYS if way not in ("geojson.io", "uMap")])
def test_what_somebody_changed_elsewhere_is_the_only_change(folder: Path, way: str) -> None:
    path = layer(folder, "castello-road")
    before = path.read_bytes()

    def edit(document: Any) -> bytes:
        for each in document["features"]:
            if each["id"] == "castello-road":
                each["properties"]["note"] = "New note."
                each["geometry"]["coordinates"][3] = [37.1325, 36.2540]
        return json.dumps(document).encode()

    done = adopt(folder, WAYS[way](edit(json.loads(before)), folder.parent / "work"), "--yes")
    assert done.exit_code == 0, done.output
    old, new = before.splitlines(), path.read_bytes().splitlines()
    assert [number for number, pair in enumerate(zip(old, new, strict=True)) if pair[0] != pair[1]] == [1]
    wanted = json.loads(before)["features"][0]
    wanted["properties"]["note"] = "New note."
    wanted["geometry"]["coordinates"][3] = [37.1325, 36.254]
    assert json.loads(path.read_bytes())["features"][0] == wanted
    assert "geometry: 1 of 19 vertices moved at most 26 m\n" in done.output
    assert "castello-road: note: “From the Lairamoun" in done.output
