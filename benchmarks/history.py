"""The history of benchmark results: one JSON line per run, with what it ran on; `--record` appends.

A line names no host and no path. Ratios were measured within one run and may be set beside those of other
machines; every other figure belongs to its machine and its load.
"""

import argparse
import json
import os
import platform
import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

FILE = Path(__file__).resolve().parent / "history.jsonl"
PACKAGES = ("numpy", "pyarrow", "scipy", "shapely", "streamlit")
KEYS = {
    "date",
    "commit",
    "changed",
    "benchmark",
    "machine",
    "versions",
    "load",
    "ratios",
    "missed",
    "figures",
}


class HistoryError(ValueError):
    """A line of the history is not one; says which and why."""


def load() -> float | None:
    """Give how busy the machine has been for a minute; None where it does not say."""
    return round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None


@dataclass(frozen=True, kw_only=True)
class Run:
    """A run that has begun: make one first, and give it its results when they are there."""

    benchmark: str
    load_before: float | None = field(default_factory=load)

    def line(
        self,
        ratios: Mapping[str, float],
        *,
        missed: Sequence[str] = (),
        figures: Any = None,
        versions: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        """Say what was found, when, at which commit and on what."""
        commit, changed = _commit()
        return {
            "date": datetime.now(UTC).strftime("%Y-%m-%dT%H:%MZ"),
            "commit": commit,
            "changed": changed,
            "benchmark": self.benchmark,
            "machine": machine(),
            "versions": {**_versions(), **(versions or {})},
            "load": [self.load_before, load()],
            "ratios": dict(ratios),
            "missed": list(missed),
            "figures": figures,
        }


def offer(parser: argparse.ArgumentParser) -> None:
    """Give a command the option `--record`."""
    parser.add_argument("--record", action="store_true", help="append the result to benchmarks/history.jsonl")


def record(line: Mapping[str, Any], file: Path = FILE) -> None:
    """Append a line; raises HistoryError for what could not be read back."""
    _examine(line, "the new line")
    text = json.dumps(line, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    with file.open("a", encoding="utf-8") as out:
        out.write(text + "\n")


def lines(file: Path = FILE) -> list[dict[str, Any]]:
    """Read the history, oldest first; raises HistoryError with the line's number."""
    if not file.exists():
        return []
    found = []
    for number, text in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        place = f"{file.name}:{number}"
        try:
            line = json.loads(text)
        except json.JSONDecodeError as error:
            raise HistoryError(f"{place}: no JSON: {error}\n  fix: take the line out, or mend it") from error
        _examine(line, place)
        found.append(line)
    return found


def _examine(line: Any, place: str) -> None:
    if not isinstance(line, Mapping) or set(line) != KEYS:
        wrong = sorted(KEYS ^ set(line)) if isinstance(line, Mapping) else line
        raise HistoryError(
            f"{place}: {wrong!r} is missing or too much\n  fix: append with benchmarks.history"
        )
    ratios = line["ratios"]
    if not ratios or not all(isinstance(v, int | float) and 0 <= v < 1e9 for v in ratios.values()):
        raise HistoryError(f"{place}: ratios {ratios!r}: numbers are wanted\n  fix: record what was measured")
    told = json.dumps([line["machine"], line["versions"]])
    named = platform.node() and platform.node() in told.split('"')
    if named or re.search(r"/(home|root|tmp|work|Users)\b", told):
        raise HistoryError(f"{place}: names a host or a path\n  fix: leave them out")


def machine() -> dict[str, Any]:
    """Describe the machine: processor, cores, memory, system; no name, no path."""
    cpu, memory = platform.machine(), None
    if (about := Path("/proc/cpuinfo")).exists():
        named = re.search(r"model name\s*: (.+)", about.read_text(encoding="utf-8"))
        cpu = named[1] if named else cpu
    if hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        memory = round(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 1e9)
    return {"cpu": cpu, "cores": os.cpu_count(), "memory_gb": memory, "system": platform.system()}


def _versions() -> dict[str, str]:
    return {"python": platform.python_version()} | {name: metadata.version(name) for name in PACKAGES}


def _commit() -> tuple[str | None, bool]:
    """Name the commit, and say whether files were changed since; None outside a repository."""
    try:
        head, status = (
            subprocess.run(
                ["git", *words], cwd=FILE.parent, capture_output=True, text=True, check=True
            ).stdout
            for words in (
                ("rev-parse", "--short=12", "HEAD"),
                ("status", "--porcelain", "--untracked-files=no"),
            )
        )
    except (OSError, subprocess.CalledProcessError):
        return None, False
    other = [row for row in status.splitlines() if not row.endswith("benchmarks/history.jsonl")]
    return head.strip(), bool(other)
