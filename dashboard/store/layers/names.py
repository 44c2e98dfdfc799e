"""What the rows of a held layer are called, as short texts."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

LONGEST = 60


def names_of(column: Any, rows: npt.NDArray[Any]) -> list[str]:
    """Give the names of rows, bare; one longer than LONGEST characters is cut, a missing one is empty.

    `column` is a pyarrow.ChunkedArray with a value for each row of the file.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    starts = np.cumsum([0, *map(len, column.chunks)])
    found = [""] * len(rows)
    chunks = np.searchsorted(starts, rows, "right") - 1
    for chunk in np.unique(chunks).tolist():
        places = np.flatnonzero(chunks == chunk)
        values = column.chunk(chunk).take(pa.array(rows[places] - starts[chunk])).cast("string")
        cut = pc.utf8_slice_codeunits(pc.utf8_trim_whitespace(values), 0, LONGEST + 1)
        for place, text in zip(places.tolist(), _shortened(cut.to_pylist()), strict=True):
            found[place] = text
    return found


def _shortened(texts: Sequence[str | None]) -> list[str]:
    return [text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…" for text in (t or "" for t in texts)]
