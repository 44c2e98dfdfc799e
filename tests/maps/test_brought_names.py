"""Names of brought features: each in its place, in pieces that stand alone."""

import io
import json
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest

from dashboard.maps.brought.names import BLOCK, write_names
from dashboard.store.layers.names import LONGEST


def written(column: pa.ChunkedArray, row_of: list[int], order: list[int]) -> list[list[str]]:
    """Write names and read each piece by itself, as a browser does."""
    out = io.BytesIO()
    ends = write_names(column, np.array(row_of, np.uint32), np.array(order, np.uint32), out)
    body = out.getvalue()
    assert ends[-1] == len(body)
    return [json.loads(body[start:end]) for start, end in pairwise(ends)]


def test_a_name_stands_where_its_feature_stands_in_the_shape_file() -> None:
    rows = pa.chunked_array([["a", "b"], ["c"], [], ["d", None]])
    # Features 0..3 are of rows 0, 2, 3 and 4 (row 1 has no place); the shape file has them turned round.
    assert written(rows, [0, 2, 3, 4], [3, 2, 1, 0]) == [["", "d", "c", "a"]]


def test_each_piece_stands_alone() -> None:
    count = 2 * BLOCK + 3
    rows = pa.chunked_array(
        [[f"حي {n}" for n in range(k, min(k + 700, count))] for k in range(0, count, 700)]
    )
    order = np.random.default_rng(1).permutation(count).tolist()
    pieces = written(rows, list(range(count)), order)
    assert [len(piece) for piece in pieces] == [BLOCK, BLOCK, 3]
    assert [name for piece in pieces for name in piece] == [f"حي {n}" for n in order]


@pytest.mark.parametrize(
    ("value", "name"),
    [("  Al-Sukkari ", "Al-Sukkari"), ("x" * LONGEST, "x" * LONGEST), ("x" * 99, "x" * 59 + "…"), (" ", "")],
)
def test_a_name_is_bare_and_not_too_long(value: str, name: str) -> None:
    assert written(pa.chunked_array([[value]]), [0], [0]) == [[name]]


def test_numbers_are_names_too() -> None:
    assert written(pa.chunked_array([[17, None]]), [0, 1], [0, 1]) == [["17", ""]]


def test_no_features_no_pieces() -> None:
    assert written(pa.chunked_array([[]], pa.string()), [], []) == []
