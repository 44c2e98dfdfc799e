"""Measure how layers are drawn, ours against the usual ways and against the floor.

    python -m benchmarks.drawing [--kinds points,lines,polygons] [--sizes 1e3,1e4,14058,1e5,1e6]
        [--ways shipped,ours,floor,st_folium,pydeck,maplibre,lonboard] [--rounds 3] [--limit 120]
        [--zoom 12] [--record]

Everything is measured in one run, the ways taking turns, in one browser on one machine: read the ratios.
*Opening* is from navigation to the first picture of the compositor on which nine tenths of the data's pixels
stand as they stand in the end; a *filter* (one day more or less) is from the input event to the first picture
that shows what the screen then shows; both are read from the pictures, the same way for all. *Unwatched* is
a press of a button or key until the paint, as the browser itself times it while nothing takes pictures. A
drag is three seconds of mouse events; frames are those of the page's main thread. Memory is taken after a
collection of garbage. The *floor* is a bare Leaflet page that paints squares into a canvas. *shipped* is our
page without a layer. At zoom 12 the whole city is in sight, and our page draws counts where points crowd; at
zoom 15 every way draws single features.

A way that takes longer than the limit is ended, and its larger sizes are left out; the table says so. Sizes
of lines count their vertices. 14,058 points (as many as UNOSAT's damage survey of Aleppo has) are for our
page and the floor alone, above 10^6 there are points on our page alone. Needs the test dependencies and
`streamlit-folium` and `lonboard<0.17` (later ones ask for a library that npm does not have); ways whose
packages are missing are left out, loudly.
"""

import argparse
import sys
import tempfile
from collections.abc import Collection, Iterator
from importlib import metadata
from pathlib import Path

from playwright.sync_api import sync_playwright

from benchmarks import history
from benchmarks.drawing_data import KINDS, make
from benchmarks.drawing_places import Place
from benchmarks.drawing_run import Limits, measure
from benchmarks.drawing_table import DAMAGE_SURVEY, GOALS, ZOOM, Found, Row, figures, ratios, table
from benchmarks.drawing_ways import PACKAGES, WAYS, missing
from tests.browser.chromium import FLAGS, find_chromium

OWN = ("shipped", "ours", "floor")


def main() -> None:
    """Measure and print; exits 1 when a goal is missed."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--kinds", default=",".join(KINDS))
    asked.add_argument("--sizes", default="1e3,1e4,14058,1e5,1e6")
    asked.add_argument("--ways", default=",".join(WAYS))
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--zoom", type=int, default=ZOOM)
    asked.add_argument("--limit", type=float, default=120, help="seconds after which a way is given up")
    history.offer(asked)
    given = asked.parse_args()
    kinds, ways = _among(given.kinds, KINDS, asked), _among(given.ways, WAYS, asked)
    sizes = sorted(round(float(size)) for size in given.sizes.split(","))
    ways = [way for way in ways if not is_left_out(way)]
    limits = Limits(rounds=given.rounds, seconds=given.limit)
    every: list[Row] = []
    for rows, run, chromium in measure_all(kinds, sizes, ways, limits, given.zoom):
        keep(rows, run, {"chromium": chromium, **_peers(ways)}, history.FILE if given.record else None)
        every += rows
    finish(every)


def keep(rows: list[Row], run: history.Run, versions: dict[str, str], file: Path | None) -> None:
    """Print what one size gave, and append it to a history if one is given.

    Size by size: what a run that is cut short has measured is not lost.
    """
    print(table(rows), "", sep="\n", flush=True)
    if file:
        missed = [line for line in judge(rows) if line.startswith("missed")]
        line = run.line(ratios(rows), missed=missed, figures=figures(rows), versions=versions)
        history.record(line, file)


def finish(rows: list[Row]) -> None:
    """Print the goals; exits 1 when one is missed."""
    lines = judge(rows)
    print(*lines, sep="\n")
    if any(line.startswith("missed") for line in lines):
        sys.exit(1)


def _among(text: str, known: Collection[str], asked: argparse.ArgumentParser) -> list[str]:
    names = text.split(",")
    for name in names:
        if name not in known:
            asked.error(f"{name!r} is none of {', '.join(known)}")
    return names


def is_left_out(way: str) -> bool:
    """Say, loudly, that a way's packages are missing."""
    if lacking := missing(way):
        print(f"LEFT OUT: {way} (not installed: {', '.join(lacking)})", file=sys.stderr)
    return bool(lacking)


def applies(way: str, kind: str, size: int) -> bool:
    """Say whether a way is measured at a size: the largest, and the survey's, are for our page alone."""
    if size == DAMAGE_SURVEY:
        return kind == "points" and way in OWN
    return size <= 1_000_000 or (kind == "points" and way in ("shipped", "ours"))


def measure_all(
    kinds: list[str], sizes: list[int], ways: list[str], limits: Limits, zoom: int
) -> Iterator[tuple[list[Row], history.Run, str]]:
    """Measure every kind at every size in one browser; gives the rows of each, and the browser's version."""
    with sync_playwright() as playwright:
        path = find_chromium(playwright.chromium.executable_path)
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        for kind in kinds:
            ended: dict[str, int] = {}
            for size in sizes:
                able = [way for way in ways if applies(way, kind, size)]
                names = [way for way in able if way not in ended]
                if not names:
                    continue
                _tell(f"{size:,} {kind}")
                run = history.Run(benchmark="drawing")
                with tempfile.TemporaryDirectory() as folder:
                    place = Place(path=Path(folder), layer=make(kind, size, zoom))
                    rows = measure(browser, place, names, size=size, limits=limits, tell=_tell)
                for way in set(able) & set(ended):
                    words = f"left out, was ended at {ended[way]:,}"
                    rows.append(Row(way=way, kind=kind, size=size, zoom=zoom, ended=words))
                ended |= {row.way: size for row in rows if row.ended and row.way in names}
                yield rows, run, browser.version
        browser.close()


def _tell(words: str) -> None:
    print(f"… {words}", file=sys.stderr, flush=True)


def judge(rows: list[Row]) -> list[str]:
    """Say of each goal whether it was met, missed or not measured."""
    found = Found(rows)
    return [goal.line(found) for goal in GOALS]


def _peers(ways: list[str]) -> dict[str, str]:
    names = {name for way in ways for name in PACKAGES.get(way, ())}
    return {name: metadata.version(name) for name in sorted(names)}


if __name__ == "__main__":
    main()
