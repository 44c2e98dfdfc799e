"""A brought layer as it is held on the disk: columns of numbers and a table of texts, mapped, not loaded."""

import json
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from tokenize import TokenError
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from dashboard.store.layers.dropped import number_in_file

ABOUT = "about.json"
ROWS = "rows.arrow"
DROPPED = "dropped.npy"
LONGEST_SHOWN = 2_000
# What reading a damaged file of the cache raises: of arrays, tables and JSON.
DAMAGE = (
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    MemoryError,
    OSError,
    RuntimeError,
    SyntaxError,
    TokenError,
    TypeError,
    ValueError,
    BadZipFile,
)


@dataclass(frozen=True, kw_only=True)
class Held:
    """One kind of geometry of a brought file, and every row of the file.

    Arrays are mapped from `folder`: looking at a part of one reads that part only. `name` is what the file is
    called now, None where it is called as it was when it was read.
    """

    folder: Path
    key: str
    name: str | None = None

    @cached_property
    def about(self) -> Mapping[str, Any]:
        """Tell what the layer is: its geometry, fields, counts, and what was set aside."""
        found: dict[str, Any] = json.loads((self.folder / ABOUT).read_bytes())
        return found if self.name is None else found | {"file": self.name}

    @property
    def geometry(self) -> str:
        """Give its kind of geometry: `point`, `line` or `polygon`."""
        return str(self.about["geometry"])

    @cached_property
    def row_of(self) -> NDArray[np.uint32]:
        """Give the row of each feature."""
        return self._array("row")

    @cached_property
    def lon(self) -> NDArray[np.float64]:
        """Give the longitude of each point."""
        return self._array("lon")

    @cached_property
    def lat(self) -> NDArray[np.float64]:
        """Give the latitude of each point."""
        return self._array("lat")

    @cached_property
    def vertices(self) -> NDArray[np.float64]:
        """Give all vertices of lines or rings, (m, 2), longitude first."""
        return self._array("vertices")

    @cached_property
    def ring_off(self) -> NDArray[np.uint32]:
        """Tell where each line or ring begins in `vertices`, and where the last one ends."""
        return self._array("ring_off")

    @cached_property
    def part_off(self) -> NDArray[np.uint32]:
        """Tell where each feature begins in `ring_off`, and where the last one ends."""
        return self._array("part_off")

    def column(self, name: str) -> Any:
        """Give an attribute of all rows, a pyarrow.ChunkedArray. Raises KeyError where there is none."""
        import pyarrow as pa

        place = self._reader.schema.get_field_index(name)
        if place < 0:
            raise KeyError(name)
        chunks = [batch.column(place) for batch in self._batches]
        return pa.chunked_array(chunks, type=self._reader.schema.field(place).type)

    def row(self, number: int) -> dict[str, Any]:
        """Give a row as texts to show, None where a value is empty. Raises IndexError beyond the last."""
        if not 0 <= number < self._starts[-1]:
            raise IndexError(f"row {number} of {self._starts[-1]}")
        at = bisect_right(self._starts, number) - 1
        batch = self._batches[at].slice(number - self._starts[at], 1)
        return {name: shown_scalar(batch.column(n)[0]) for n, name in enumerate(batch.schema.names)}

    def number_of(self, row: int) -> int:
        """Give the number that a row has in the file, from 1 on; rows that were passed over count too."""
        return number_in_file(row, self._dropped)

    @cached_property
    def _dropped(self) -> NDArray[np.int64]:
        return self._array("dropped").astype(np.int64)

    @property
    def row_count(self) -> int:
        """Count the rows of the file, of other kinds of geometry and without a place too."""
        return self._starts[-1]

    def _array(self, name: str) -> NDArray[Any]:
        path = self.folder / f"{name}.npy"
        found: NDArray[Any] = np.lib.format.open_memmap(path, mode="r")
        return found

    @cached_property
    def _reader(self) -> Any:
        import pyarrow as pa

        return pa.ipc.open_file(pa.memory_map(str(self.folder / ROWS)))

    @cached_property
    def _batches(self) -> list[Any]:
        return [self._reader.get_batch(number) for number in range(self._reader.num_record_batches)]

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *accumulate(batch.num_rows for batch in self._batches)]


def shown_scalar(scalar: Any) -> str | None:
    """Write a value of an Arrow column as a text to show, one that Python has no value for too."""
    import pyarrow as pa

    try:
        value = scalar.as_py()
    except (OverflowError, ValueError):  # the year 2737907, or a nanosecond
        try:
            return str(scalar.cast(pa.string()))
        except (NotImplementedError, ValueError):
            return f"a value of {scalar.type} that cannot be shown"
    if value is not None and scalar.type in (pa.float16(), pa.float32()):
        value = float(str(np.float32(value)))  # 0.1, not 0.10000000149011612
    return shown_value(value)


def shown_value(value: Any) -> str | None:
    """Write a value as a text to show.

    >>> shown_value(0.1 + 0.2), shown_value(1234567891.0), shown_value(b"abc"), shown_value(["a", True])
    ('0.3', '1234567891', '3 bytes', 'a, true')
    """
    match value:
        case None:
            return None
        case str():
            return value if len(value) <= LONGEST_SHOWN else f"{value[:LONGEST_SHOWN]}…"
        case bool():
            return "true" if value else "false"
        case float():
            whole = value.is_integer() and abs(value) < 2**53
            return f"{value:.0f}" if whole else f"{value:.15g}"
        case bytes():
            return f"{len(value):,} bytes"
        case datetime():
            return value.isoformat(sep=" ").removesuffix(" 00:00:00")
        case date():
            return value.isoformat()
        case list() | tuple():
            return _joined(shown_value(each) or "" for each in value)
        case dict():
            return _joined(f"{name}: {shown_value(each) or ''}" for name, each in value.items())
    return shown_value(str(value))


def _joined(texts: Iterable[str]) -> str:
    """Join texts as far as they are shown."""
    found, length = [], 0
    for text in texts:
        found.append(text)
        length += len(text) + 2
        if length > LONGEST_SHOWN + 2:
            break
    return shown_value(", ".join(found)) or ""
