"""Every format gives the same rows and places; what cannot be drawn is counted."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

from dashboard.store.layers.held import Held
from dashboard.store.layers.limits import LayerError, LayerOptions
from dashboard.store.layers.reading import read_layer
from tests.store.layers import made


def one(path: Path, **options: Any) -> Held:
    (held,) = read_layer(path, LayerOptions(**options))
    return held


@pytest.mark.parametrize(("name", "make"), made.FORMATS.values(), ids=made.FORMATS)
def test_every_format_gives_the_same_rows_and_places(
    name: str, make: Callable[[Path], Path], tmp_path: Path
) -> None:
    held = one(make(tmp_path / name))
    assert (held.geometry, held.about["features"], held.about["rows"]) == ("point", made.ROWS, made.ROWS)
    assert (held.about["unlocated"], held.about["set_aside"]["count"]) == (0, 0)
    np.testing.assert_allclose(np.column_stack((held.lon, held.lat)), made.positions(), rtol=0, atol=1e-9)
    for feature, row in zip(held.row_of.tolist(), made.rows(), strict=True):
        got = held.row(feature)
        assert [got[column] for column in ("place", "SensDt", "Main_Dmg", "source")] == [
            row[column] for column in ("place", "SensDt", "Main_Dmg", "source")
        ]
        assert (float(got["count"] or "nan"), float(got["share"] or "nan")) == (row["count"], row["share"])


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("a.gpkg", lambda frame, path: frame.to_file(path)),
        ("a.fgb", lambda frame, path: frame.to_file(path, driver="FlatGeobuf", SPATIAL_INDEX="NO")),
        ("a.geojson", lambda frame, path: frame.to_file(path, driver="GeoJSON")),
        ("a.parquet", lambda frame, path: frame.to_parquet(path)),
        ("b.parquet", lambda frame, path: frame.to_parquet(path, geometry_encoding="geoarrow")),
        ("a.csv", lambda frame, path: frame.to_csv(path, index=False)),
    ],
)
@pytest.mark.parametrize("kind", ["line", "polygon"])
def test_lines_and_areas_keep_every_vertex_part_and_hole(
    kind: str, name: str, write: Callable[[Any, Path], None], tmp_path: Path
) -> None:
    shapes: list[Any] = {
        "line": [
            shapely.MultiLineString([[(37, 36), (37.5, 36)], [(37, 36.5), (37.2, 36.2), (37, 36.1)]]),
            shapely.MultiLineString([[(37, 36), (37.25, 36.25)]]),
        ],
        "polygon": [
            shapely.MultiPolygon([shapely.box(37, 36, 37.25, 36.25), shapely.box(38, 37, 38.5, 37.5)]),
            shapely.MultiPolygon(
                [
                    shapely.Polygon(
                        shapely.box(37, 36, 38, 37).exterior, [shapely.box(37.25, 36.25, 37.5, 36.5).exterior]
                    )
                ]
            ),
        ],
    }[kind]
    write(geopandas.GeoDataFrame({"n": [1, 2]}, geometry=shapes, crs=4326), tmp_path / name)
    held = one(tmp_path / name)
    parts = [list(shapely.get_parts(shape)) for shape in shapes]
    rings = [
        [ring for part in of_shape for ring in (shapely.get_rings(part) if kind == "polygon" else [part])]
        for of_shape in parts
    ]
    assert held.geometry == kind
    assert np.diff(held.part_off).tolist() == [len(of_shape) for of_shape in rings]
    every = [ring for of_shape in rings for ring in of_shape]
    assert np.diff(held.ring_off).tolist() == [len(ring.coords) for ring in every]
    np.testing.assert_allclose(held.vertices, np.concatenate([ring.coords for ring in every]), atol=1e-9)


def feature(geometry: Any, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def test_a_file_of_mixed_kinds_gives_a_layer_for_each_with_all_rows(tmp_path: Path) -> None:
    point = {"type": "Point", "coordinates": [37, 36]}
    line = {"type": "LineString", "coordinates": [[37, 36], [38, 36]]}
    path = made.geojson(
        tmp_path / "a.geojson",
        [
            feature(line, n="line"),
            feature({"type": "GeometryCollection", "geometries": [point, line]}, n="both"),
            feature(None, n="none"),
            feature({"type": "MultiPoint", "coordinates": [[37, 36], [37.5, 36]]}, n="two"),
        ],
    )
    found = {held.geometry: held for held in read_layer(path)}
    assert {kind: held.row_of.tolist() for kind, held in found.items()} == {
        "line": [0, 1],
        "point": [1, 3, 3],
    }
    for held in found.values():
        assert held.column("n").to_pylist() == ["line", "both", "none", "two"]
        assert held.about["unlocated"] == 1
    assert len({held.key for held in found.values()}) == 2


def test_what_lies_nowhere_is_set_aside_and_listed(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "name,lon,lat\na,37,36\nb,200,36\nc,nan,36\nd,37,\ne,,\n"
        "f,37 10 x,36\ng,37,36,9\nh,37°15'E,36°30'N\ni,300,36\n"
    )
    held = one(path)
    assert held.about["unlocated"] == 1
    assert held.about["set_aside"] == {
        "count": 6,
        "first": [
            [2, "longitude 200, latitude 36 lies outside the world"],
            [3, "lon: 'nan' is not a number"],
            [4, "lat is empty"],
            [6, "lon: '37 10 x' is not a number"],
            [7, "it has 4 cells, the header 3"],
            [9, "longitude 300, latitude 36 lies outside the world"],
        ],
    }
    assert [held.row(row)["name"] for row in held.row_of] == ["a", "h"]
    assert [held.number_of(row) for row in held.row_of.tolist()] == [1, 8]
    assert (held.lon[1], held.lat[1]) == (37.25, 36.5)


def test_broken_and_empty_shapes_are_set_aside_with_their_row(tmp_path: Path) -> None:
    good = shapely.Point(37, 36).wkb
    shapes = [good, b"\x01\x01\x00\x00\x00ab", shapely.Point().wkb, None, shapely.Point(37, 95).wkb, good]
    told = {
        "version": "1.1.0",
        "primary_column": "g",
        "columns": {"g": {"encoding": "WKB", "geometry_types": []}},
    }
    schema = pa.schema([("g", pa.binary()), ("n", pa.int8())], metadata={"geo": json.dumps(told)})
    pq.write_table(pa.table({"g": shapes, "n": range(6)}, schema=schema), tmp_path / "a.parquet")
    held = one(tmp_path / "a.parquet")
    assert held.row_of.tolist() == [0, 5]
    assert held.about["unlocated"] == 1
    assert held.about["set_aside"] == {
        "count": 3,
        "first": [
            [2, "its shape is broken"],
            [3, "its shape is empty"],
            [5, "longitude 37, latitude 95 lies outside the world"],
        ],
    }


@pytest.mark.parametrize(
    "shapes",
    [
        ["MULTIPOINT ((37 36), EMPTY)", "POINT (37.1 36.1)", "POINT (37.2 36.2)"],
        ["MULTIPOINT (EMPTY, (37 36))", "MULTIPOINT ((37.1 36.1), (37.11 36.1))", "POINT (37.2 36.2)"],
        ["MULTILINESTRING ((37 36, 38 36), EMPTY)", "LINESTRING (37.1 36.1, 38 36)"],
        [
            "MULTIPOLYGON (((37 36, 38 36, 37 37, 37 36)), EMPTY)",
            "POLYGON ((37.1 36.1, 38 36, 37 37, 37.1 36.1))",
        ],
    ],
)
def test_an_empty_part_moves_no_place_to_another_row(shapes: list[str], tmp_path: Path) -> None:
    frame = geopandas.GeoDataFrame({"n": range(len(shapes))}, geometry=shapely.from_wkt(shapes), crs=4326)
    frame.to_file(tmp_path / "a.gpkg")
    held = one(tmp_path / "a.gpkg")
    parts = [len(shapely.get_coordinates(each)) if held.geometry == "point" else 1 for each in frame.geometry]
    assert held.row_of.tolist() == np.repeat(range(len(shapes)), parts).tolist()
    every = held.lon if held.geometry == "point" else held.vertices[:, 0]
    np.testing.assert_allclose(every, shapely.get_coordinates(list(frame.geometry))[:, 0])


def test_a_row_that_is_set_aside_is_drawn_nowhere(tmp_path: Path) -> None:
    area, line = [[[37, 36], [38, 36], [37, 37], [37, 36]]], [[37, 36], [238, 36]]
    place = {"type": "Point", "coordinates": [37, 36]}
    mixed = [place, {"type": "Polygon", "coordinates": area}, {"type": "LineString", "coordinates": line}]
    path = made.geojson(
        tmp_path / "a.geojson",
        [feature({"type": "GeometryCollection", "geometries": mixed}), feature(place), feature(mixed[1])],
    )
    found = {held.geometry: held for held in read_layer(path)}
    assert {kind: held.row_of.tolist() for kind, held in found.items()} == {"point": [1], "polygon": [2]}
    assert found["polygon"].part_off.tolist() == [0, 1]
    assert found["point"].about["set_aside"] == {
        "count": 1,
        "first": [[1, "longitude 238, latitude 36 lies outside the world"]],
    }


def test_heights_are_left_out_and_that_is_said(tmp_path: Path) -> None:
    place = {"type": "Point", "coordinates": [37, 36, 400]}
    held = one(made.geojson(tmp_path / "a.geojson", [feature(place), feature(place)]))
    assert held.about["remarks"] == ["heights were left out of 2 shapes"]
    points = shapely.points([[37, 36, 400], [37, 36, 500]])
    frame = geopandas.GeoDataFrame({"n": [1, 2]}, geometry=points, crs=4326)
    frame.to_parquet(tmp_path / "a.parquet", geometry_encoding="geoarrow")
    held = one(tmp_path / "a.parquet")
    assert (held.about["remarks"], held.about["features"]) == (["heights were left out of 2 shapes"], 2)


def test_columns_of_one_name_are_all_kept_and_a_box_is_left_out(tmp_path: Path) -> None:
    shape = shapely.Point(37, 36).wkb
    box = pa.array([{"xmin": 37.0}])
    for covering, names in (("b", ["a", "a (2)"]), ("a", ["a", "a (2)", "b"])):
        path = tmp_path / f"{covering}.parquet"
        told = {"encoding": "WKB", "covering": {"bbox": {"xmin": [covering, "xmin"]}}}
        geo = {"primary_column": "g", "columns": {"g": told}}
        columns = [pa.array(["x"]), pa.array(["y"]), pa.array([shape]), box]
        table = pa.table(columns, names=["a", "a", "g", "b"], metadata={"geo": json.dumps(geo)})
        pq.write_table(table, path)
        assert list(one(path).row(0)) == names


def test_a_reference_system_is_the_files_own_or_the_callers(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("easting,northing\n340000,4008000\n")
    with pytest.raises(LayerError) as refused:
        one(path)
    assert str(refused.value) == (
        "a.csv: none of its 1 rows can be drawn; "
        "the first: longitude 340000, latitude 4.008e+06 lies outside the world\n"
        "  fix: say which reference system it has: --layer-crs EPSG:32637 (UTM zone 37N), for one"
    )
    held = one(path, crs="EPSG:32637")
    there = geopandas.GeoSeries([shapely.Point(340000, 4008000)], crs=32637).to_crs(4326)[0]
    assert (held.lon[0], held.lat[0]) == pytest.approx((there.x, there.y), abs=1e-8)
    assert held.about["crs"] == "EPSG:32637 (WGS 84 / UTM zone 37N)"
    with pytest.raises(LayerError, match="'EPSG:999999' is not known"):
        one(path, crs="EPSG:999999")


def test_a_geopackage_of_several_layers_is_read_when_one_is_named(tmp_path: Path) -> None:
    path = made.gpkg(tmp_path / "a.gpkg")
    made.frame().head(3).to_file(path, layer="roads")
    with pytest.raises(
        LayerError, match="2 layers with places\n  fix: name one with --layer-of: damage, roads"
    ):
        one(path)
    held = one(path, layer="roads")
    assert held.about["rows"] == 3
    assert held.about["remarks"] == ["other layers were not read: damage"]
    with pytest.raises(LayerError, match="it has no layer 'streets'"):
        one(path, layer="streets")


def test_times_keep_the_day_on_the_clock_that_wrote_them(tmp_path: Path) -> None:
    place = {"type": "Point", "coordinates": [37, 36]}
    path = made.geojson(tmp_path / "a.geojson", [feature(place, when="2016-09-07T23:30:00+03:00")])
    assert one(path).row(0)["when"] == "2016-09-07T23:30:00+03:00"


def test_a_column_may_hold_lists_bytes_and_nested_records(tmp_path: Path) -> None:
    frame = made.frame().head(1)
    told = frame.to_arrow()
    table = (
        pa.table(told).append_column("tags", pa.array([["a", "b"]])).append_column("raw", pa.array([b"abc"]))
    )
    table = table.append_column("word", pa.array(["x"]).dictionary_encode())
    meta = {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": {"encoding": "WKB"}}}
    pq.write_table(table.replace_schema_metadata({"geo": json.dumps(meta)}), tmp_path / "a.parquet")
    got = one(tmp_path / "a.parquet").row(0)
    assert (got["tags"], got["raw"], got["word"]) == ("a, b", "3 bytes", "x")


def test_tags_of_hxl_name_the_columns_and_are_no_row(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Site,Breite,Laenge\n#loc+name,#geo+lat,#geo+lon\na,36,37\n")
    held = one(path)
    assert (held.about["rows"], held.lon[0], held.lat[0]) == (1, 37, 36)


def test_a_draft_of_the_workshop_is_read_as_a_layer(tmp_path: Path) -> None:
    from dashboard.store.imports.reading import read_draft
    from dashboard.store.imports.writing import write_draft

    draft = read_draft(made.table(tmp_path / "a.csv"))
    list(write_draft(draft, tmp_path / "a.draft.geojson", columns=("place",), table=True, beside={}))
    held = one(tmp_path / "a.draft.geojson")
    assert held.about["rows"] == made.ROWS
    np.testing.assert_allclose(held.lon, [x for x, _ in made.positions()], atol=1e-6)


def test_shapes_without_any_attribute_are_rows_too(tmp_path: Path) -> None:
    place = {"type": "Point", "coordinates": [37, 36]}
    held = one(made.geojson(tmp_path / "a.geojson", [feature(place), feature(None), feature(place)]))
    assert (held.about["rows"], held.row_of.tolist(), held.row_count, held.row(2)) == (3, [0, 2], 3, {})
