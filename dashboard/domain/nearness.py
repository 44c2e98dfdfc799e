"""Nearness: which segments of a network run along a drawn line, and which node is nearest to a place."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import shape

from dashboard.domain.junctions import components
from dashboard.domain.likeliest import CELL_M, Beside, likeliest
from dashboard.domain.lines import UNRANKED
from dashboard.domain.measure import distance_m, metres_per_degree
from dashboard.domain.model import Feature
from dashboard.domain.network import Network, point_of

Rows = NDArray[np.int64]
Floats = NDArray[np.float64]

# A road of the network lies beside the drawn line by as much as the line may be wrong, and its own width.
BESIDE_M = 50.0
ALONG_DEG = 40.0
SHORTEST_STRETCH_M = 20.0
# Nearness cannot tell which of several roads is meant by a line that may be farther off than this.
COARSE_M = 500.0

Why = Literal["", "far", "across", "coarse"]
_NONE = np.zeros(0, np.int64)


@dataclass(frozen=True, eq=False)
class Tie:
    """Some segments, and how far the farthest of their vertices lies; of none, how far the nearest one.

    `why` says why there are none: all are too far away, those that are near do not run along, or the line
    is too coarse to tell.
    """

    rows: Rows
    distance_m: float
    why: Why = ""


class Finder:
    """Look for segments and nodes of one network by place, in a plane in metres that fits the dataset."""

    def __init__(self, network: Network, features: Iterable[Feature]) -> None:
        self.network = network
        latitudes = [point_of(feature)[1] for feature in features] or [0.0]
        # One plane for all: at the latitudes of the dataset, 1.4 degrees apart, true to about 1 %.
        self.scale = np.array(metres_per_degree((min(latitudes) + max(latitudes)) / 2))
        self.nodes = network.node_at * self.scale
        self.main = components(network.tail, network.head, len(self.nodes)) == 0
        counts = np.diff(network.shape_from).astype(np.int64)
        self.segments = shapely.linestrings(
            network.shape / 1e7 * self.scale, indices=np.repeat(np.arange(len(counts)), counts)
        )
        self.tree = shapely.STRtree(self.segments)
        self.ranks = network.rank if len(network.rank) else np.full(len(counts), UNRANKED, np.uint8)

    def along(self, feature: Feature, tolerance_m: float) -> Tie:
        """Give the segments of the road that a line means; see `likeliest` for which of several it is.

        Roads that leave the line or reach beyond its ends are no part of it, but stand for their class.
        """
        line = shapely.transform(shape(dict(feature.geometry or {})), lambda degrees: degrees * self.scale)
        accuracy_m = float(feature.properties.accuracy_m or 0)
        if accuracy_m > COARSE_M:
            return Tie(_NONE, self._best_class_m(line, accuracy_m), "coarse")
        beside_m = min(accuracy_m + BESIDE_M, tolerance_m)
        rows = np.sort(self.tree.query(line, predicate="dwithin", distance=beside_m))
        near = self.segments[rows]
        away = _farthest(near, line)
        along = (away <= beside_m) & _runs_along(near, line)
        along &= likeliest(_beside(near, line, beside_m), self.ranks[rows])
        if along.any():
            return Tie(rows[along], float(away[along].max()))
        nearest_m = _nearest_m(self.tree, line)
        return Tie(_NONE, nearest_m, "far" if nearest_m > tolerance_m else "across")

    def _best_class_m(self, line: Any, within_m: float) -> float:
        """Measure how far the nearest road of the best class lies that there is so near; else the nearest."""
        for tree in self._by_class:
            if math.isfinite(distance := _nearest_m(tree, line, within_m)):
                return distance
        return _nearest_m(self.tree, line)

    @cached_property
    def _by_class(self) -> list[Any]:
        return [shapely.STRtree(self.segments[self.ranks == rank]) for rank in np.unique(self.ranks)]

    def node(self, feature: Feature, among: Rows | None, tolerance_m: float) -> tuple[int | None, float]:
        """Give the nearest node within the tolerance and its distance; else None and the nearest distance."""
        here = point_of(feature)
        distance = math.inf
        for choice in (among, np.flatnonzero(self.main), np.arange(len(self.nodes))):
            if choice is None or not len(choice):
                continue
            away = self.nodes[choice] - np.array(here) * self.scale
            nearest = int(choice[np.hypot(away[:, 0], away[:, 1]).argmin()])
            distance = distance_m(here, self.network.node_at[nearest].tolist())
            if distance <= tolerance_m:
                return nearest, distance
        return None, distance


def _nearest_m(tree: Any, line: Any, within_m: float | None = None) -> float:
    """Measure how far the nearest shape lies from a line; infinity where there is none."""
    _, away = tree.query_nearest(line, max_distance=within_m, return_distance=True, all_matches=False)
    return float(away[0]) if len(away) else math.inf


def _beside(segments: Any, line: Any, beside_m: float) -> Beside:
    """Walk the segments in short steps and keep those that lie near a line and run along it."""
    parts = shapely.get_parts(line)
    cells = np.ceil(np.maximum(shapely.length(parts), CELL_M) / CELL_M).astype(np.int64)
    starts = np.concatenate([[0], np.cumsum(cells)])
    steps = np.ceil(np.maximum(shapely.length(segments), 1) / (CELL_M / 2)).astype(np.int64)
    owner = np.repeat(np.arange(len(segments)), steps)
    share = (np.arange(len(owner)) - np.repeat(np.cumsum(steps) - steps, steps)) / steps[owner]
    one = shapely.line_interpolate_point(segments[owner], share, normalized=True)
    other = shapely.line_interpolate_point(segments[owner], share + 1 / steps[owner], normalized=True)
    part = _nearest_part(one, parts)
    at, until = (shapely.line_locate_point(parts[part], points) for points in (one, other))
    away = (shapely.distance(one, parts[part]) + shapely.distance(other, parts[part])) / 2
    straight = np.abs(until - at) >= math.cos(math.radians(ALONG_DEG)) * shapely.distance(one, other)
    along = (away <= beside_m) & straight & (until != at)
    cell = np.minimum(((at + until) / 2 / CELL_M).astype(np.int64), cells[part] - 1) + starts[part]
    return Beside(owner=owner[along], cell=cell[along], away_m=away[along], starts=starts)


def _nearest_part(points: Any, parts: Any) -> Rows:
    if len(parts) == 1:
        return np.zeros(len(points), np.int64)
    return np.asarray(shapely.STRtree(parts).nearest(points), np.int64)


def _farthest(segments: Any, line: Any) -> Floats:
    """Measure how far the farthest vertex of each segment, or its middle, lies from a line."""
    vertices, owner = shapely.get_coordinates(segments, return_index=True)
    away = shapely.distance(shapely.line_interpolate_point(segments, 0.5, normalized=True), line)
    np.maximum.at(away, owner, shapely.distance(shapely.points(vertices), line))
    return np.asarray(away, float)


def _runs_along(segments: Any, line: Any) -> NDArray[np.bool_]:
    """Tell which segments run in the direction that the line has beside them, either way.

    The line's direction is taken over as long a stretch as the segment has, so that a small bend does not
    count, and in the part of the line that is nearest.
    """
    first = shapely.get_coordinates(shapely.get_point(segments, 0))
    last = shapely.get_coordinates(shapely.get_point(segments, -1))
    middle = shapely.line_interpolate_point(segments, 0.5, normalized=True)
    parts = shapely.get_parts(line)
    part = parts[_nearest_part(middle, parts)]
    at = shapely.line_locate_point(part, middle)
    half = np.maximum(shapely.length(segments) / 2, SHORTEST_STRETCH_M / 2)
    before = shapely.get_coordinates(shapely.line_interpolate_point(part, np.maximum(at - half, 0)))
    after = shapely.get_coordinates(shapely.line_interpolate_point(part, at + half))
    one, other = last - first, after - before
    across = np.abs(one[:, 0] * other[:, 1] - one[:, 1] * other[:, 0])
    with_it = np.abs((one * other).sum(axis=1))
    # A loop or a line of no length has no direction: nothing runs along it.
    return np.asarray((across <= with_it * math.tan(math.radians(ALONG_DEG))) & (with_it > 0), bool)
