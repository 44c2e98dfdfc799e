"""Days and periods that are never made more precise than their source."""

import re
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

_FORM = re.compile(r"(\d{4})(?:-(?:W(\d{2})|(\d{2})(?:-(\d{2}))?))?\Z", re.ASCII)


class LooseDate(NamedTuple):
    """A date as precise as its source: a day, an ISO week, a month or a year.

    `earliest` and `latest` are the first and last day it can mean, both inclusive.
    """

    printed: str
    earliest: date
    latest: date

    @property
    def is_a_day(self) -> bool:
        """Tell whether the source names one day."""
        return self.earliest == self.latest


@lru_cache(maxsize=4096)
def parse_loose_date(text: str) -> LooseDate:
    """Read `2016`, `2016-08`, `2016-W36` (ISO 8601 week) or `2016-09-07`.

    Raises ValueError for any other form and for days that do not exist.

    >>> parse_loose_date("2016-02").latest
    datetime.date(2016, 2, 29)
    >>> parse_loose_date("2016-W36").earliest
    datetime.date(2016, 9, 5)
    """
    match = _FORM.match(text)
    if match is None:
        raise ValueError(f"{text!r} is not a date: write 2016, 2016-08, 2016-W36 or 2016-09-07")
    year, week, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None
    if week is not None:
        first = date.fromisocalendar(year, week, 1)
        return LooseDate(text, first, first + timedelta(days=6))
    if month is None:
        return LooseDate(text, date(year, 1, 1), date(year, 12, 31))
    if day is None:
        following = date(year + month // 12, month % 12 + 1, 1)
        return LooseDate(text, date(year, month, 1), following - timedelta(days=1))
    exact = date(year, month, day)
    return LooseDate(text, exact, exact)


def parse_day(text: str) -> date:
    """Read a whole day, `2016-09-07`; raises ValueError for anything looser."""
    loose = parse_loose_date(text)
    if not loose.is_a_day:
        raise ValueError(f"{text!r} is not a day: write it as 2016-09-07")
    return loose.earliest
