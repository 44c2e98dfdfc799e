"""Rules about where things lie: the extent of a layer, swapped coordinates, decimals that claim too much."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from dashboard.domain.canonical import canonical_geometry, kept_decimals
from dashboard.domain.measure import distance_m, positions_of
from dashboard.domain.problem import Fault, Severity
from dashboard.domain.rules.geometry import Found, first_of, more
from dashboard.domain.rules.registry import RULES, rule
from dashboard.domain.rules.shapes import LINE, Shapes

Box = tuple[float, float, float, float]
_KM = 1000.0
_SAME = 1e-12


def place_faults(
    shapes: Shapes, features: Mapping[int, Mapping[str, Any]], extent_deg: Box | None
) -> Iterator[tuple[int, Fault]]:
    """Run the rules about places over the features of one layer.

    `features` has the raw features by their numbers; without an `extent_deg` (west, south,
    east, north) nothing is said of where a feature lies.
    """
    if extent_deg is not None:
        swapped = dict(RULES["swapped-coordinates"].check(shapes, extent_deg))
        yield from swapped.items()
        yield from (
            pair for pair in RULES["outside-extent"].check(shapes, extent_deg) if pair[0] not in swapped
        )
    yield from RULES["too-precise"].check(shapes, features)


def _outside(shapes: Shapes, box: Box) -> Any:
    west, south, east, north = box
    x, y = shapes.xy.T
    return ~((west <= x) & (x <= east) & (south <= y) & (y <= north))


def _away_km(position: list[float], box: Box) -> float:
    west, south, east, north = box
    nearest = (min(max(position[0], west), east), min(max(position[1], south), north))
    return distance_m(position, nearest) / _KM


@rule("outside-extent", "place")
def outside_extent(shapes: Shapes, box: Box) -> Found:
    """Find positions outside of the extent that the catalog gives for their layer.

    Why: a slip of one digit moves a checkpoint into the sea, and nobody sees it there.
    Wrong: `[47.13, 36.25]` in a layer of Aleppo
    Right: `[37.13, 36.25]`
    """
    bad = np.flatnonzero(_outside(shapes, box))
    for feature, at, many in first_of(shapes.feature[shapes.part], bad):
        x, y = position = shapes.xy[at].tolist()
        far = f"{_away_km(position, box):,.0f} km"
        said = f"longitude {x}, latitude {y} lies {far} outside the layer's extent{more(many)}"
        fix = "correct the position, or widen extent_deg in catalog.json"
        yield feature, Fault("outside-extent", said, fix, shapes.pointer(at))


@rule("swapped-coordinates", "place")
def swapped_coordinates(shapes: Shapes, box: Box) -> Found:
    """Find positions with latitude first, which lie in the layer's extent when turned round.

    Why: GeoJSON is longitude first; here both orders are places on land, a hundred kilometres apart.
    Wrong: `[36.25, 37.13]`
    Right: `[37.13, 36.25]`
    """
    west, south, east, north = box
    x, y = shapes.xy.T
    fits_turned = (west <= y) & (y <= east) & (south <= x) & (x <= north)
    bad = np.flatnonzero(_outside(shapes, box) & fits_turned)
    for feature, at, many in first_of(shapes.feature[shapes.part], bad):
        lon, lat = position = shapes.xy[at].tolist()
        away, moved = _away_km(position, box), distance_m(position, (lat, lon)) / _KM
        said = (
            f"longitude {lon}, latitude {lat} lies {away:,.0f} km outside the layer's extent; "
            f"turned round it lies inside, {moved:,.0f} km away{more(many)}"
        )
        fix = f"GeoJSON is [longitude, latitude]; did you mean [{lat}, {lon}]?"
        yield feature, Fault("swapped-coordinates", said, fix, shapes.pointer(at))


@rule("too-precise", "place", severity=Severity.WARNING, fixable=True)
def too_precise(shapes: Shapes, features: Mapping[int, Mapping[str, Any]]) -> Found:
    """Find coordinates with more decimals than their accuracy deserves.

    Why: no geometry is sharper than its source; a village known to 300 m is not at the sixth decimal.
    Wrong: `"accuracy_m": 300` and `[37.1337251, 36.2501884]`
    Right: `"accuracy_m": 300` and `[37.1337, 36.2502]`
    """
    part = shapes.part
    decimals = np.array(
        [
            _decimals(features[f], k)
            for f, k in zip(shapes.feature.tolist(), shapes.kind.tolist(), strict=True)
        ]
    )
    fine = np.zeros(len(shapes.xy), bool)
    for many in np.unique(decimals[decimals >= 0]).tolist():
        mine = decimals[part] == many
        fine[mine] = (np.abs(shapes.xy[mine] - np.round(shapes.xy[mine], many)) > _SAME).any(axis=1)
    for feature, at, _ in first_of(shapes.feature[part], np.flatnonzero(fine)):
        given, known = features[feature]["geometry"], features[feature]["properties"]
        if not _changed_by_rounding(given, known):
            continue
        x, y = shapes.xy[at].tolist()
        accuracy, many = known["accuracy_m"], int(decimals[part[at]])
        said = f"[{x}, {y}] is finer than the accuracy of {accuracy:g} m deserves: {many} decimals"
        fix = f"aleppo fmt rounds it, here to {[round(x, many), round(y, many)]}"
        yield feature, Fault("too-precise", said, fix, shapes.pointer(at))


def _decimals(feature: Mapping[str, Any], kind: int) -> int:
    known = feature.get("properties")
    accuracy = known.get("accuracy_m") if isinstance(known, dict) else None
    found = kept_decimals("LineString" if kind == LINE else "Point", accuracy)
    return -1 if found is None else found


def _changed_by_rounding(geometry: dict[str, Any], properties: dict[str, Any]) -> bool:
    """Tell whether the canonical form rounds: ends of stretches, and what would collapse, it leaves alone."""
    rounded = canonical_geometry(geometry, properties)
    return sorted(map(tuple, positions_of(rounded))) != sorted(map(tuple, positions_of(geometry)))
