"""GeoPackage, FlatGeobuf, GeoJSON and shapefiles through GDAL, in batches of Arrow."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from dashboard.store.imports.limits import shown
from dashboard.store.layers.dropped import Dropped
from dashboard.store.layers.geojson_walk import features_in, filled_lines, has_shape, is_feature, lines_in
from dashboard.store.layers.limits import LayerError
from dashboard.store.layers.shapes import Shapes, shapes_from_wkb
from dashboard.store.layers.taking import Opened, degrees_for
from dashboard.store.layers.zipped import unpacked

_BATCH = 16_384
_BATCH_BYTES = 32 * 2**20
_TITLES = {
    "gpkg": "GeoPackage",
    "flatgeobuf": "FlatGeobuf",
    "geojson": "GeoJSON",
    "geojsonseq": "GeoJSON, one feature a line",
    "shapefile": "shapefile",
}
_OPEN = {"gpkg": {"IMMUTABLE": "YES"}, "geojson": {"DATE_AS_STRING": "YES"}}


def open_through_gdal(request: dict[str, Any]) -> Opened:
    """Open a file of one of GDAL's formats. Raises LayerError where the layer to read is not clear."""
    import pyogrio

    kind, path, name = request["kind"], request["path"], request["name"]
    given: dict[str, Any] = dict(_OPEN.get(kind, {}))
    remarks: list[str] = []
    layer = None
    if kind == "gpkg":
        layer, others = _chosen(pyogrio.list_layers(path), request["layer"], name)
        remarks += [f"other layers were not read: {', '.join(map(shown, others))}"] if others else []
    elif request["layer"] and kind != "shapefile":
        raise LayerError(name, f"a {_TITLES[kind]} has one layer only", "leave --layer-of out")
    if request["encoding"] and kind != "shapefile":
        raise LayerError(name, f"{_TITLES[kind]} is always UTF-8", "leave --layer-encoding out")
    if kind == "shapefile":
        path, given["encoding"], said = unpacked(request)
        remarks += said
    rows = 0
    if kind in ("gpkg", "flatgeobuf", "shapefile"):
        rows = pyogrio.read_info(path, layer=layer, **given)["features"]
    dropped = Dropped()
    walk = _walk(Path(path), kind, name, dropped, remarks)
    entered = pyogrio.open_arrow(
        path,
        layer=layer,
        batch_size=_batch_size(path, rows),
        use_pyarrow=True,
        datetime_as_string=True,
        **given,
    )
    meta, batches = entered.__enter__()  # as long as the process lives
    degrees, title = degrees_for(meta["crs"], name, request["crs"])
    dates = {
        str(field)
        for field, kind in zip(meta["fields"], meta["ogr_types"], strict=True)
        if kind in ("OFTDate", "OFTDateTime")
    }
    shape_name = meta["geometry_name"] or "wkb_geometry"
    return Opened(
        format=_TITLES[kind],
        crs=title,
        batches=_batches(entered, batches, shape_name if meta["geometry_type"] else None, degrees, walk),
        dates=frozenset(dates),
        remarks=remarks,
        expected=rows if kind == "flatgeobuf" else 0,  # others count rows that were deleted
        dropped=dropped,
        second_look=lambda: walk.look() if walk else [],
        share=lambda read: min(read / rows, 1.0) if rows > 0 else None,
    )


def _batch_size(path: str, rows: int) -> int:
    """Tell how many rows to take at once: fewer where each is large."""
    if rows <= 0:
        return _BATCH
    return int(min(max(_BATCH_BYTES * rows / max(Path(path).stat().st_size, 1), 1), _BATCH))


def _walk(path: Path, kind: str, name: str, dropped: Dropped, remarks: list[str]) -> "_Walk | None":
    if not kind.startswith("geojson"):
        return None
    with path.open("rb") as file:
        if file.read(1) == b"\x1e":  # records may have many lines: GDAL's word is taken
            return None
    return _Walk(path, name, dropped, remarks, by_line=kind == "geojsonseq")


class _Walk:
    """Looks once more at GeoJSON: for shapes that are none, and for what is no feature.

    GDAL gives a row without a word where a shape is none, and passes over what is no feature.
    """

    def __init__(self, path: Path, name: str, dropped: Dropped, remarks: list[str], *, by_line: bool) -> None:
        self._path, self._name, self._by_line = path, name, by_line
        self._dropped, self._remarks = dropped, remarks
        self._rows, self._missing = 0, set[int]()

    def note(self, shapes: Any) -> None:
        """Take notice of the next batch."""
        self._missing.update(
            (shapes.is_null().to_numpy(zero_copy_only=False).nonzero()[0] + self._rows).tolist()
        )
        self._rows += len(shapes)

    def look(self) -> list[int]:
        """Give the rows that have a shape which could not be read; note what is no feature.

        Raises LayerError where there are features of which no row came.
        """
        if self._by_line and not self._missing and filled_lines(self._path) == self._rows:
            return []
        found, row = [], 0
        for place, each in enumerate(lines_in(self._path) if self._by_line else features_in(self._path), 1):
            if not is_feature(each):
                self._dropped.note(place, "it is no feature")
                continue
            if row in self._missing and has_shape(each):
                found.append(row)
            row += 1
        if row > self._rows:
            what = f"it has {row:,} features, and {self._rows:,} could be read"
            raise LayerError(self._name, what, "it may be damaged; export it again")
        if row < self._rows:
            said = "what is no feature behind that is not counted"
            self._remarks.append(f"only the first {row:,} features could be looked at twice: {said}")
        return found


def _batches(
    entered: Any, batches: Any, shape_name: str | None, degrees: Callable[..., Any] | None, walk: _Walk | None
) -> Iterator[tuple[Any, Shapes]]:
    for batch in batches:
        if shape_name is None:
            yield batch, Shapes(unlocated=batch.num_rows)
            continue
        place = batch.schema.get_all_field_indices(shape_name)[-1]  # an attribute may be called so too
        if walk is not None:
            walk.note(batch.column(place))
        yield batch.remove_column(place), shapes_from_wkb(batch.column(place), degrees)
    entered.__exit__(None, None, None)


def _chosen(layers: Any, wanted: str | None, name: str) -> tuple[str, list[str]]:
    names = [str(layer) for layer, _ in layers]
    placed = [str(layer) for layer, kind in layers if kind is not None]
    listed = ", ".join(map(shown, placed)) or "none"
    if wanted is not None and wanted not in names:
        raise LayerError(name, f"it has no layer {wanted!r}", f"name one with --layer-of: {listed}")
    if wanted is None and len(placed) != 1:
        what = f"it has {len(placed)} layers with places"
        raise LayerError(name, what, f"name one with --layer-of: {listed}")
    chosen = wanted or placed[0]
    return chosen, [each for each in names if each != chosen]
