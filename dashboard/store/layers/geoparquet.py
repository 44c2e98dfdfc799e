"""GeoParquet: row groups streamed through pyarrow, shapes as WKB or as GeoArrow's own columns."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from dashboard.store.imports.limits import shown
from dashboard.store.layers.limits import LayerError
from dashboard.store.layers.shapes import Degrees, Shapes, shapes_from, shapes_from_wkb
from dashboard.store.layers.taking import Opened, degrees_for

_BATCH = 16_384
_BATCH_BYTES = 16 * 2**20
_FOOTER_BYTES = 64 * 2**20
# Encodings of GeoParquet 1.1, and what shapely calls them: a type, and how many levels of lists it has.
_NATIVE = {
    "point": ("POINT", 0),
    "linestring": ("LINESTRING", 1),
    "polygon": ("POLYGON", 2),
    "multipoint": ("MULTIPOINT", 1),
    "multilinestring": ("MULTILINESTRING", 2),
    "multipolygon": ("MULTIPOLYGON", 3),
}


def open_geoparquet(request: dict[str, Any]) -> Opened:
    """Open a GeoParquet file. Raises LayerError for one without a column of shapes that can be read."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    name = request["name"]
    for option in ("layer", "encoding"):
        if request[option]:
            flag = "--layer-of" if option == "layer" else "--layer-encoding"
            raise LayerError(name, f"GeoParquet has no {option} to choose", f"leave {flag} out")
    file = pq.ParquetFile(
        pa.OSFile(request["path"]),
        buffer_size=2**20,
        pre_buffer=False,
        thrift_string_size_limit=_FOOTER_BYTES,
        thrift_container_size_limit=1_000_000,
    )
    column, told = _shape_column(file.schema_arrow, name)
    encoding = str(told.get("encoding", "WKB"))
    kind = file.schema_arrow.field(column).type
    flat = pa.types.is_binary(kind) or pa.types.is_large_binary(kind)
    if encoding.lower() not in ("wkb", *_NATIVE) or (encoding.lower() == "wkb") != flat:
        raise LayerError(
            name,
            f"its shapes are encoded as {shown(encoding, 40)!r}, held as {kind}",
            "write it again with WKB",
        )
    degrees, title = degrees_for(_crs_of(told), name, request["crs"])
    rows = file.metadata.num_rows
    covering = _covering(told, file.schema_arrow)
    batches = _batches(file, column, encoding.lower(), degrees, drop=covering)
    remarks = [f"shapes from the column {column!r}"] if column != "geometry" else []
    return Opened(
        format="GeoParquet",
        crs=title,
        batches=batches,
        remarks=remarks,
        expected=rows,
        share=lambda read: min(read / rows, 1.0) if rows > 0 else None,
    )


def _shape_column(schema: Any, name: str) -> tuple[str, Mapping[str, Any]]:
    said = (schema.metadata or {}).get(b"geo")
    if said is None:
        what = "it is Parquet without the metadata of GeoParquet, so no column is known to hold shapes"
        raise LayerError(name, what, "write it as GeoParquet: geopandas and QGIS do")
    try:
        told = json.loads(said)
        column = told["primary_column"]
        about = told["columns"][column]
        fits = isinstance(column, str) and isinstance(about, dict) and column in schema.names
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise LayerError(name, "its metadata of GeoParquet is damaged", "write it again") from error
    if not fits:
        what = "its metadata of GeoParquet names a column that is not there"
        raise LayerError(name, what, "write it again")
    if schema.names.count(column) > 1:
        what = f"it has several columns called {shown(column)!r}, and one of them holds its shapes"
        raise LayerError(name, what, "give the others another name")
    return column, about


def _crs_of(told: Mapping[str, Any]) -> str | None:
    """Give the reference system: WGS84 where none is named, none where it is said to be unknown."""
    crs = told.get("crs", "OGC:CRS84")
    if crs is None or isinstance(crs, str):
        return crs
    if not isinstance(crs, dict):
        return str(crs)
    code = crs.get("id")
    if isinstance(code, dict) and "authority" in code and "code" in code:
        return f"{code['authority']}:{code['code']}"
    from dashboard.domain.measure import wkt_of

    return wkt_of(crs)


def _covering(told: Mapping[str, Any], schema: Any) -> str | None:
    """Give the column that holds a box round each shape, which says nothing more of a row."""
    import pyarrow as pa

    try:
        found = told["covering"]["bbox"]["xmin"][0]
    except (LookupError, TypeError):
        return None
    if not isinstance(found, str) or schema.names.count(found) != 1:
        return None
    return found if pa.types.is_struct(schema.field(found).type) else None


def _batches(
    file: Any, column: str, encoding: str, degrees: Degrees | None, *, drop: str | None
) -> Iterator[tuple[Any, Shapes]]:
    import pyarrow as pa

    for group in range(file.num_row_groups):
        about = file.metadata.row_group(group)
        per_row = about.total_byte_size / max(about.num_rows, 1)
        size = int(min(max(_BATCH_BYTES / max(per_row, 1), 1), _BATCH))
        for batch in file.iter_batches(batch_size=size, row_groups=[group], use_threads=False):
            shapes = batch.column(batch.schema.get_field_index(column))
            if isinstance(shapes.type, pa.ExtensionType):
                shapes = shapes.storage
            names = enumerate(batch.schema.names)  # several may be called the same
            attributes = batch.select([place for place, name in names if name not in (column, drop)])
            yield (
                attributes,
                (
                    shapes_from_wkb(shapes, degrees)
                    if encoding == "wkb"
                    else _native(shapes, encoding, degrees)
                ),
            )


def _native(column: Any, encoding: str, degrees: Degrees | None) -> Shapes:
    """Read shapes that stand as lists of positions."""
    import pyarrow as pa
    import shapely

    kind, levels = _NATIVE[encoding]
    missing = column.is_null().to_numpy(zero_copy_only=False)
    inner, offsets = column.drop_null(), []
    for _ in range(levels):
        lengths = inner.value_lengths().fill_null(0).to_numpy(zero_copy_only=False)
        offsets.append(np.concatenate(([0], np.cumsum(lengths, dtype=np.int64))))
        inner = inner.flatten()
    if pa.types.is_struct(inner.type):
        high = inner.type.get_field_index("z") >= 0
        xy = np.column_stack([inner.field(name).to_numpy(zero_copy_only=False) for name in ("x", "y")])
    else:
        high = inner.type.list_size > 2
        xy = inner.flatten().to_numpy(zero_copy_only=False).reshape(-1, inner.type.list_size)[:, :2]
    made = np.full(len(column), None, object)
    given = tuple(reversed(offsets)) or None
    made[~missing] = shapely.from_ragged_array(shapely.GeometryType[kind], np.asarray(xy, float), given)
    shapes = shapes_from(made, missing, degrees)
    shapes.heights = int(np.count_nonzero(~missing)) if high else 0
    return shapes
