"""What other programs do to a GeoJSON file that is opened and written again.

QGIS writes through GDAL, and so does this, with the options that QGIS sets. geojson.io and uMap run in a
browser: what they do is done here step by step, after their published code (geojson.io: src/ui/map of 2022 to
2025; uMap 3: data/features.js and formatter.js).
"""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio.raw
import shapely

Edit = Callable[[list[dict[str, Any]]], object]


def nothing(features: list[dict[str, Any]]) -> None:
    """Leave the features as they are."""


def qgis(
    body: bytes,
    place: Path,
    edit: Edit = nothing,
    *,
    through_geopackage: bool = False,
    promoted: bool = False,
    heights: bool = False,
    **options: str,
) -> bytes:
    """Open a file as QGIS does, and save it with “Save Features As…”: 15 decimals and GeoJSON of 2008."""
    place.mkdir(exist_ok=True)
    source, written = place / "given.geojson", place / "written.geojson"
    document = json.loads(body)
    edit(document["features"])
    source.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    meta, _, geometry, values = pyogrio.raw.read(source)
    if heights:
        found = shapely.force_3d(shapely.from_wkb(geometry), 0.0)
        geometry = np.array(shapely.to_wkb(found, output_dimension=3), dtype=object)
    kind = "Unknown"
    if promoted:
        kinds = {type_.removeprefix("Multi") for type_ in _types(document)}
        kind = f"Multi{kinds.pop()}" if len(kinds) == 1 else "Unknown"

    def write(target: Path, driver: str, found: Any, fields: Any, named: Any, **more: str) -> None:
        pyogrio.raw.write(
            target, geometry=found, field_data=fields, fields=named, geometry_type=kind, crs="EPSG:4326",
            driver=driver, layer="layer", promote_to_multi=promoted, **more,
        )  # fmt: skip

    if through_geopackage:
        write(place / "kept.gpkg", "GPKG", geometry, values, meta["fields"])
        meta, _, geometry, values = pyogrio.raw.read(place / "kept.gpkg")
    set_by_qgis = {"COORDINATE_PRECISION": "15", "RFC7946": "NO", "WRITE_BBOX": "NO"}
    write(written, "GeoJSON", geometry, values, meta["fields"], **(set_by_qgis | options))
    return written.read_bytes()


def drawn_in_place(path: Path, name: str) -> None:
    """Draw one point into an open layer of QGIS and save the edits: GDAL writes the whole file again."""
    point = np.array([shapely.to_wkb(shapely.Point(37.123456789, 36.2))], dtype=object)
    pyogrio.raw.write(
        path, geometry=point, field_data=[np.array([name], dtype=object)], fields=["name"],
        geometry_type="Point", crs="EPSG:4326", driver="GeoJSON", append=True,
    )  # fmt: skip


def _types(document: Any) -> set[str]:
    return {each["geometry"]["type"] for each in document["features"] if each["geometry"]}


def geojson_io(body: bytes, edit: Edit = nothing) -> bytes:
    """Draw on geojson.io and save: ids go, what has no geometry cannot be drawn, rings are turned."""
    features = []
    for each in json.loads(body)["features"]:
        if each["geometry"] is not None:
            geometry = {"coordinates": _rewound(each["geometry"]), "type": each["geometry"]["type"]}
            features.append({"type": "Feature", "properties": each["properties"], "geometry": geometry})
    edit(features)
    return json.dumps(
        {"type": "FeatureCollection", "features": features}, ensure_ascii=False, indent=2
    ).encode()


def _rewound(geometry: dict[str, Any]) -> Any:
    """Turn rings as geojson-rewind did before RFC 7946: outer ones clockwise."""
    found = geometry["coordinates"]
    if geometry["type"] == "Polygon":
        return [ring[::-1] for ring in found]
    return (
        [[ring[::-1] for ring in rings] for rings in found] if geometry["type"] == "MultiPolygon" else found
    )


def umap(body: bytes, edit: Edit = nothing, *, backup: bool = False) -> bytes:
    """Import into uMap and download: ids that are not five letters or digits are replaced."""
    features = []
    for number, each in enumerate(json.loads(body)["features"]):
        if each["geometry"] is None:
            continue  # so does uMap
        kept = re.fullmatch(r"[A-Za-z0-9]{5}", str(each.get("id", "")))
        features.append({
            "type": "Feature",
            "geometry": _single(each["geometry"]),
            "properties": {k.replace(".", "_"): v for k, v in each["properties"].items()},
            "id": each["id"] if kept else f"X{number:04}",
        })  # fmt: skip
    edit(features)
    collection: dict[str, Any] = {"type": "FeatureCollection", "features": features}
    if backup:
        collection |= {"_umap_options": {"displayOnLoad": True, "name": "Layer 1", "id": "5c1f", "rank": 0}}
        collection = {"type": "umap", "uri": "here", "properties": {"zoom": 9}, "layers": [collection]}
    return json.dumps(collection, ensure_ascii=False, indent=2).encode()


def _single(geometry: dict[str, Any]) -> dict[str, Any]:
    """Give a line or area of one part as what it is, as Leaflet does."""
    kind, parts = geometry["type"], geometry["coordinates"]
    if kind in ("MultiLineString", "MultiPolygon") and len(parts) == 1:
        return {"type": kind.removeprefix("Multi"), "coordinates": parts[0]}
    return geometry
