"""Of which format a file is that was brought as a layer, told by its first bytes."""

import re

from dashboard.store.imports.limits import shown
from dashboard.store.imports.sniffing import FOREIGN, WEB_PAGE
from dashboard.store.layers.limits import LayerError

FORMATS = "GeoJSON, GeoPackage, GeoParquet, FlatGeobuf, CSV or a zipped shapefile"
_ENDINGS = {
    "gpkg": ".gpkg",
    "parquet": ".parquet",
    "flatgeobuf": ".fgb",
    "shapefile": ".zip",
    "geojson": ".geojson",
    "geojsonseq": ".geojsonl",
    "table": ".csv",
}
_MARKS = (
    (b"SQLite format 3\0", "gpkg"),
    (b"PAR1", "parquet"),
    (b"fgb\x03", "flatgeobuf"),
    (b"PK\x03\x04", "shapefile"),
)
_MOST_CONTROLS = 0.3


def ending_of(kind: str) -> str:
    """Give the usual ending of the names of such files."""
    return _ENDINGS[kind]


def kind_of(start: bytes, name: str) -> str:
    """Tell the format of a file by its start. Raises LayerError for one that is not read."""
    if not start:
        raise LayerError(name, "it is empty", "save or download it again")
    if found := next((kind for mark, kind in _MARKS if start.startswith(mark)), None):
        return found
    if foreign := next((each for each in FOREIGN if start.startswith(each[0])), None):
        raise LayerError(name, foreign[1], foreign[2])
    wide = start.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in start[:200]
    text = start.decode("utf-16" if wide else "utf-8", "replace").lstrip("\ufeff \t\r\n")
    if not text:
        raise LayerError(name, "it holds nothing but spaces", "save or download it again")
    if text.startswith("<"):
        if WEB_PAGE.match(text):
            raise LayerError(name, "it is a web page, not data", "download the file that the page links to")
        fix = "make a draft of KML or GPX with aleppo import; convert other XML to GeoPackage"
        raise LayerError(name, "it is XML", fix)
    if text[0] in "{[\x1e" and not wide:
        return "geojsonseq" if _one_a_line(text) else "geojson"
    head = text[:4096]
    if len(re.findall("[\0-\x08\x0e-\x1d\x7f]", head)) > _MOST_CONTROLS * len(head):
        raise LayerError(name, f"it is of no known format: {shown(head, 20)!r}", f"give {FORMATS}")
    return "table"


def _one_a_line(text: str) -> bool:
    """Tell whether a JSON text is a row of features, not one collection of them."""
    if text[0] == "\x1e":
        return True
    head = text[:4096]
    collection = re.search(r'"type"\s*:\s*"FeatureCollection"', head)
    return bool(re.match(r'\{.*"type"\s*:\s*"Feature".*\}\s*\r?\n\s*\{', text)) and not collection
