"""Values that no layer can hold: refused with their row and column, before anything is written of them."""

from typing import Any

from dashboard.store.imports.limits import shown
from dashboard.store.layers.limits import MOST_TEXT_BYTES, LayerError


def refuse_values(column: Any, name: str, title: str, first: int) -> None:
    """Raise LayerError for a column of a batch, called `title`, with a value that is too large or no text.

    Times in a zone that nobody knows have no day, and are refused as well.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    place = _first_large(column)
    if place is not None:
        what = (
            f"row {first + place:,}: the value of {shown(title)!r} has more than "
            f"{MOST_TEXT_BYTES / 1e6:,.0f} MB, which is the limit"
        )
        raise LayerError(name, what, "leave that column out; if it is a table, a quote may never be closed")
    try:
        column.validate(full=True)
    except pa.ArrowInvalid as error:
        what = f"row {first + _first_invalid(column):,}: the value of {shown(title)!r} is damaged"
        if "UTF8" in str(error):
            what = f"{what}: its bytes are not UTF-8"
        raise LayerError(name, what, "mend it where the file comes from, or leave that column out") from error
    if pa.types.is_timestamp(column.type) and column.type.tz:
        try:
            pc.local_timestamp(pa.array([0], column.type))
        except pa.ArrowInvalid as error:
            what = (
                f"the times of {shown(title)!r} are in the zone {shown(column.type.tz)!r}, which is not known"
            )
            raise LayerError(name, what, "write them in UTC") from error


def _first_large(column: Any) -> int | None:
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_string(column.type) or pa.types.is_binary(column.type):
        lengths = pc.binary_length(column).fill_null(0).to_numpy(zero_copy_only=False)
        large = np.flatnonzero(lengths > MOST_TEXT_BYTES)
        return int(large[0]) if len(large) else None
    if not pa.types.is_nested(column.type) or column.nbytes <= MOST_TEXT_BYTES:
        return None
    sizes = (column.slice(row, 1).nbytes for row in range(len(column)))
    return next((row for row, size in enumerate(sizes) if size > MOST_TEXT_BYTES), None)


def _first_invalid(column: Any) -> int:
    """Find the first value that is damaged, halving what is looked at."""
    import pyarrow as pa

    low, high = 0, len(column)
    while high - low > 1:
        middle = (low + high) // 2
        try:
            column.slice(low, middle - low).validate(full=True)
            low = middle
        except pa.ArrowInvalid:
            high = middle
    return low
