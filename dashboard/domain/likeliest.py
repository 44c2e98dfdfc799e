"""Likeliest: of the segments that run along a drawn line, those of the road that the line means."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dashboard.domain.lines import UNRANKED, Bools, Ranks, Rows

Floats = NDArray[np.float64]

# Lines are compared cell by cell; a class of road is the best one over so long a part of the line.
CELL_M = 25.0
PART_M = 500.0
# Two carriageways of one road, or the two sides of its drawing, lie nearer to each other than this.
NEARER_M = 30.0


@dataclass(frozen=True, eq=False, kw_only=True)
class Beside:
    """Short steps of segments that run along a line, in columns.

    `owner` is the segment that a step belongs to, a row of the caller's; `cell` the cell of the line beside
    it, `away_m` its distance. Part p of the line has the cells from `starts[p]` up to `starts[p + 1]`.
    """

    owner: Rows
    cell: Rows
    away_m: Floats
    starts: Rows


def likeliest(beside: Beside, ranks: Ranks) -> Bools:
    """Tell which segments are the road that a line means; `ranks` has one for each segment.

    A segment yields where roads of a higher class together lie along more than half of the line beside it,
    500 m of it at least, so that neither a gap in the main road nor a change of its class decides. It
    yields also to segments of the same class that lie at least 30 m nearer beside more than half of its
    length. A segment without a step along the line is never the one.
    """
    runs = np.bincount(beside.owner, minlength=len(ranks)) > 0
    return np.asarray(runs & ~_outranked(beside, ranks) & ~_farther(beside, ranks), bool)


def _outranked(beside: Beside, ranks: Ranks) -> Bools:
    """Tell which segments have roads of a higher class beside them."""
    cells = int(beside.starts[-1])
    best = np.full(cells, UNRANKED, np.uint8)
    np.minimum.at(best, beside.cell, ranks[beside.owner])
    low, high = _windows(beside, len(ranks))
    out = np.zeros(len(ranks), bool)
    for rank in np.unique(ranks[beside.owner]):
        better = np.concatenate([[0], np.cumsum(best < rank)])
        same = (ranks == rank) & (high > low)
        out[same] = 2 * (better[high[same]] - better[low[same]]) > high[same] - low[same]
    return out


def _windows(beside: Beside, segments: int) -> tuple[Rows, Rows]:
    """Give the cells that each segment is judged over: those beside it, widened to 500 m of its part."""
    first = np.full(segments, beside.starts[-1])
    last = np.full(segments, -1)
    np.minimum.at(first, beside.owner, beside.cell)
    np.maximum.at(last, beside.owner, beside.cell)
    middle, half = (first + last) // 2, int(PART_M / CELL_M / 2)
    part = np.clip(np.searchsorted(beside.starts, middle, side="right") - 1, 0, len(beside.starts) - 2)
    low = np.maximum(np.minimum(first, middle - half), beside.starts[part])
    high = np.minimum(np.maximum(last, middle + half) + 1, beside.starts[part + 1])
    return low, np.where(last < 0, low, high)


def _farther(beside: Beside, ranks: Ranks) -> Bools:
    """Tell which segments lie farther from the line than others of their class beside the same cells."""
    owner, away_m = beside.owner, beside.away_m
    place = beside.cell * (UNRANKED + 1) + ranks[owner]
    nearest = np.full(int(beside.starts[-1]) * (UNRANKED + 1), np.inf)
    np.minimum.at(nearest, place, away_m)
    beaten = away_m - nearest[place] >= NEARER_M
    count = np.bincount(owner, minlength=len(ranks))
    return np.asarray(2 * np.bincount(owner[beaten], minlength=len(ranks)) > count, bool)
