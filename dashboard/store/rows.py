"""Rows of brought layers: who can tell the row behind a feature, by the key of the layer."""

from collections.abc import Callable, Mapping
from typing import Any

RowOf = Callable[[str, int], Mapping[str, Any] | None]
_offered: dict[str, RowOf] = {}


def offer_rows(key: str, row_of: RowOf) -> None:
    """Let `row_of(key, i)` tell the row of feature `i` of a layer, None where there is no such feature.

    It is called in worker threads, several at a time; what it gives must be writable as JSON.
    """
    _offered[key] = row_of


def find(key: str) -> RowOf | None:
    """Find who tells the rows of a layer; None where nobody does."""
    return _offered.get(key)
