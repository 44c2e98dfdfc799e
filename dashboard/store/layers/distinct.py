"""Which distinct values a column has, counted without holding what nobody looks at."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dashboard.domain.role_values import NOBODY, SECONDS, TIME, are_seconds
from dashboard.store.layers.held import LONGEST_SHOWN, shown_value

LONGEST_DAY = 60
# What nobody sees: spaces, marks of direction, fillers.
_UNSEEN = r"[\s\p{Z}\p{Cc}\p{Cf}\x{115F}\x{1160}\x{2800}\x{3164}\x{FFA0}]+"


def distinct(values: Any, *, dates: bool = False) -> tuple[NDArray[np.int64], Any]:
    """Give the place of each row's value among the distinct ones, -1 where it is empty; and these."""
    import pyarrow as pa
    import pyarrow.compute as pc

    parts = [_encoded(chunk, dates=dates) for chunk in values.chunks if len(chunk)]
    if not parts:
        return np.empty(0, np.int64), pa.array([], pa.string())
    encoded = pa.chunked_array(parts).unify_dictionaries()
    found = [chunk.indices.cast("int64").fill_null(-1) for chunk in encoded.chunks]
    places = np.concatenate([each.to_numpy(zero_copy_only=False) for each in found])
    texts = encoded.chunk(0).dictionary
    if pa.types.is_string(texts.type) and (empty := pc.index(texts, "").as_py()) >= 0:
        places = np.where(places == empty, -1, places)
    return places, texts


def _encoded(values: Any, *, dates: bool) -> Any:
    """Bring a part of a column to what is told apart, once for each distinct value."""
    import pyarrow as pa

    if pa.types.is_nested(values.type):
        values = pa.array((shown_value(each.as_py()) for each in values), pa.string())
    found = shortened(values, LONGEST_DAY if dates else LONGEST_SHOWN).dictionary_encode()
    if not pa.types.is_string(values.type):
        return found
    texts = _cleaned(found.dictionary)
    again = (_days_only(texts) if dates else texts).dictionary_encode()
    return pa.DictionaryArray.from_arrays(again.indices.take(found.indices), again.dictionary)


def shortened(values: Any, longest: int) -> Any:
    """Cut texts behind what is looked at: a table may have a gigabyte of them in one column."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not pa.types.is_string(values.type) or (pc.max(pc.binary_length(values)).as_py() or 0) <= longest:
        return values
    return pc.utf8_slice_codeunits(values, 0, longest + 1)


def _cleaned(texts: Any) -> Any:
    import pyarrow.compute as pc

    return pc.replace_substring_regex(texts, f"^{_UNSEEN}|{_UNSEEN}$", "")


def _days_only(texts: Any) -> Any:
    """Make texts of one day one: without the time of day, and seconds as the day that they are in."""
    import pyarrow as pa
    import pyarrow.compute as pc

    texts = pc.replace_substring_regex(texts, TIME, r"\1")
    written = pc.match_substring_regex(texts, SECONDS)
    numbers = pc.if_else(written, texts, None).cast("float64").to_numpy(zero_copy_only=False)
    seconds = are_seconds(numbers)
    if not seconds.any():
        return texts
    days = (
        pa.array(np.where(seconds, numbers, 0) // 86_400).cast(pa.int32()).cast(pa.date32()).cast(pa.string())
    )
    return pc.if_else(pa.array(seconds), days, texts)


def named_source(text: str) -> str:
    """Give who a cell of a column of sources names, "" where nobody, as `codes_of` takes it.

    >>> named_source(" Agency\\u200f "), named_source("\\u200b"), named_source("N/A")
    ('Agency', '', '')
    """
    import pyarrow as pa

    texts = _cleaned(pa.array([text]))
    return "" if any(nobodies(texts)) else str(texts[0].as_py())


def nobodies(texts: Any) -> list[tuple[int, str]]:
    """Find the words that name nobody, and where they stand among distinct texts."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not pa.types.is_string(texts.type):
        return []
    found = pc.is_in(pc.utf8_lower(texts), value_set=pa.array(list(NOBODY), pa.string()))
    places = np.flatnonzero(found.to_numpy(zero_copy_only=False)).tolist()
    return [(place, texts[place].as_py()) for place in places]
