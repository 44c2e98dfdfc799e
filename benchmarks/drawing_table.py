"""What the drawing benchmark found: its rows as a table, its goals and whether they were met."""

import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

DAMAGE_SURVEY = 14_058
ZOOM = 12
NAMES = ("shipped", "ours", "floor", "st_folium", "pydeck", "maplibre", "lonboard")


@dataclass(kw_only=True)
class Row:
    """One way at one size; None where nothing was measured."""

    way: str
    kind: str
    size: int
    zoom: int = ZOOM
    open_s: float | None = None
    filter_ms: float | None = None
    clock_ms: float | None = None
    filter_page_ms: float | None = None
    clock_page_ms: float | None = None
    filter_paint_ms: float | None = None
    clock_paint_ms: float | None = None
    fps: float | None = None
    longest_ms: float | None = None
    hover_ms: float | None = None
    http_mb: float | None = None
    websocket_mb: float | None = None
    filter_http_mb: float | None = None
    filter_websocket_mb: float | None = None
    heap_mb: float | None = None
    renderer_mb: float | None = None
    server_mb: float | None = None
    ended: str = ""

    @property
    def key(self) -> tuple[str, int, int]:
        """Say what was drawn, and from how near."""
        return self.kind, self.size, self.zoom


COLUMNS: tuple[tuple[str, str, int], ...] = (
    ("open_s", "open, s", 2),
    ("filter_ms", "filter, ms", 0),
    ("filter_page_ms", "in the page", 0),
    ("filter_paint_ms", "unwatched", 0),
    ("clock_ms", "clock, ms", 0),
    ("clock_page_ms", "in the page", 0),
    ("clock_paint_ms", "unwatched", 0),
    ("fps", "pan, fps", 0),
    ("longest_ms", "longest frame, ms", 0),
    ("hover_ms", "hover, ms", 0),
    ("http_mb", "HTTP, MB", 2),
    ("websocket_mb", "websocket, MB", 2),
    ("filter_http_mb", "per filter: HTTP, MB", 3),
    ("filter_websocket_mb", "websocket, MB", 3),
    ("heap_mb", "heap, MB", 0),
    ("renderer_mb", "renderer, MB", 0),
    ("server_mb", "server, MB", 0),
)


def table(rows: Sequence[Row]) -> str:
    """Write the rows as a Markdown table, one per kind and size, and why rows are not full."""
    parts = []
    for kind, size, zoom in dict.fromkeys(row.key for row in rows):
        some = [row for row in rows if row.key == (kind, size, zoom)]
        unit = "vertices of lines" if kind == "lines" else kind
        lines = [
            f"{size:,} {unit}, zoom {zoom}",
            "",
            f"| way | {' | '.join(title for _, title, _ in COLUMNS)} |",
        ]
        lines.append("|---|" + "---:|" * len(COLUMNS))
        for row in some:
            cells = (_cell(getattr(row, name), digits) for name, _, digits in COLUMNS)
            lines.append(f"| {row.way} | {' | '.join(cells)} |")
        lines += [""] * any(row.ended for row in some) + [f"{r.way}: {r.ended}." for r in some if r.ended]
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def _cell(value: float | None, digits: int) -> str:
    return "–" if value is None else f"{value:,.{digits}f}"


@dataclass(frozen=True, kw_only=True)
class Goal:
    """A figure that must be reached: at most or at least so much."""

    name: str
    figure: Callable[["Found"], float | None]
    most: float = math.inf
    least: float = -math.inf

    def verdict(self, found: "Found") -> str:
        """Say whether it was met, missed or not measured."""
        value = self.figure(found)
        if value is None:
            return "not measured"
        return "met" if self.least <= value <= self.most else "missed"

    def line(self, found: "Found") -> str:
        """Say it in one line."""
        value, verdict = self.figure(found), self.verdict(found)
        wanted = f"at most {self.most:g}" if self.most < math.inf else f"at least {self.least:g}"
        return f"{verdict}: {self.name}: {'–' if value is None else f'{value:.4g}'}, wanted {wanted}"


class Found:
    """The rows of a run by way, kind and size."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._rows = {(row.way, row.kind, row.size): row for row in rows}

    def value(self, name: str, way: str, kind: str, size: int) -> float | None:
        """Give a figure; None where it was not measured."""
        row = self._rows.get((way, kind, size))
        found: float | None = getattr(row, name) if row else None
        return found

    def ratio(self, name: str, ways: tuple[str, str], kind: str, size: int) -> float | None:
        """Give the ratio of a figure of one way to that of another at the same size in the same run."""
        one, other = (self.value(name, way, kind, size) for way in ways)
        return one / other if one is not None and other else None


def _value(name: str, kind: str, size: int) -> Callable[[Found], float | None]:
    return lambda found: found.value(name, "ours", kind, size)


def _ratio(name: str, ways: tuple[str, str], size: int) -> Callable[[Found], float | None]:
    return lambda found: found.ratio(name, ways, "points", size)


def _in_bytes(figure: Callable[[Found], float | None]) -> Callable[[Found], float | None]:
    def whole(found: Found) -> float | None:
        value = figure(found)
        return None if value is None else value * 1e6

    return whole


_SMALL, _LARGE, _HUGE = (DAMAGE_SURVEY, 100_000), 1_000_000, 10_000_000
GOALS = (
    *(
        Goal(
            name=f"opening {n:,} points to opening the shipped page",
            figure=_ratio("open_s", ("ours", "shipped"), n),
            most=1.6 if n == _LARGE else 1.3,
        )
        for n in (*_SMALL, _LARGE)
    ),
    *(
        Goal(name=f"{what} at {n:,} points, ms", figure=_value(f"{what}_paint_ms", "points", n), most=50)
        for n in _SMALL
        for what in ("filter", "clock")
    ),
    *(
        Goal(
            name=f"bytes over the websocket per filter at {n:,} points",
            figure=_in_bytes(_value("filter_websocket_mb", "points", n)),
            most=0,
        )
        for n in (*_SMALL, _LARGE)
    ),
    *(
        Goal(name=f"frames per second at {n:,} {kind}", figure=_value("fps", kind, n), least=least)
        for kind, n, least in (
            *(("points", n, 50) for n in (*_SMALL, _LARGE)),
            ("points", _HUGE, 20),
            ("lines", _LARGE, 40),
            ("polygons", 100_000, 40),
        )
    ),
    Goal(name="heap at 1,000,000 points, MB", figure=_value("heap_mb", "points", _LARGE), most=150),
    Goal(
        name="a filter of st_folium to ours at 10,000 points",
        figure=_ratio("filter_ms", ("st_folium", "ours"), 10_000),
        least=20,
    ),
    Goal(
        name="opening pydeck to opening ours at 100,000 points",
        figure=_ratio("open_s", ("pydeck", "ours"), 100_000),
        least=5,
    ),
)


def ratios(rows: Sequence[Row]) -> dict[str, float]:
    """Give what may be compared between runs: each way to ours, and ours to the shipped page."""
    found, result = Found(rows), {}
    for row in rows:
        what = f"{row.kind} {row.size}" + (f" zoom {row.zoom}" if row.zoom != ZOOM else "")
        for name, short in (("open_s", "open"), ("filter_ms", "filter")):
            if row.way in ("ours", "shipped"):
                continue
            if (value := found.ratio(name, (row.way, "ours"), row.kind, row.size)) is not None:
                result[f"{short} {row.way}/ours {what}"] = round(value, 3)
        if row.way == "ours":
            opened = found.ratio("open_s", ("ours", "shipped"), row.kind, row.size)
            if opened is not None:
                result[f"open ours/shipped {what}"] = round(opened, 3)
    return result


def figures(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Give the rows as they go into the history: what was measured, rounded."""
    return [
        {k: round(v, 3) if isinstance(v, float) else v for k, v in asdict(row).items() if v not in (None, "")}
        for row in rows
    ]
