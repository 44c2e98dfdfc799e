"""Which segments of a network lie in an area that a reader drew."""

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from dashboard.domain.network import Network


def lying_in(network: Network, ring: Sequence[tuple[float, float]]) -> NDArray[np.bool_]:
    """Mark the segments that touch the area inside a ring of (longitude, latitude) corners.

    A ring that crosses itself is taken as everything it winds around: an area to stay out of is
    better too large than too small. Boxes are compared first, so that a drawn area costs little in a
    large network.
    """
    area = shapely.make_valid(shapely.Polygon(ring))
    area = shapely.union(area, shapely.convex_hull(area)) if not shapely.Polygon(ring).is_valid else area
    west, south, east, north = (round(x * 1e7) for x in area.bounds)
    _, segments = network.size
    if not segments:
        return np.zeros(0, bool)
    starts = network.shape_from[:-1].astype(np.intp)
    x, y = network.shape[:, 0], network.shape[:, 1]
    near = (
        (np.minimum.reduceat(x, starts) <= east)
        & (np.maximum.reduceat(x, starts) >= west)
        & (np.minimum.reduceat(y, starts) <= north)
        & (np.maximum.reduceat(y, starts) >= south)
    )
    found = np.zeros(segments, bool)
    rows = np.flatnonzero(near)
    shapely.prepare(area)
    lines = [shapely.LineString(network.line_deg(int(i))) for i in rows]
    found[rows] = shapely.intersects(area, lines)
    return found
