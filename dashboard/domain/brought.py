"""A row of a file that a reader brought: its values as text, and which of them was read as what."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_SELECTED = re.compile(r"(brought-\d{1,2})-r(\d{1,9})\Z", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class BroughtRow:
    """One row: `values` in the file's order, `roles` from column to role (date, category, source, known).

    `source` is None where nobody is named for the row: it is unsourced. `number` counts from 1.
    """

    title: str
    file: str
    number: int
    values: Mapping[str, str]
    roles: Mapping[str, str]
    source: str | None
    known: str | None

    def read_as(self, role: str) -> str | None:
        """Give the value of the column that was read as a role; None where there is none."""
        found = (self.values.get(column) for column, each in self.roles.items() if each == role)
        return next((value for value in found if value), None)


def selected_row(selected: str) -> tuple[str, int] | None:
    """Read what a link selects of a brought layer: the layer's id and the number of the feature.

    >>> selected_row("brought-1-r12")
    ('brought-1', 12)
    >>> selected_row("castello-road") is None
    True
    """
    found = _SELECTED.match(selected)
    return (found[1], int(found[2])) if found else None
