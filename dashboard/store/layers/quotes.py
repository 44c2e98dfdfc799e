"""Quotes of a table that are never closed: the rows behind one fall into its cell, without a word."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dashboard.store.imports.limits import shown
from dashboard.store.layers.limits import LayerError

_TAIL = 64 * 1024


class Quotes:
    """Looks at what comes of a table whose cells are parted by `sign`."""

    def __init__(self, sign: str, columns: int) -> None:
        self._sign, self._columns = sign, columns
        self._unclosed: list[str] = []
        self._last: str | None = None
        self._swallowed, self._first = 0, ""

    def look_at_text(self, text: str) -> None:
        """Look at a row that has too few or too many cells."""
        if text.count('"') % 2 and "\n" in text.strip():
            self._unclosed.append(text)

    def look_at(self, batch: Any) -> None:
        """Look at the cells of a batch in which lines are broken: one of them may have been a row."""
        import pyarrow.compute as pc

        self._last = batch.column(batch.num_columns - 1)[-1].as_py()
        for column in batch.columns:
            broken = pc.match_substring(column, "\n")
            if not pc.any(broken).as_py():
                continue
            for text in column.filter(broken).to_pylist():
                lines = text.split("\n")[1:]
                if '"' in text and any(line.count(self._sign) >= self._columns - 1 for line in lines):
                    self._swallowed, self._first = self._swallowed + 1, self._first or text

    def refuse_unclosed(self, path: Path, name: str) -> None:
        """Raise LayerError where a quote is open to the end of the file, or of a row."""
        if self._last and "\n" in self._last and not _ends_quoted(path):
            self._unclosed.append(self._last.rstrip("\r\n"))
        if self._unclosed:
            lines = sum(text.strip().count("\n") for text in self._unclosed)
            what = f"a quote is never closed; lines that fell into its cell: {lines:,}"
            raise LayerError(name, what, f"look for it in {shown(self._unclosed[0].splitlines()[0])!r}")

    def lines(self) -> Iterator[str]:
        """Say in words what may be rows in a cell."""
        if self._swallowed:
            where = shown(self._first.splitlines()[0])
            yield (
                f"{self._swallowed:,} cells hold lines that look like rows: a quote may be missing; "
                f"the first begins {where!r}"
            )


def _ends_quoted(path: Path) -> bool:
    """Tell whether a file ends with a quote, as it must behind a last cell with broken lines."""
    with path.open("rb") as file:
        file.seek(-min(_TAIL, path.stat().st_size), os.SEEK_END)
        return file.read().rstrip(b"\0\t\r\n ").endswith(b'"')  # in UTF-16 too
