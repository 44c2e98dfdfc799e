"""What reading a brought layer costs: `python -m benchmarks.layers_read`, 10^5 and 10^6 made-up points.

Each file is read in a process of its own, so that its peak memory is its own too: of the process that asks
(pages of mapped files counted), and of the one that it starts to read. Against it stands the plain way to
read the same file whole: geopandas.read_parquet, pyogrio.read_dataframe, or pandas for CSV. Ratios travel
between machines, seconds do not. Seconds of the processor include starting Python and importing.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

FORMATS = ("gpkg", "fgb", "parquet", "csv", "geojson", "geojsonl")
_CLASSES = ("Destroyed", "Severe Damage", "Moderate Damage", "No Visible Damage")
_SOURCES = ("UNITAR-UNOSAT", "ACLED", "OCHA")


def main() -> None:
    """Measure every size and format, and print one Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="1e5,1e6", help="numbers of points, by commas")
    parser.add_argument("--formats", default=",".join(FORMATS), help="endings, by commas")
    parser.add_argument("--ours", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--plain", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    for which, read in ((given.ours, _ours), (given.plain, _plain)):
        if which:
            print(json.dumps(_measured(read, which)))
            return
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for size in given.sizes.split(","):
            for ending in given.formats.split(","):
                path = Path(folder) / f"points.{ending}"
                _write(_points(int(float(size))), path)
                rows.append(_row(f"{ending}, {float(size):,.0f} points", path, Path(folder)))
        path = Path(folder) / "lines.gpkg"
        _write(_lines(10_000, 100), path)
        rows.append(_row("gpkg, lines of 1,000,000 vertices", path, Path(folder)))
    print(_table(rows))
    print(f"\nload average at the end: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


def _points(size: int) -> Any:
    import geopandas

    random = np.random.default_rng(1)
    lon, lat = np.round(37 + random.random(size) / 2, 6), np.round(36 + random.random(size) / 2, 6)
    day = np.datetime64("2016-08-01") + random.integers(0, 60, size)
    columns = {
        "SensDt": day.astype(str),
        "Main_Dmg": np.array(_CLASSES)[random.integers(0, len(_CLASSES), size)],
        "source": np.array(_SOURCES)[random.integers(0, len(_SOURCES), size)],
        "note": [f"note {number} of a survey" for number in range(size)],
        "share": random.random(size),
    }
    return geopandas.GeoDataFrame(columns, geometry=geopandas.points_from_xy(lon, lat), crs=4326)


def _lines(count: int, vertices: int) -> Any:
    import geopandas
    import shapely

    random = np.random.default_rng(1)
    steps = np.cumsum(random.normal(0, 1e-4, (count, vertices, 2)), axis=1) + np.array([37, 36])
    return geopandas.GeoDataFrame(
        {"name": [f"way {n}" for n in range(count)]}, geometry=shapely.linestrings(steps), crs=4326
    )


def _write(frame: Any, path: Path) -> None:
    path.unlink(missing_ok=True)
    if path.suffix == ".csv":
        frame = frame.assign(lon=frame.geometry.x, lat=frame.geometry.y)
        frame.drop(columns="geometry").to_csv(path, index=False)
    elif path.suffix == ".parquet":
        frame.to_parquet(path)
    else:
        driver = {".fgb": "FlatGeobuf", ".geojson": "GeoJSON", ".geojsonl": "GeoJSONSeq"}.get(
            path.suffix, "GPKG"
        )
        frame.to_file(path, driver=driver)


def _ours(path: Path) -> dict[str, Any]:
    from dashboard.store.layers.reading import read_layer

    begun = time.perf_counter()
    (held,) = read_layer(path)
    cold = time.perf_counter() - begun
    child = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.perf_counter()
    read_layer(path)
    again = time.perf_counter() - begun
    parent_mb = _peak_mb()
    return {
        "wall": cold,
        "again": again,
        "parent_mb": parent_mb,
        "child_mb": child.ru_maxrss / 1024,
        **_columns(held),
        "later_mb": _peak_mb(),
    }


def _peak_mb() -> float:
    """Give the peak of this process; ru_maxrss would count what it was before it became this program."""
    told = Path("/proc/self/status").read_text()
    return int(told.partition("VmHWM:")[2].split()[0]) / 1024


def _columns(held: Any) -> dict[str, float]:
    """Measure what comes after reading: roles, days and codes, and single rows."""
    from dashboard.domain.roles import roles_of
    from dashboard.store.layers.columns import codes_of, days_of, fields_of

    begun = time.process_time()
    roles = roles_of(fields_of(held))
    if roles.date:
        days_of(held, roles.date)
    for column in (roles.category, roles.source):
        if column:
            codes_of(held, column)
    columns = time.process_time() - begun
    numbers = np.random.default_rng(1).integers(0, held.row_count, 1000).tolist()
    held.row(0)
    begun = time.perf_counter()
    for number in numbers:
        held.row(number)
    return {"columns": columns, "row_us": (time.perf_counter() - begun) * 1000}


def _plain(path: Path) -> dict[str, Any]:
    import geopandas
    import pandas
    import pyogrio

    begun = time.perf_counter()
    if path.suffix == ".csv":
        frame = pandas.read_csv(path)
        geopandas.GeoDataFrame(frame, geometry=geopandas.points_from_xy(frame["lon"], frame["lat"]), crs=4326)
    elif path.suffix == ".parquet":
        geopandas.read_parquet(path)
    else:
        pyogrio.read_dataframe(path)
    wall = time.perf_counter() - begun
    return {"wall": wall, "parent_mb": _peak_mb()}


def _measured(read: Callable[[Path], dict[str, Any]], path: Path) -> dict[str, Any]:
    found = read(path)
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return {**found, "cpu": sum(each.ru_utime + each.ru_stime for each in used)}


def _row(title: str, path: Path, folder: Path) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(dir=folder) as cache:
        ours = _child("--ours", path, cache)
    return {
        "title": title,
        "mb": path.stat().st_size / 1e6,
        "ours": ours,
        "plain": _child("--plain", path, ""),
    }


def _child(flag: str, path: Path, cache: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.layers_read", flag, str(path)]
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, env={**os.environ, "XDG_CACHE_HOME": cache}
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _table(rows: list[dict[str, Any]]) -> str:
    head = (
        "| file | MB | seconds | CPU s | plain, seconds | plain, CPU s | ratio of CPU | second start s "
        "| roles, days, codes CPU s | a row µs | reader MB | asker MB | asker MB later | plain MB |"
    )
    lines = [head, "|---" * 14 + "|"]
    for row in rows:
        ours, plain = row["ours"], row["plain"]
        lines.append(
            f"| {row['title']} | {row['mb']:.0f} | {ours['wall']:.1f} | {ours['cpu']:.1f} "
            f"| {plain['wall']:.1f} | {plain['cpu']:.1f} | {ours['cpu'] / plain['cpu']:.2f} "
            f"| {ours['again']:.2f} | {ours['columns']:.2f} | {ours['row_us']:.0f} | {ours['child_mb']:.0f} "
            f"| {ours['parent_mb']:.0f} | {ours['later_mb']:.0f} | {plain['parent_mb']:.0f} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
