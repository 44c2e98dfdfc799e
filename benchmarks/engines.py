"""Compare graph libraries on the same made-up city: time, memory, and what each can answer.

    python -m benchmarks.engines [--sizes 1e4,1e5,1e6] [--limit 140]

First every engine must answer small random networks as a plain search without each node and each segment
does. Then each is measured in a process of its own, the best of three unless a step takes more than a second;
a process that is not done within the limit is ended, and what it did not reach is shown as such. Read the
ratios, in brackets: to the fastest in the same row.
"""

import argparse
import ctypes
import gc
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.city import city, crossings, ends
from benchmarks.graph_arrays import Igraph, Scipy
from benchmarks.graph_check import check
from benchmarks.graph_objects import Networkx, Rustworkx
from benchmarks.graph_questions import Engine, corridors
from dashboard.domain.network import Network

ENGINES: Mapping[str, Callable[[Network], Engine]] = {
    "scipy": Scipy,
    "igraph": Igraph,
    "rustworkx": Rustworkx,
    "networkx": Networkx,
}
STEPS = {
    "build": "build",
    "way": "one shortest way",
    "corridors": "5 corridors without a common segment",
    "cut": "minimum node cut and number of disjoint ways",
    "failures": "single points of failure, nodes and segments",
    "held": "memory held after the build, bytes per segment",
    "peak": "most memory used at any time, bytes per segment",
}


def main() -> None:
    """Check, measure, print one table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--sizes", default="1e4,1e5,1e6")
    parser.add_argument("--limit", type=float, default=140, help="seconds for one engine and size")
    parser.add_argument("--child", nargs=2, metavar=("ENGINE", "SIZE"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        measure(given.child[0], int(given.child[1]))
        return
    check(ENGINES)
    sizes = [int(float(size)) for size in given.sizes.split(",")]
    rows = {size: {name: in_child(name, size, given.limit) for name in ENGINES} for size in sizes}
    print(table(rows, given.limit))
    print(f"\n{machine()}; " + ", ".join(f"{name} {version(name)}" for name in ENGINES))


def measure(name: str, size: int) -> None:
    """Measure one engine in this process; prints a line of JSON for each step as it is done."""
    network = city(size)
    origin, goal = ends(network)
    lone = crossings(network)[0]
    __import__({"scipy": "scipy.sparse.csgraph"}.get(name, name))
    before = memory("VmRSS")
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # forget the peak of making the city
    seconds, engine = timed(lambda: ENGINES[name](network))
    report("build", seconds, network.size[1])
    report("held", (memory("VmRSS") - before) / network.size[1])
    seconds, way = timed(lambda: engine.way(origin, goal))
    report("way", seconds, len(way))
    seconds, lengths = timed(lambda: corridors(engine, network, (origin, goal), 5))
    report("corridors", seconds, [round(length) for length in lengths])
    seconds, cut = timed(lambda: engine.cut(origin, goal))
    report("cut", None if cut is None else seconds, cut and len(cut))
    seconds, (nodes, segments) = timed(lambda: engine.failures(lone, goal))
    report("failures", seconds, [len(nodes), len(segments)])
    report("peak", (memory("VmHWM") - before) / network.size[1])


def timed(action: Callable[[], Any]) -> tuple[float, Any]:
    """Give the best time of up to three, and the answer."""
    best, answer = np.inf, None
    for _ in range(3):
        del answer  # two graphs at a time would count as memory of one
        start = time.perf_counter()
        answer = action()
        best = min(best, time.perf_counter() - start)
        if best > 1:
            break
    return float(best), answer


def report(step: str, value: float | None, answer: Any = None) -> None:
    """Tell the parent."""
    print(json.dumps({"step": step, "value": value, "answer": answer}), flush=True)


def memory(field: str) -> int:
    """Read a figure of this process's memory in bytes: VmRSS is held now, VmHWM was the most."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)  # what was freed and not given back would hide what is taken next
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(field))


def in_child(name: str, size: int, limit_s: float) -> dict[str, dict[str, Any]]:
    """Run one engine in a process of its own; what is missing from the answer was not reached in time."""
    command = [sys.executable, "-m", "benchmarks.engines", "--child", name, str(size)]
    try:
        told = subprocess.run(command, capture_output=True, timeout=limit_s, text=True, check=True).stdout
    except subprocess.TimeoutExpired as late:
        told = late.stdout.decode() if isinstance(late.stdout, bytes) else late.stdout or ""
    except subprocess.CalledProcessError as broken:
        raise SystemExit(f"{name} at {size}: {broken.stderr}") from broken
    lines = [json.loads(line) for line in told.splitlines(keepends=True) if line.endswith("\n")]
    found = {line["step"]: line for line in lines}
    print(f"{name} {size}: " + json.dumps({k: v["answer"] for k, v in found.items()}), file=sys.stderr)
    return found


def table(rows: Mapping[int, Mapping[str, Mapping[str, Any]]], limit_s: float) -> str:
    """Write the figures as Markdown."""
    lines = [f"| segments | | {' | '.join(ENGINES)} |", f"|---:|---|{'---:|' * len(ENGINES)}"]
    for size, by_engine in rows.items():
        agree(size, by_engine)
        for step, title in STEPS.items():
            values = {name: found[step]["value"] for name, found in by_engine.items() if step in found}
            least = min((value for value in values.values() if value is not None), default=None)
            cells = []
            for name in ENGINES:
                value = values.get(name)
                if name not in values:
                    cells.append(f"not within {limit_s:.0f} s")
                elif value is None or least is None:
                    cells.append("-")
                else:
                    cells.append(f"{shown(step, value)} ({value / least:.1f})")
            lines.append(f"| {size:,} | {title} | {' | '.join(cells)} |")
    return "\n".join(lines)


def shown(step: str, value: float) -> str:
    """Write a time or a size with its unit."""
    if step in ("held", "peak"):
        return f"{value:,.0f}"
    return f"{value:.2f} s" if value >= 1 else f"{value * 1000:.1f} ms"


def agree(size: int, by_engine: Mapping[str, Mapping[str, Any]]) -> None:
    """Refuse to compare times of different answers."""
    for step in ("corridors", "cut", "failures"):
        answers = [found[step]["answer"] for found in by_engine.values() if step in found]
        told = [answer for answer in answers if answer is not None]
        if any(not np.allclose(answer, told[0], rtol=0, atol=1) for answer in told):
            raise SystemExit(f"{step} at {size}: the engines differ: {told}")


def machine() -> str:
    """Name the machine."""
    cpu = Path("/proc/cpuinfo").read_text(encoding="utf-8").split("model name\t: ")[1].splitlines()[0]
    return f"{cpu}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"


if __name__ == "__main__":
    main()
