"""The canonical form of a geometry: decimals that its accuracy deserves, rings that run as RFC 7946 says."""

from fractions import Fraction
from itertools import pairwise
from typing import Any

# Below this share of its terms the sum of an area may have the wrong sign, and is made again exactly.
_DOUBTFUL = 1e-9
_FEWEST_DECIMALS = 3
_FEWEST_DECIMALS_OF_LINES = 5
_MOST_DECIMALS = 12

Ring = list[list[Any]]


def decimals_for(accuracy_m: float) -> int:
    """Count the decimals of a degree that an accuracy deserves: 3 from 1,000 m, 4 from 100 m, 5 from 10 m.

    One more for each tenth below that. Half a step of both coordinates together is at most 0.08 of the
    accuracy, so rounding moves a position by less than a tenth of it.

    >>> [decimals_for(metres) for metres in (20_000, 1_000, 999.9, 75, 7.5)]
    [3, 3, 4, 5, 6]
    """
    decimals, deserved_m = _FEWEST_DECIMALS, 1_000.0
    while accuracy_m < deserved_m and decimals < _MOST_DECIMALS:
        decimals, deserved_m = decimals + 1, deserved_m / 10
    return decimals


def canonical_geometry(geometry: dict[str, Any], properties: dict[str, Any]) -> dict[str, Any]:
    """Round a sound geometry to the decimals that `accuracy_m` deserves and turn its rings round.

    Lines keep at least five decimals, and the ends of a line with `from` or `to` all of them. What rounding
    would collapse is not rounded. Members beside type and coordinates follow as they stood.
    """
    found = {"type": geometry["type"], "coordinates": geometry["coordinates"]} | geometry
    decimals = kept_decimals(geometry["type"], properties.get("accuracy_m"))
    coordinates = found["coordinates"]
    match geometry["type"]:
        case "Point":
            coordinates = _rounded([coordinates], decimals)[0]
        case "MultiPoint":
            coordinates = _rounded(coordinates, decimals)
        case "LineString":
            coordinates = _line(coordinates, decimals, joined=bool({"from", "to"} & set(properties)))
        case "MultiLineString":
            coordinates = [_line(line, decimals, joined=False) for line in coordinates]
        case "Polygon":
            coordinates = _rings(coordinates, decimals)
        case "MultiPolygon":
            coordinates = [_rings(rings, decimals) for rings in coordinates]
    return found | {"coordinates": coordinates}


def kept_decimals(kind: str, accuracy_m: Any) -> int | None:
    """Count the decimals to keep; None where the accuracy is not known and all are kept."""
    if isinstance(accuracy_m, bool) or not isinstance(accuracy_m, (int, float)) or accuracy_m <= 0:
        return None
    decimals = decimals_for(accuracy_m)
    # A rough line passes through places that are known better than it is, and must go on doing so.
    return max(decimals, _FEWEST_DECIMALS_OF_LINES) if kind.endswith("LineString") else decimals


def _rounded(positions: Ring, decimals: int | None) -> Ring:
    """Round longitudes and latitudes; a height is in metres and stays."""
    if decimals is None:
        return positions
    # Adding zero makes -0.0 plain.
    return [[*(round(number, decimals) + 0 for number in p[:2]), *p[2:]] for p in positions]


def _line(positions: Ring, decimals: int | None, *, joined: bool) -> Ring:
    """Round a line, unless it would lose its length; the ends of a joined one are exactly its nodes."""
    rounded = _rounded(positions, decimals)
    if joined:
        rounded = [positions[0], *rounded[1:-1], positions[-1]]
    return positions if all(p[:2] == rounded[0][:2] for p in rounded) else rounded


def _rings(rings: list[Ring], decimals: int | None) -> list[Ring]:
    return [_ring(ring, decimals, outer=number == 0) for number, ring in enumerate(rings)]


def _ring(ring: Ring, decimals: int | None, *, outer: bool) -> Ring:
    """Round a ring, unless rounding would flatten it or turn it over; make it run as RFC 7946 says."""
    way, rounded = _way_round(ring), _rounded(ring, decimals)
    kept = rounded if _way_round(rounded) == way else ring
    return kept[::-1] if way == (-1 if outer else 1) else kept


def _way_round(ring: Ring) -> int:
    """Tell how a closed ring runs: 1 counter-clockwise, -1 clockwise, 0 without area. Exact."""
    (x0, y0), area, size = ring[0][:2], 0.0, 0.0
    for a, b in pairwise(ring):
        left, right = (a[0] - x0) * (b[1] - y0), (b[0] - x0) * (a[1] - y0)
        area, size = area + left - right, size + abs(left) + abs(right)
    if abs(area) <= size * _DOUBTFUL:
        exact = [(Fraction(p[0]), Fraction(p[1])) for p in ring]
        total = sum((a[0] * b[1] - b[0] * a[1] for a, b in pairwise(exact)), Fraction())
        return (total > 0) - (total < 0)
    return 1 if area > 0 else -1
