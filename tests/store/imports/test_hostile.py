"""Files made to hurt: each is refused with a remedy, quickly, and without being unpacked or followed."""

import io
import os
import resource
import sqlite3
import struct
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from dashboard.domain.drafts import Draft
from dashboard.store.imports import child
from dashboard.store.imports.limits import DraftError, Options
from dashboard.store.imports.reading import read_draft
from dashboard.store.imports.writing import rejects_body, rest_body
from tests.store.imports.made import (
    collection,
    ends_in_words,
    kml,
    point,
    row,
    shapefile,
    workbook,
    written,
    zipped,
)

LAUGHS = (
    "<!DOCTYPE x [<!ENTITY a 'ha'>"
    + "".join(f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(9))
    + "]>"
)
FOREIGN = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
PLACEMARK = "<Placemark><name>&a;</name><Point><coordinates>37,36</coordinates></Point></Placemark>"
VRT = (
    '<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer>'
    "</OGRVRTDataSource>"
)
CELLS = row(1, "name", "lat", "lon") + row(2, "&a;", "36", "37")


def bomb() -> bytes:
    return zipped({"a.csv": b"name,lat,lon\n" + b"0" * 40_000_000})


def many_entries(count: int) -> bytes:
    """Declare a million entries without having them; their list alone would cost hundreds of megabytes."""
    entry = struct.pack("<4s6H3I5H2I", b"PK\x01\x02", 20, 20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
    listing = entry * count
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, 4 + len(listing), 1)
    end64 = struct.pack("<4sQ2H2I4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, len(listing), 4)
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    return b"PK\x03\x04" + listing + end64 + locator + end


def lying_entries(count: int) -> bytes:
    """Declare one entry and list many."""
    body = zipped({f"{n}.csv": b"" for n in range(count)})
    place = body.rindex(b"PK\x05\x06")
    return body[: place + 8] + struct.pack("<2H", 1, 1) + body[place + 12 :]


def link() -> bytes:
    info = zipfile.ZipInfo("a.csv")
    info.external_attr = 0o120777 << 16
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(info, "/etc/passwd")
    return out.getvalue()


def declared(size: int) -> bytes:
    """Declare another unpacked size than there is, at both places where it stands."""
    body = zipped({"a.csv": b"name,lat,lon\na,36,37\n"})
    central = body.index(b"PK\x01\x02")
    return (
        body[:22]
        + struct.pack("<I", size)
        + body[26 : central + 24]
        + struct.pack("<I", size)
        + body[central + 28 :]
    )


def overlapping() -> bytes:
    """Let a second entry unpack the bytes of the first."""
    body = zipped({"a.csv": b"name,lat,lon\n", "b.csv": b"name,lat,lon\n"})
    second = body.rindex(b"PK\x01\x02")
    return body[: second + 42] + struct.pack("<I", 0) + body[second + 46 :]


HOSTILE: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "zip bomb": ("a.zip", bomb, "would grow from"),
    "zip bomb as kmz": ("a.kmz", lambda: zipped({"doc.kml": b"<kml>" + b" " * 30_000_000}), "would grow"),
    "zip bomb as xlsx": ("a.xlsx", lambda: workbook(row(1, "a" * 30_000_000)), "would grow"),
    "many megabytes in all": (
        "a.zip",
        lambda: zipped({f"{n}.csv": os.urandom(1_000_000) for n in range(60)}, zipfile.ZIP_STORED),
        "MB are the limit",
    ),
    "archive in archive": (
        "a.zip",
        lambda: zipped({"b.zip": zipped({"c.csv": b"x"})}),
        "itself a packed file",
    ),
    "archive in archive, renamed": (
        "a.zip",
        lambda: zipped({"b.csv": zipped({"c": b"x"})}),
        "itself a packed",
    ),
    "a million entries": ("a.zip", lambda: many_entries(1_000_000), "declares 1,000,000 entries"),
    "more entries than it declares": ("a.zip", lambda: lying_entries(5_000), "5,000 entries"),
    "a list of entries without end": ("a.zip", lambda: lying_entries(20_000), "its list of entries has"),
    "traversal": ("a.zip", lambda: zipped({"../../etc/cron.d/x.csv": b"x"}), "leads out of the archive"),
    "traversal by backslash": ("a.zip", lambda: zipped({"..\\x.csv": b"x"}), "leads out of the archive"),
    "absolute name": ("a.zip", lambda: zipped({"/etc/x.csv": b"x"}), "leads out of the archive"),
    "drive name": ("a.zip", lambda: zipped({"C:/x.csv": b"x"}), "leads out of the archive"),
    "symbolic link": ("a.zip", link, "is a link or device"),
    "declared as one gigabyte": ("a.zip", lambda: declared(1_000_000_000), "would grow from"),
    "declared smaller than it is": ("a.zip", lambda: declared(5), "is damaged"),
    "overlapping entries": ("a.zip", overlapping, "overlap"),
    "unusual packing": ("a.zip", lambda: zipped({"a.csv": b"x"}, zipfile.ZIP_LZMA), "unusual way"),
    "nameless entry": ("a.zip", lambda: zipped({"a": b"x"}).replace(b"a", b"\0"), "entry without a name"),
    "cut zip": ("a.zip", lambda: zipped({"a.csv": b"x" * 100})[:-30], "damaged zip file"),
    "laughs in KML": ("a.kml", lambda: kml(PLACEMARK, LAUGHS).encode(), "declares a document type"),
    "laughs in KMZ": (
        "a.kmz",
        lambda: zipped({"doc.kml": kml(PLACEMARK, LAUGHS)}),
        "declares a document type",
    ),
    "laughs in UTF-16": (
        "a.kml",
        lambda: kml(PLACEMARK, LAUGHS).encode("utf-16"),
        "declares a document type",
    ),
    "laughs in GPX": ("a.gpx", lambda: f"{LAUGHS}<gpx/>".encode(), "declares a document type"),
    "laughs in XLSX": ("a.xlsx", lambda: workbook(CELLS, head=LAUGHS), "declares a document type"),
    "foreign file in KML": ("a.kml", lambda: kml(PLACEMARK, FOREIGN).encode(), "declares a document type"),
    "foreign file in XLSX": ("a.xlsx", lambda: workbook(CELLS, head=FOREIGN), "declares a document type"),
    "deep KML": ("a.kml", lambda: b"<kml>" + b"<Folder>" * 100_000, "nests deeper"),
    "five million elements": (
        "a.kml",
        lambda: b"<kml>" + b"<a/>" * 5_000_000 + b"</kml>",
        "more than 4,000,000 XML",
    ),
    "cut KML": ("a.kml", lambda: kml(PLACEMARK).encode()[:90], "breaks off in line 1"),
    "VRT as GeoJSON": ("a.geojson", VRT.encode, "it is a VRT"),
    "web page as GeoJSON": ("a.geojson", lambda: b"\n<!-- x --><!DOCTYPE html><html>", "it is a web page"),
    "deep JSON": ("a.geojson", lambda: b"[" * 1_000_000 + b"]" * 1_000_000, "nested too deep"),
    "JSON of twenty million arrays": (
        "a.geojson",
        lambda: b"[" + b"[]," * 12_000_000 + b"[]]",
        "MB of memory",
    ),
    "link as crs": (
        "a.geojson",
        lambda: collection(point(), crs={"type": "link", "properties": {"href": "http://127.0.0.1:9/"}}),
        "names no reference system",
    ),
    "proj string as crs": (
        "a.geojson",
        lambda: collection(
            point(), crs={"type": "name", "properties": {"name": "+proj=x +grids=/etc/passwd"}}
        ),
        "names no reference system",
    ),
    "NaN": ("a.geojson", lambda: b'{"type":"Point","coordinates":[NaN,1]}', "NaN is not JSON"),
    "repeated key": (
        "a.geojson",
        lambda: b'{"type":"Point","type":"Point","coordinates":[1,1]}',
        "stands twice",
    ),
    "cut GeoJSON": ("a.geojson", lambda: collection(point())[:-9], "ends before it is complete"),
    "SQLite that is no GeoPackage": (
        "a.gpkg",
        lambda: b"SQLite format 3\0" + b"\0" * 5_000,
        "cannot be read as",
    ),
    "table without end of cells": ("a.csv", lambda: b"lat,lon\n" + b"," * 20_000_000, "MB of memory"),
    "two thousand columns": ("a.csv", lambda: b",".join([b"lat"] * 2_000) + b"\n1,2\n", "2,000 columns"),
    "a million rows": ("a.csv", lambda: b"lat,lon\n" + b"1,2\n" * 1_000_000, "more than 200,000 rows"),
    "zeros": ("a.csv", lambda: b"\0" * 1_000_000, "no known format"),
    "program": ("a.csv", lambda: b"\x7fELF" + b"\0" * 100, "it is a program"),
    "old Excel": ("a.xls", lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 100, "old Office file"),
    "nothing": ("a.csv", lambda: b"", "it is empty"),
    "a page of comments": ("a.geojson", lambda: b"<!-- -->" * 500 + b"<x", "breaks off"),
    "high and low bytes in turn": ("a.csv", lambda: b"\xe9a" * 20_000_000, "no table|MB of memory"),
    "accuracy of spaces": ("a.csv", lambda: b"lat,lon,accuracy_m\n" + b" " * 999_990, "holds no row"),
    "marks of a merge": ("a.geojson", lambda: b"<<<<<<< HEAD\n{}", "merge that was not finished"),
    "words as GeoJSON": ("a.geojson", lambda: b"hello", "does not begin as GeoJSON does: 'hello'"),
    "deep coordinates": (
        "a.geojson",
        lambda: b'{"type":"Point","coordinates":' + b"[" * 5_000 + b"]" * 5_000 + b"}",
        "nested too deep",
    ),
    "word document": (
        "a.docx",
        lambda: zipped({"[Content_Types].xml": "", "word/document.xml": ""}),
        "Office",
    ),
    "TopoJSON": ("a.json", lambda: b'{"type":"Topology","objects":{}}', "TopoJSON"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_file_is_refused_with_a_remedy_and_costs_little(case: str) -> None:
    name, make, said = HOSTILE[case]
    body = make()
    before = time.process_time()
    with pytest.raises(DraftError, match=said) as refused:
        read_draft(body, name)
    assert "\n  fix: " in str(refused.value)
    assert time.process_time() - before < 5


def test_a_cell_that_never_ends_rejects_all_that_is_in_it() -> None:
    draft = read_draft(b'lat,lon\n36,37\n"' + b"x" * 20_000_000, "a.csv")
    assert (draft.read, draft.taken) == (2, 1)
    assert draft.rejects[0].reason.startswith("a cell from line 3 on is longer than 1,000,000 characters")


@pytest.mark.parametrize("depth", [50, 400, 900, 950, 980, 990])
def test_values_and_coordinates_of_any_depth_end_in_words(depth: int) -> None:
    nest = "[" * depth + "1" + "]" * depth
    feature = (
        f'{{"type":"Feature","properties":{{"a":{nest}}},"geometry":{{"type":"Point","coordinates":{nest}}}}}'
    )
    other = f'{{"type":"Feature","properties":{{"a":{nest}}},"geometry":null}}'

    def read_and_write() -> Draft:
        draft = read_draft(
            f'{{"type":"FeatureCollection","features":[{feature},{other}]}}'.encode(), "a.geojson"
        )
        rest_body(draft, {})
        rejects_body(draft.rejects, (), table=False)
        return draft

    ends_in_words(read_and_write)


def test_a_long_accuracy_is_no_trap() -> None:
    long = " " * 200_000
    draft = read_draft(f"name,lat,lon,accuracy_m\na,36,37,1{long}x{long}x\n".encode(), "a.csv")
    assert draft.unfit["accuracy_m"][0] == 1


def test_a_cut_geopackage_is_refused_or_gives_what_is_whole(tmp_path: Path) -> None:
    whole = written(tmp_path / "a.gpkg", layer="x").read_bytes()
    for size in range(100, len(whole), len(whole) // 4):
        with pytest.raises(DraftError, match="cannot be read as GeoPackage"):
            read_draft(whole[:size], "a.gpkg")


@pytest.mark.parametrize(
    "view",
    [
        "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) "
        "SELECT x AS fid, NULL AS geom FROM c",
        "SELECT 1 AS fid, NULL AS geom, readfile('/etc/passwd') AS t",
        "SELECT 1 AS fid, NULL AS geom, load_extension('x.so') AS t",
        "SELECT 1 AS fid, NULL AS geom, hex(randomblob(900000000)) AS t",
        "SELECT 1 AS fid, NULL AS geom, ogr_geocode('x') AS t",
    ],
)
def test_a_geopackage_whose_layer_is_a_trap_is_stopped(tmp_path: Path, view: str) -> None:
    path = written(tmp_path / "a.gpkg", layer="x")
    database = sqlite3.connect(path)
    database.execute(f"CREATE VIEW trap AS {view}")
    database.execute("UPDATE gpkg_contents SET table_name = 'trap', identifier = 'trap'")
    database.execute("UPDATE gpkg_geometry_columns SET table_name = 'trap'")
    database.commit()
    database.close()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    ends_in_words(lambda: read_draft(path))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 5


@pytest.mark.parametrize("part", ["shp", "shx", "dbf"])
def test_a_cut_or_garbled_shapefile_ends_in_words(tmp_path: Path, part: str) -> None:
    parts = shapefile(tmp_path / "s")
    for body in (parts[f"places.{part}"][:40], b"\xff" * 300, b""):
        packed = zipped({**parts, f"places.{part}": body})
        ends_in_words(lambda packed=packed: read_draft(packed, "a.zip"))


@pytest.mark.parametrize(
    "name", ["/vsicurl/http://127.0.0.1:9/a.geojson", "https://127.0.0.1:9/a.csv", "CSV:/etc/passwd"]
)
def test_an_address_is_no_file(name: str) -> None:
    with pytest.raises(DraftError, match="no file of this computer"):
        read_draft(Path(name))


def test_pipes_devices_and_folders_are_no_files(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.csv")
    for path in (tmp_path / "a.csv", Path("/dev/zero"), tmp_path):
        with pytest.raises(DraftError, match="not a file"):
            read_draft(path)


def test_a_file_of_one_gigabyte_is_refused_before_it_is_read(tmp_path: Path) -> None:
    with (tmp_path / "a.csv").open("wb") as file:
        file.truncate(1_000_000_000)
    with pytest.raises(DraftError, match=r"1,000\.0 MB; 50 MB are the limit"):
        read_draft(tmp_path / "a.csv")


def test_the_reader_of_geopackages_knows_no_other_driver(tmp_path: Path) -> None:
    script = (
        f"import sys; sys.path.insert(0, {str(Path(child.__file__).parent)!r}); import child; "
        "child.fence(dict(address_bytes=2**31, memory_bytes=2**29, output_bytes=10**6)); "
        "import pyogrio; print(sorted(pyogrio.list_drivers())); import resource; "
        "print(resource.getrlimit(resource.RLIMIT_FSIZE)[0])"
    )
    done = subprocess.run([sys.executable, "-I", "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "['ESRI Shapefile', 'GPKG', 'MEM']\n1000000\n"


def test_memory_stays_below_half_a_gigabyte_whatever_comes(tmp_path: Path) -> None:
    """In a process of its own, the costliest of the hostile files one after the other."""
    script = (
        "import re, sys\nfrom pathlib import Path\n"
        "from tests.store.imports.test_hostile import HOSTILE, read_draft\n"
        "name, make, _ = HOSTILE[sys.argv[1]]\n"
        "try:\n    read_draft(make(), name)\nexcept ValueError: pass\n"
        "print(int(re.search(r'VmHWM:\\s+([0-9]+)', Path('/proc/self/status').read_text())[1]) // 1024)"
    )
    for case in (
        "five million elements",
        "JSON of twenty million arrays",
        "a million rows",
        "a million entries",
    ):
        done = subprocess.run(
            [sys.executable, "-c", script, case], capture_output=True, text=True, check=True
        )
        assert int(done.stdout) < 500, case


def test_a_larger_limit_is_the_callers_choice() -> None:
    body = collection(*[point(name="x" * 1000)] * 30)
    with pytest.raises(DraftError, match="raise --limit-mb"):
        read_draft(body, "a.geojson", Options(limit_mb=0.01))
    assert read_draft(body, "a.geojson", Options(limit_mb=1)).taken == 30
