"""What importing a road network costs: `python -m benchmarks.roads_import`, 10^4 to 10^6 made-up segments.

Each size is read in a process of its own, so that its peak memory is its own too. Ratios travel between
machines, seconds (of the processor, all threads) do not: time per segment against that of the smallest size
(1 is linear), and against `pyogrio.read_dataframe` of the same GeoPackage, which does nothing but read.
Memory is the peak above what the process held before it began, without the dataset.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import process_time
from typing import Any, TypeVar

import numpy as np
import pyogrio

from benchmarks.city import city, write_lines
from dashboard.domain.attach import attach
from dashboard.domain.junctions import join
from dashboard.store.load import data_folder, load
from dashboard.store.networks import load_network, save_network
from dashboard.store.roads import read_roads

T = TypeVar("T")
STEPS = ("read", "join", "attach", "save", "load")


def main() -> None:
    """Measure every size and print one Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="1e4,1e5,1e6", help="numbers of segments, by commas")
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--floor", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        print(json.dumps(_import(given.one)))
        return
    if given.floor:
        print(json.dumps(_floor(given.floor)))
        return
    with tempfile.TemporaryDirectory() as folder:
        rows = [_measure(int(float(size)), Path(folder)) for size in given.sizes.split(",")]
    print(_table(rows))


def _measure(size: int, folder: Path) -> dict[str, Any]:
    path = folder / f"{size}.gpkg"
    write_lines(city(size), path)
    repeats = 3 if size < 500_000 else 1
    runs = [_child("--one", path) for _ in range(repeats)]
    floors = [_child("--floor", path) for _ in range(repeats)]
    best = min(runs, key=lambda run: sum(run[step] for step in STEPS))
    return {**best, "floor": min(run["seconds"] for run in floors), "floor_bytes": floors[0]["bytes"]}


def _child(option: str, path: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.roads_import", option, str(path)]
    return dict(json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout))


def _import(path: Path) -> dict[str, Any]:
    dataset, _ = load(data_folder())
    before = _held_bytes()
    seconds: dict[str, Any] = {}
    roads = _timed(seconds, "read", lambda: read_roads(path))
    joined = _timed(seconds, "join", lambda: join(roads.lines, tolerance_m=1))
    until_join = _peak_bytes()
    _timed(seconds, "attach", lambda: attach(joined.network, dataset))
    out = path.with_suffix(".npz")
    _timed(seconds, "save", lambda: save_network(joined.network, out))
    _timed(seconds, "load", lambda: load_network(out))
    count = len(joined.network.tail)
    return {
        **seconds,
        "segments": count,
        "bytes": (until_join - before) / count,
        "attach_bytes": (_peak_bytes() - before) / count,
        "file_bytes": out.stat().st_size / count,
    }


def _timed(seconds: dict[str, Any], step: str, work: Callable[[], T]) -> T:
    began = process_time()
    result = work()
    seconds[step] = process_time() - began
    return result


def _floor(path: Path) -> dict[str, Any]:
    before = _held_bytes()
    began = process_time()
    frame = pyogrio.read_dataframe(path)
    return {"seconds": process_time() - began, "bytes": (_peak_bytes() - before) / len(frame)}


def _held_bytes() -> int:
    """Give what the process holds now, and let the peak begin anew from there. Linux only."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return _status("VmRSS")


def _peak_bytes() -> int:
    """Give the peak since `_held_bytes`; `getrusage` would count the parent's as well."""
    return _status("VmHWM")


def _status(name: str) -> int:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(name))


def _table(rows: list[dict[str, Any]]) -> str:
    first = sum(rows[0][step] for step in STEPS[:4]) / rows[0]["segments"]
    lines = [
        "| segments | read | join | attach | save | load again | time per segment, to the smallest"
        " | time, to plain read | peak bytes per segment: read and join, attach, plain read | file |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        steps = " | ".join(f"{row[step]:.2f} s" for step in STEPS)
        whole = sum(row[step] for step in STEPS[:4])
        memory = ", ".join(f"{row[name]:,.0f}" for name in ("bytes", "attach_bytes", "floor_bytes"))
        slower = f"{whole / row['segments'] / first:.2f} | {whole / row['floor']:.1f} of {row['floor']:.2f} s"
        file = f"{row['file_bytes']:.0f} bytes"
        lines.append(f"| {row['segments']:,} | {steps} | {slower} | {memory} | {file} |")
    versions = f"numpy {np.__version__}, GDAL {pyogrio.__gdal_version_string__}"
    return "\n".join([*lines, "", f"Python {sys.version.split()[0]}, {versions}"])


if __name__ == "__main__":
    main()
