"""Layers for the drawing benchmark: a front that moves east through the city, in the files that ways want.

Shapes are those of benchmarks/made.py. The day of a feature is its band of longitude: whatever draws it,
moving the day by one changes one upright band of the screen and nothing else, so that a change has arrived
can be read from the pixels. What lies west of the city has the first day, what lies east of it the last.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks import made
from benchmarks.drawing_table import ZOOM

REACH = 0.06  # degrees from the middle of the city to either end of the front, at that zoom
DAYS = 20
FIRST = date(2016, 8, 20)
LAST = FIRST + timedelta(days=DAYS - 1)
KINDS = ("points", "lines", "polygons")
FORMS = dict(zip(KINDS, ("Point", "LineString", "Polygon"), strict=True))


@dataclass(frozen=True, kw_only=True)
class Layer:
    """A made layer; every feature has one ring of equally many vertices."""

    kind: str
    zoom: int
    rings: npt.NDArray[np.float64]  # (features, vertices, 2), degrees
    day: npt.NDArray[np.uint8]  # days since FIRST
    damage: npt.NDArray[np.uint8]  # index into made.CLASSES

    def __len__(self) -> int:
        return len(self.day)


def make(kind: str, size: int, zoom: int = ZOOM) -> Layer:
    """Make so many points, so many polygons, or lines of so many vertices together.

    The front fits a screen at the zoom: seen from nearer, its bands are narrower.
    """
    if kind == "points":
        rings = np.column_stack(made.positions(size))[:, None, :]
    else:
        shapes = made.lines(size) if kind == "lines" else made.polygons(size)
        rings = shapes.vertices.reshape(len(shapes.part_off) - 1, -1, 2)
    reach = REACH * 2.0 ** (ZOOM - zoom)
    band = np.floor(((rings[:, 0, 0] - made.CITY[0]) / reach + 1) / 2 * DAYS)
    damage = np.random.default_rng(6).integers(0, len(made.CLASSES), len(rings), np.uint8)
    day = band.clip(0, DAYS - 1).astype(np.uint8)
    return Layer(kind=kind, zoom=zoom, rings=rings, day=day, damage=damage)


def write_geojson(layer: Layer, path: Path) -> None:
    """Write the layer as GeoJSON, a feature per line."""
    with path.open("w", encoding="utf-8") as file:
        file.write('{"type":"FeatureCollection","features":[\n')
        for number, text in enumerate(_features(layer)):
            file.write((",\n" if number else "") + text)
        file.write("\n]}\n")


def _features(layer: Layer) -> Iterator[str]:
    form = FORMS[layer.kind]
    days = [(FIRST + timedelta(days=n)).isoformat() for n in range(DAYS)]
    for start in range(0, len(layer), 10_000):
        part = slice(start, start + 10_000)
        rows = zip(layer.rings[part].round(6).tolist(), layer.day[part], layer.damage[part], strict=True)
        for i, (ring, day, damage) in enumerate(rows, start):
            shape = ring[0] if form == "Point" else ring if form == "LineString" else [ring]
            yield (
                f'{{"type":"Feature","properties":{{"id":{i},"date":"{days[day]}","n":{day},'
                f'"damage":"{made.CLASSES[damage]}"}},"geometry":{{"type":"{form}",'
                f'"coordinates":{json.dumps(shape, separators=(",", ":"))}}}}}'
            )


def write_parquet(layer: Layer, path: Path) -> None:
    """Write the layer as GeoParquet."""
    import pyarrow
    import shapely
    from pyarrow import parquet

    if layer.kind == "points":
        shapes = shapely.points(layer.rings[:, 0])
    else:
        shapes = (shapely.linestrings if layer.kind == "lines" else shapely.polygons)(layer.rings)
    days = pyarrow.array([FIRST + timedelta(days=n) for n in range(DAYS)], pyarrow.date32())
    columns = {
        "date": days.take(pyarrow.array(layer.day)),
        "n": pyarrow.array(layer.day),
        "damage": pyarrow.array(made.CLASSES).take(pyarrow.array(layer.damage)),
        "geometry": pyarrow.array(shapely.to_wkb(shapes)),
    }
    about = {"encoding": "WKB", "geometry_types": [FORMS[layer.kind]]}
    geo = {"version": "1.0.0", "primary_column": "geometry", "columns": {"geometry": about}}
    table = pyarrow.table(columns).replace_schema_metadata({"geo": json.dumps(geo)})
    parquet.write_table(table, path)


def write_binary(layer: Layer, path: Path) -> None:
    """Write what the floor fetches: how much there is and where, then quantised x and y, then days."""
    latitude = np.radians(layer.rings[..., 1])
    x = layer.rings[..., 0] / 360 + 0.5
    y = 0.5 - np.log(np.tan(latitude) + 1 / np.cos(latitude)) / (2 * np.pi)
    x0, y0 = x.min(), y.min()
    size = max(x.max() - x0, y.max() - y0)
    quantised = [np.rint((v - o) / size * 65535).astype("<u2").tobytes() for v, o in ((x, x0), (y, y0))]
    head = np.array([len(layer), layer.rings.shape[1], x0, y0, size], "<f8").tobytes()
    path.write_bytes(head + b"".join(quantised) + layer.day.tobytes())
