"""Where the rows of a table lie: numbers, or degrees as people write them, or shapes as WKT."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dashboard.domain.coordinates import degrees_of, metres_of
from dashboard.domain.draft_columns import plain_name, suggested
from dashboard.store.imports.limits import shown
from dashboard.store.layers.limits import LayerError
from dashboard.store.layers.shapes import Degrees, Floats, Shapes, shapes_from_points, shapes_from_wkt

_WKT = re.compile(r"\s*(SRID=\d+;)?\s*(MULTI)?(POINT|LINESTRING|POLYGON|GEOMETRYCOLLECTION)\s*[ZM(]", re.I)
_WKT_NAMES = ("wkt", "geom", "geometry", "the_geom", "wkt_geom", "shape")
_NUMBER = r"^[+-]?[0-9]{1,12}(\.[0-9]*)?$"
_WITH_COMMA = r"^[+-]?[0-9]{1,3},[0-9]+$"


def places_in(
    header: Sequence[str],
    tags: Mapping[str, str],
    example: Mapping[str, str],
    degrees: Degrees | None,
    name: str,
) -> tuple[Callable[[Any], Shapes], str]:
    """Find the columns that hold places; give how shapes are made of a batch, and what to say of it.

    `example` is a row of the table. Raises LayerError where there are no such columns.
    """
    written = [column for column in header if _WKT.match(example.get(column) or "")]
    written.sort(key=lambda column: plain_name(column) not in _WKT_NAMES)
    found = suggested(header, tags, tabular=True)
    if "longitude" in found and "latitude" in found:
        lon, lat = found["longitude"], found["latitude"]
        said = f"places from the columns {shown(lon)!r} (longitude) and {shown(lat)!r} (latitude)"
        return lambda batch: _points(batch, lon, lat, degrees), said
    if written:
        return lambda batch: _shapes(
            batch, written[0], degrees
        ), f"places from the column {shown(written[0])!r} (WKT)"
    listed = ", ".join(shown(column, 40) for column in header[:20])
    what = f"none of its columns is known to hold places: {listed}"
    raise LayerError(name, what, "name two of them longitude and latitude, or one WKT")


def _points(batch: Any, lon: str, lat: str, degrees: Degrees | None) -> Shapes:
    read = degrees_of if degrees is None else metres_of
    xs, x_empty, x_faults = _numbers(batch.column(lon), read)
    ys, y_empty, y_faults = _numbers(batch.column(lat), read)
    faults = {row: f"{shown(lon)}: {why}" for row, why in x_faults.items()}
    faults |= {row: f"{shown(lat)}: {why}" for row, why in y_faults.items() if row not in faults}
    for column, empty, other in ((lon, x_empty, y_empty), (lat, y_empty, x_empty)):
        for row in np.flatnonzero(empty & ~other):
            faults.setdefault(int(row), f"{shown(column)} is empty")
    missing = x_empty & y_empty
    out = missing.copy()
    out[list(faults)] = True
    found = shapes_from_points(xs, ys, out, degrees)
    found.unlocated = int(np.count_nonzero(missing))
    found.faults += faults.items()
    return found


def _numbers(column: Any, read: Callable[[str], float]) -> tuple[Floats, NDArray[np.bool_], dict[int, str]]:
    """Read a column of texts as numbers, those that are no plain ones each by itself."""
    import pyarrow.compute as pc

    texts = pc.utf8_trim_whitespace(column).fill_null("")
    if read is degrees_of:
        comma = pc.match_substring_regex(texts, _WITH_COMMA)
        texts = pc.if_else(comma, pc.replace_substring(texts, ",", "."), texts)
    plain = pc.match_substring_regex(texts, _NUMBER)
    values = pc.if_else(plain, texts, None).cast("float64").to_numpy(zero_copy_only=False).copy()
    empty = pc.equal(texts, "").to_numpy(zero_copy_only=False)
    faults: dict[int, str] = {}
    others = np.flatnonzero(~plain.to_numpy(zero_copy_only=False) & ~empty)
    for row, text in zip(others.tolist(), texts.take(others).to_pylist(), strict=True):
        try:
            values[row] = read(text)
        except ValueError as error:
            faults[row] = (
                f"{shown(text, 40)!r} is not a number" if "is not a number" in str(error) else str(error)
            )
    return values, empty, faults


def _shapes(batch: Any, column: str, degrees: Degrees | None) -> Shapes:
    import pyarrow.compute as pc

    return shapes_from_wkt(pc.replace_substring_regex(batch.column(column), r"^\s*SRID=\d+;", ""), degrees)
