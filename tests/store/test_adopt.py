"""Adopting: what other programs wrote comes home byte for byte, and only what somebody changed changes."""

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
from tests.store.foreign_programs import drawn_in_place, geojson_io, qgis, umap

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
    "lent, then qgis": lambda body, place: qgis(lent(body, place), place),
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


def written(folder: Path, name: str, *edits: Callable[[list[dict[str, Any]]], object]) -> bytes:
    """Give a lent layer after somebody edited it."""
    document = json.loads(lend(layer(folder, name)))
    for edit in edits:
        edit(document["features"])
    return json.dumps(document, ensure_ascii=False).encode()


def without_ids(features: list[dict[str, Any]]) -> None:
    for each in features:
        each.pop("id", None)
        each["properties"].pop("id", None)


def test_texts_in_place_of_numbers_and_styles_of_other_programs_change_nothing(folder: Path) -> None:
    def edit(features: list[dict[str, Any]]) -> None:
        for number, each in enumerate(features):
            known = each["properties"]
            known |= {key: str(known[key]) for key in ("accuracy_m", "importance") if key in known}
            known |= {
                "marker-color": "#f00",
                "stroke-width": 2,
                "_umap_options": {"color": "Red"},
                "fid": number,
            }
            each["properties"] = dict(reversed(known.items()))

    before = layer(folder, "checkpoints").read_bytes()
    done = adopt(folder, written(folder, "checkpoints", edit), "--yes")
    assert (done.exit_code, done.output) == (0, "checkpoints: unchanged\n")
    assert layer(folder, "checkpoints").read_bytes() == before


def test_a_number_changed_in_a_form_is_a_number_again(folder: Path) -> None:
    edit = shifted("castello-road", accuracy_m="120", importance="2", name_tr="Kastello yolu")
    done = adopt(folder, written(folder, "castello-road", edit), "--yes")
    known = properties(layer(folder, "castello-road"), "castello-road")
    assert (known["accuracy_m"], known["importance"], known["name_tr"]) == (120, 2, "Kastello yolu")
    assert done.output == (
        "castello-road: 3 changes\n"
        "  castello-road: accuracy_m: 75 → 120\n"
        "  castello-road: importance: 1 → 2\n"
        "  castello-road: name_tr: “Kastello yolu” added\n"
        f"saved: {layer(folder, 'castello-road')}; `aleppo undo` takes it back\n"
    )


def test_an_emptied_property_goes_but_not_one_that_is_needed(folder: Path) -> None:
    done = adopt(
        folder, written(folder, "castello-road", shifted("castello-road", note=None, source="")), "--yes"
    )
    known = properties(layer(folder, "castello-road"), "castello-road")
    assert "note" not in known
    assert known["source"]
    assert "left out: castello-road: source is empty, and is needed: “Center" in done.output
    assert done.exit_code == 1


def test_a_property_that_nobody_knows_is_told_and_not_taken(folder: Path) -> None:
    edit = shifted("castello-road", description="Seen today", shown=True)
    done = adopt(folder, written(folder, "castello-road", edit), "--yes")
    assert done.output == (
        "castello-road: unchanged\n"
        "  left out: the property 'description' is not known here and not taken: “Seen today”\n"
        "  left out: the property 'shown' is not known here and not taken: True\n"
    )
    assert done.exit_code == 1


def test_missing_features_stay_unless_they_are_to_go(folder: Path) -> None:
    path = layer(folder, "checkpoints")
    before = json.loads(path.read_bytes())["features"]
    body = written(folder, "checkpoints", lambda features: features.__delitem__(slice(1, None)))
    done = adopt(folder, body, "--yes")
    assert done.exit_code == 0
    assert done.output.startswith(f"checkpoints: unchanged\n  not in the file, kept: {len(before) - 1} (")
    done = adopt(folder, body, "--delete-missing", answers="y\n")
    after = [each["id"] for each in json.loads(path.read_bytes())["features"]]
    gone = [each["id"] for each in before[1:] if each["geometry"]]
    assert after == [each["id"] for each in before if each["id"] not in gone]
    assert all(f"  {feature_id}: removed\n" in done.output for feature_id in gone)
    assert "saving this makes" in done.output


def test_what_would_make_new_problems_is_not_saved_without_an_answer(folder: Path) -> None:
    path = layer(folder, "castello-road")
    before = path.read_bytes()
    body = written(folder, "castello-road", shifted("castello-road", kind="Not An Id"))
    done = adopt(folder, body, "--yes")
    assert (done.exit_code, path.read_bytes()) == (1, before)
    assert "nothing was saved; mend the file, or answer yourself without --yes" in done.output
    assert adopt(folder, body, answers="n\n").output.endswith("nothing was saved\n")
    assert path.read_bytes() == before


def test_a_feature_that_lost_its_id_and_was_changed_is_asked_about(folder: Path) -> None:
    path = layer(folder, "places")
    before = path.read_bytes()
    body = written(folder, "places", shifted("huraytan", note="New."), without_ids)
    done = adopt(folder, body, "--layer", "places", "--yes")
    assert (done.exit_code, path.read_bytes()) == (1, before)
    assert "  not taken: “Huraytan” has lost its id; it may be huraytan\n" in done.output
    done = adopt(folder, body, "--layer", "places", answers="n\n")
    assert "“Huraytan” has lost its id. Is it huraytan, 0 m away? [y/N]: n" in done.output
    assert path.read_bytes() == before
    done = adopt(folder, body, "--layer", "places", answers="y\ny\n")
    assert (done.exit_code, properties(path, "huraytan")["note"]) == (0, "New.")


def test_the_question_can_be_answered_beforehand(folder: Path) -> None:
    body = written(folder, "places", shifted("huraytan", note="New."), without_ids)
    done = adopt(folder, body, "--layer", "places", "--yes", "--by-name")
    assert (done.exit_code, properties(layer(folder, "places"), "huraytan")["note"]) == (0, "New.")


def test_a_name_far_away_is_no_question_but_a_new_place(folder: Path) -> None:
    def far(features: list[dict[str, Any]]) -> None:
        features[0]["geometry"]["coordinates"][0] += 1

    done = adopt(folder, written(folder, "places", far, without_ids), "--layer", "places", "--yes")
    assert "  new: kafr-hamra-2 lacks nothing\n" in done.output
    assert "  kafr-hamra-2: added\n" in done.output


def test_two_of_one_name_without_ids_are_not_asked_about(folder: Path) -> None:
    def double(features: list[dict[str, Any]]) -> None:
        features[1]["properties"] |= {"name": "Kafr Hamra", "note": "x"}
        features[0]["properties"]["note"] = "y"

    done = adopt(folder, written(folder, "places", double, without_ids), "--layer", "places", "--yes")
    assert "has lost its id" not in done.output
    assert "  new: kafr-hamra-2 lacks nothing\n  new: kafr-hamra-3 lacks nothing\n" in done.output


def test_a_drawn_feature_gets_an_id_and_is_told_what_it_lacks(folder: Path) -> None:
    def draw(features: list[dict[str, Any]]) -> None:
        geometry = {"type": "MultiPoint", "coordinates": [[37.1, 36.2, 0]]}
        new = {"type": "Feature", "id": "hl5d7", "properties": {"name": "Şeyh Necar"}, "geometry": geometry}
        features += [new, new | {"properties": {"name": "طريق", "_umap_options": {}}}]

    path = layer(folder, "places")
    body = written(folder, "places", draw)
    done = adopt(folder, body, "--yes")
    assert done.output == (
        "places: unchanged\n"
        "  new, not taken: seyh-necar needs accuracy_m, kind, licence, method, precision, presence, source\n"
        "  new, not taken: new-feature needs accuracy_m, kind, licence, method, precision, presence, source\n"
    )
    assert done.exit_code == 1
    done = adopt(folder, body, "--add-new", answers="y\n")
    assert json.loads(path.read_bytes())["features"][-2] == {
        "type": "Feature",
        "id": "seyh-necar",
        "properties": {"name": "Şeyh Necar"},
        "geometry": {"type": "Point", "coordinates": [37.1, 36.2, 0]},
    }


def test_a_feature_drawn_in_place_in_qgis_is_the_only_news(folder: Path) -> None:
    file = folder.parent / "in-place.geojson"
    file.write_bytes(layer(folder, "places").read_bytes())
    drawn_in_place(file, "Drawn")
    assert b'"id": "huraytan"' in file.read_bytes()
    done = adopt(folder, file.read_bytes(), "--yes")
    assert done.output == (
        "places: unchanged\n"
        "  new, not taken: drawn needs accuracy_m, kind, licence, method, precision, presence, source\n"
    )


def test_two_features_that_say_that_they_are_one_leave_it_as_it_is(folder: Path) -> None:
    def split(features: list[dict[str, Any]]) -> None:
        line = features[0]["geometry"]["coordinates"]
        half = json.loads(json.dumps(features[0]))
        features[0]["geometry"]["coordinates"], half["geometry"]["coordinates"] = line[:9], line[8:]
        features.append(half)

    done = adopt(folder, written(folder, "castello-road", split), "--yes")
    assert done.output == (
        "castello-road: unchanged\n"
        "  left out: castello-road: 2 features say that they are it: it stays as it is\n"
        "  not in the file, kept: 1 (castello-road)\n"
    )
    assert done.exit_code == 1


def test_a_feature_that_carries_two_ids_is_not_taken(folder: Path) -> None:
    def swap(features: list[dict[str, Any]]) -> None:
        features[0]["id"], features[0]["properties"]["note"] = "jandoul-roundabout", "x"

    done = adopt(folder, written(folder, "castello-road", swap, lambda f: f.pop(2)), "--yes")
    assert "a feature says that it is castello-road and jandoul-roundabout: it is not taken" in done.output
    assert done.exit_code == 1


def test_a_lost_geometry_is_restored_and_told(folder: Path) -> None:
    body = written(folder, "castello-road", lambda features: features[0].update(geometry=None))
    done = adopt(folder, body, "--yes")
    assert "castello-road: its geometry was lost on the way, the present one stays" in done.output


def test_an_unplaced_feature_is_placed_only_with_its_accuracy(folder: Path) -> None:
    geometry = {"type": "Point", "coordinates": [37.1, 36.2]}
    unplaced = next(
        f for f in json.loads(layer(folder, "checkpoints").read_bytes())["features"] if not f["geometry"]
    )

    def place(**known: Any) -> bytes:
        def edit(features: list[dict[str, Any]]) -> None:
            found = next(each for each in features if each["id"] == unplaced["id"])
            found["geometry"] = geometry
            found["properties"] |= {"may_be": None, "may_be_why": None, **known}

        return written(folder, "checkpoints", edit)

    done = adopt(folder, place(), "--yes")
    assert (
        "is unplaced here and placed in the file, without accuracy_m and precision: it stays" in done.output
    )
    done = adopt(folder, place(accuracy_m="500", precision="inferred"), answers="y\n")
    assert f"  {unplaced['id']}: geometry: placed on the map\n" in done.output
    known = properties(layer(folder, "checkpoints"), unplaced["id"])
    assert (known["accuracy_m"], "why_unlocated" in known) == (500, False)


def test_a_move_below_the_accuracy_is_told_and_not_saved(folder: Path) -> None:
    def nudge(features: list[dict[str, Any]]) -> None:
        features[0]["geometry"]["coordinates"][0] += 0.0000123456

    done = adopt(folder, written(folder, "checkpoints", nudge), "--yes")
    assert done.output == (
        "checkpoints: unchanged\n"
        "  left out: castello-checkpoint-east: moved by less than its accuracy_m can tell: "
        "it stays where it is\n"
    )


def test_features_of_several_layers_go_home_each_to_its_own(folder: Path) -> None:
    bodies = [json.loads(written(folder, name)) for name in ("places", "checkpoints")]
    bodies[0]["features"][0]["properties"]["note"] = "One."
    bodies[1]["features"][0]["properties"]["note"] = "Two."
    stranger = {"type": "Feature", "properties": {"name": "X"}, "geometry": None}
    both = {
        "type": "FeatureCollection",
        "features": [*bodies[0]["features"], *bodies[1]["features"], stranger],
    }
    done = adopt(folder, json.dumps(both).encode(), "--yes")
    assert properties(layer(folder, "places"), "kafr-hamra")["note"] == "One."
    assert properties(layer(folder, "checkpoints"), "castello-checkpoint-east")["note"] == "Two."
    assert "left out: 1 features have no known id; name their layer with --layer: not taken\n" in done.output
    done = adopt(folder, json.dumps(both).encode(), "--layer", "places", "--yes")
    assert (
        f"left out: {len(bodies[1]['features'])} features belong to the layer checkpoints: not taken\n"
        in done.output
    )


REFUSED: dict[str, Any] = {
    "the coordinates are said to be in 'urn:ogc:def:crs:EPSG::3857'": {
        "type": "FeatureCollection",
        "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}},
        "features": [],
    },
    "the file is no GeoJSON of features": {"type": "Topology"},
    "something in the file is no Feature": {"type": "FeatureCollection", "features": [{"type": "Point"}]},
    "the properties of a feature are no object": {"type": "Feature", "properties": [1], "geometry": None},
    "no feature carries an id of the data": {"type": "FeatureCollection", "features": []},
}


@pytest.mark.parametrize("said", REFUSED)
def test_what_cannot_be_adopted_is_refused_with_a_remedy(folder: Path, said: str) -> None:
    done = adopt(folder, json.dumps(REFUSED[said]).encode(), "--yes")
    assert done.exit_code == 1
    assert f"{said}\n  fix: " in done.output


def test_an_unknown_layer_is_told_with_the_known_ones(folder: Path) -> None:
    done = adopt(folder, written(folder, "places"), "--layer", "place")
    assert done.exit_code == 1
    assert "there is no layer 'place'\n  fix: name one of basemap, " in done.output


DEEP = (
    b'{"type":"Feature","geometry":null,"properties":{"id":"huraytan","x":' + b"[" * 950 + b"]" * 950 + b"}}"
)


@pytest.mark.parametrize("body", [DEEP, b"{", b"\xef\xbb\xbf{}", b'{"a":1,"a":2}', b"<html>", b"[" * 9000])
def test_a_broken_file_is_refused(folder: Path, body: bytes) -> None:
    assert adopt(folder, body).exit_code == 1


def test_a_layer_that_is_not_sound_itself_is_not_touched(folder: Path) -> None:
    path = layer(folder, "places")
    body = written(folder, "places")
    path.write_bytes(path.read_bytes().replace(b'"id": "huraytan"', b'"id": "kafr-hamra"'))
    before = path.read_bytes()
    done = adopt(folder, body, "--yes")
    assert (done.exit_code, path.read_bytes()) == (1, before)
    assert "has the id 'kafr-hamra' twice\n  fix: mend it first: aleppo check" in done.output


def test_what_others_saved_meanwhile_is_merged_in(folder: Path) -> None:
    from dashboard.store.adopt import plan, save_plan

    file, path = folder.parent / "file.geojson", layer(folder, "places")
    file.write_bytes(written(folder, "places", shifted("huraytan", note="Mine.")))
    found = plan(folder, file)
    path.write_bytes(path.read_bytes().replace(b'"name": "Kafr Hamra"', b'"name": "Kafr Hamrah"'))
    save_plan(found)
    assert properties(path, "huraytan")["note"] == "Mine."
    assert properties(path, "kafr-hamra")["name"] == "Kafr Hamrah"


def test_a_lent_copy_is_not_written_over_anything(folder: Path) -> None:
    out = folder.parent / "out.geojson"
    given = ["lend", str(layer(folder, "places")), "-o", str(out)]
    assert CliRunner().invoke(main, given).exit_code == 0
    done = CliRunner().invoke(main, given)
    assert (done.exit_code, "the file is there already" in done.output) == (1, True)
