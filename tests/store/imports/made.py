"""Files made for the tests: as other programs write them, and as somebody writes them who means harm."""

import io
import json
import warnings
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
from shapely.geometry import Point

from dashboard.domain.drafts import Draft
from dashboard.store.imports.limits import DraftError

PLACES = {"Bab al-Hawa": (36.67, 36.24), "Azaz": (37.05, 36.59)}
ARABIC = ["باب الهوى", "أعزاز"]


def frame(**columns: list[Any]) -> gpd.GeoDataFrame:
    """Make two places with names in two languages, and further columns."""
    named = {"NAME_EN": list(PLACES), "NAME_AR": ARABIC, **columns}
    return gpd.GeoDataFrame(named, geometry=[Point(*place) for place in PLACES.values()], crs=4326)


def written(path: Path, places: gpd.GeoDataFrame | None = None, crs: str = "EPSG:4326", **given: Any) -> Path:
    """Write places with GDAL, in the format of the path's ending."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        (frame() if places is None else places).to_crs(crs).to_file(path, **given)
    return path


def shapefile(
    folder: Path, *, crs: str = "EPSG:4326", encoding: str = "UTF-8", without: tuple[str, ...] = ()
) -> dict[str, bytes]:
    """Write a shapefile and give its parts by their names."""
    folder.mkdir(exist_ok=True)
    written(folder / "places.shp", crs=crs, encoding=encoding)
    return {each.name: each.read_bytes() for each in sorted(folder.iterdir()) if each.suffix not in without}


def zipped(entries: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, body in entries.items():
            archive.writestr(name, body)
    return out.getvalue()


def collection(*features: Any, **members: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", **members, "features": features}).encode()


def point(x: Any = 37.1, y: Any = 36.2, **properties: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": properties or None,
        "geometry": {"type": "Point", "coordinates": [x, y]},
    }


def kml(inner: str, head: str = "") -> str:
    return f'<?xml version="1.0"?>{head}<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{inner}</Document></kml>'


def workbook(sheet: str, *, shared: str = "", styles: str = "", book: str = "", head: str = "") -> bytes:
    """Make an XLSX file of the XML of its rows."""
    start = f'<?xml version="1.0"?>{head}'
    sheets = book or '<sheets><sheet name="Data" sheetId="1" r:id="r1"/></sheets>'
    entries = {
        "[Content_Types].xml": "<Types/>",
        "xl/workbook.xml": f'{start}<workbook xmlns:r="r">{sheets}</workbook>',
        "xl/_rels/workbook.xml.rels": '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/>'
        '<Relationship Id="r2" Target="/xl/worksheets/sheet2.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f"{start}<worksheet><sheetData>{sheet}</sheetData></worksheet>",
        "xl/worksheets/sheet2.xml": "<worksheet><sheetData>"
        + row(1, "lat", "lon")
        + row(2, "36", "37")
        + "</sheetData></worksheet>",
    }
    if shared:
        entries["xl/sharedStrings.xml"] = f"{start}<sst>{shared}</sst>"
    if styles:
        entries["xl/styles.xml"] = f"<styleSheet>{styles}</styleSheet>"
    return zipped(entries)


def ends_in_words(read: Callable[[], Draft]) -> None:
    """Take a draft whose counts add up, or a refusal with a remedy; nothing else."""
    try:
        draft = read()
    except DraftError as refused:
        said = str(refused)
    else:
        said = "\n  fix: "
        assert draft.read == draft.taken + len(draft.rejects)
    assert "\n  fix: " in said


def row(number: int, *cells: str) -> str:
    inner = "".join(f'<c t="inlineStr"><is><t xml:space="preserve">{cell}</t></is></c>' for cell in cells)
    return f'<row r="{number}">{inner}</row>'
