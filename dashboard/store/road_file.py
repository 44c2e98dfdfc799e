"""Road files: which formats are read, how one is told from another, and what is wrong with the rest."""

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError

from dashboard.store.osm_file import damage

FORMATS = "an OpenStreetMap extract (.osm.pbf, .osm), GeoPackage, GeoJSON or a zipped shapefile"
LIMIT_MB = 4000
_DRIVERS = frozenset({"OSM", "GPKG", "GeoJSON", "GeoJSONSeq", "ESRI Shapefile"})
_LINES = frozenset({"LineString", "MultiLineString"})
_MIXED = frozenset({"Unknown", "GeometryCollection"})


class RoadFileError(ValueError):
    """A file that no roads can be read from; says which, what is wrong with it and what helps."""

    def __init__(self, path: Path, what: str, fix: str) -> None:
        super().__init__(f"{path}: {what}\n  fix: {fix}")


@dataclass(frozen=True, kw_only=True)
class RoadFile:
    """A file that GDAL opened: the layer to read, its columns by lower-case name, its reference system.

    `source` is what GDAL calls the file. `total` is the number of features, where the format knows it.
    """

    source: str
    layer: str
    driver: str
    columns: Mapping[str, str]
    crs: str | None
    total: int | None


def open_roads(path: Path, *, layer: str | None = None, limit_mb: float = LIMIT_MB) -> RoadFile:
    """Look into a file without reading its roads.

    Raises RoadFileError for what is missing, too large, of no known format or without lines.
    """
    if not path.is_file():
        raise RoadFileError(path, "there is no such file", "check the path")
    source = _source_of(path, limit_mb)
    try:
        layers = {str(name): kind for name, kind in pyogrio.list_layers(source)}
        chosen = layer or _line_layer(path, layers)
        info = pyogrio.read_info(source, layer=chosen)
    except DataLayerError as error:
        raise RoadFileError(path, f"it has no layer {layer!r}", f"name one of {', '.join(layers)}") from error
    except DataSourceError as error:
        raise RoadFileError(path, "it cannot be read as roads", f"give {FORMATS}, undamaged") from error
    if info["driver"] not in _DRIVERS:
        raise RoadFileError(path, f"the format {info['driver']} is not read", f"convert it to {FORMATS}")
    return RoadFile(
        source=source,
        layer=chosen,
        driver=info["driver"],
        columns=MappingProxyType({str(name).lower(): str(name) for name in info["fields"]}),
        crs=info["crs"],
        total=info["features"] if info["features"] >= 0 else None,
    )


def _source_of(path: Path, limit_mb: float) -> str:
    """Tell the format from the first bytes, not from the name, and refuse what is none of ours."""
    with path.open("rb") as file:
        start = file.read(64)
    size = path.stat().st_size
    source = str(path)
    if start.startswith(b"PK"):
        size, source = _unzipped(path)
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if not size:
        raise RoadFileError(path, "it is empty", "download it again")
    if size > limit_mb * 1e6:
        what = f"it holds {size / 1e6:,.0f} MB, more than the limit of {limit_mb:,.0f} MB"
        raise RoadFileError(path, what, "cut the region out of it first, or raise --limit-mb")
    if text.startswith((b"<!doctype html", b"<html")):
        raise RoadFileError(path, "it is a web page, not data", "download the file that the page links to")
    known = (b"{", b"<?xml", b"<osm", b"sqlite format 3", b"pk")
    if not text.startswith(known) and b"OSMHeader" not in start:
        raise RoadFileError(path, "it is of no known format", f"give {FORMATS}")
    of_osm = text.startswith((b"<?xml", b"<osm")) or b"OSMHeader" in start
    if of_osm and (found := damage(path)):
        raise RoadFileError(path, found, "download it again")
    return source


def _unzipped(path: Path) -> tuple[int, str]:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except zipfile.BadZipFile as error:
        raise RoadFileError(path, "it is a damaged zip file", "download it again") from error
    shapes = [entry.filename for entry in entries if entry.filename.lower().endswith(".shp")]
    if len(shapes) != 1:
        raise RoadFileError(
            path, f"it holds {len(shapes)} shapefiles", "zip one shapefile with its .shx, .dbf, .prj"
        )
    return sum(entry.file_size for entry in entries), f"/vsizip/{{{path}}}/{shapes[0]}"


def _line_layer(path: Path, layers: Mapping[str, str | None]) -> str:
    if "lines" in layers:  # what GDAL calls the ways of OpenStreetMap
        return "lines"
    # A layer that does not say what it holds may hold lines: GeoJSON with several kinds of geometry.
    found = [name for name, kind in layers.items() if _plain(kind) in _LINES]
    found = found or [
        name for name, kind in layers.items() if _plain(kind) in ("Unknown", "GeometryCollection")
    ]
    if not found:
        kinds = ", ".join(sorted({str(kind) for kind in layers.values()})) or "nothing"
        raise RoadFileError(path, f"it has no lines, only {kinds}", "choose the file with the roads")
    if len(found) > 1:
        what = f"it has {len(found)} layers with lines"
        raise RoadFileError(path, what, f"name one with --layer: {', '.join(found)}")
    return found[0]


def _plain(kind: str | None) -> str:
    """Give the kind of geometry without its further dimensions ("LineString Z", "2.5D LineString")."""
    return str(kind).removeprefix("2.5D ").removeprefix("3D ").removeprefix("Measured ").split(" ")[0]
