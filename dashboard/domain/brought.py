"""A row of a file that a reader brought: its values as text, and which of them was read as what."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

_SELECTED = re.compile(r"(brought-\d{1,4})-r(\d{1,9})\Z", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One of several looks at the same place: its day, as far as it can be read, and what was seen."""

    day: date | None
    printed: str
    category: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BroughtRow:
    """One row: `values` in the file's order, `roles` from column to role (one of domain/roles.py).

    `source` is None where nobody is named for the row: it is unsourced. `number` counts from 1. `known` is
    what is shown of when it was published, `known_day` the day that counts; None where nobody can tell.
    `looks` are there where the file has more than one pair of day and category.
    """

    title: str
    file: str
    number: int
    values: Mapping[str, str]
    roles: Mapping[str, str]
    source: str | None
    known: str | None
    known_day: date | None = None
    looks: tuple[Look, ...] = ()

    def known_by(self, day: date) -> bool:
        """Tell whether the row could be known on a day; date.max stands for all that is known."""
        return day == date.max or (self.known_day is not None and self.known_day <= day)

    def look_on(self, day: date) -> Look | None:
        """Give the newest look that is not after a day; None where there is none."""
        seen = [
            (look.day, n) for n, look in enumerate(self.looks) if look.day is not None and look.day <= day
        ]
        return self.looks[max(seen)[1]] if seen else None

    def read_as(self, role: str) -> str | None:
        """Give the value of the column that was read as a role; None where there is none."""
        found = (self.values.get(column) for column, each in self.roles.items() if each == role)
        return next((value for value in found if value), None)


def selected_row(selected: str) -> tuple[str, int] | None:
    """Read what a link selects of a brought layer: the layer's id and the number of the feature.

    >>> selected_row("brought-120-r12")
    ('brought-120', 12)
    >>> selected_row("castello-road") is None
    True
    """
    found = _SELECTED.match(selected)
    return (found[1], int(found[2])) if found else None
