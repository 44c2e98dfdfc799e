"""Write docs/benchmarks.md and its charts from the history of results: `python -m benchmarks.plot`.

The words stand in results.md beside this file; figures take the place of its comments.
"""

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks import history
from benchmarks.chart import Chart, svg
from benchmarks.drawing_table import GOALS, NAMES, ZOOM, Found, Row, table

DOCS = history.FILE.parent.parent / "docs"
PAGE = Path("benchmarks.md")
WORDS = Path(__file__).resolve().parent / "results.md"
Line = Mapping[str, Any]

TITLES = {
    "page": "Opening the page and moving a clock",
    "viewers": "Many viewers at once",
    "corridors": "Questions of corridors",
    "check": "Checking data",
}


def main() -> None:
    """Write the page and its charts."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    files = written(history.lines())
    folder = DOCS / PAGE.stem
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.svg"):
        old.unlink()
    for path, text in files.items():
        (DOCS / path).write_text(text, encoding="utf-8")


def written(lines: Sequence[Line]) -> dict[Path, str]:
    """Give what stands in docs for a history: every file with its text."""
    files: dict[Path, str] = {}
    drawing = [line for line in lines if line["benchmark"] == "drawing"]
    parts = _drawing(drawing, files) if drawing else ["No run has been recorded yet."]
    others: list[str] = []
    for name, title in TITLES.items():
        runs = [line for line in lines if line["benchmark"] == name]
        if runs:
            others += _plain(name, title, runs, files)
    text = WORDS.read_text(encoding="utf-8").replace("<!-- drawing -->", "\n".join(parts).strip())
    return {PAGE: text.replace("<!-- others -->\n\n", "\n".join(others)), **files}


def _drawing(lines: Sequence[Line], files: dict[Path, str]) -> list[str]:
    """Write the newest table of each kind and size, the goals, and charts of points."""
    newest: dict[tuple[str, int, int], tuple[Line, list[Row]]] = {}
    for line in lines:
        rows = [Row(**figures) for figures in line["figures"]]
        for key in dict.fromkeys(row.key for row in rows):
            newest[key] = (line, [row for row in rows if row.key == key])
    order = {"points": 0, "lines": 1, "polygons": 2}
    keys = sorted(newest, key=lambda key: (key[2], order[key[0]], key[1]))
    rows = [row for key in keys for row in newest[key][1]]
    usual = [row for row in rows if row.zoom == ZOOM]
    parts = [f"- {text}" for text in dict.fromkeys(_origin(newest[key][0]) for key in keys)]
    parts += ["", *_charts(usual, files), "### Goals", ""]
    parts += [f"- {goal.line(Found(usual))}" for goal in GOALS]
    parts += ["", "### Tables", "", table(rows), ""]
    return parts


def _charts(rows: Sequence[Row], files: dict[Path, str]) -> list[str]:
    parts = []
    for kind in ("points", "lines", "polygons"):
        for name, title, unit, is_log in (
            ("open_s", "Opening", "seconds", True),
            ("filter_ms", "A filter seen on the screen", "milliseconds", True),
            ("fps", "Dragging the map", "frames per second", False),
        ):
            series = _series([row for row in rows if row.kind == kind], name)
            if not any(len(line) > 1 for line in series.values()):
                continue
            amount = "vertices of lines" if kind == "lines" else kind
            goal = 50.0 if kind == "points" else 40.0
            chart = Chart(
                title=f"{title}, {amount}",
                x_title=amount,
                y_title=unit,
                series=series,
                log_y=is_log,
                goals={} if is_log else {"goal": goal},
                order=NAMES,
            )
            parts.append(_place(f"drawing-{kind}-{name.partition('_')[0]}", chart, files))
    return parts


def _series(rows: Sequence[Row], name: str) -> dict[str, list[tuple[float, float]]]:
    found: dict[str, list[tuple[float, float]]] = {}
    for row in rows:
        if value := getattr(row, name):
            found.setdefault(row.way, []).append((row.size, value))
    return found


def _plain(name: str, title: str, runs: Sequence[Line], files: dict[Path, str]) -> list[str]:
    """Write the newest ratios of a benchmark, and how they moved where there are several runs."""
    last = runs[-1]
    parts = [f"## {title}", "", f"`python -m benchmarks.{name}`. {_origin(last)}", ""]
    if name == "viewers" and last["figures"]:
        parts += [*_viewers(last["figures"]), ""]
    parts += ["| ratio | newest run | all runs |", "|---|---:|---:|"]
    for key, value in last["ratios"].items():
        every = [run["ratios"][key] for run in runs if key in run["ratios"]]
        span = f"{min(every):g} to {max(every):g} ({len(every)})" if len(every) > 1 else "–"
        parts.append(f"| {key.replace('_', ' ')} | {value:g} | {span} |")
    parts += ["", *(f"Missed: {text}." for text in last["missed"])]
    if len(runs) > 1:
        series = {
            key.replace("_", " ").removeprefix("ratio "): [
                (k, run["ratios"][key]) for k, run in enumerate(runs) if run["ratios"].get(key)
            ]
            for key in list(last["ratios"])[:6]
        }
        names = {float(k): run["date"][:10] for k, run in enumerate(runs)}
        few = dict(list(names.items())[:: max(1, len(names) // 6)])
        chart = Chart(title=title, x_title="run", y_title="ratio", series=series, log_x=False, x_names=few)
        parts += ["", _place(name, chart, files)]
    return [*parts, ""]


def _viewers(figures: Mapping[str, Any]) -> list[str]:
    """Write what each number of viewers met, beside the floor in the same run."""
    rows = [
        "Each opens the page and moves a clock about every four seconds; then all move in the same moment,",
        "five times. Times are the 95th percentile from the move to its answer; the floor is a Streamlit",
        "page with one slider.",
        "",
        "| viewers | a move, ms | floor | all at once, ms | floor | failed | server, MB | floor |",
        "|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for number in map(str, figures["viewers"]):
        ours, floor = (figures[side].get(number, {}) for side in ("ours", "floor"))
        cells = [side.get(key) for key in ("move_p95_ms", "burst_p95_ms") for side in (ours, floor)]
        cells += [ours.get("failures"), ours.get("rss_after_mb"), floor.get("rss_after_mb")]
        rows.append(f"| {number} | {' | '.join('–' if cell is None else f'{cell:,.0f}' for cell in cells)} |")
    return rows


def _origin(line: Line) -> str:
    """Say when, at which commit and on what a run was made."""
    machine, (before, after) = line["machine"], line["load"]
    versions = ", ".join(f"{name} {version}" for name, version in sorted(line["versions"].items()))
    changed = " with changes" if line["changed"] else ""
    return (
        f"{line['date'].replace('T', ' ').replace('Z', ' UTC')}, commit {line['commit']}{changed}, "
        f"{machine['cpu']}, {machine['cores']} cores, {machine['memory_gb']} GB, {machine['system']}; "
        f"load average {before} before, {after} after; {versions}."
    )


def _place(name: str, chart: Chart, files: dict[Path, str]) -> str:
    path = Path(PAGE.stem) / f"{name}.svg"
    files[path] = svg(chart)
    return f"![{chart.title}]({path.as_posix()})\n"


if __name__ == "__main__":
    main()
