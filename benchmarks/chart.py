"""Small charts as SVG, readable on light and dark pages: lines over a scale, nothing interactive."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

Series = Mapping[str, Sequence[tuple[float, float]]]
WIDTH, HEIGHT = 720, 400
LEFT, RIGHT, TOP, BOTTOM = 72, 150, 44, 52
# Distinct in hue and in lightness on white and on near-black; markers tell the lines apart without colour.
COLOURS = ("#d7191c", "#2b83ba", "#8a6d00", "#7b52a8", "#1a8f4c", "#c2570c", "#5f6b76")
MARKS = ("circle", "square", "diamond", "triangle", "cross", "ring", "bar")
_STYLE = """
  text { font: 13px system-ui, sans-serif; fill: #3b4248 }
  .title { font-size: 15px; font-weight: 600 }
  .grid { stroke: #8884; stroke-width: 1 }
  .goal { stroke: #6b747c; stroke-width: 1.5; stroke-dasharray: 5 4 }
  @media (prefers-color-scheme: dark) { text { fill: #d5dade } .goal { stroke: #a9b3bb } }
"""


@dataclass(frozen=True, kw_only=True)
class Chart:
    """Lines by name; an axis is logarithmic or begins at zero. Goals are dashed lines with a word."""

    title: str
    x_title: str
    y_title: str
    series: Series
    log_x: bool = True
    log_y: bool = True
    goals: Mapping[str, float] = field(default_factory=dict)
    x_names: Mapping[float, str] = field(default_factory=dict)
    order: Sequence[str] = ()  # names that keep their colour and mark from chart to chart


def svg(chart: Chart) -> str:
    """Draw a chart."""
    xs = [x for line in chart.series.values() for x, _ in line]
    ys = [y for line in chart.series.values() for _, y in line] + list(chart.goals.values())
    across = _Scale.over(xs, chart.log_x, LEFT, WIDTH - RIGHT)
    up = _Scale.over(ys, chart.log_y, HEIGHT - BOTTOM, TOP)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">',
        f"<title>{escape(chart.title)}</title>",
        f"<style>{_STYLE}</style>",
        f'<text class="title" x="{LEFT}" y="22">{escape(chart.title)}</text>',
    ]
    for value in up.ticks():
        y = up.at(value)
        parts.append(f'<path class="grid" d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{number(value)}</text>')
    for value in sorted(chart.x_names) or across.ticks():
        name = chart.x_names.get(value) or number(value)
        place = f'x="{across.at(value):.1f}" y="{HEIGHT - BOTTOM + 20}"'
        parts.append(f'<text {place} text-anchor="middle">{escape(name)}</text>')
    middle = (LEFT + WIDTH - RIGHT) / 2
    parts.append(f'<text x="{middle}" y="{HEIGHT - 10}" text-anchor="middle">{escape(chart.x_title)}</text>')
    parts.append(
        f'<text transform="translate(16 {(TOP + HEIGHT - BOTTOM) / 2}) rotate(-90)" text-anchor="middle">'
        f"{escape(chart.y_title)}</text>"
    )
    for name, value in chart.goals.items():
        y = up.at(value)
        parts.append(f'<path class="goal" d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}"/>')
        parts.append(f'<text x="{LEFT + 4}" y="{y - 5:.1f}">{escape(name)}</text>')
    parts += _lines(chart, across, up)
    return "\n".join([*parts, "</svg>", ""])


def number(value: float) -> str:
    """Write a number short: 1k, 2M, 0.05."""
    for size, letter in ((1e6, "M"), (1e3, "k")):
        if value >= size:
            return f"{value / size:g}{letter}"
    return f"{value:g}"


def _lines(chart: Chart, across: "_Scale", up: "_Scale") -> list[str]:
    """Draw the lines and, beside their ends, their names: pushed apart where they would meet."""
    parts, ends = [], []
    places = {name: k for k, name in enumerate(chart.order or chart.series)}
    for name, line in chart.series.items():
        k = places[name]
        colour, mark = COLOURS[k % len(COLOURS)], MARKS[k % len(MARKS)]
        points = [(across.at(x), up.at(y)) for x, y in sorted(line)]
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
        parts.append(f'<path fill="none" stroke="{colour}" stroke-width="2" d="M{path}"/>')
        parts += [_mark(mark, x, y, colour) for x, y in points]
        ends.append((points[-1][1], name, colour, mark))
    last = float("-inf")
    for y, name, colour, mark in sorted(ends):
        last = max(y, last + 18)
        parts.append(_mark(mark, WIDTH - RIGHT + 16, last, colour))
        parts.append(f'<text x="{WIDTH - RIGHT + 28}" y="{last + 4:.1f}">{escape(name)}</text>')
    return parts


def _mark(mark: str, x: float, y: float, colour: str) -> str:
    shapes = {
        "square": "m-4 -4h8v8h-8z",
        "diamond": "m0 -5.5l5.5 5.5l-5.5 5.5l-5.5 -5.5z",
        "triangle": "m0 -5l5 9h-10z",
        "bar": "m-5 -1.5h10v3h-10z",
    }
    if mark in shapes:
        return f'<path fill="{colour}" d="M{x:.1f} {y:.1f}{shapes[mark]}"/>'
    if mark == "cross":
        return f'<path stroke="{colour}" stroke-width="2.5" d="M{x:.1f} {y:.1f}m-4 -4l8 8m0 -8l-8 8"/>'
    fill = f'fill="none" stroke="{colour}" stroke-width="2"' if mark == "ring" else f'fill="{colour}"'
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" {fill}/>'


@dataclass(frozen=True, kw_only=True)
class _Scale:
    low: float
    high: float
    is_log: bool
    start: float
    end: float

    @classmethod
    def over(cls, values: Sequence[float], is_log: bool, start: float, end: float) -> "_Scale":
        if is_log:
            low = 10 ** math.floor(math.log10(min(values)) + 1e-9)
            high = max(10 ** math.ceil(math.log10(max(values)) - 1e-9), low * 10)
        else:
            low, high = 0.0, max(values) * 1.1 or 1.0
        return cls(low=low, high=high, is_log=is_log, start=start, end=end)

    def at(self, value: float) -> float:
        if self.is_log:
            part = math.log(value / self.low) / math.log(self.high / self.low)
        else:
            part = (value - self.low) / (self.high - self.low)
        return self.start + part * (self.end - self.start)

    def ticks(self) -> list[float]:
        if self.is_log:
            first, last = round(math.log10(self.low)), round(math.log10(self.high))
            return [10.0**power for power in range(first, last + 1)]
        step = 10 ** math.floor(math.log10(self.high))
        step = next(s for s in (step / 10, step / 5, step / 2, step) if self.high / s <= 7)
        return [k * step for k in range(math.floor(self.high / step) + 1)]
