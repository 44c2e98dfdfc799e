"""Tables as text: CSV, TSV and their cousins with semicolons or bars, read row by row."""

import csv
import io
import re
import sys
from collections.abc import Iterator, Sequence
from itertools import islice

from dashboard.domain.cells import unguarded
from dashboard.domain.draft_columns import is_tag_row, suggested
from dashboard.domain.draft_rows import Cells, Found, Row
from dashboard.store.imports.limits import (
    MOST_COLUMNS,
    DraftError,
    Options,
    refuse_costly,
    refuse_many_rows,
)
from dashboard.store.imports.text_encoding import Decoded

SIGNS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_CELL_BYTES = 64
HEAD_ROWS = 25
_LONGEST_CELL = 1_000_000
_DECLARED_SIGN = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)

Line = tuple[int, list[str], str]


def read_table(decoded: Decoded, name: str, options: Options) -> Found:
    """Read a text as a table: a header, HXL tags perhaps, then rows.

    A row with more or fewer cells than the header, or with a quote in the wrong place, is set aside. Rows
    without any text are counted, and are no rows. Raises DraftError where there is no table.
    """
    text, sign = with_sign(decoded.text)
    refuse_costly(
        name,
        text_bytes=sys.getsizeof(text),
        parts=text.count(sign) + text.count("\n"),
        part_bytes=_CELL_BYTES,
    )
    if '"' not in text:
        refuse_many_rows(name, text.count("\n"))
    lines = lines_of(text, sign)
    head = list(islice(lines, HEAD_ROWS))
    header, tags, first = header_of(head, name)
    rest = (line for part in (head[first:], lines) for line in part)
    rows, empty = _rows(rest, header, name, options)
    remarks = [f"cells are parted by {SIGNS[sign]}"]
    remarks += ["the row of HXL tags was read"] if tags else []
    remarks += [f"{empty:,} rows without any text are not counted"] if empty else []
    return Found(
        format="table",
        columns=tuple(header),
        rows=rows,
        tabular=True,
        encoding=decoded.encoding,
        tags=tags,
        remarks=tuple(remarks),
    )


def columns_in(cells: Sequence[str], name: str) -> list[str]:
    """Give each column a name of its own: an empty one its number, a repeated one a number behind it."""
    if len(cells) > MOST_COLUMNS:
        raise DraftError(name, f"it has {len(cells):,} columns; {MOST_COLUMNS:,} are the limit", "drop some")
    found: dict[str, None] = {}
    for number, cell in enumerate(cells, 1):
        wanted = base = " ".join(unguarded(cell).split()) or f"column {number}"
        again = 2
        while wanted in found:
            wanted, again = f"{base} ({again})", again + 1
        found[wanted] = None
    return list(found)


def tags_in(columns: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    """Give the HXL tag of each column that has one."""
    return {column: cell.strip() for column, cell in zip(columns, cells, strict=False) if cell.strip()}


def with_sign(text: str) -> tuple[str, str]:
    """Find what parts the cells: what the file says, or what cuts its first rows most evenly."""
    if (declared := _DECLARED_SIGN.match(text)) and declared[1] in SIGNS:
        return text[declared.end() :], declared[1]
    start = text[:65_536]
    return text, max(SIGNS, key=lambda sign: _fitness(start, sign))


def _fitness(text: str, sign: str) -> tuple[bool, float, int]:
    rows = [len(cells) for _, cells, fault in islice(lines_of(text, sign), HEAD_ROWS) if cells and not fault]
    if not rows or max(rows) < 2:
        return False, 0.0, 0
    most = max(set(rows), key=rows.count)
    header = next(lines_of(text, sign))[1]
    placed = len(
        {"latitude", "longitude"} & set(suggested(columns_in(header[:MOST_COLUMNS], ""), {}, tabular=True))
    )
    return placed == 2, rows.count(most) / len(rows) if most > 1 else 0.0, most


def lines_of(text: str, sign: str) -> Iterator[Line]:
    """Read rows with the number of their first line; a row that is no sound CSV has its fault."""
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=True)
    while True:
        first = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield first, [], _plain_fault(str(error), first, reader.line_num)
            continue
        yield first, cells, ""


def _plain_fault(said: str, first: int, last: int) -> str:
    if "unexpected end" in said:
        return f"a quote from line {first} on is never closed; all lines to {last}, the end, are in it"
    if "field larger" in said:
        return (
            f"a cell from line {first} on is longer than {_LONGEST_CELL:,} characters; a quote may be missing"
        )
    return f"a quote stands inside a cell in line {last}: {said}"


def header_of(head: list[Line], name: str) -> tuple[list[str], dict[str, str], int]:
    """Find the header, the HXL tags and where the rows begin: behind the first row of two cells or more."""
    for place, (_, cells, _) in enumerate(head):
        if is_tag_row(cells):
            above = next(
                (cells for _, cells, _ in reversed(head[:place]) if any(map(str.strip, cells))), cells
            )
            columns = columns_in(above if len(above) == len(cells) else cells, name)
            return columns, tags_in(columns, cells), place + 1
    for place, (_, cells, _) in enumerate(head):
        if sum(bool(cell.strip()) for cell in cells) > 1:
            return columns_in(cells, name), {}, place + 1
    raise DraftError(name, "it is no table: no row has more than one cell", "give a table with a header row")


def _rows(lines: Iterator[Line], header: list[str], name: str, options: Options) -> tuple[list[Row], int]:
    places = {column: number for number, column in enumerate(header)}
    rows: list[Row] = []
    empty = 0
    seen: dict[str, str] = {}
    for line, cells, fault in lines:
        if not fault and not any(map(str.strip, cells)):
            empty += 1
            continue
        cells = [unguarded(cell) if cell[:1] == "'" else seen.setdefault(cell, cell) for cell in cells]
        if not fault and len(cells) != len(header):
            fault = f"it has {len(cells)} cells, the header {len(header)}"
        if fault:
            columns = dict(zip(header, cells, strict=False))
            columns |= {
                f"column {number}": cell for number, cell in enumerate(cells[len(header) :], len(header) + 1)
            }
            rows.append(Row(number=line, values=columns, fault=fault))
        else:
            rows.append(Row(number=line, values=Cells(places, tuple(cells))))
        options.tell(len(rows))
        if not len(rows) % 1000:
            refuse_many_rows(name, len(rows))
    refuse_many_rows(name, len(rows))
    return rows, empty
