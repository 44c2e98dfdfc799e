"""Made layers for tests and measurements: points, lines and polygons like a city, and a damage survey.

All of it is invented; the same seed gives the same layer. A damage survey has the shape of the one that
UNOSAT published of Aleppo (as many points, five dates, classes of damage), and none of its contents.
"""

import argparse
import csv
from datetime import date
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

WEST, SOUTH, EAST, NORTH = 36.2, 35.9, 37.6, 36.8
CITY = (37.16, 36.2)
CLASSES = ("Moderate Damage", "Severe Damage", "Destroyed", "No Visible Damage", "Possible Damage")
SURVEYS = ("2013-09-23", "2014-05-23", "2015-04-26", "2016-08-19", "2016-09-18")
DAMAGE_POINTS = 14_058
EPOCH = date(1970, 1, 1)
DAY = {day: (date.fromisoformat(day) - EPOCH).days for day in SURVEYS}
FIRST_DAY, LAST_DAY = DAY["2013-09-23"], DAY["2016-09-18"]
NO_DAY, NO_CODE = 65535, 255

Floats = npt.NDArray[np.float64]
Offsets = npt.NDArray[np.uint32]


class Shapes(NamedTuple):
    """Lines or polygons as flat arrays: which rings belong to a feature, which vertices to a ring."""

    vertices: Floats
    part_off: Offsets
    ring_off: Offsets


class Values(NamedTuple):
    """What is known of each feature: a day, a category, a source, a day from which it was known."""

    date: npt.NDArray[np.uint16]
    category: npt.NDArray[np.uint8]
    source: npt.NDArray[np.uint8]
    known: npt.NDArray[np.uint16]


def positions(count: int, seed: int = 1) -> tuple[Floats, Floats]:
    """Place points: half in the city, most others in forty towns, the rest anywhere in the region."""
    rng = np.random.default_rng(seed)
    towns = np.column_stack([rng.uniform(WEST, EAST, 40), rng.uniform(SOUTH, NORTH, 40)])
    towns[0] = CITY
    shares = np.r_[0.5, np.full(39, 0.35 / 39), 0.15]
    which = rng.choice(41, size=count, p=shares)
    spread = np.r_[0.035, rng.uniform(0.006, 0.02, 39), 0][which]
    centre = np.vstack([towns, (0, 0)])[which]
    lon = centre[:, 0] + rng.normal(0, 1, count) * spread
    lat = centre[:, 1] + rng.normal(0, 1, count) * spread * 0.8
    loose = which == 40
    lon[loose], lat[loose] = rng.uniform(WEST, EAST, loose.sum()), rng.uniform(SOUTH, NORTH, loose.sum())
    return np.clip(lon, WEST, EAST), np.clip(lat, SOUTH, NORTH)


def values(count: int, seed: int = 2) -> Values:
    """Give each feature a day (a few have none), one of six categories, a source (a tenth have none)."""
    rng = np.random.default_rng(seed)
    day = rng.integers(FIRST_DAY, LAST_DAY + 1, count).astype(np.uint16)
    known = (day + rng.integers(0, 30, count)).astype(np.uint16)
    undated = rng.random(count) < 0.02
    day[undated] = known[undated] = NO_DAY
    category = rng.choice(6, count, p=[0.35, 0.25, 0.15, 0.12, 0.08, 0.05]).astype(np.uint8)
    source = rng.choice(np.array([0, 1, 2, NO_CODE], np.uint8), count, p=[0.5, 0.3, 0.1, 0.1])
    return Values(day, category, source, known)


def lines(vertices: int, seed: int = 3, each: int = 20) -> Shapes:
    """Make winding lines of `each` vertices, some forty metres apart, as many as have `vertices` together."""
    rng = np.random.default_rng(seed)
    count = max(1, vertices // each)
    lon, lat = positions(count, seed)
    turns = np.cumsum(rng.normal(0, 0.35, (count, each)), axis=1) + rng.uniform(0, 2 * np.pi, (count, 1))
    step = 0.0004
    xy = np.stack(
        [
            lon[:, None] + np.cumsum(np.cos(turns), axis=1) * step,
            lat[:, None] + np.cumsum(np.sin(turns), axis=1) * step,
        ],
        axis=-1,
    )
    ring_off = np.arange(0, count * each + 1, each, dtype=np.uint32)
    return Shapes(xy.reshape(-1, 2), np.arange(count + 1, dtype=np.uint32), ring_off)


def polygons(count: int, seed: int = 4, corners: int = 8) -> Shapes:
    """Make round polygons of some ten to two hundred metres, closed as files close them."""
    rng = np.random.default_rng(seed)
    lon, lat = positions(count, seed)
    angle = np.linspace(0, 2 * np.pi, corners, endpoint=False) + rng.uniform(0, np.pi, (count, 1))
    radius = rng.lognormal(np.log(0.0003), 0.6, (count, 1)) * rng.uniform(0.7, 1.3, (count, corners))
    xy = np.stack(
        [lon[:, None] + np.cos(angle) * radius, lat[:, None] + np.sin(angle) * radius * 0.8], axis=-1
    )
    xy = np.concatenate([xy, xy[:, :1]], axis=1)
    ring_off = np.arange(0, count * (corners + 1) + 1, corners + 1, dtype=np.uint32)
    return Shapes(xy.reshape(-1, 2), np.arange(count + 1, dtype=np.uint32), ring_off)


def damage_rows(count: int = DAMAGE_POINTS, seed: int = 5) -> list[dict[str, object]]:
    """Make a damage survey: each place is looked at on five dates, and what was found once does not heal."""
    rng = np.random.default_rng(seed)
    lon = CITY[0] + rng.normal(0, 0.03, count)
    lat = CITY[1] + rng.normal(0, 0.022, count)
    first = rng.integers(0, len(SURVEYS), count)
    found = rng.integers(0, 3, count)
    rows = []
    for n in range(count):
        row: dict[str, object] = {
            "SiteID": f"made-{n:05}",
            "lon": round(float(lon[n]), 6),
            "lat": round(float(lat[n]), 6),
        }
        for k, day in enumerate(SURVEYS, start=1):
            seen = k - 1 >= first[n]
            worse = min(2, int(found[n]) + (k - 1 - int(first[n])) // 3) if seen else 3
            row |= {f"SensDt_{k}": day, f"Main_Dmg_{k}": CLASSES[worse]}
        rows.append(row)
    return rows


def write_csv(path: Path, rows: list[dict[str, object]]) -> None:
    """Write rows as CSV."""
    with path.open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def write_table(path: Path, rows: list[dict[str, object]]) -> None:
    """Write rows as points of the format that the file's name says: GeoPackage, GeoJSON, FlatGeobuf, …."""
    import geopandas
    import shapely

    columns = {name: [row[name] for row in rows] for name in rows[0] if name not in ("lon", "lat")}
    places = shapely.points([row["lon"] for row in rows], [row["lat"] for row in rows])
    geopandas.GeoDataFrame(columns, geometry=places, crs=4326).to_file(path)


def main() -> None:
    """Write the made damage survey: `python -m benchmarks.made damage.gpkg`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, help="damage.csv, damage.gpkg, …")
    parser.add_argument("--points", type=int, default=DAMAGE_POINTS)
    given = parser.parse_args()
    rows = damage_rows(given.points)
    (write_csv if given.file.suffix == ".csv" else write_table)(given.file, rows)


if __name__ == "__main__":
    main()
