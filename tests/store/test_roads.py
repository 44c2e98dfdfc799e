"""Reading roads: every format, every tag that matters, and an account of what is left out."""

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
from shapely.geometry import LineString, MultiLineString, Point, Polygon

import dashboard.store.roads as roads_module
from dashboard.domain.junctions import join
from dashboard.domain.lines import UNRANKED
from dashboard.store.road_file import RoadFileError
from dashboard.store.roads import Roads, read_roads
from tests.store.pbf import pbf

NODES = {1: (37.0, 36.0), 2: (37.1, 36.0), 3: (37.2, 36.0), 4: (37.1, 36.1), 5: (37.1, 35.9)}
Ways = dict[int, tuple[list[int], dict[str, str]]]
STREET = {"highway": "residential"}


def osm(ways: Ways) -> str:
    """Write OpenStreetMap's XML."""
    points = "".join(f'<node id="{n}" lon="{x}" lat="{y}"/>' for n, (x, y) in NODES.items())
    lines = ""
    for number, (refs, tags) in ways.items():
        inner = "".join(f'<nd ref="{ref}"/>' for ref in refs)
        inner += "".join(f'<tag k="{key}" v="{value}"/>' for key, value in tags.items())
        lines += f'<way id="{number}">{inner}</way>'
    return f'<?xml version="1.0"?><osm version="0.6">{points}{lines}</osm>'


def read_osm(folder: Path, ways: Ways, **given: Any) -> Roads:
    path = folder / "roads.osm"
    path.write_text(osm(ways), encoding="utf-8")
    return read_roads(path, **given)


def read_osm_bytes(folder: Path, content: bytes) -> Roads:
    (folder / "roads.osm.pbf").write_bytes(content)
    return read_roads(folder / "roads.osm.pbf")


def line(number: int, coordinates: Any, kind: str = "LineString", **properties: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": number,
        "properties": properties,
        "geometry": {"type": kind, "coordinates": coordinates},
    }


def read_geojson(folder: Path, *features: dict[str, Any], **given: Any) -> Roads:
    path = folder / "roads.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return read_roads(path, **given)


def degrees(roads: Roads) -> list[list[tuple[float, float]]]:
    """Give every line as its vertices."""
    parts = np.split(roads.lines.vertices / 1e7, roads.lines.starts[1:-1])
    return [[(x, y) for x, y in part.tolist()] for part in parts]


def why(roads: Roads) -> dict[str, tuple[int, str]]:
    return {left.reason: (left.count, left.first) for left in roads.left_out}


WAYS: Ways = {
    10: ([1, 2, 3], {"highway": "primary", "bridge": "yes"}),
    11: ([4, 2], {**STREET, "oneway": "yes"}),
}


def test_the_classes_are_ranked_and_a_link_comes_after_its_road(tmp_path: Path) -> None:
    names = ["track", "residential", "primary", "primary_link", "motorway", "secondary", "road"]
    ways: Ways = {10 + i: ([1, 2 + i % 3], {"highway": name}) for i, name in enumerate(names)}
    (tmp_path / "roads.osm").write_text(osm(ways), encoding="utf-8")
    roads = read_roads(tmp_path / "roads.osm", classes=names)
    rank = dict(zip(names, roads.lines.rank.tolist(), strict=True))
    order = ["motorway", "primary", "primary_link", "secondary", "residential", "road", "track"]
    assert sorted(names, key=rank.__getitem__) == order
    assert (rank["motorway"], len(set(rank.values()))) == (0, 7)


def test_without_classes_no_road_has_a_rank(tmp_path: Path) -> None:
    line = {"type": "LineString", "coordinates": [[37, 36], [37.1, 36]]}
    (tmp_path / "a.geojson").write_text(
        json.dumps({"type": "Feature", "properties": {}, "geometry": line}), encoding="utf-8"
    )
    assert read_roads(tmp_path / "a.geojson").lines.rank.tolist() == [UNRANKED]
    assert join(read_roads(tmp_path / "a.geojson").lines).network.rank.tolist() == [UNRANKED]


@pytest.mark.parametrize("name", ["roads.osm", "roads.osm.pbf"])
def test_both_forms_of_openstreetmap_say_the_same(tmp_path: Path, name: str) -> None:
    (tmp_path / "roads.osm").write_text(osm(WAYS), encoding="utf-8")
    (tmp_path / "roads.osm.pbf").write_bytes(pbf(NODES, WAYS))
    roads = read_roads(tmp_path / name)
    assert degrees(roads) == [[NODES[1], NODES[2], NODES[3]], [NODES[4], NODES[2]]]
    assert roads.lines.number.tolist() == [10, 11]
    assert roads.lines.oneway.tolist() == [False, True]
    assert roads.lines.bridge.tolist() == [True, False]
    assert roads.kept == {"primary": 1, "residential": 1}
    assert (roads.from_openstreetmap, roads.has_classes, roads.crs, roads.remarks) == (True, True, None, ())
    assert join(roads.lines).network.size == (4, 3)


@pytest.mark.parametrize(
    ("tags", "oneway", "turned"),
    [
        ({}, False, False),
        ({"oneway": "no"}, False, False),
        ({"oneway": "yes"}, True, False),
        ({"oneway": "true"}, True, False),
        ({"oneway": "1"}, True, False),
        ({"oneway": "-1"}, True, True),
        ({"junction": "roundabout"}, True, False),
        ({"junction": "roundabout", "oneway": "-1"}, True, True),
        ({"highway": "motorway"}, True, False),
        ({"highway": "motorway", "oneway": "no"}, False, False),
        ({"oneway": " Yes "}, True, False),
        ({"cycleway:oneway": "yes"}, False, False),
        ({"note": 'said "oneway"=>"yes", but is not'}, False, False),
    ],
)
def test_a_way_runs_as_its_tags_say(tmp_path: Path, tags: dict[str, str], oneway: bool, turned: bool) -> None:
    escaped = {key: value.replace('"', "&quot;").replace(">", "&gt;") for key, value in tags.items()}
    roads = read_osm(tmp_path, {10: ([1, 2, 4], {**STREET, **escaped})})
    there = [NODES[1], NODES[2], NODES[4]]
    assert roads.lines.oneway.tolist() == [oneway]
    assert degrees(roads) == [there[::-1] if turned else there]


def test_what_no_truck_uses_is_left_out_and_counted_by_class(tmp_path: Path) -> None:
    ways = {10: ([1, 2], STREET), 11: ([2, 3], {"highway": "footway"}), 12: ([3, 4], {"highway": "track"})}
    roads = read_osm(tmp_path, {**ways, 13: ([4, 5], {"waterway": "river"})})
    assert roads.kept == {"residential": 1}
    assert roads.other_classes == {"footway": 1, "track": 1}
    assert why(roads) == {"not a road": (1, "way 13: it has no highway class")}


def test_other_classes_are_read_when_asked_for(tmp_path: Path) -> None:
    roads = read_osm(tmp_path, {10: ([1, 2], STREET), 12: ([3, 4], {"highway": "track"})}, classes=["track"])
    assert (roads.kept, roads.other_classes) == ({"track": 1}, {"residential": 1})


@pytest.mark.parametrize("access", ["no", "private"])
def test_what_is_closed_to_the_public_is_left_out(tmp_path: Path, access: str) -> None:
    ways = {10: ([1, 2], STREET), 11: ([2, 3], {**STREET, "access": access})}
    roads = read_osm(tmp_path, {**ways, 12: ([3, 4], {**STREET, "access": "yes"})})
    assert roads.kept == {"residential": 2}
    assert why(roads) == {"closed to the public": (1, "way 11: access is no or private")}


def test_what_cannot_be_used_is_counted_with_its_first_example(tmp_path: Path) -> None:
    roads = read_geojson(
        tmp_path,
        line(1, [[37, 36], [38, 36]]),
        line(2, [[37, 36], [3700, 36]]),
        line(3, []),
        line(4, [37, 36], "Point"),
        line(5, [[37, 36], [37, 95]]),
        {**line(6, []), "geometry": None},
    )
    assert roads.read == 6
    assert roads.kept == {"": 1}
    assert why(roads) == {
        "broken or empty shape": (2, "feature 3: no line can be made of it"),
        "not a line": (1, "feature 4: it is a Point"),
        "outside the world": (2, "feature 2: longitude 3700, latitude 36"),
    }


def test_a_file_without_classes_is_taken_whole(tmp_path: Path) -> None:
    roads = read_geojson(tmp_path, line(7, [[37, 36], [38, 36]], name="Street"))
    assert (roads.has_classes, roads.from_openstreetmap) == (False, False)
    assert roads.lines.number.tolist() == [7]


def test_the_parts_of_a_feature_share_its_number(tmp_path: Path) -> None:
    roads = read_geojson(
        tmp_path, line(7, [[[37, 36], [38, 36]], [[38, 37], [39, 37], [39, 38]]], "MultiLineString")
    )
    assert degrees(roads) == [[(37, 36), (38, 36)], [(38, 37), (39, 37), (39, 38)]]
    assert roads.lines.number.tolist() == [7, 7]
    assert sum(roads.kept.values()) == 1


def test_coordinates_are_rounded_not_cut(tmp_path: Path) -> None:
    # 36.202144 times ten million comes out a little too small.
    drawn = [(36.202144, 36.202144), (38, 36)]
    assert degrees(read_geojson(tmp_path, line(1, drawn))) == [drawn]


def test_heights_are_left_behind(tmp_path: Path) -> None:
    assert degrees(read_geojson(tmp_path, line(1, [[37, 36, 400], [38, 36, 410]]))) == [[(37, 36), (38, 36)]]


def write_layer(path: Path, columns: Mapping[str, Any], shapes: list[Any], crs: str, **given: Any) -> Path:
    gpd.GeoDataFrame(dict(columns), geometry=shapes, crs=crs).to_file(path, **given)
    return path


def test_coordinates_of_another_reference_system_are_transformed(tmp_path: Path) -> None:
    drawn = [LineString([(37.15, 36.2), (37.16, 36.21)])]
    metres = gpd.GeoSeries(drawn, crs="EPSG:4326").to_crs("EPSG:32637").tolist()
    path = write_layer(tmp_path / "roads.gpkg", {"highway": ["primary"]}, metres, "EPSG:32637")
    roads = read_roads(path)
    assert roads.crs == "EPSG:32637"
    assert degrees(roads)[0] == [pytest.approx((37.15, 36.2)), pytest.approx((37.16, 36.21))]


def test_truth_values_and_numbers_are_tags_too(tmp_path: Path) -> None:
    shapes = [LineString([(37, 36), (38, 36)])] * 2
    for values in ([True, False], [1, 0], [1.0, 0.0]):
        path = write_layer(tmp_path / "roads.gpkg", {"oneway": values, "bridge": values}, shapes, "EPSG:4326")
        roads = read_roads(path)
        assert roads.lines.oneway.tolist() == [True, False], values


def test_a_zipped_shapefile_is_read_with_its_short_columns(tmp_path: Path) -> None:
    columns = {
        "osm_id": ["20", "21", "22", "23"],
        "fclass": ["primary", "primary", "primary", "steps"],
        "oneway": ["F", "T", "B", "B"],
        "bridge": ["T", "F", "F", "F"],
    }
    shapes = [LineString([(37, 36), (38, 36)])] * 4
    write_layer(tmp_path / "roads.shp", columns, shapes, "EPSG:4326")
    with zipfile.ZipFile(tmp_path / "roads.zip", "w") as archive:
        for part in tmp_path.glob("roads.*"):
            if part.suffix != ".zip":
                archive.write(part, part.name)
    roads = read_roads(tmp_path / "roads.zip")
    assert roads.lines.number.tolist() == [20, 21, 22]
    assert roads.lines.oneway.tolist() == [True, True, False]
    assert roads.lines.bridge.tolist() == [True, False, False]
    assert degrees(roads)[1] == [(38, 36), (37, 36)]
    assert roads.other_classes == {"steps": 1}


def test_batches_add_up_and_progress_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    features = [line(n, [[37 + n / 100, 36], [37 + n / 100, 37]], name="x") for n in (1, 2, 4, 5, 6)]
    features += [line(n, [37, 36], "Point", name="x") for n in (3, 7)]
    features.sort(key=lambda feature: int(feature["id"]))
    whole = read_geojson(tmp_path, *features)
    monkeypatch.setattr(roads_module, "BATCH", 3)
    told: list[tuple[int, int | None]] = []
    parts = read_geojson(tmp_path, *features, progress=lambda read, total: told.append((read, total)))
    assert told == [(3, 7), (6, 7), (7, 7)]
    assert degrees(parts) == degrees(whole)
    assert why(parts) == why(whole) == {"not a line": (2, "feature 3: it is a Point")}
    assert parts.lines.starts.tolist() == whole.lines.starts.tolist()


def test_openstreetmap_does_not_know_its_total(tmp_path: Path) -> None:
    told: list[tuple[int, int | None]] = []
    read_osm(tmp_path, WAYS, progress=lambda read, total: told.append((read, total)))
    assert told == [(2, None)]


def refusal(path: Path, content: bytes | str | None = None, **given: Any) -> str:
    """Give what is said of a file that cannot be read, without its path."""
    if content is not None:
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(RoadFileError) as refused:
        read_roads(path, **given)
    return str(refused.value).removeprefix(f"{path}: ")


FORMATS = "an OpenStreetMap extract (.osm.pbf, .osm), GeoPackage, GeoJSON or a zipped shapefile"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("none.osm", None, "there is no such file\n  fix: check the path"),
        ("empty.osm", "", "it is empty\n  fix: download it again"),
        (
            "page.geojson",
            "\ufeff \n<!DOCTYPE html><html></html>",
            "it is a web page, not data\n  fix: download the file that the page links to",
        ),
        ("text.geojson", "roads", f"it is of no known format\n  fix: give {FORMATS}"),
        ("half.geojson", '{"type": "Feat', f"it cannot be read as roads\n  fix: give {FORMATS}, undamaged"),
        ("list.json", '{"roads": []}', f"it cannot be read as roads\n  fix: give {FORMATS}, undamaged"),
        ("half.zip", b"PK\x03\x04", "it is a damaged zip file\n  fix: download it again"),
        ("half.gpkg", b"SQLite format 3\0", f"it cannot be read as roads\n  fix: give {FORMATS}, undamaged"),
    ],
)
def test_a_file_that_is_no_road_file_is_refused_in_plain_words(
    tmp_path: Path, name: str, content: bytes | str | None, said: str
) -> None:
    assert refusal(tmp_path / name, content) == said


def test_half_an_extract_is_refused(tmp_path: Path) -> None:
    whole = pbf(NODES, WAYS)
    again = "\n  fix: download it again"
    for cut in (1, 10, 100):
        assert refusal(tmp_path / "half.osm.pbf", whole[:-cut]) == f"its end is missing{again}"
    first = 4 + whole[3] + 18  # the first block of the file: its length, its header and its content
    assert refusal(tmp_path / "half.osm.pbf", whole[: first + 2]) == f"it is damaged at byte {first}{again}"
    assert (
        refusal(tmp_path / "half.osm", osm(WAYS)[:-40]) == f"it is damaged in line 1: unclosed token{again}"
    )


def test_a_changed_byte_in_a_packed_block_is_found(tmp_path: Path) -> None:
    whole = bytearray(pbf(NODES, WAYS, packed=True))
    assert read_osm_bytes(tmp_path, bytes(whole)).read == 2
    whole[-20] ^= 1
    assert refusal(tmp_path / "roads.osm.pbf", bytes(whole)).startswith("it is damaged at byte 35\n")


def test_a_file_without_lines_is_refused(tmp_path: Path) -> None:
    path = write_layer(tmp_path / "shops.gpkg", {"a": [1]}, [Point(37, 36)], "EPSG:4326")
    assert refusal(path) == "it has no lines, only Point\n  fix: choose the file with the roads"


def test_several_layers_with_lines_need_a_name(tmp_path: Path) -> None:
    path = tmp_path / "roads.gpkg"
    for layer, shape in (
        ("old", LineString([(37, 36), (38, 36)])),
        ("new", MultiLineString([[(37, 36), (39, 36)]])),
        ("blocks", Polygon([(37, 36), (38, 36), (38, 37)])),
    ):
        write_layer(path, {"a": [1]}, [shape], "EPSG:4326", layer=layer)
    assert refusal(path) == "it has 2 layers with lines\n  fix: name one with --layer: old, new"
    assert degrees(read_roads(path, layer="new")) == [[(37, 36), (39, 36)]]
    assert refusal(path, layer="mine") == "it has no layer 'mine'\n  fix: name one of old, new, blocks"


def test_a_file_larger_than_the_limit_is_refused_unless_the_limit_is_raised(tmp_path: Path) -> None:
    said = refusal(tmp_path / "roads.osm", osm(WAYS), limit_mb=0.0001)
    assert said == (
        "it holds 0 MB, more than the limit of 0 MB\n"
        "  fix: cut the region out of it first, or raise --limit-mb"
    )
    assert read_roads(tmp_path / "roads.osm", limit_mb=1).read == 2


def test_a_zip_file_counts_unzipped(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("roads.shp", bytes(5_000_000))
    said = refusal(tmp_path / "bomb.zip", limit_mb=4)
    assert said.startswith("it holds 5 MB, more than the limit of 4 MB")


def test_a_zip_file_holds_one_shapefile(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("readme.txt", "nothing")
    said = refusal(tmp_path / "other.zip")
    assert said == "it holds 0 shapefiles\n  fix: zip one shapefile with its .shx, .dbf, .prj"


def test_a_recipe_that_names_other_files_is_not_followed(tmp_path: Path) -> None:
    recipe = "<OGRVRTDataSource><OGRVRTLayer name='roads'/></OGRVRTDataSource>"
    assert refusal(tmp_path / "roads.geojson", recipe).startswith("it is of no known format")
