"""Which format a file is of, by its content; its name is only compared with that."""

import re

from dashboard.store.imports.archives import Archive, open_archive
from dashboard.store.imports.limits import DraftError, Options, shown
from dashboard.store.imports.text_encoding import Decoded, decode
from dashboard.store.imports.xml_reader import root_of

FORMATS = "GeoJSON, GeoPackage, a zipped shapefile, KML, KMZ, GPX, CSV or XLSX"
_ENDINGS = {
    "geojson": ("geojson", "json", "geojsonl", "geojsons", "geojsonseq", "ndjson", "jsonl", "ndgeojson"),
    "table": ("csv", "tsv", "tab", "txt"),
    "gpkg": ("gpkg",),
    "shapefile": ("zip", "shz"),
    "kml": ("kml",),
    "kmz": ("kmz",),
    "gpx": ("gpx",),
    "xlsx": ("xlsx", "xlsm"),
}
_TITLES = {
    "geojson": "GeoJSON",
    "table": "a table",
    "gpkg": "a GeoPackage",
    "shapefile": "a zipped shapefile",
    "kml": "KML",
    "kmz": "KMZ",
    "gpx": "GPX",
    "xlsx": "XLSX",
}
FOREIGN: tuple[tuple[bytes, str, str], ...] = (
    (b"\xd0\xcf\x11\xe0", "it is an old Office file (.xls)", "save it as .xlsx or CSV"),
    (b"\x00\x00\x27\x0a", "it is a bare .shp", "zip it together with its .shx, .dbf and .prj"),
    (b"\x1f\x8b", "it is gzipped", "unpack it and give the file inside"),
    (b"BZh", "it is packed with bzip2", "unpack it and give the file inside"),
    (b"\xfd7zXZ", "it is packed with xz", "unpack it and give the file inside"),
    (b"7z\xbc\xaf", "it is a 7z archive", "unpack it and give the file inside"),
    (b"Rar!", "it is a RAR archive", "unpack it and give the file inside"),
    (b"%PDF", "it is a PDF", "ask for the table or the map data behind it"),
    (b"PAR1", "it is Parquet", "convert it to GeoPackage"),
    (b"fgb\x03", "it is FlatGeobuf", "convert it to GeoPackage"),
    (b"\x89PNG", "it is a picture", "give the data behind it"),
    (b"\xff\xd8\xff", "it is a picture", "give the data behind it"),
    (b"\x7fELF", "it is a program", f"give {FORMATS}"),
    (b"MZ", "it is a program", f"give {FORMATS}"),
)
ROOTS = {
    "html": ("it is a web page, not data", "download the file that the page links to"),
    "ogrvrtdatasource": ("it is a VRT, which names other files to read", "give the file that it names"),
    "vrtdataset": ("it is a VRT, which names other files to read", "give the file that it names"),
    "osm": ("it is OpenStreetMap XML", "use aleppo network import for roads, or convert it to GeoPackage"),
    "featurecollection": ("it is GML", "convert it to GeoPackage"),
}
WEB_PAGE = re.compile(
    r"\s*(<!--(?:(?!-->).)*-->\s*)*<(!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
# A text has hardly any control characters; where they are many it is no text.
_MOST_CONTROLS = 0.3
_NO_TEXT = re.compile("[\0-\x08\x0e-\x1d\x7f]")


def sniffed(body: bytes, name: str, options: Options) -> tuple[str, Decoded | Archive | bytes]:
    """Tell the format of a file, with its text, its archive or its bytes.

    Raises DraftError for a file of no format that is read, saying which it is where that is known.
    """
    if body.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _archived(open_archive(body, name, options.limit_bytes), options)
    if body.startswith(b"SQLite format 3\0"):
        return "gpkg", body
    if found := next((each for each in FOREIGN if body.startswith(each[0])), None):
        raise DraftError(name, found[1], found[2])
    decoded = decode(body, name, options.encoding)
    start = decoded.text[:4096].lstrip("\ufeff \t\r\n")
    if not start:
        raise DraftError(name, "it holds nothing but spaces", "save or download it again")
    if start.startswith(("<<<<<<< ", "======= ", ">>>>>>> ")):
        raise DraftError(
            name, "it holds the marks of a merge that was not finished", "finish the merge first"
        )
    if start.startswith("<"):
        return _xml(body, name, start), body
    if len(_NO_TEXT.findall(start)) > _MOST_CONTROLS * len(start):
        raise DraftError(name, "it is of no known format", f"give {FORMATS}")
    if start[0] in "{[\x1e":
        return "geojson", decoded
    line = start.splitlines()[0]
    if name.rpartition(".")[2].lower() in _ENDINGS["geojson"] and not re.search("[,;\t|]", line):
        raise DraftError(name, f"it does not begin as GeoJSON does: {shown(line)!r}", f"give {FORMATS}")
    return "table", decoded


def mismatch(kind: str, name: str) -> str | None:
    """Say that the name of a file promises another format than the content has; None where it does not."""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    promised = next((each for each, endings in _ENDINGS.items() if ending in endings), None)
    if promised is None or promised == kind or (ending == "zip" and kind != "xlsx") or ending == "txt":
        return None
    return f"the name ends in .{shown(ending)}, but the content is {_TITLES[kind]}"


def _archived(archive: Archive, options: Options) -> tuple[str, Decoded | Archive | bytes]:
    entries = {entry: entry.lower() for entry in archive.entries}
    if "xl/workbook.xml" in entries:
        return "xlsx", archive
    if entries.get("content.xml") or "[content_types].xml" in entries.values():
        what = "it is an Office file that is no workbook of Excel"
        raise DraftError(archive.name, what, "save the table as .xlsx or CSV")
    if any(lower.endswith(".shp") for lower in entries.values()):
        return "shapefile", archive
    if any(lower.endswith(".kml") for lower in entries.values()):
        return "kmz", archive
    data = [
        entry
        for entry, lower in entries.items()
        if lower.rpartition(".")[2] in (*_ENDINGS["geojson"], *_ENDINGS["table"], "gpkg", "gpx")
        and not lower.startswith("readme")
    ]
    if len(data) != 1:
        listed = ", ".join(map(shown, list(entries)[:10])) or "nothing"
        what = f"it is a zip file with {len(data)} files that could be read: {listed}"
        raise DraftError(archive.name, what, f"give one of {FORMATS}, or zip only that")
    return sniffed(archive.read(data[0]), f"{archive.name}/{data[0]}", options)


def _xml(body: bytes, name: str, start: str) -> str:
    if WEB_PAGE.match(start):
        raise DraftError(name, *ROOTS["html"])
    root = root_of(body, name)
    if root in ("kml", "gpx"):
        return root
    what, fix = ROOTS.get(root, (f"it is XML of an unknown kind: <{shown(root)}>", f"give {FORMATS}"))
    raise DraftError(name, what, fix)
