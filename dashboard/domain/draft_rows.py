"""What is found in a file that somebody brings, before it is a draft: its rows and columns."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


class Cells(Mapping[str, Any]):
    """The values of one row by column; the columns are shared by all rows of a table."""

    __slots__ = ("_cells", "_places")

    def __init__(self, places: Mapping[str, int], cells: tuple[Any, ...]) -> None:
        self._places, self._cells = places, cells

    def __getitem__(self, column: str) -> Any:
        return self._cells[self._places[column]]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row or feature as it stands in the file.

    `number` counts from 1 in the file's own way: lines of a table, features of a collection. `fault` says why
    it cannot be used. `members` are parts beside its values; `original` is the whole, where no table has it
    in columns. `id` is what the format itself calls its id.
    """

    number: int
    values: Mapping[str, Any] = field(default_factory=dict)
    geometry: Any = None
    id: Any = None
    fault: str = ""
    members: Mapping[str, Any] = field(default_factory=dict)
    original: Any = None


@dataclass(frozen=True, kw_only=True)
class Found:
    """A file that was read: its rows and columns, and what it says of itself.

    `tabular` files have their positions in columns. `crs` is the reference system that the file declares.
    `tags` are HXL tags by column. `beside` is what the file says of no row. `remarks` go into the report.
    """

    format: str
    columns: tuple[str, ...]
    rows: Sequence[Row]
    tabular: bool = False
    crs: str | None = None
    encoding: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)
    beside: Mapping[str, Any] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How the columns of a file become fields of the model: `map` by column, `set` to one text for all."""

    columns: tuple[str, ...]
    map: Mapping[str, str]
    set: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reject:
    """A row that is not in the draft, why, what helps, and the whole of it."""

    number: int
    reason: str
    original: Any


def columns_of(rows: Sequence[Row]) -> tuple[str, ...]:
    """Name every column that any row has, in the order of their first appearance."""
    return tuple(dict.fromkeys(column for row in rows for column in row.values))
