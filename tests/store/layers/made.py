"""The same 200 features in every format that is read."""

import csv
import json
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import geopandas
import pandas
import shapely

ROWS = 200
NAMES = ("place", "SensDt", "Main_Dmg", "source", "count", "share")
_CLASSES = ("Destroyed", "Severe Damage", "Moderate Damage", None)
_SOURCES = ("UNITAR-UNOSAT", "حلب اليوم", None)


def rows() -> list[dict[str, Any]]:
    """Give the attributes: texts in two scripts, a formula, markup, empty values, numbers."""
    return [
        {
            "place": "=HYPERLINK(1)" if number == 7 else "<b>bold</b>" if number == 8 else f"بيت {number}",
            "SensDt": (date(2016, 8, 1) + timedelta(days=number % 60)).isoformat(),
            "Main_Dmg": _CLASSES[number % 4],
            "source": _SOURCES[number % 3],
            "count": number * 1000,
            "share": number / 8,
        }
        for number in range(ROWS)
    ]


def positions() -> list[tuple[float, float]]:
    return [(37.0 + number / 1024, 36.0 + number / 2048) for number in range(ROWS)]


def frame() -> geopandas.GeoDataFrame:
    return geopandas.GeoDataFrame(
        pandas.DataFrame(rows()), geometry=[shapely.Point(p) for p in positions()], crs=4326
    )


def geojson(path: Path, features: list[Any] | None = None) -> Path:
    body = {"type": "FeatureCollection", "features": features or _features()}
    path.write_text(json.dumps(body, ensure_ascii=False), encoding="utf-8")
    return path


def _features() -> list[Any]:
    return [
        {"type": "Feature", "properties": row, "geometry": {"type": "Point", "coordinates": place}}
        for row, place in zip(rows(), positions(), strict=True)
    ]


def geojsonseq(path: Path) -> Path:
    lines = [json.dumps(each, ensure_ascii=False) for each in _features()]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def table(path: Path, *, delimiter: str = ",", encoding: str = "utf-8", comma: bool = False) -> Path:
    with path.open("w", newline="", encoding=encoding) as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerow([*NAMES, "longitude", "latitude"])
        for row, place in zip(rows(), positions(), strict=True):
            written = [str(number).replace(".", ",") if comma else number for number in place]
            writer.writerow([*row.values(), *written])
    return path


def wkt_table(path: Path) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow([*NAMES, "WKT"])
        for row, (x, y) in zip(rows(), positions(), strict=True):
            writer.writerow([*row.values(), f"POINT ({x!r} {y!r})"])
    return path


def gpkg(path: Path) -> Path:
    frame().to_file(path, layer="damage")
    return path


def gpkg_in_metres(path: Path) -> Path:
    frame().to_crs(32637).to_file(path, layer="damage")
    return path


def flatgeobuf(path: Path) -> Path:
    frame().to_file(path, driver="FlatGeobuf", SPATIAL_INDEX="NO")
    return path


def parquet(path: Path) -> Path:
    frame().to_parquet(path, row_group_size=64)
    return path


def geoarrow(path: Path) -> Path:
    frame().to_parquet(path, geometry_encoding="geoarrow")
    return path


def shapefile(path: Path) -> Path:
    folder = path.with_suffix("")
    folder.mkdir()
    frame().to_file(folder / "damage.shp", encoding="utf-8")
    with zipfile.ZipFile(path, "w") as archive:
        for part in sorted(folder.iterdir()):
            archive.write(part, f"data/{part.name}")
    return path


FORMATS: dict[str, tuple[str, Callable[[Path], Path]]] = {
    "GeoJSON": ("a.geojson", geojson),
    "GeoJSON by line": ("a.geojsonl", geojsonseq),
    "GeoPackage": ("a.gpkg", gpkg),
    "GeoPackage in metres": ("a.gpkg", gpkg_in_metres),
    "FlatGeobuf": ("a.fgb", flatgeobuf),
    "GeoParquet": ("a.parquet", parquet),
    "GeoParquet with GeoArrow": ("a.parquet", geoarrow),
    "CSV": ("a.csv", table),
    "CSV with WKT": ("a.csv", wkt_table),
    "CSV of Excel here": ("a.csv", lambda path: table(path, delimiter=";", encoding="utf-8-sig", comma=True)),
    "CSV in Windows-1256": ("a.csv", lambda path: table(path, encoding="windows-1256")),
    "CSV in UTF-16": ("a.tsv", lambda path: table(path, delimiter="\t", encoding="utf-16")),
    "zipped shapefile": ("a.zip", shapefile),
}
