"""A process of its own that lets GDAL read one file: bounded, without network or other drivers.

It is started with a folder and a request in JSON, imports nothing of this project, and writes one JSON text
per line: what the layer is, then its features, then the end.
"""

import base64
import importlib
import json
import math
import os
import resource
import sys
from typing import Any

DRIVERS = ("GPKG", "ESRI Shapefile")
_BATCH = 5_000
# Everything else that GDAL may have been built with; a test looks for what is missing here.
_OTHERS = """
    PCIDSK PDS4 VICAR PDF MBTiles EEDA OGCAPI GDALG LVBAG S57 DGN OGR_VRT CSV GML GPX LIBKML KML GeoJSON
    GeoJSONSeq ESRIJSON TopoJSON OGR_GMT SQLite WAsP OpenFileGDB DXF FlatGeobuf GeoRSS VFK PGDUMP OSM
    GPSBabel OGR_PDS WFS OAPIF EDIGEO Idrisi ODS XLSX Elasticsearch Carto AmigoCloud SXF Selafin JML
    PLSCENES CSW VDV MVT NGW MapML GTFS PMTiles JSONFG MiraMonVector ADBC AVCBin AVCE00 AIVector HTTP
    Parquet Arrow XODR netCDF HDF5 VRT WMS WMTS WCS Zarr STACTA STACIT DAAS PLMOSAIC NGSGEOID GTI
    LIBERTIFF COG HFA PostgreSQL MySQL
"""


def main() -> None:
    """Read the layer that standard input asks for."""
    request = json.load(sys.stdin)
    fence(request)
    begin(request["seconds"])
    try:
        _read(request)
    except MemoryError:
        _say({"error": "memory", "said": "it takes more memory than the reader may have"})
    except (OSError, RuntimeError, ValueError) as error:  # anything else ends without "end", which is noticed
        _say({"error": "unreadable", "said": f"{type(error).__name__}: {error}"})


def fence(request: dict[str, Any], *, more_drivers: tuple[str, ...] = ()) -> None:
    """Take away from this process what reading needs not: all drivers but DRIVERS and `more_drivers`."""
    for limit, most in (
        (resource.RLIMIT_AS, request["address_bytes"]),
        (resource.RLIMIT_DATA, request["memory_bytes"]),
        (resource.RLIMIT_FSIZE, request["output_bytes"]),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        _limit(limit, most)
    others = [driver for driver in _OTHERS.split() if driver not in more_drivers]
    os.environ |= {
        "OGR_SKIP": ",".join([*others, "MapInfo File"]),
        "GDAL_SKIP": " ".join(others),
        "GDAL_HTTP_PROXY": "127.0.0.1:9",
        "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
        "CPL_CURL_ENABLE_VSIMEM": "NO",
        "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR",
        "GDAL_DRIVER_PATH": "disable",
        "OGR_SQLITE_STATIC_VIRTUAL_OGR": "NO",
        "OGR_SQLITE_LOAD_EXTENSIONS": "",
        "OGR_GPKG_NUM_THREADS": "1",
        "GDAL_NUM_THREADS": "1",
        "ARROW_DEFAULT_MEMORY_POOL": "system",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
    }
    sys.meta_path.insert(0, _Heavy())


class _Heavy:
    """Finds no pandas: nothing here needs it, and it is large."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        if name in ("pandas", "geopandas"):
            raise ImportError(name)


def begin(seconds: int) -> None:
    """Import what is slow to import, say so, and count the time from there on.

    Nothing else is written to standard error: GDAL's warnings would fill the pipe.
    """
    told = os.dup(sys.stderr.fileno())
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
    for slow in ("pyarrow", "pyogrio", "shapely"):
        importlib.import_module(slow)
    os.write(told, b"ready\n")
    os.close(told)
    used = resource.getrusage(resource.RUSAGE_SELF)
    _limit(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + 1 + seconds)


def _limit(which: int, most: int) -> None:
    hard = resource.getrlimit(which)[1]
    least = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(which, (least, least))


def _read(request: dict[str, Any]) -> None:
    import pyogrio

    path = request["path"]
    layers = [[str(name), kind and str(kind)] for name, kind in pyogrio.list_layers(path)]
    chosen = request["layer"]
    if chosen is None:
        placed = [name for name, kind in layers if kind is not None]
        if len(placed) != 1:
            _say({"error": "layers", "layers": [name for name, _ in layers], "placed": placed})
            return
        chosen = placed[0]
    elif chosen not in [name for name, _ in layers]:
        _say({"error": "no-layer", "layers": [name for name, _ in layers]})
        return
    given = {"encoding": request["encoding"]} if request["encoding"] else {}
    info = pyogrio.read_info(path, layer=chosen, **given)
    _say(
        {
            "layer": chosen,
            "layers": [name for name, _ in layers],
            "crs": info["crs"],
            "fields": [str(name) for name in info["fields"]],
            "encoding": info["encoding"],
            "driver": info["driver"],
        }
    )
    _write_features(path, chosen, given, request["rows"])
    _say({"end": True})


def _write_features(path: str, layer: str, given: dict[str, str], most: int) -> None:
    import pyogrio
    import shapely

    with pyogrio.open_arrow(
        path, layer=layer, batch_size=_BATCH, use_pyarrow=True, return_fids=True, **given
    ) as (meta, batches):
        geometry_name = meta["geometry_name"] or "wkb_geometry"
        for number, batch in enumerate(batches):
            if number * _BATCH > most:  # the one who asked refuses so many
                break
            names = batch.schema.names
            fids = batch.column(0).to_pylist()
            shapes = batch.column(geometry_name).to_pylist() if geometry_name in names else [None] * len(fids)
            fields = [name for name in names[1:] if name != geometry_name]
            columns = [batch.column(name).to_pylist() for name in fields]
            for place, (fid, wkb) in enumerate(zip(fids, shapes, strict=True)):
                values = {name: _plain(column[place]) for name, column in zip(fields, columns, strict=True)}
                _say({"fid": fid, "values": values, **_geometry(shapely, wkb)})


def _geometry(shapely: Any, wkb: bytes | None) -> dict[str, Any]:
    if wkb is None:
        return {"geometry": None}
    try:
        shape = shapely.from_wkb(wkb)
    except shapely.errors.GEOSException as error:
        return {"geometry": None, "fault": f"its shape is broken: {error}"}
    if shape.is_empty:
        return {"geometry": None, "empty": shape.geom_type}
    return {"geometry": shapely.geometry.mapping(shape), **({"measured": True} if shape.has_m else {})}


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, (str, int, float, bool, type(None), list)):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _say(value: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(value) + "\n")


if __name__ == "__main__":
    main()
