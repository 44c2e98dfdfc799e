"""Nearness: which segments of a network run along a drawn line, and which node is nearest to a place."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import shape

from dashboard.domain.junctions import components
from dashboard.domain.measure import distance_m, metres_per_degree
from dashboard.domain.model import Feature
from dashboard.domain.network import Network, point_of

Rows = NDArray[np.int64]
Floats = NDArray[np.float64]

# A road of the network lies beside the drawn line by as much as the line may be wrong, and its own width.
BESIDE_M = 50.0
ALONG_DEG = 40.0
SHORTEST_STRETCH_M = 20.0


@dataclass(frozen=True, eq=False)
class Tie:
    """Some segments, and how far the farthest of their vertices lies; of none, how far the nearest one."""

    rows: Rows
    distance_m: float


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

    def along(self, feature: Feature, tolerance_m: float) -> Tie:
        """Give the segments along a line and the distance of their farthest vertex, or of the nearest one."""
        line = shapely.transform(shape(dict(feature.geometry or {})), lambda degrees: degrees * self.scale)
        beside = min(float(feature.properties.accuracy_m or 0) + BESIDE_M, tolerance_m)
        rows = np.sort(self.tree.query(line, predicate="dwithin", distance=beside))
        away = _farthest(self.segments[rows], line)
        rows, away = rows[away <= beside], away[away <= beside]
        along = _runs_along(self.segments[rows], line)
        if along.any():
            return Tie(rows[along], float(away[along].max()))
        _, distance = self.tree.query_nearest(line, return_distance=True, all_matches=False)
        return Tie(np.zeros(0, np.int64), float(distance[0]) if len(distance) else math.inf)

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
    nearest = shapely.distance(middle[:, None], parts[None, :]).argmin(axis=1) if len(segments) else []
    part = parts[nearest]
    at = shapely.line_locate_point(part, middle)
    half = np.maximum(shapely.length(segments) / 2, SHORTEST_STRETCH_M / 2)
    before = shapely.get_coordinates(shapely.line_interpolate_point(part, np.maximum(at - half, 0)))
    after = shapely.get_coordinates(shapely.line_interpolate_point(part, at + half))
    one, other = last - first, after - before
    across = np.abs(one[:, 0] * other[:, 1] - one[:, 1] * other[:, 0])
    with_it = np.abs((one * other).sum(axis=1))
    # A loop or a line of no length has no direction: nothing runs along it.
    return np.asarray((across <= with_it * math.tan(math.radians(ALONG_DEG))) & (with_it > 0), bool)
