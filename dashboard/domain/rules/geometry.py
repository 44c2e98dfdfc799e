"""Rules about shapes: what lies off the Earth, has no size, crosses itself or runs the wrong way round.

Each takes the columns of many features (see `shapes`) and gives the number of the feature with the fault.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from dashboard.domain.problem import Fault, Severity
from dashboard.domain.rules.registry import RULES, rule
from dashboard.domain.rules.shapes import HOLE, LINE, OUTER, Floats, Ints, Shapes

Found = Iterator[tuple[int, Fault]]
_PLACE = re.compile(r"\[([-\d.e]+) ([-\d.e]+)\]")
_METRES = 1000.0
# Below this share of its terms the sum of an area is noise of floating point.
_NO_AREA = 1e-12
_NO_TURN = 1e-9
_NEAR_ZERO_DEG = 1e-3


_ORDER = (
    "null-island",
    "altitude",
    "antimeridian",
    "zero-length",
    "zero-area",
    "spike",
    "self-crossing",
    "hole-outside",
    "repeated-position",
    "winding",
)


def shape_faults(shapes: Shapes) -> Found:
    """Run the rules about shapes in their order; a feature with an error is not looked at further."""
    away = list(RULES["off-the-earth"].check(shapes))
    yield from away
    out = {feature for feature, _ in away}
    shapes = shapes.without(out)  # no rule below has to reckon with numbers beyond all measure
    for name in _ORDER:
        found = [(feature, fault) for feature, fault in RULES[name].check(shapes) if feature not in out]
        yield from found
        if RULES[name].severity is Severity.ERROR:
            out |= {feature for feature, _ in found}


def first_of(features: Ints, positions: Ints) -> Iterator[tuple[int, int, int]]:
    """Group positions by feature: the feature, its first position, and how many there are."""
    found, first, count = np.unique(features[positions], return_index=True, return_counts=True)
    for feature, at, many in zip(found.tolist(), first.tolist(), count.tolist(), strict=True):
        yield feature, int(positions[at]), many


def more(count: int) -> str:
    """Say how many positions beside the first have the same fault."""
    return "" if count == 1 else f" (and {count - 1} more of its positions)"


class Steps(NamedTuple):
    """Steps from each position to the next one of the same part: where they begin, and their two lengths."""

    begin: Ints
    east: Floats
    north: Floats


def steps(shapes: Shapes, kinds: tuple[int, ...]) -> Steps:
    """Give the steps along lines or rings of some kinds."""
    last = np.zeros(len(shapes.xy), bool)
    last[shapes.start[1:] - 1] = True
    wanted = np.isin(shapes.kind, kinds)[shapes.part] & ~last
    begin = np.flatnonzero(wanted)
    step = shapes.xy[begin + 1] - shapes.xy[begin]
    return Steps(begin, step[:, 0], step[:, 1])


class Areas(NamedTuple):
    """For each part twice its signed area in square degrees, the same without signs, the sum of terms.

    Two equal halves that run opposite ways, as in a bow, cancel out in `signed` and not in `plain`.
    """

    signed: Floats
    plain: Floats
    size: Floats


def areas(shapes: Shapes) -> Areas:
    """Give the areas of the parts; those of points and lines are 0."""
    walk = steps(shapes, (OUTER, HOLE))
    part = shapes.part[walk.begin]
    from_first = shapes.xy[walk.begin] - shapes.xy[shapes.start[part]]
    left, right = from_first[:, 0] * walk.north, from_first[:, 1] * walk.east
    many = len(shapes.kind)
    terms = (left - right, np.abs(left - right), np.abs(left) + np.abs(right))
    return Areas(*(np.bincount(part, term, many).astype(float) for term in terms))


@rule("off-the-earth", "geometry")
def off_the_earth(shapes: Shapes) -> Found:
    """Find positions beyond 180 degrees of longitude or 90 of latitude.

    Why: coordinates in metres, or latitude written first, are drawn nowhere near the place.
    Wrong: `[332000.0, 4012000.0]`
    Right: `[37.13, 36.25]`
    """
    longitude, latitude = shapes.xy.T
    bad = np.flatnonzero(~((np.abs(longitude) <= 180) & (np.abs(latitude) <= 90)))
    for feature, at, many in first_of(shapes.feature[shapes.part], bad):
        x, y = shapes.xy[at].tolist()
        said = f"longitude {x}, latitude {y} is not on the Earth{more(many)}"
        fix = "write degrees, longitude first"
        if abs(x) <= 90 and abs(y) <= 180:
            fix = f"GeoJSON is [longitude, latitude]; did you mean [{y}, {x}]?"
        elif abs(x) > _METRES and abs(y) > _METRES:
            fix = "these look like metres: aleppo import FILE --crs EPSG:… turns them into degrees"
        yield feature, Fault("off-the-earth", said, fix, shapes.pointer(at))


@rule("null-island", "geometry")
def null_island(shapes: Shapes) -> Found:
    """Find positions at longitude 0, latitude 0.

    Why: it is what a program writes when it has no coordinates; no place of ours lies in the Gulf of Guinea.
    Wrong: `[0, 0]`
    Right: `"geometry": null` and `why_unlocated`, where no source gives the place
    """
    bad = np.flatnonzero((np.abs(shapes.xy) < _NEAR_ZERO_DEG).all(axis=1))
    for feature, at, many in first_of(shapes.feature[shapes.part], bad):
        said = f"a position lies at longitude 0, latitude 0{more(many)}"
        yield feature, Fault("null-island", said, "write null for a place nobody gives", shapes.pointer(at))


@rule("altitude", "geometry", severity=Severity.WARNING)
def altitude(shapes: Shapes) -> Found:
    """Find positions with a third number.

    Why: no source here gives heights; a third number mostly comes from another program, as 0.
    Wrong: `[37.13, 36.25, 0]`
    Right: `[37.13, 36.25]`
    """
    features, first = np.unique(shapes.feature, return_index=True)
    for feature, part in zip(features.tolist(), first.tolist(), strict=True):
        if feature not in shapes.raised:
            continue
        said = "positions have a height, which no source here gives"
        yield feature, Fault("altitude", said, "leave the third number out", shapes.at[part])


@rule("antimeridian", "geometry", severity=Severity.WARNING)
def antimeridian(shapes: Shapes) -> Found:
    """Find lines and rings that step over more than 180 degrees of longitude.

    Why: drawn as they stand they run the wrong way round the Earth (RFC 7946, 3.1.9).
    Wrong: `[[179, 36], [-179, 36]]`
    Right: two parts, cut at 180 degrees
    """
    walk = steps(shapes, (LINE, OUTER, HOLE))
    bad = walk.begin[np.abs(walk.east) > 180]
    for feature, at, many in first_of(shapes.feature[shapes.part], bad):
        said = f"a step crosses more than 180 degrees of longitude{more(many)}"
        yield feature, Fault("antimeridian", said, "cut it at 180 degrees", shapes.pointer(at))


@rule("zero-length", "geometry")
def zero_length(shapes: Shapes) -> Found:
    """Find lines whose positions are all the same.

    Why: such a line is not seen on the map, and no way leads over it.
    Wrong: `[[37.1, 36.2], [37.1, 36.2]]`
    Right: `[[37.1, 36.2], [37.2, 36.3]]`
    """
    walk = steps(shapes, (LINE,))
    moved = np.bincount(shapes.part[walk.begin], np.abs(walk.east) + np.abs(walk.north), len(shapes.kind))
    for part in np.flatnonzero((shapes.kind == LINE) & (moved == 0)).tolist():
        fault = Fault("zero-length", "the line has no length", "draw it, or use a Point", shapes.at[part])
        yield int(shapes.feature[part]), fault


@rule("zero-area", "geometry")
def zero_area(shapes: Shapes) -> Found:
    """Find rings that enclose nothing.

    Why: an area without area is not seen, and every question about what lies in it is answered with no.
    Wrong: `[[37, 36], [38, 36], [37, 36], [37, 36]]`
    Right: `[[37, 36], [38, 36], [38, 37], [37, 36]]`
    """
    for part in _flat(shapes).tolist():
        said = "the ring encloses no area"
        yield int(shapes.feature[part]), Fault("zero-area", said, "draw its corners", shapes.at[part])


def _flat(shapes: Shapes) -> Ints:
    found = areas(shapes)
    return np.flatnonzero((shapes.kind >= OUTER) & (found.plain <= found.size * _NO_AREA))


@rule("spike", "geometry")
def spike(shapes: Shapes) -> Found:
    """Find corners of rings from which the outline runs straight back.

    Why: a slip of the mouse leaves a line sticking out of an area, kilometres long at times.
    Wrong: `[[37, 36], [38, 36], [38, 37], [38, 36.5], [37, 36]]`
    Right: the same ring without the corner that sticks out
    """
    walk = steps(shapes, (OUTER, HOLE))
    moves = (walk.east != 0) | (walk.north != 0)
    if not moves.any():
        return
    begin, east, north = walk.begin[moves], walk.east[moves], walk.north[moves]
    part = shapes.part[begin]
    following = np.arange(1, len(begin) + 1)
    first = np.r_[True, part[1:] != part[:-1]]
    ends = np.r_[part[1:] != part[:-1], True]
    following[ends] = np.flatnonzero(first)  # after its last step a ring goes on with its first
    east2, north2 = east[following], north[following]
    size = np.hypot(east, north) * np.hypot(east2, north2)
    cross, along = east * north2 - north * east2, east * east2 + north * north2
    bad = (np.abs(cross) <= _NO_TURN * size) & (along < 0) & ~np.isin(part, _flat(shapes))
    tips = begin[following[bad]]
    for feature, at, many in first_of(shapes.feature[shapes.part], tips):
        x, y = shapes.xy[at].tolist()
        said = f"the outline runs to {[x, y]} and straight back{more(many)}"
        yield feature, Fault("spike", said, "remove that corner", shapes.pointer(at))


@rule("self-crossing", "geometry")
def self_crossing(shapes: Shapes) -> Found:
    """Find areas whose outline crosses itself, or whose parts overlap.

    Why: what is inside and what is outside is then anybody's guess; the place of the crossing is named.
    Wrong: `[[37, 36], [38, 37], [38, 36], [37, 37], [37, 36]]`
    Right: `[[37, 36], [38, 36], [38, 37], [37, 37], [37, 36]]`
    """
    for feature, reason, at in shapes.invalid:
        if "ole" not in reason:
            yield feature, _crossing("self-crossing", reason, at)


@rule("hole-outside", "geometry")
def hole_outside(shapes: Shapes) -> Found:
    """Find holes that lie outside of their area, in one another, or that cut it in two.

    Why: a hole beside its area is drawn as an area of its own by some programs.
    Wrong: a hole whose ring lies beside the outer ring
    Right: the hole inside, or a MultiPolygon of two areas
    """
    for feature, reason, at in shapes.invalid:
        if "ole" in reason:
            yield feature, _crossing("hole-outside", reason, at)


def _crossing(name: str, reason: str, at: str) -> Fault:
    place = _PLACE.search(reason)
    where = f" at [{float(place[1]):.6g}, {float(place[2]):.6g}]" if place else ""
    words = {
        "Hole lies outside shell": ("a hole lies outside of its area", "move it inside, or make it an area"),
        "Holes are nested": ("a hole lies within another hole", "remove the inner one"),
        "Nested shells": ("one part of the area lies within another", "remove the inner one"),
        "Duplicate Rings": ("two rings are the same", "remove one"),
        "Interior is disconnected": ("the area is cut in two where rings touch", "make it two areas"),
    }
    kind = reason.partition("[")[0].strip()
    said, fix = words.get(kind, ("the outline crosses or touches itself", "move the corners apart there"))
    return Fault(name, f"{said}{where}", fix, at)


@rule("repeated-position", "geometry", severity=Severity.WARNING, fixable=True)
def repeated_position(shapes: Shapes) -> Found:
    """Find the same position twice in a row.

    Why: it adds nothing, and marks a slip or a line that was joined carelessly.
    Wrong: `[[37.1, 36.2], [37.1, 36.2], [37.2, 36.3]]`
    Right: `[[37.1, 36.2], [37.2, 36.3]]`
    """
    walk = steps(shapes, (LINE, OUTER, HOLE))
    bad = walk.begin[(walk.east == 0) & (walk.north == 0)]
    for feature, at, many in first_of(shapes.feature[shapes.part], bad):
        said = f"position {shapes.xy[at].tolist()} stands twice in a row{more(many)}"
        yield feature, Fault("repeated-position", said, "remove one", shapes.pointer(at + 1))


@rule("winding", "geometry", severity=Severity.WARNING, fixable=True)
def winding(shapes: Shapes) -> Found:
    """Find outer rings that run clockwise, and holes that run counter-clockwise.

    Why: RFC 7946, 3.1.6; some programs then fill the whole Earth but the area.
    Wrong: `[[37, 36], [38, 37], [38, 36], [37, 36]]`
    Right: `[[37, 36], [38, 36], [38, 37], [37, 36]]`
    """
    area, _, size = areas(shapes)
    sure = np.abs(area) > size * _NO_AREA
    wrong = ((shapes.kind == OUTER) & (area < 0) & sure) | ((shapes.kind == HOLE) & (area > 0) & sure)
    found, first = np.unique(shapes.feature[wrong], return_index=True)
    parts = np.flatnonzero(wrong)
    for feature, at in zip(found.tolist(), first.tolist(), strict=True):
        hole = shapes.kind[parts[at]] == HOLE
        said = "a hole runs counter-clockwise" if hole else "the outer ring runs clockwise"
        yield feature, Fault("winding", said, "turn it round: aleppo fmt", shapes.at[parts[at]])
