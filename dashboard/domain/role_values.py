"""Values of a column as days and as codes: never more precise than they stand there, never guessed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from dashboard.domain.draft_columns import plain_name

NO_DAY = 65535
LAST_DAY = NO_DAY - 1
MOST_VALUES = 250
OTHER_VALUE = 254
NO_VALUE = 255
_EPOCH = date(1970, 1, 1).toordinal()
_LONGEST = 60
_FIRST_SECOND, _AFTER_SECONDS = 1e8, 4e9

# Texts of numbers that may be seconds since 1970, or ids; for RE2 as well.
SECONDS = r"^\s*[0-9]{9,10}(\.[0-9]+)?\s*$"
# What follows a day as its time; for RE2 as well.
TIME = (
    r"([0-9])(?:(?:[T ]+|, )[0-9]{1,2}:[0-9]{2}.*"
    r"|T(?:[01][0-9]|2[0-4])(?:[0-5][0-9]){0,2}(?:[.,][0-9]+)?(?:Z|[+-][0-9]{2}(?::?[0-9]{2})?)?)$"
)
# What some write where nobody is named.
NOBODY = frozenset(
    re.split(
        r"\|",
        "-|--|–|—|?|.|n/a|#n/a|na/na|nan|null|none|nil|unknown|unspecified|not known|not available|no source|"
        "inconnu|inconnue|aucun|aucune|bilinmiyor|bilinmeyen|yok|belirsiz|مجهول|مجهولة|غير معروف|غير معروفة|"
        "غير محدد|لا يوجد|لا شيء",
    )
)

_TIME = re.compile(TIME)
_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})Z?\Z")
_COMPACT = re.compile(r"((?:19|20|21)\d\d)(\d\d)(\d\d)\Z")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})\Z")
_NAMED = re.compile(r"(\d{1,2})[\s./-]+([^\W\d]+(?: [^\W\d]+)?)[\s.,/-]+(\d{4})\Z")
_NAMED_FIRST = re.compile(r"([^\W\d]+)\.? (\d{1,2}),? (\d{4})\Z")
_LOOSE = re.compile(
    r"(\d{4}|\d{4}[-/.]\d{1,2}|\d{1,2}[-/.]\d{4}|\d{4}-W\d\d|[^\W\d]+(?: [^\W\d]+)?[\s.,/-]+\d{4})\Z"
)
_MONTHS: dict[str, int] = {
    name: number
    for number, names in enumerate(
        (
            "january jan janvier ocak كانون_الثاني يناير",
            "february feb fevrier fev subat شباط فبراير",
            "march mar mars mart اذار مارس",
            "april apr avril avr nisan نيسان ابريل",
            "may mai mayis ايار مايو",
            "june jun juin haziran حزيران يونيو",
            "july jul juillet temmuz تموز يوليو",
            "august aug aout agustos اب اغسطس",
            "september sep sept septembre eylul ايلول سبتمبر",
            "october oct octobre ekim تشرين_الاول اكتوبر",
            "november nov novembre kasim تشرين_الثاني نوفمبر",
            "december dec decembre aralik كانون_الاول ديسمبر",
        ),
        1,
    )
    for name in names.split()
}


class Why(IntEnum):
    """Why a value is no day; 0 where it is one."""

    DAY = 0
    EMPTY = 1
    LOOSE = 2  # a month, a week or a year
    TWO_READINGS = 3  # 05/06/2016, where nothing in the column tells which is the month
    NO_DATE = 4
    FAR = 5  # before 1970 or after 2149


@dataclass(frozen=True, kw_only=True)
class Days:
    """The day of each text, in days since 1970-01-01, and why it has none.

    `order` tells how 05/06/2016 was read, None where that could not be told.
    """

    day: NDArray[np.uint16]
    why: NDArray[np.uint8]
    order: str | None = None


@dataclass(frozen=True, kw_only=True)
class Coding:
    """The code of each distinct value, and the values that have one of their own, the most frequent first."""

    code: NDArray[np.uint8]
    values: tuple[str, ...]
    counts: tuple[int, ...]
    others: int


def read_days(texts: Sequence[str]) -> Days:
    """Read the distinct texts of a column as days.

    A month or a year is no day, and is not made one. Whether 05/06/2016 is in May or June is told by the
    other values of the column (25/06/2016); where they do not tell, or contradict each other, it has no day.

    >>> days = read_days(["2016-09-07T23:30:00+03:00", "2016-08", "05/06/2016"])
    >>> days.day.tolist(), [Why(each).name for each in days.why]
    ([17051, 65535, 65535], ['DAY', 'LOOSE', 'TWO_READINGS'])
    >>> read_days(["05/06/2016", "25/06/2016"]).order
    'day first'
    """
    plain = [_TIME.sub(r"\1", _with_plain_digits(text.strip()[:_LONGEST])) for text in texts]
    pairs = [match for text in plain if (match := _YEAR_LAST.match(text))]
    day_first = any(int(match[1]) > 12 >= int(match[3]) for match in pairs)
    month_first = any(int(match[3]) > 12 >= int(match[1]) for match in pairs)
    order = None
    if day_first != month_first:
        order = "day first" if day_first else "month first"
    day = np.full(len(texts), NO_DAY, np.uint16)
    why = np.zeros(len(texts), np.uint8)
    for place, text in enumerate(plain):
        found = _day(text, order)
        if isinstance(found, Why):
            why[place] = found
        elif 0 <= found <= LAST_DAY:
            day[place] = found
        else:
            why[place] = Why.FAR
    return Days(day=day, why=why, order=order)


def looks_dated(texts: Sequence[str]) -> float:
    """Give the share of texts that are dates, of whatever precision; 0 where there are none."""
    if not texts:
        return 0.0
    why = read_days(texts).why
    return float(np.count_nonzero((why != Why.NO_DATE) & (why != Why.EMPTY)) / len(texts))


def are_seconds(numbers: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Tell which numbers may be seconds since 1970, from 1973 to 2096. Ids may be such numbers too."""
    seconds: NDArray[np.bool_] = (numbers >= _FIRST_SECOND) & (numbers < _AFTER_SECONDS)
    return seconds


def days_of_numbers(numbers: NDArray[np.float64]) -> Days:
    """Read numbers as days: 20160907, or seconds since 1970 (UTC). Nothing else is taken for a date.

    >>> days_of_numbers(np.array([20160907.0, 1473206400.0, 42620.0])).day.tolist()
    [17051, 17051, 65535]
    """
    day = np.full(len(numbers), NO_DAY, np.uint16)
    why = np.full(len(numbers), Why.NO_DATE, np.uint8)
    why[np.isnan(numbers)] = Why.EMPTY
    seconds = are_seconds(numbers)
    day[seconds] = numbers[seconds] // 86_400
    written = (numbers >= 19_700_101) & (numbers < 21_490_606) & (np.floor(numbers) == numbers)
    texts, back = np.unique(numbers[written].astype(np.int64), return_inverse=True)
    read = read_days([str(each) for each in texts])
    day[written] = read.day[back]
    why[day != NO_DAY] = Why.DAY
    return Days(day=day, why=why)


def coded(values: Sequence[str], counts: Sequence[int]) -> Coding:
    """Give distinct values codes, the most frequent one 0; those beyond 250 share one.

    >>> coded(["b", "a"], [1, 5]).values
    ('a', 'b')
    """
    order = sorted(range(len(values)), key=lambda place: (-counts[place], values[place]))
    code = np.full(len(values), OTHER_VALUE, np.uint8)
    own = order[:MOST_VALUES]
    code[own] = np.arange(len(own), dtype=np.uint8)
    return Coding(
        code=code,
        values=tuple(values[place] for place in own),
        counts=tuple(int(counts[place]) for place in own),
        others=int(sum(counts[place] for place in order[MOST_VALUES:])),
    )


def day_text(day: int) -> str:
    """Write a day.

    >>> day_text(17051)
    '2016-09-07'
    """
    return date.fromordinal(_EPOCH + day).isoformat()


def _day(text: str, order: str | None) -> int | Why:
    """Give the days since 1970, or why there are none."""
    if not text:
        return Why.EMPTY
    if match := _YEAR_FIRST.match(text):
        return _made(match[1], match[3], match[4])
    if match := _COMPACT.match(text):
        return _made(match[1], match[2], match[3])
    if match := _YEAR_LAST.match(text):
        return _with_year_last(match[1], match[3], match[4], order)
    if (match := _NAMED.match(text)) and (month := _month(match[2])):
        return _made(match[3], month, match[1])
    if (match := _NAMED_FIRST.match(text)) and (month := _month(match[1])):
        return _made(match[3], month, match[2])
    return _loose(text)


def _with_year_last(first: str, second: str, year: str, order: str | None) -> int | Why:
    if first == second or int(second) > 12 or (order == "month first" and int(first) <= 12):
        return _made(year, first, second)
    if int(first) > 12 or order == "day first":
        return _made(year, second, first)
    return Why.TWO_READINGS


def _loose(text: str) -> Why:
    if not _LOOSE.match(text):
        return Why.NO_DATE
    letters = "".join(each for each in text if not each.isdecimal()).strip(" .,/-")
    return Why.LOOSE if letters in ("", "W", "-W") or _month(letters) else Why.NO_DATE


def _made(year: str, month: str | int, day: str) -> int | Why:
    try:
        return date(int(year), int(month), int(day)).toordinal() - _EPOCH
    except ValueError:
        return Why.NO_DATE


@lru_cache(maxsize=512)
def _month(name: str) -> int:
    return _MONTHS.get(plain_name(name), 0)


def _with_plain_digits(text: str) -> str:
    if text.isascii():
        return text
    return "".join(str(int(each)) if each.isdecimal() else each for each in text)
