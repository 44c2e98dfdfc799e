"""Aligning the vertices of two versions of a line: which stayed, moved, came or went."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

import numpy as np

from dashboard.domain.measure import Position, metres_per_degree

# Above so many pairs of vertices the exact search would take seconds; vertices are then paired in order.
_MOST_PAIRS = 4_000_000
_MOST_PAIRS_IN_A_BLOCK = 250_000


@dataclass
class Alignment:
    """What became of the vertices; `heights` counts those of which only the third number changed."""

    moved: list[tuple[Position, Position]] = field(default_factory=list)
    added: list[Position] = field(default_factory=list)
    removed: list[Position] = field(default_factory=list)
    heights: int = 0


def align(before: Sequence[Position], after: Sequence[Position]) -> Alignment:
    """Pair the vertices of two lines in their order, with as little movement as possible.

    >>> found = align([[0, 0], [1, 0], [2, 0]], [[0, 0], [1, 1], [1.5, 0], [2, 0]])
    >>> found.moved, found.added
    ([([1, 0], [1.5, 0])], [[1, 1]])
    """
    found = Alignment()
    old, new = [tuple(p[:2]) for p in before], [tuple(p[:2]) for p in after]
    first = 0
    while first < min(len(old), len(new)) and old[first] == new[first]:
        first += 1
    last = 0
    while last < min(len(old), len(new)) - first and old[-1 - last] == new[-1 - last]:
        last += 1
    _equal(found, before[:first], after[:first])
    _equal(found, before[len(old) - last :], after[len(new) - last :])
    middle = (old[first : len(old) - last], new[first : len(new) - last])
    if not middle[0] or not middle[1] or len(middle[0]) * len(middle[1]) > _MOST_PAIRS:
        _replace(found, before[first : len(old) - last], after[first : len(new) - last])
        return found
    for tag, a, b, c, d in SequenceMatcher(None, *middle, autojunk=False).get_opcodes():
        one, other = before[first + a : first + b], after[first + c : first + d]
        (_equal if tag == "equal" else _replace)(found, one, other)
    return found


def _equal(found: Alignment, before: Sequence[Position], after: Sequence[Position]) -> None:
    found.heights += sum(tuple(a[2:]) != tuple(b[2:]) for a, b in zip(before, after, strict=True))


def _replace(found: Alignment, before: Sequence[Position], after: Sequence[Position]) -> None:
    """Pair as many vertices of a block as there are on its shorter side, the nearest ones in order."""
    shorter, longer = sorted((before, after), key=len)
    kept = _nearest(shorter, longer)
    flip = len(before) > len(after)
    for a, place in zip(shorter, kept, strict=True):
        pair = (longer[place], a) if flip else (a, longer[place])
        found.moved.append(pair)
    taken = set(kept)
    (found.removed if flip else found.added).extend(p for i, p in enumerate(longer) if i not in taken)


def _nearest(shorter: Sequence[Position], longer: Sequence[Position]) -> list[int]:
    """Choose a place in the longer line for each vertex of the shorter one, with the least way altogether."""
    spare = len(longer) - len(shorter)
    if not spare or not shorter:
        return list(range(len(shorter)))
    if len(shorter) * (spare + 1) > _MOST_PAIRS_IN_A_BLOCK:
        return [i * len(longer) // len(shorter) for i in range(len(shorter))]
    a, b = (np.array([p[:2] for p in line], float) for line in (shorter, longer))
    scale = np.array(metres_per_degree(float(b[:, 1].mean())))
    best = np.zeros(spare + 1)
    chosen: list[list[int]] = []
    for row, vertex in enumerate(a):
        way = np.hypot(*((b[row : row + spare + 1] - vertex) * scale).T)
        least = np.minimum.accumulate(best)
        places = [0]
        for place in range(1, spare + 1):
            places.append(place if best[place] < best[places[-1]] else places[-1])
        chosen.append(places)
        best = least + way
    shift = int(best.argmin())
    shifts = []
    for row in range(len(a) - 1, -1, -1):
        shifts.append(row + shift)
        shift = chosen[row][shift]
    return shifts[::-1]
