"""Columns of a held layer as what is drawn by: a day or a code for each feature."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dashboard.domain.role_values import (
    NO_DAY,
    NO_VALUE,
    Days,
    Why,
    coded,
    day_text,
    days_of_numbers,
    looks_dated,
    read_days,
)
from dashboard.domain.roles import Field
from dashboard.store.layers.held import Held, shown_value

_SAMPLE = 2_000
_SAMPLE_FROM = 50_000
_MOST_DISTINCT = 1_000
_TIME_OF_DAY = r"([0-9])(?:[T ]+|, )[0-9]{1,2}:[0-9]{2}.*$"
_WORDS = {
    Why.EMPTY: "empty",
    Why.LOOSE: "a month, a week or a year only",
    Why.TWO_READINGS: "to be read in two ways, as 05/06/2016",
    Why.NO_DATE: "no date",
    Why.FAR: "before 1970 or after 2149",
}


@dataclass(frozen=True, kw_only=True)
class DayColumn:
    """The day of each feature (65535: none), how many have none and why, and the first and last day."""

    days: NDArray[np.uint16]
    undated: Mapping[Why, int]
    first: int | None
    last: int | None
    order: str | None

    def lines(self, column: str) -> list[str]:
        """Say in words what is undated, and how days and months were told apart."""
        said = [
            f'"{column}": {count:,} undated, {_WORDS[why]}' for why, count in self.undated.items() if count
        ]
        if self.order:
            said.append(f'dates of "{column}" are read {self.order}, as the values beyond 12 tell')
        if self.first is not None and self.last is not None:
            said.append(f'"{column}" is from {day_text(self.first)} to {day_text(self.last)}')
        return said


@dataclass(frozen=True, kw_only=True)
class CodeColumn:
    """The code of each feature (254: another value, 255: none), and the values by code, with their counts."""

    codes: NDArray[np.uint8]
    values: tuple[str, ...]
    counts: tuple[int, ...]
    others: int
    none: int


def days_of(held: Held, column: str) -> DayColumn:
    """Give the day of each feature of a layer. Raises KeyError where there is no such column."""
    import pyarrow as pa

    values = held.column(column)
    kind = values.type
    if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
        read = _typed(values)
    elif pa.types.is_integer(kind) or pa.types.is_floating(kind):
        read = days_of_numbers(values.cast("float64", safe=False).to_numpy())
    else:
        codes, distinct = _distinct(values, dates=True)
        each = read_days([*distinct, ""])
        read = Days(day=each.day[codes], why=each.why[codes], order=each.order)
    days, why = read.day[held.row_of], read.why[held.row_of]
    counts = np.bincount(why, minlength=len(Why))
    dated = days[days != NO_DAY]
    return DayColumn(
        days=days,
        undated={each: int(counts[each]) for each in Why if each is not Why.DAY},
        first=int(dated.min()) if len(dated) else None,
        last=int(dated.max()) if len(dated) else None,
        order=read.order,
    )


def codes_of(held: Held, column: str) -> CodeColumn:
    """Give the code of each feature of a layer. Raises KeyError where there is no such column.

    Counts are of features. A text of nothing but spaces is none.
    """
    places, distinct = _distinct(held.column(column))
    places = places[held.row_of]
    counts = np.bincount(places[places >= 0], minlength=len(distinct))
    used = np.flatnonzero(counts)
    coding = coded([distinct[each] for each in used], counts[used].tolist())
    code = np.full(len(distinct) + 1, NO_VALUE, np.uint8)
    code[used] = coding.code
    codes = code[places]
    return CodeColumn(
        codes=codes,
        values=coding.values,
        counts=coding.counts,
        others=coding.others,
        none=int(np.count_nonzero(codes == NO_VALUE)),
    )


def fields_of(held: Held) -> list[Field]:
    """Look at each column as far as choosing roles needs it: dates are told from a sample."""
    return [_field(held.column(each["name"]), each) for each in held.about["fields"]]


def _field(values: Any, about: Mapping[str, str]) -> Field:
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = values.type
    filled = len(values) - values.null_count
    if pa.types.is_nested(kind) or not filled:
        return Field(name=about["name"], type=about["type"], distinct=filled, filled=filled)
    distinct = _few(values)
    dated = 0.0
    sample = pc.drop_null(values.slice(0, _SAMPLE_FROM))
    sample = (sample if len(sample) else pc.drop_null(values)).slice(0, _SAMPLE)
    if pa.types.is_string(kind):
        texts = sample.unique().to_pylist()
        dated = looks_dated([text for text in texts if text.strip()])
    elif pa.types.is_integer(kind) or pa.types.is_floating(kind):
        numbers = sample.cast("float64", safe=False).to_numpy()
        dated = float(np.mean(days_of_numbers(numbers).why == Why.DAY))
    return Field(name=about["name"], type=about["type"], distinct=distinct, filled=filled, dated=dated)


def _few(values: Any) -> int:
    """Count distinct values, not on beyond a thousand."""
    import pyarrow as pa

    seen = pa.array([], values.type)
    for chunk in values.chunks:
        seen = pa.concat_arrays([seen, chunk.drop_null().unique()]).unique()
        if len(seen) > _MOST_DISTINCT:
            break
    return len(seen)


def _typed(values: Any) -> Days:
    """Read dates and times that the file holds as such: the day on the clock that they were written by."""
    import pyarrow as pa
    import pyarrow.compute as pc

    empty = values.is_null().to_numpy()
    if pa.types.is_timestamp(values.type) and values.type.tz:
        values = pc.local_timestamp(values)
    numbers = values.cast(pa.date32()).cast(pa.int32()).fill_null(-1).to_numpy().astype(np.int64)
    far = ~empty & ((numbers < 0) | (numbers >= NO_DAY))
    why = np.where(empty, Why.EMPTY, np.where(far, Why.FAR, Why.DAY)).astype(np.uint8)
    return Days(day=np.where(why == Why.DAY, numbers, NO_DAY).astype(np.uint16), why=why)


def _distinct(values: Any, *, dates: bool = False) -> tuple[NDArray[np.int64], list[str]]:
    """Give the place of each row's text among the distinct ones, -1 where it is empty; and these texts."""
    import pyarrow as pa

    parts = [_texts(chunk, dates=dates).dictionary_encode() for chunk in values.chunks if len(chunk)]
    if not parts:
        return np.empty(0, np.int64), []
    encoded = pa.chunked_array(parts).unify_dictionaries()
    found = [chunk.indices.cast("int64").fill_null(-1) for chunk in encoded.chunks]
    places = np.concatenate([each.to_numpy(zero_copy_only=False) for each in found])
    texts = [shown_value(value) or "" for value in encoded.chunk(0).dictionary.to_pylist()]
    if "" in texts:
        places = np.where(places == texts.index(""), -1, places)
    return places, texts


def _texts(values: Any, *, dates: bool) -> Any:
    """Bring a part of a column to what is told apart: texts without spaces round them, or plain values."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_nested(values.type):
        values = pa.array(map(shown_value, values.to_pylist()), pa.string())
    if pa.types.is_string(values.type):
        values = pc.utf8_trim_whitespace(values)
        if dates:  # a time of day makes many texts of one day
            values = pc.replace_substring_regex(values, _TIME_OF_DAY, r"\1")
    return values
