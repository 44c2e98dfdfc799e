"""What `aleppo check` costs: `python -m benchmarks.check`, on a made-up GeoJSON of 100,000 features.

Every way runs in a process of its own, on one file; seconds are of the processor, memory is the peak of the
process above an empty one that has imported the same. Ratios travel between machines, seconds do not. The
floor reads the text with `json.load` and makes its shapes with `shapely.from_geojson`, and finds nothing.
check-geojson (`@placemarkio/check-geojson`, npm) is installed into a temporary folder; geojsonhint cannot
be, where its dependency on a repository is not reachable, and the table then says so.
"""

import argparse
import json
import math
import random
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import process_time

from benchmarks import history

FEATURES = 100_000
VALIDATORS = {"check-geojson": "@placemarkio/check-geojson", "geojsonhint": "@mapbox/geojsonhint"}
_SCRIPT = """
const text = require("fs").readFileSync(process.argv[3], "utf8");
const library = require(process.argv[2]);
const begin = process.cpuUsage();
const found = library.check ? library.check(text) : library.hint(text);
const used = process.cpuUsage(begin);
const bytes = process.resourceUsage().maxRSS * 1024;
console.log(JSON.stringify({ seconds: (used.user + used.system) / 1e6, bytes }));
"""


def main() -> None:
    """Measure every way on one file, and a check of the shipped data against importing alone."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--features", type=int, default=FEATURES)
    parser.add_argument("--rounds", type=int, default=3)
    history.offer(parser)
    parser.add_argument("--one", choices=sorted(WAYS), help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        print(json.dumps(_measured(WAYS[given.one], given.file)))
        return
    run = history.Run(benchmark="check")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made-up.geojson"
        write(path, given.features)
        size = path.stat().st_size
        rows = {way: _best([*_self(), "--one", way, "--file", str(path)], given.rounds) for way in WAYS}
        rows |= {name: _validator(package, path, given.rounds) for name, package in VALIDATORS.items()}
    print(_table(rows, size))
    print(_shipped(given.rounds))
    if given.record:
        history.record(run.line(_ratios(rows), figures={"features": given.features, "ways": rows}))


def write(path: Path, many: int) -> None:
    """Write points, lines and polygons in turn, about 570 bytes each, one per line."""
    chance = random.Random(1)
    with path.open("w", encoding="utf-8") as file:
        file.write('{"type":"FeatureCollection","features":[\n')
        for number in range(many):
            row = {"type": "Feature", "id": f"f-{number}", "properties": _properties(chance, number)}
            file.write(
                ("," if number else "") + json.dumps(row | {"geometry": _geometry(chance, number)}) + "\n"
            )
        file.write("]}\n")


def _properties(chance: random.Random, number: int) -> dict[str, object]:
    note = "surveyed on foot and drawn again from pictures of the same week by another hand"
    return {"name": f"Place {number}", "class": "residential", "storeys": chance.randint(1, 9), "note": note}


def _geometry(chance: random.Random, number: int) -> dict[str, object]:
    x, y = 36.5 + chance.random(), 36 + chance.random() * 0.8
    around = [[round(x + 0.002 * math.cos(k), 7), round(y + 0.002 * math.sin(k), 7)] for k in _corners(18)]
    along = [[round(x + 0.001 * k, 7), round(y + 0.001 * chance.random(), 7)] for k in range(18)]
    return (
        {"type": "Point", "coordinates": [round(x, 7), round(y, 7)]},
        {"type": "LineString", "coordinates": along},
        {"type": "Polygon", "coordinates": [[*around, around[0]]]},
    )[number % 3]


def _corners(many: int) -> list[float]:
    return [2 * math.pi * k / many for k in range(many)]


def _floor(path: Path) -> None:
    import shapely

    with path.open(encoding="utf-8") as file:
        json.load(file)
    shapely.from_geojson(path.read_text(encoding="utf-8"))


def _ours(path: Path) -> None:
    from dashboard.store.standalone import check_body

    found = check_body(path.read_bytes(), path.name)
    assert found.problems == []


def _frame(path: Path) -> None:
    import geopandas

    geopandas.read_file(path)


WAYS: dict[str, Callable[[Path], None]] = {
    "json.load + shapely (floor)": _floor,
    "aleppo check": _ours,
    "geopandas.read_file": _frame,
}
_IMPORTED = {"aleppo check": "dashboard.store.standalone", "geopandas.read_file": "geopandas"}


def _measured(way: Callable[[Path], None], path: Path) -> dict[str, float]:
    import importlib

    importlib.import_module(
        next((_IMPORTED[n] for n, w in WAYS.items() if w is way and n in _IMPORTED), "shapely")
    )
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begin = process_time()
    way(path)
    seconds = process_time() - begin
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"seconds": seconds, "bytes": (peak - before) * 1024}


def _self() -> list[str]:
    return [sys.executable, "-m", "benchmarks.check"]


def _best(command: list[str], rounds: int) -> dict[str, float]:
    runs = [
        json.loads(subprocess.run(command, capture_output=True, check=True).stdout) for _ in range(rounds)
    ]
    return min(runs, key=lambda run: run["seconds"])


def _validator(package: str, path: Path, rounds: int) -> dict[str, float] | None:
    with tempfile.TemporaryDirectory() as folder:
        install = [
            "npm",
            "install",
            "--no-audit",
            "--no-fund",
            "--ignore-scripts",
            "--prefix",
            folder,
            package,
        ]
        if subprocess.run(install, capture_output=True, check=False).returncode:
            return None
        script = Path(folder) / "measure.js"
        script.write_text(_SCRIPT, encoding="utf-8")
        return _best(["node", "--max-old-space-size=12000", str(script), package, str(path)], rounds)


def _table(rows: dict[str, dict[str, float] | None], size: int) -> str:
    floor = rows["json.load + shapely (floor)"]
    assert floor is not None
    lines = [
        f"{size / 1e6:.0f} MB, {FEATURES:,} features; Python {sys.version.split()[0]}",
        "",
        "| way | seconds | to the floor | memory to the file |",
        "|---|---|---|---|",
    ]
    for name, row in rows.items():
        if row is None:
            lines.append(f"| {name} | could not be installed here | | |")
        else:
            ratios = f"{row['seconds'] / floor['seconds']:.2f} | {row['bytes'] / size:.1f}"
            lines.append(f"| {name} | {row['seconds']:.2f} | {ratios} |")
    return "\n".join(lines)


def _ratios(rows: dict[str, dict[str, float] | None]) -> dict[str, float]:
    """Give the seconds of each way to those of the floor."""
    (floor, least), *others = ((name, row["seconds"]) for name, row in rows.items() if row)
    return {f"{name} to {floor}": round(seconds / least, 3) for name, seconds in others}


def _shipped(rounds: int) -> str:
    aleppo = [str(Path(sys.executable).with_name("aleppo")), "check"]
    floor = _cpu([sys.executable, "-c", "import shapely, pydantic"], rounds)
    lines = ["", "| on the shipped data | to `import shapely, pydantic` |", "|---|---|"]
    for name, command in (("first check", [*aleppo, "--no-recall"]), ("the same data again", aleppo)):
        lines.append(f"| {name} | {_cpu(command, rounds) / floor:.2f} |")
    return "\n".join(lines)


def _cpu(command: list[str], rounds: int) -> float:
    """Give the least processor time of a command; one run before fills the caches."""
    found = []
    for _ in range(rounds + 1):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, capture_output=True, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        found.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(found[1:])


if __name__ == "__main__":
    main()
