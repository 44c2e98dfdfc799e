"""What single features of a brought layer are called, in pieces that a browser asks for one by one."""

import json
from collections.abc import Sequence
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

BLOCK = 1024
LONGEST = 60
_PIECE = 64 * BLOCK


def write_names(
    column: Any, row_of: npt.NDArray[np.uint32], order: npt.NDArray[Any], out: BinaryIO
) -> list[int]:
    """Write names as JSON lists of BLOCK each, one list after the other; give where each begins, and the end.

    `column` is a pyarrow.ChunkedArray with a value for each row of the file, `row_of` the row of each
    feature, `order` the feature at each place of the shape file. A feature without a name has an empty text;
    what is longer than LONGEST characters is cut. Needs memory for 65,536 names at a time.
    """
    starts = np.cumsum([0, *map(len, column.chunks)])
    ends = [0]
    for at in range(0, len(order), _PIECE):
        names = _names(column, starts, np.asarray(row_of)[order[at : at + _PIECE]])
        for k in range(0, len(names), BLOCK):
            body = json.dumps(names[k : k + BLOCK], ensure_ascii=False, separators=(",", ":")).encode()
            out.write(body)
            ends.append(ends[-1] + len(body))
    return ends


def _names(column: Any, starts: npt.NDArray[Any], rows: npt.NDArray[Any]) -> list[str]:
    import pyarrow as pa
    import pyarrow.compute as pc

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
