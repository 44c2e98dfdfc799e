"""Files that are damaged, lie, or mean harm: refused with a remedy or counted, and nothing is left."""

import json
import os
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

from dashboard.store.layers import caching, child
from dashboard.store.layers.limits import LayerError, LayerOptions
from dashboard.store.layers.reading import read_layer
from tests.store.layers import made

POINT = '{"type":"Feature","properties":{"a":1},"geometry":{"type":"Point","coordinates":[37,36]}}'


def collection(*features: str) -> bytes:
    return ('{"type":"FeatureCollection","features":[' + ",".join(features) + "]}").encode()


def deep() -> bytes:
    nested = '{"type":"Feature","properties":{"a":' + "[" * 10**6 + "]" * 10**6 + '},"geometry":null}'
    return collection(nested, POINT)


def part_of(make: Callable[[Path], Path], name: str) -> Callable[[Path], bytes]:
    def cut(folder: Path) -> bytes:
        body = make(folder / f"whole-{name}").read_bytes()
        return body[: len(body) * 6 // 10]

    return cut


def bomb(folder: Path) -> bytes:
    with zipfile.ZipFile(folder / "bomb", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.shp", bytes(100))
        archive.writestr("a.shx", bytes(100))
        with archive.open("a.dbf", "w") as file:
            for _ in range(100):
                file.write(bytes(2**20))
    return (folder / "bomb").read_bytes()


def parquet(folder: Path, geo: str, text: str = "x", rows: int = 1) -> bytes:
    schema = pa.schema([("g", pa.binary()), ("a", pa.string())], metadata={"geo": geo})
    table = pa.table({"g": [shapely.Point(37, 36).wkb] * rows, "a": [text] * rows}, schema=schema)
    pq.write_table(table, folder / "made.parquet", compression="zstd")
    return (folder / "made.parquet").read_bytes()


def told(column: str = "g", **about: Any) -> str:
    return json.dumps({"primary_column": column, "columns": {column: {"encoding": "WKB", **about}}})


REFUSED: dict[str, tuple[str, Callable[[Path], bytes], str]] = {
    "a million nested brackets": ("a.geojson", lambda _: deep(), "Too many nested"),
    "GeoJSON cut off": ("a.geojson", lambda _: collection(POINT, POINT, POINT)[:-60], "Unterminated object"),
    "a VRT that names another file": (
        "a.geojson",
        lambda _: b"<OGRVRTDataSource><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTDataSource>",
        "it is XML",
    ),
    "TopoJSON": ("a.json", lambda _: b'{"type":"Topology","objects":{},"arcs":[]}', "no format that is read"),
    "nothing": ("a.csv", lambda _: b"", "it is empty"),
    "a picture": ("a.csv", lambda _: b"\x89PNG\r\n\x1a\n", "it is a picture"),
    "a header alone": ("a.csv", lambda _: b"lon,lat\n", "no row and no feature"),
    "a line of 100 MB": ("a.csv", lambda _: b"a,lon,lat\n" + b"x" * 10**8 + b",37,36\n", "longer than 4 MB"),
    "a quote never closed": (
        "a.csv",
        lambda _: b'a,lon,lat\nx,37,36\n"y,37,36\nz,37,36\n',
        "a quote is never closed; lines that fell into its cell: 1",
    ),
    "600 columns": (
        "a.csv",
        lambda _: (",".join(f"c{n}" for n in range(600)) + ",lon,lat\n" + "1," * 600 + "37,36\n").encode(),
        "602 columns; 500 are the limit",
    ),
    "no columns of places": (
        "a.csv",
        lambda _: b"a,b\n1,2\n",
        "none of its columns is known to hold places: a, b",
    ),
    "SQLite's mark and noise": (
        "a.gpkg",
        lambda _: b"SQLite format 3\0" + os.urandom(5000),
        "it cannot be read",
    ),
    "GeoPackage cut off": ("a.gpkg", part_of(made.gpkg, "a.gpkg"), "malformed"),
    "FlatGeobuf cut off": ("a.fgb", part_of(made.flatgeobuf, "a.fgb"), "it cannot be read"),
    "Parquet cut off": ("a.parquet", part_of(made.parquet, "a.parquet"), "magic bytes not found"),
    "zip cut off": ("a.zip", part_of(made.shapefile, "a.zip"), "it cannot be unpacked"),
    "zip bomb": ("a.zip", bomb, "packed more than 200 times smaller"),
    "Parquet without places": ("a.parquet", lambda d: parquet(d, "{"), "metadata of GeoParquet is damaged"),
    "a column that is not there": (
        "a.parquet",
        lambda d: parquet(d, told("z")),
        "a column that is not there",
    ),
    "another encoding than said": (
        "a.parquet",
        lambda d: parquet(d, told(encoding="polygon")),
        "encoded as 'polygon', held as binary",
    ),
    "a text column as shapes": ("a.parquet", lambda d: parquet(d, told("a")), "its shapes are encoded as"),
    "an unknown system": ("a.parquet", lambda d: parquet(d, told(crs={"a": 1})), "is not known"),
    "2 GB of text in 200 KB": (
        "a.parquet",
        lambda d: parquet(d, told(), "x" * 5_000_000, 400),
        "more memory than the reader may have",
    ),
}


@pytest.mark.parametrize(("name", "make", "said"), REFUSED.values(), ids=REFUSED)
def test_a_file_that_cannot_be_drawn_is_refused_and_leaves_nothing(
    name: str, make: Callable[[Path], bytes], said: str, tmp_path: Path, cache: Path
) -> None:
    (tmp_path / name).write_bytes(make(tmp_path))
    with pytest.raises(LayerError) as refused:
        read_layer(tmp_path / name)
    assert str(refused.value).startswith(f"{name}: ")
    assert said in str(refused.value)
    assert "\n  fix: " in str(refused.value)
    assert str(tmp_path) not in str(refused.value)
    assert "aleppo-layer-" not in str(refused.value)
    assert not list(cache.glob("*"))


def test_shapes_and_lines_that_cannot_be_read_are_counted_in_geojson(tmp_path: Path) -> None:
    broken = (
        POINT.replace("[37,36]", '["x",1]'),
        POINT.replace('"Point"', '"Blob"'),
        POINT.replace('{"type":"Point","coordinates":[37,36]}', "null"),
    )
    (tmp_path / "a.geojson").write_bytes(collection(POINT, *broken))
    (held,) = read_layer(tmp_path / "a.geojson")
    assert held.about["unlocated"] == 1
    assert held.about["set_aside"] == {
        "count": 2,
        "first": [[2, "its shape cannot be read"], [3, "its shape cannot be read"]],
    }
    (tmp_path / "a.geojsonl").write_text("\n".join([POINT, "{broken", POINT, *broken, POINT[:-5]]))
    (held,) = read_layer(tmp_path / "a.geojsonl")
    assert (held.about["rows"], held.about["unlocated"], held.about["features"]) == (5, 1, 2)
    assert held.about["set_aside"]["count"] == 4
    assert [2, "it is no feature"] in held.about["set_aside"]["first"]


def test_formulas_markup_and_names_like_paths_are_plain_text(tmp_path: Path) -> None:
    path = tmp_path / "..%2F$(touch x);'<b>.csv"
    path.write_text("=1+1,lon,lat\n<script>alert(1)</script>,37,36\n=HYPERLINK(1),37,36\n../../x,37,36\n")
    (held,) = read_layer(path)
    assert held.column("=1+1").to_pylist() == ["<script>alert(1)</script>", "=HYPERLINK(1)", "../../x"]
    assert held.about["file"] == path.name
    assert held.folder.parent.parent == caching.layers_folder()


def test_a_zip_whose_names_lead_out_writes_nowhere_else(tmp_path: Path) -> None:
    whole = made.shapefile(tmp_path / "whole.zip")
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(tmp_path / "a.zip", "w") as new:
        for name in old.namelist():
            new.writestr(f"../../../outside/{Path(name).name}", old.read(name))
    (held,) = read_layer(tmp_path / "a.zip")
    assert held.about["rows"] == made.ROWS
    assert not (tmp_path.parent / "outside").exists()


def test_triggers_and_views_of_a_geopackage_do_nothing(tmp_path: Path) -> None:
    path = made.gpkg(tmp_path / "a.gpkg")
    with sqlite3.connect(path) as opened:
        opened.execute("create view v as select fid, geom, load_extension('x') as y from damage")
        opened.execute(
            "insert into gpkg_contents(table_name, data_type, identifier, srs_id) "
            "values('v', 'features', 'v', 4326)"
        )
        opened.execute("insert into gpkg_geometry_columns values('v', 'geom', 'POINT', 4326, 0, 0)")
    opened.close()
    before = path.read_bytes()
    (held,) = read_layer(path, LayerOptions(layer="damage"))
    assert held.about["rows"] == made.ROWS
    with pytest.raises(LayerError):
        read_layer(path, LayerOptions(layer="v"))
    assert path.read_bytes() == before
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.gpkg"]


def test_a_geopackage_with_changes_not_yet_in_it_is_refused(tmp_path: Path) -> None:
    path = made.gpkg(tmp_path / "a.gpkg")
    (tmp_path / "a.gpkg-wal").write_bytes(b"x")
    with pytest.raises(LayerError, match="the newest changes are in a"):
        read_layer(path)


def test_pipes_devices_and_addresses_are_no_layers(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.csv")
    for path in (tmp_path / "a.csv", Path("/dev/zero"), tmp_path):
        with pytest.raises(LayerError, match="not a file"):
            read_layer(path)
    with pytest.raises(LayerError, match="nothing is fetched"):
        read_layer(Path("/vsicurl/x.geojson"))


def test_a_file_above_the_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    with (tmp_path / "a.csv").open("wb") as file:
        file.truncate(3_000_000_000)
    with pytest.raises(LayerError, match=r"3,000\.0 MB; 2,000 MB are the limit\n.*--layer-limit-mb"):
        read_layer(tmp_path / "a.csv")


def test_the_reader_of_layers_knows_five_drivers_only() -> None:
    root = Path(child.__file__).parents[3]
    script = (
        f"import sys; sys.path.insert(0, {str(root)!r}); from dashboard.store.layers import child; "
        "limits = dict(address_bytes=2**31, memory_bytes=2**29, output_bytes=10**6); "
        "child.fence(limits, more_drivers=child.DRIVERS); "
        "import pyogrio; print(sorted(pyogrio.list_drivers()))"
    )
    done = subprocess.run([sys.executable, "-I", "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "['ESRI Shapefile', 'FlatGeobuf', 'GPKG', 'GeoJSON', 'GeoJSONSeq', 'MEM']\n"
