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

from dashboard.store.layers import caching, child, geojson_walk
from dashboard.store.layers.chosen import Choice, bring_layers, chosen_layers
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


def typed(folder: Path, values: pa.Array, last: bytes | None = None) -> bytes:
    """Write values as GeoParquet; the last byte of the last text may be another one."""
    if last is not None:
        *front, data = values.buffers()
        body = data.to_pybytes()[: len("".join(values.to_pylist())) - 1] + last
        values = pa.Array.from_buffers(values.type, len(values), [*front, pa.py_buffer(body)])
    table = pa.table({"g": [shapely.Point(37, 36).wkb] * len(values), "a": values})
    pq.write_table(table.replace_schema_metadata({"geo": told()}), folder / "made.parquet")
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
    "a quote of the last column never closed": (
        "a.csv",
        lambda _: b'lon,lat,a\n37,36,x\n37,36,"y\n37,36,z\n37,36,z\n\n',
        "lines that fell into its cell: 2\n  fix: look for it in 'y'",
    ),
    "the same in UTF-16": (
        "a.csv",
        lambda _: 'lon,lat,a\n37,36,x\n37,36,"y\n37,36,z\n'.encode("utf-16"),
        "lines that fell into its cell: 1",
    ),
    "a value above the limit": (
        "a.csv",
        lambda _: b"lon,lat,a\n37,36,x\n37,36," + b"y" * 1_100_000 + b"\n",
        "row 2: the value of 'a' has more than 1 MB, which is the limit",
    ),
    "a list above the limit": (
        "a.parquet",
        lambda d: typed(d, pa.array([["x"], ["y" * 900_000] * 2])),
        "row 2: the value of 'a' has more than 1 MB, which is the limit",
    ),
    "a text that is no UTF-8": (
        "a.parquet",
        lambda d: typed(d, pa.array(["x", "y", "z"]), b"\xff"),
        "row 3: the value of 'a' is damaged: its bytes are not UTF-8",
    ),
    "a zone that nobody knows": (
        "a.parquet",
        lambda d: typed(d, pa.array([1, 2], pa.timestamp("s", "Foo/Bar"))),
        "the times of 'a' are in the zone 'Foo/Bar', which is not known",
    ),
    "a few bytes that are not UTF-8": (
        "a.csv",
        lambda _: "lon,lat,a\n37,36,أهلا وسهلا\n37,36,".encode() + b"\xff\n",
        "line 3: a few of its bytes are not UTF-8",
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


def test_what_is_no_feature_is_counted_and_moves_no_row(tmp_path: Path) -> None:
    broken = POINT.replace("[37,36]", '["x",1]')
    features = [POINT, "null", '{"type":"Foo"}', "12", POINT, broken, "[[]]"]
    before = b'{"metadata":{"features":[1,2]},' + collection(*features)[1:]
    (tmp_path / "a.geojson").write_bytes(before)
    (held,) = read_layer(tmp_path / "a.geojson")
    assert (held.about["rows"], held.about["unlocated"], held.about["features"]) == (3, 0, 2)
    assert held.about["set_aside"] == {
        "count": 5,
        "first": [
            *([number, "it is no feature"] for number in (2, 3, 4)),
            [6, "its shape cannot be read"],
            [7, "it is no feature"],
        ],
    }
    assert [held.number_of(row) for row in range(3)] == [1, 5, 6]


def test_a_file_that_is_one_feature_is_looked_at_as_well(tmp_path: Path) -> None:
    (tmp_path / "a.geojson").write_text(POINT)
    (held,) = read_layer(tmp_path / "a.geojson")
    assert (held.about["features"], held.about["set_aside"]["count"], held.about["remarks"]) == (1, 0, [])
    (tmp_path / "a.geojson").write_text(POINT.replace("[37,36]", '["x",1]'))
    with pytest.raises(
        LayerError, match="none of its 1 rows can be drawn; the first: its shape cannot be read"
    ):
        read_layer(tmp_path / "a.geojson")


@pytest.mark.parametrize("block", [7, 64, 1000])
def test_the_second_look_sees_the_same_whatever_part_it_holds(
    block: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(geojson_walk, "_BLOCK", block)
    features = [json.loads(POINT), None, 123456789012, "x", [1, {"a": "]"}], json.loads(POINT), 1.5e3]
    body = {"type": "FeatureCollection", "name": "a" * 50, "n": 12345678, "features": features, "z": [1]}
    for indent in (None, 2):
        (tmp_path / "a.geojson").write_text(json.dumps(body, indent=indent))
        assert list(geojson_walk.features_in(tmp_path / "a.geojson")) == features


def test_rows_that_look_as_if_they_fell_into_a_cell_are_told(tmp_path: Path) -> None:
    rows = ['37,36,"y', '37,36,"z"', '37,36,"w"', '37,36,"two', 'lines, not ""rows"""', ""]
    (tmp_path / "a.csv").write_text("\n".join(["lon,lat,a", *rows]))
    (held,) = read_layer(tmp_path / "a.csv")
    assert held.about["rows"] == 3
    assert held.about["remarks"][-1] == (
        "1 cells hold lines that look like rows: a quote may be missing; the first begins 'y'"
    )
    assert held.row(2)["a"] == 'two\nlines, not "rows"'


def test_a_property_may_be_called_as_gdal_calls_shapes(tmp_path: Path) -> None:
    (tmp_path / "a.geojson").write_bytes(collection(*[POINT.replace('"a":1', '"wkb_geometry":"x"')] * 2))
    (held,) = read_layer(tmp_path / "a.geojson")
    assert (held.about["features"], held.row(1)) == (2, {"wkb_geometry": "x"})


def test_a_zip_of_a_mac_is_read(tmp_path: Path) -> None:
    whole = made.shapefile(tmp_path / "whole.zip")
    with zipfile.ZipFile(whole, "a") as archive:
        for name in archive.namelist():
            archive.writestr(f"__MACOSX/data/._{Path(name).name}", b"\0\x05\x16\x07")
    (held,) = read_layer(whole)
    assert held.about["rows"] == made.ROWS


def test_a_name_of_bytes_that_are_no_text_is_shown(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/a\xff\xd8.csv"))
    made.table(path)
    (held,) = read_layer(path)
    assert held.about["file"] == "a\\xff\\xd8.csv"
    (chosen,) = bring_layers([Choice(file=str(path))])
    assert chosen_layers() == (chosen,)
    path.write_text("")
    with pytest.raises(LayerError) as refused:
        read_layer(path)
    assert str(refused.value).startswith("a\\xff\\xd8.csv: it is empty")


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


@pytest.mark.parametrize(
    ("beside", "body", "said"),
    [
        ("a.db-wal", b"x", "the newest changes are in a.db-wal"),
        ("a.db-journal", bytes.fromhex("d9d505f920a163d7") + bytes(504), "see a.db-journal"),
    ],
)
def test_a_geopackage_with_changes_not_yet_in_it_is_refused(
    beside: str, body: bytes, said: str, tmp_path: Path
) -> None:
    made.gpkg(tmp_path / "a.gpkg").rename(tmp_path / "a.db")  # told by its content
    (tmp_path / "link.gpkg").symlink_to(tmp_path / "a.db")
    (tmp_path / beside).write_bytes(bytes(len(body)) if "journal" in beside else b"")
    (held,) = read_layer(tmp_path / "link.gpkg")
    assert held.about["rows"] == made.ROWS
    (tmp_path / beside).write_bytes(body)
    for name in ("a.db", "link.gpkg"):
        with pytest.raises(LayerError, match=said):
            read_layer(tmp_path / name)


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
