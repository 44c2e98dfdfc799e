"""What single features of a brought layer are called, in pieces that a browser asks for one by one."""

import json
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from dashboard.store.layers.names import names_of

BLOCK = 1024
_PIECE = 64 * BLOCK


def write_names(
    column: Any, row_of: npt.NDArray[np.uint32], order: npt.NDArray[Any], out: BinaryIO
) -> list[int]:
    """Write names as JSON lists of BLOCK each, one list after the other; give where each begins, and the end.

    `column` is a pyarrow.ChunkedArray with a value for each row of the file, `row_of` the row of each
    feature, `order` the feature at each place of the shape file. A feature without a name has an empty text.
    Needs memory for 65,536 names at a time.
    """
    ends = [0]
    for at in range(0, len(order), _PIECE):
        names = names_of(column, np.asarray(row_of)[order[at : at + _PIECE]])
        for k in range(0, len(names), BLOCK):
            body = json.dumps(names[k : k + BLOCK], ensure_ascii=False, separators=(",", ":")).encode()
            out.write(body)
            ends.append(ends[-1] + len(body))
    return ends
