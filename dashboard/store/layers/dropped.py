"""Rows of a file that were passed over before they were rows: which, and how others are numbered for it."""

from array import array
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dashboard.store.layers.limits import MOST_LISTED


class Dropped:
    """What was passed over while a file was read, by its place in the file, from 1 on; in that order."""

    def __init__(self) -> None:
        self.first: list[tuple[int, str]] = []
        self._places = array("I")

    def note(self, place: int, why: str) -> None:
        """Take notice of the next one."""
        self._places.append(place)
        if len(self.first) < MOST_LISTED:
            self.first.append((place, why))

    def __len__(self) -> int:
        """Count all that were passed over."""
        return len(self._places)

    def number_of(self, row: int) -> int:
        """Give the number in the file of a row that was kept, counted from 0."""
        return number_in_file(row, np.array(self._places, np.int64))

    def write(self, path: Path) -> None:
        """Write all places as an array."""
        np.save(path, np.array(self._places, "<u4"), allow_pickle=False)


def number_in_file(row: int, dropped: NDArray[np.int64]) -> int:
    """Number a row that was kept, counted from 0, as it stands in the file, from 1 on.

    >>> [number_in_file(row, np.array([2, 3])) for row in range(3)]
    [1, 4, 5]
    """
    kept_before = dropped - np.arange(len(dropped)) - 1
    return row + 1 + int(np.searchsorted(kept_before, row, side="right"))
