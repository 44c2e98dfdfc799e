"""Measure many viewers at once: real websocket sessions that open the page and move clocks.

    python -m benchmarks.viewers [--viewers 1,10,50,100,200] [--seconds 20] [--json FILE]

Each viewer moves about every four seconds, at random, and waits for the answer; then all move in the same
moment, five times. The floor, a Streamlit page with one slider, is driven alike in the same run, before and
after: read the ratios. The viewers run in a process of their own, on the same two cores as the server.
"""

import argparse
import asyncio
import json
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import websockets.exceptions

from benchmarks import history
from benchmarks.serving import streamlit
from tests.server.viewer import Viewer, WentWrong, viewing

PAUSE_S = 4.0
BURSTS = 5
FIRST_DAY, DAYS = date(2016, 7, 1), 80
# What the panel beside the map shows: mostly the day, sometimes a place, a question of corridors, a list.
TABS = (
    *({"tab": "day"},) * 12,
    *({"tab": "feature", "sel": "castello-road"},) * 4,
    *({"tab": "corridor"},) * 2,
    {"tab": "disagreements"},
    {"tab": "tray"},
)
FAILURES = (WentWrong, TimeoutError, OSError, websockets.exceptions.WebSocketException)


@dataclass
class Found:
    """What one load gave."""

    opened_s: list[float] = field(default_factory=list)
    moved_s: list[float] = field(default_factory=list)
    burst_s: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    received_bytes: int = 0


class Server:
    """A served page, and what it takes of the machine."""

    def __init__(self, name: str, process: "subprocess.Popen[bytes]", url: str) -> None:
        self.name, self.process, self.url = name, process, url

    def rss_mb(self) -> float:
        """Give the memory that is resident."""
        lines = Path(f"/proc/{self.process.pid}/status").read_text(encoding="utf-8").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / 1024

    def cpu_s(self) -> float:
        """Give the processor time used so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def started(name: str, command: list[str], port: int) -> Iterator[Server]:
    """Start a server and stop it again."""
    import urllib.request

    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}/"
    ready = "readyz" if name == "ours" else "_stcore/health"
    try:
        for _ in range(240):
            try:
                urllib.request.urlopen(url + ready, timeout=1).read()
                break
            except OSError:
                time.sleep(0.25)
        else:
            raise SystemExit(f"{' '.join(command)} did not get ready")
        yield Server(name, process, url)
    finally:
        process.terminate()
        process.wait()


def link(rng: random.Random, apart: bool) -> dict[str, str]:
    """Give a viewer's link; `apart` draws every clock and the lens too, so that hardly two see the same."""
    chosen: dict[str, str] = {"as_of": some_day(rng), "known_by": "all", **rng.choice(TABS)}
    if apart:
        chosen |= {
            "known_by": some_day(rng),
            "context": rng.choice("01"),
            "names": rng.choice(("en", "both")),
        }
    return chosen


def some_day(rng: random.Random) -> str:
    """Draw a day of the story."""
    return (FIRST_DAY + timedelta(days=rng.randrange(DAYS))).isoformat()


async def move(viewer: Viewer, rng: random.Random, name: str, apart: bool) -> float:
    """Move once."""
    if name == "floor":
        return await viewer.slide(rng.randrange(1, 91))
    return await viewer.move(as_of=some_day(rng), **({"known_by": some_day(rng)} if apart else {}))


async def load(server: Server, number: int, seconds: float, apart: bool) -> tuple[Found, dict[str, float]]:
    """Let so many viewers look and move; gives their times and what the server took."""
    found, rng = Found(), random.Random(number)
    start, clock, cpu = asyncio.Event(), time.perf_counter, server.cpu_s
    taken: dict[str, float] = {"rss_before_mb": server.rss_mb()}
    async with AsyncExitStack() as stack:
        viewers = []
        cpu_before = cpu()
        for _ in range(number):
            query = link(rng, apart) if server.name == "ours" else {}
            viewer = await stack.enter_async_context(viewing(server.url, query, live=server.name == "ours"))
            try:
                found.opened_s.append(await viewer.open())
                viewers.append(viewer)
            except FAILURES as error:
                found.failures.append(repr(error))
        taken["open_cpu_s"] = (cpu() - cpu_before) / number
        await asyncio.sleep(3)
        taken["rss_open_mb"] = server.rss_mb()

        async def live_on(viewer: Viewer, own: random.Random, until: float) -> None:
            await start.wait()
            await asyncio.sleep(own.uniform(0, PAUSE_S))
            while clock() < until:
                found.moved_s.append(await move(viewer, own, server.name, apart))
                await asyncio.sleep(own.uniform(0.5, 1.5) * PAUSE_S)

        begun, cpu_before = clock(), cpu()
        lives = [live_on(v, random.Random(rng.random()), begun + seconds) for v in viewers]
        start.set()
        failed = [r for r in await asyncio.gather(*lives, return_exceptions=True) if r is not None]
        taken["cpu_share"] = (cpu() - cpu_before) / (clock() - begun)
        taken["cpu_ms_per_move"] = 1000 * (cpu() - cpu_before) / max(1, len(found.moved_s))
        for _ in range(BURSTS):
            burst = [move(v, rng, server.name, apart) for v in viewers]
            for each in await asyncio.gather(*burst, return_exceptions=True):
                (found.burst_s if isinstance(each, float) else failed).append(each)  # type: ignore[arg-type]
        for error in failed:
            if not isinstance(error, FAILURES):
                raise error  # type: ignore[misc]
            found.failures.append(repr(error))
        await asyncio.sleep(3)
        taken["rss_after_mb"] = server.rss_mb()
        found.received_bytes = sum(v.received_bytes for v in viewers)
    await asyncio.sleep(1)
    return found, taken


def summary(found: Found, taken: dict[str, float]) -> dict[str, Any]:
    """Give the figures of one load, milliseconds."""
    told: dict[str, Any] = {}
    for name, values in (("open", found.opened_s), ("move", found.moved_s), ("burst", found.burst_s)):
        cuts = statistics.quantiles(values, n=100) if len(values) > 1 else values * 99
        if cuts:
            told |= {f"{name}_p{p}_ms": round(1000 * cuts[p - 1], 1) for p in (50, 95, 99)}
    told |= {
        "moves": len(found.moved_s),
        "failures": len(found.failures),
        "first_failures": found.failures[:3],
    }
    return told | {name: round(value, 3) for name, value in taken.items()}


def measure(numbers: list[int], seconds: float, apart: bool, options: list[str]) -> dict[str, Any]:
    """Drive both servers with each number of viewers, alternating."""
    ours = [
        sys.executable,
        "-c",
        "from dashboard.cli import main; main()",
        "run",
        "--no-browser",
        "--port=8731",
    ]
    told: dict[str, Any] = {"ours": {}, "floor": {}}
    with (
        started("ours", [*ours, *options], 8731) as first,
        started("floor", streamlit("moving_page.py", 8732), 8732) as second,
    ):
        for server in (first, second):  # once to warm both
            asyncio.run(load(server, 3, 4, apart))
        for number in numbers:
            for server in (second, first):
                before = os.getloadavg()[0]
                found = summary(*asyncio.run(load(server, number, seconds, apart)))
                told[server.name][number] = found | {"machine_load_before": round(before, 2)}
                print(server.name, number, json.dumps(told[server.name][number]), flush=True)
    for each in told.values():
        low, high = each[min(numbers)], each[max(numbers)]
        if len(numbers) > 1:
            further = max(numbers) - min(numbers)
            each["mb_per_further_session"] = round((high["rss_after_mb"] - low["rss_after_mb"]) / further, 2)
    return told | {
        "viewers": numbers,
        "apart": apart,
        "seconds": seconds,
        "machine": history.machine(),
    }


def ratios(found: dict[str, Any]) -> dict[str, float]:
    """Give the p95 of a move to the floor's at each number of viewers, where both were measured."""
    both = {n: [found[who][n].get("move_p95_ms") for who in ("ours", "floor")] for n in found["viewers"]}
    return {f"p95 to the floor, {n} viewers": round(a / b, 3) for n, (a, b) in both.items() if a and b}


def main() -> None:
    """Measure and print; exits 1 when a goal is missed."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    asked.add_argument("--viewers", default="1,10,50,100,200", help="how many at once, with commas between")
    asked.add_argument("--seconds", type=float, default=20, help="how long they move at each number")
    asked.add_argument(
        "--apart", action="store_true", help="draw all clocks at random: hardly two see the same"
    )
    asked.add_argument("--json", type=Path, help="write the figures into this file too")
    history.offer(asked)
    asked.add_argument("options", nargs="*", help="after --: options of `aleppo run`")
    given = asked.parse_args()
    numbers = sorted({int(number) for number in given.viewers.split(",")})
    run = history.Run(benchmark="viewers")
    found = measure(numbers, given.seconds, given.apart, given.options)
    if given.json:
        given.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    missed = [f"{n} viewers: {v['failures']} failed" for n in numbers if (v := found["ours"][n])["failures"]]
    hundred = found["ours"].get(100)
    if hundred and hundred["move_p95_ms"] > 500:
        missed.append(f"100 viewers: p95 is {hundred['move_p95_ms']} ms, the goal is at most 500")
    if found["ours"].get("mb_per_further_session", 0) > 8:
        missed.append(f"a further session takes {found['ours']['mb_per_further_session']} MB, the goal is 8")
    if given.record:
        history.record(run.line(ratios(found), missed=missed, figures=found))
    if missed:
        raise SystemExit("; ".join(missed))


if __name__ == "__main__":
    main()
