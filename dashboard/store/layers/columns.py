"""Columns of a held layer as what is drawn by: a day or a code for each feature."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dashboard.domain.role_values import (
    MOST_VALUES,
    NO_DAY,
    NO_VALUE,
    OTHER_VALUE,
    SECONDS,
    Days,
    Why,
    are_seconds,
    coded,
    day_text,
    days_of_numbers,
    looks_dated,
    read_days,
)
from dashboard.domain.roles import Field
from dashboard.store.layers.distinct import LONGEST_DAY, distinct, nobodies, shortened
from dashboard.store.layers.held import LONGEST_SHOWN, Held, shown_scalar

_SAMPLE = 2_000
_SAMPLE_FROM = 50_000
_MOST_DISTINCT = 1_000
_MOST_DAY_TEXTS = 200_000
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
    """The code of each feature (254: another value, 255: none), and the values by code, with their counts.

    `nobody` counts words of a column of sources that stand for none.
    """

    codes: NDArray[np.uint8]
    values: tuple[str, ...]
    counts: tuple[int, ...]
    others: int
    none: int
    nobody: Mapping[str, int] = field(default_factory=dict)

    def lines(self, column: str) -> list[str]:
        """Say in words which values of a column of sources name nobody."""
        listed = ", ".join(f'{count:,} × "{text}"' for text, count in self.nobody.items())
        return [f'"{column}": {listed} names nobody, and is counted as no source'] if listed else []


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
        codes, found = distinct(values, dates=True)
        texts = [shown_scalar(each) or "" for each in found] if len(found) <= _MOST_DAY_TEXTS else []
        each = read_days([*texts, ""])
        if not texts and len(found):  # there are not so many days: they are ids, or sentences
            each = Days(
                day=np.array([NO_DAY] * 2, np.uint16), why=np.array([Why.NO_DATE, Why.EMPTY], np.uint8)
            )
            codes = np.minimum(codes, 0)
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


def codes_of(held: Held, column: str, *, sources: bool = False) -> CodeColumn:
    """Give the code of each feature of a layer. Raises KeyError where there is no such column.

    Counts are of features. A text of nothing that can be seen is none; where the column holds `sources`, a
    word such as "unknown" is none too.
    """
    places, texts = distinct(held.column(column))
    places = places[held.row_of]
    counts = np.bincount(places[places >= 0], minlength=len(texts))
    nobody = {
        text: int(counts[place]) for place, text in (nobodies(texts) if sources else ()) if counts[place]
    }
    for place, _ in nobodies(texts) if sources else ():
        counts[place] = 0
    own = _most_frequent(counts, MOST_VALUES)
    coding = coded([shown_scalar(texts[place]) or "" for place in own.tolist()], counts[own].tolist())
    code = np.full(len(texts) + 1, NO_VALUE, np.uint8)
    code[np.flatnonzero(counts)] = OTHER_VALUE
    code[own] = coding.code
    codes = code[places]
    return CodeColumn(
        codes=codes,
        values=coding.values,
        counts=coding.counts,
        others=int(counts.sum() - counts[own].sum()),
        none=int(np.count_nonzero(codes == NO_VALUE)),
        nobody=nobody,
    )


def _most_frequent(counts: NDArray[np.int64], most: int) -> NDArray[np.int64]:
    """Give where the largest counts stand, the earlier ones where several are equal; none of 0."""
    used = np.flatnonzero(counts)
    if len(used) <= most:
        return used
    least = np.partition(counts[used], -most)[-most]
    above, equal = used[counts[used] > least], used[counts[used] == least]
    return np.concatenate((above, equal[: most - len(above)]))


def fields_of(held: Held) -> list[Field]:
    """Look at each column as far as choosing roles needs it: dates are told from a sample."""
    return [_field(held.column(each["name"]), each) for each in held.about["fields"]]


def _field(values: Any, about: Mapping[str, str]) -> Field:
    import pyarrow as pa

    kind = values.type
    filled = len(values) - values.null_count
    if pa.types.is_nested(kind) or not filled:
        return Field(name=about["name"], type=about["type"], distinct=filled, filled=filled)
    dated, seconds = 0.0, 0.0
    sample = _sample(values)
    if pa.types.is_string(kind):
        texts = [text for text in sample.unique().to_pylist() if text.strip()]
        seconds = sum(bool(re.match(SECONDS, text)) for text in texts) / max(len(texts), 1)
        dated = looks_dated(texts) + seconds
    elif pa.types.is_integer(kind) or pa.types.is_floating(kind):
        numbers = sample.cast("float64", safe=False).to_numpy()
        seconds = float(np.mean(are_seconds(numbers)))
        dated = float(np.mean(days_of_numbers(numbers).why == Why.DAY))
    return Field(
        name=about["name"],
        type=about["type"],
        distinct=_few(values),
        filled=filled,
        dated=dated,
        seconds=seconds > 0.5,
    )


def _few(values: Any) -> int:
    """Count distinct values, not on beyond a thousand."""
    import pyarrow as pa

    seen = pa.array([], values.type)
    for chunk in values.chunks:
        seen = pa.concat_arrays([seen, shortened(chunk, LONGEST_SHOWN).drop_null().unique()]).unique()
        if len(seen) > _MOST_DISTINCT:
            break
    return len(seen)


def _sample(values: Any) -> Any:
    """Give up to 2,000 values of the first 50,000 rows, of those behind where these are empty."""
    import pyarrow as pa

    found, count, seen = [], 0, 0
    for chunk in values.chunks:
        found.append(shortened(chunk, LONGEST_DAY).drop_null().slice(0, _SAMPLE - count))
        count, seen = count + len(found[-1]), seen + len(chunk)
        if count >= _SAMPLE or (count and seen >= _SAMPLE_FROM):
            break
    return pa.concat_arrays(found)


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
