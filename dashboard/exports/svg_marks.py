"""Small things drawn on the before/after map: marks of vertices, the scale bar, lines of a geometry."""

from typing import Any

from markupsafe import Markup

from dashboard.exports.comparison_scene import HEIGHT_PX
from dashboard.exports.svg_strokes import path_of
from dashboard.i18n.plain_text import metres
from dashboard.panels.markup import tag


def mark(at: tuple[float, float], what: str) -> Markup:
    """Mark a vertex that moved, is new or is gone."""
    x, y = at
    if what == "moved":
        return tag("circle", cx=f"{x:.1f}", cy=f"{y:.1f}", r="4.5", class_="vertex")
    if what == "new":
        path = f"M{x - 5:.1f} {y:.1f}H{x + 5:.1f}M{x:.1f} {y - 5:.1f}V{y + 5:.1f}"
    else:
        path = path_of([[(x - 4, y - 4), (x + 4, y + 4)], [(x - 4, y + 4), (x + 4, y - 4)]])
    return tag("g", tag("path", d=path, class_="vertex-bed"), tag("path", d=path, class_="vertex-mark"))


def scale_bar(metres_per_pixel: float) -> Markup:
    """Draw a bar of a round length in the corner of a picture."""
    length = max(
        (
            n * 10**power
            for power in range(1, 7)
            for n in (1, 2, 5)
            if n * 10**power / metres_per_pixel <= 150
        ),
        default=10,
    )
    wide = length / metres_per_pixel
    y = HEIGHT_PX - 14
    path = f"M14 {y - 5}V{y}H{14 + wide:.1f}V{y - 5}"
    words = f"{length // 1000} km" if length >= 1000 else metres(length)
    return tag(
        "g",
        tag("path", d=path, class_="scale-bed"),
        tag("path", d=path, class_="scale"),
        tag("text", words, x=f"{20 + wide:.1f}", y=f"{y + 1:.1f}", class_="scale-text"),
    )


def lines_of(geometry: Any) -> list[Any]:
    """Give the lines or rings of a geometry; a point is a line of one position."""
    coordinates = geometry["coordinates"]
    match geometry["type"]:
        case "Point":
            return [[coordinates]]
        case "LineString" | "MultiPoint":
            return [coordinates]
        case "MultiPolygon":
            return [ring for rings in coordinates for ring in rings]
        case _:
            return list(coordinates)


def overlap(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    """Tell whether two boxes (left, top, right, bottom) share a pixel."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
