"""The coordinates of many features as columns, so that a hundred thousand shapes are checked at once."""

from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, compress
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

POINT, LINE, OUTER, HOLE = range(4)
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Shapes:
    """Columns of positions and of the parts that they make.

    `xy` is n × 2, longitude first. Part k has the positions `start[k]` to `start[k + 1]`, is of `kind[k]`,
    belongs to feature `feature[k]` and polygon `polygon[k]` (-1 for points and lines); `at[k]` is its JSON
    Pointer. `raised` are the features with heights.
    """

    xy: Floats
    start: Ints
    kind: Ints
    feature: Ints
    polygon: Ints
    at: tuple[str, ...]
    raised: frozenset[int]

    @cached_property
    def part(self) -> Ints:
        """Give the part of each position."""
        return np.repeat(np.arange(len(self.kind)), np.diff(self.start))

    @cached_property
    def invalid(self) -> tuple[tuple[int, str, str], ...]:
        """Give each area that is not valid: its feature, the reason with the place, and the pointer.

        Validity is that of the OGC Simple Features model, as GEOS implements it. Rings with positions that
        are no numbers are left out.
        """
        return tuple(_invalid(self))

    def without(self, features: Collection[int]) -> "Shapes":
        """Leave some features out."""
        if not features:
            return self
        kept = ~np.isin(self.feature, list(features))
        return Shapes(
            xy=self.xy[kept[self.part]],
            start=np.r_[0, np.cumsum(np.diff(self.start)[kept])],
            kind=self.kind[kept],
            feature=self.feature[kept],
            polygon=self.polygon[kept],
            at=tuple(compress(self.at, kept)),
            raised=self.raised.difference(features),
        )

    def pointer(self, position: int) -> str:
        """Lead to a position by its number in `xy`."""
        part = int(np.searchsorted(self.start, position, side="right")) - 1
        within = position - int(self.start[part])
        single = self.kind[part] == POINT and self.at[part].endswith("coordinates")
        alone = single and self.start[part + 1] - self.start[part] == 1
        return self.at[part] if alone else f"{self.at[part]}/{within}"


@dataclass
class ShapeBuilder:
    """Gathers geometries that passed the rules of structure; `shapes` gives the columns."""

    _xy: "array[float]" = field(default_factory=lambda: array("d"))
    _start: list[int] = field(default_factory=lambda: [0])
    _rows: list[tuple[int, int, int]] = field(default_factory=list)
    _at: list[str] = field(default_factory=list)
    _raised: set[int] = field(default_factory=set)
    _polygons: int = 0

    def add(self, feature: int, geometry: Mapping[str, Any], at: str = "/geometry") -> None:
        """Take the geometry of a feature. Raises OverflowError for a whole number beyond a float."""
        kind = geometry["type"]
        if kind == "GeometryCollection":
            for number, part in enumerate(geometry["geometries"]):
                self.add(feature, part, f"{at}/geometries/{number}")
            return
        coordinates, at = geometry["coordinates"], f"{at}/coordinates"
        if kind == "Point":
            self._part([coordinates], POINT, feature, at)
        elif kind in ("MultiPoint", "LineString"):
            self._part(coordinates, POINT if kind == "MultiPoint" else LINE, feature, at)
        elif kind == "MultiLineString":
            for number, line in enumerate(coordinates):
                self._part(line, LINE, feature, f"{at}/{number}")
        elif kind == "Polygon":
            self._rings(coordinates, feature, at)
        else:
            for number, rings in enumerate(coordinates):
                self._rings(rings, feature, f"{at}/{number}")

    def _rings(self, rings: Iterable[list[Any]], feature: int, at: str) -> None:
        for number, ring in enumerate(rings):
            self._part(ring, HOLE if number else OUTER, feature, f"{at}/{number}", self._polygons)
        self._polygons += 1

    def _part(self, positions: list[Any], kind: int, feature: int, at: str, polygon: int = -1) -> None:
        flat = list(chain.from_iterable(positions))
        if len(flat) != 2 * len(positions):
            self._raised.add(feature)
            flat = [number for position in positions for number in position[:2]]
        self._xy.extend(flat)
        self._start.append(len(self._xy) // 2)
        self._rows.append((kind, feature, polygon))
        self._at.append(at)

    def shapes(self) -> Shapes:
        """Give the columns of what was gathered."""
        rows = np.array(self._rows, np.int64).reshape(-1, 3)
        return Shapes(
            xy=np.array(self._xy, float).reshape(-1, 2),
            start=np.array(self._start, np.int64),
            kind=rows[:, 0],
            feature=rows[:, 1],
            polygon=rows[:, 2],
            at=tuple(self._at),
            raised=frozenset(self._raised),
        )


def _invalid(shapes: Shapes) -> Iterator[tuple[int, str, str]]:
    finite = np.isfinite(shapes.xy).all(axis=1)
    whole = np.bincount(shapes.part, ~finite, len(shapes.kind)) == 0
    lost = set(shapes.polygon[(shapes.kind >= OUTER) & ~whole].tolist())
    rings = np.flatnonzero((shapes.kind >= OUTER) & ~np.isin(shapes.polygon, list(lost)))
    if not len(rings):
        return
    row = np.full(len(shapes.kind), -1)
    row[rings] = np.arange(len(rings))
    wanted = row[shapes.part] >= 0
    made = shapely.linearrings(shapes.xy[wanted], indices=row[shapes.part[wanted]])
    outer = shapes.kind[rings] == OUTER
    polygons = shapely.polygons(made[outer])
    for number, holes in _holes_by_polygon(shapes.polygon[rings], outer).items():
        polygons[number] = shapely.Polygon(made[outer][number], made[holes].tolist())
    whose = shapes.feature[rings[outer]]
    at = [shapes.at[part].rpartition("/")[0] for part in rings[outer].tolist()]
    bad = np.flatnonzero(~shapely.is_valid(polygons)).tolist()
    for number in bad:
        yield int(whose[number]), str(shapely.is_valid_reason(polygons[number])), at[number]
    told = {int(whose[number]) for number in bad}
    found, first, count = np.unique(whose, return_index=True, return_counts=True)
    for feature, number, many in zip(found.tolist(), first.tolist(), count.tolist(), strict=True):
        if many > 1 and feature not in told:
            together = shapely.multipolygons(polygons[whose == feature])
            if not shapely.is_valid(together):
                yield feature, str(shapely.is_valid_reason(together)), at[number].rpartition("/")[0]


def _holes_by_polygon(polygon: Ints, outer: NDArray[np.bool_]) -> dict[int, list[int]]:
    """Give the rows of the holes of each polygon that has some, by the polygon's number among outer rings."""
    number = {known: n for n, known in enumerate(polygon[outer].tolist())}
    found: dict[int, list[int]] = {}
    for ring in np.flatnonzero(~outer).tolist():
        found.setdefault(number[int(polygon[ring])], []).append(ring)
    return found
