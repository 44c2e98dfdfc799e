"""Statuses as still SVG: the colours, patterns and letters of the map, for lines, areas and points."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import atan2, cos, hypot, sin

from markupsafe import Markup

from dashboard.domain.timeline import State
from dashboard.i18n import say
from dashboard.maps.style import STATUS
from dashboard.panels.markup import join, tag

Point = tuple[float, float]
Line = Sequence[Point]
WIDTH = 4.6
SKETCH_DASH = "16 8"
_STEP = {"bars": 15.0, "crosses": 26.0, "teeth": 20.0, "teeth-open": 22.0}
_MOST_GLYPHS = 400


def path_of(lines: Sequence[Line], *, close: bool = False) -> str:
    """Write pixel lines as the data of a path, to a tenth of a pixel; points that coincide are left out."""
    pieces = []
    for line in lines:
        points = [f"{x:.1f} {y:.1f}" for x, y in line]
        kept = [p for n, p in enumerate(points) if n == 0 or p != points[n - 1]]
        pieces.append(f"M{'L'.join(kept)}{'Z' if close else ''}")
    return "".join(pieces)


def status_line(lines: Sequence[Line], state: State, *, sketch: bool = False) -> Markup:
    """Draw a line with the pattern of its status; a sketch is thinner and broken."""
    pattern, path = STATUS[state].pattern, path_of(lines)
    width = WIDTH * 0.75 if sketch else WIDTH
    dash = SKETCH_DASH if sketch else None
    bed = _stroke(
        path, "bed quiet" if pattern == "dotted" else "bed", width + (1 if pattern == "dotted" else 4)
    )
    colour = f"k-{state.value}"
    match pattern:
        case "bars" | "crosses":
            marks = "".join(_glyphs(lines, pattern, width))
            own = [
                _stroke(path, colour, width * 0.72, dash),
                _stroke(marks, "bed", 5.0),
                _stroke(marks, colour, 2.6),
            ]
        case "rails":
            own = [_stroke(path, colour, width + 0.6, dash), _stroke(path, "bed", width * 0.5)]
        case "stripe":
            own = [_stroke(path, colour, width * 1.15, dash), _stroke(path, "bed", width * 0.6, "7 7")]
        case "dashed":
            own = [_stroke(path, colour, width + 0.8, dash or "9 6"), _stroke(path, "bed", width - 2)]
        case "dotted":
            own = [_stroke(path, colour, width * 0.5, dash or f"0.1 {width * 1.5:.1f}", cap="round")]
        case _:
            own = [_stroke(path, colour, width, dash)]
    return tag("g", bed, *own)


def _stroke(path: str, class_: str, width: float, dash: str | None = None, cap: str | None = None) -> Markup:
    return tag(
        "path", d=path, class_=class_, stroke_width=f"{width:.1f}", stroke_dasharray=dash, stroke_linecap=cap
    )


def _glyphs(lines: Sequence[Line], pattern: str, width: float) -> Iterator[str]:
    half = width * 1.25 if pattern == "bars" else width
    for x, y, angle in walk(lines, _STEP[pattern]):
        c, s = cos(angle), sin(angle)
        ways = [(-s, c)] if pattern == "bars" else [(c - s, s + c), (c + s, s - c)]
        for dx, dy in ways:
            yield f"M{x + dx * half:.1f} {y + dy * half:.1f}L{x - dx * half:.1f} {y - dy * half:.1f}"


def walk(lines: Sequence[Line], step: float) -> Iterator[tuple[float, float, float]]:
    """Walk along lines and stop every `step` pixels: where, and in which direction the line runs."""
    found = 0
    for line in lines:
        ahead = step / 2
        for (ax, ay), (bx, by) in pairwise(line):
            length = hypot(bx - ax, by - ay)
            while length and ahead <= length:
                share = ahead / length
                yield ax + (bx - ax) * share, ay + (by - ay) * share, atan2(by - ay, bx - ax)
                ahead, found = ahead + step, found + 1
                if found >= _MOST_GLYPHS:
                    return
            ahead -= length


def status_area(rings: Sequence[Line], state: State, *, fuzzy: bool = False) -> Markup:
    """Draw an area: a quiet fill and its edge, with teeth on the inner side under siege."""
    path, style = path_of(rings, close=True), STATUS[state]
    kind = "hatch" if style.pattern.startswith("hatch") else "wash"
    parts = [tag("path", d=path, class_=f"{kind} f-{state.value}", fill_rule="evenodd")]
    if fuzzy:
        parts += [_stroke(path, f"k-{state.value} faint", width) for width in (16.0, 10.0, 5.0)]
    else:
        parts += [_stroke(path, "bed", 4.0), _stroke(path, f"k-{state.value}", 1.8)]
    if style.pattern.startswith("teeth"):
        open_ = style.pattern == "teeth-open"
        teeth = "".join(_teeth(rings, _STEP[style.pattern]))
        inside = "hollow" if open_ else f"f-{state.value}"
        parts += [_stroke(teeth, "bed", 2.6), tag("path", d=teeth, class_=f"tooth k-{state.value} {inside}")]
    return tag("g", *parts)


def _teeth(rings: Sequence[Line], step: float) -> Iterator[str]:
    for ring in rings:
        doubled = sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))
        side = 1 if doubled > 0 else -1
        for x, y, angle in walk([ring], step):
            c, s = cos(angle), sin(angle)
            yield (
                f"M{x - c * 4:.1f} {y - s * 4:.1f}L{x - s * 7 * side:.1f} {y + c * 7 * side:.1f}"
                f"L{x + c * 4:.1f} {y + s * 4:.1f}Z"
            )


def badge(x: float, y: float, state: State) -> Markup:
    """Set the letter of a status on a disc; of a proposal the disc is hollow and dashed."""
    proposed = STATUS[state].pattern == "dashed"
    disc = tag(
        "circle",
        cx=f"{x:.1f}",
        cy=f"{y:.1f}",
        r="8.5",
        class_=f"disc hollow k-{state.value}" if proposed else f"disc bed f-{state.value}",
        stroke_dasharray="3 2" if proposed else None,
    )
    ink = f"f-{state.value}" if proposed else "on-disc"
    letter = tag("text", say(f"letter.{state.value}"), x=f"{x:.1f}", y=f"{y + 4:.1f}", class_=f"letter {ink}")
    return tag("g", disc, letter)


def swatch(state: State) -> Markup:
    """Draw the sample of a status for the legend."""
    pattern = STATUS[state].pattern
    area = pattern.startswith(("teeth", "hatch"))
    ring = [(6.0, 4.0), (50.0, 4.0), (50.0, 20.0), (6.0, 20.0), (6.0, 4.0)]
    drawn = status_area([ring], state) if area else status_line([[(3.0, 12.0), (53.0, 12.0)]], state)
    letter = "" if state is State.NO_CLAIM else badge(28, 12, state)
    return tag("svg", join([drawn, letter]), viewBox="0 0 56 24", width="56", height="24", aria_hidden="true")
