"""Days and periods, no finer and no looser than their text."""

from datetime import date

import pytest

from dashboard.domain.dates import parse_day, parse_loose_date


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2016", date(2016, 1, 1), date(2016, 12, 31)),
        ("2016-02", date(2016, 2, 1), date(2016, 2, 29)),
        ("2016-12", date(2016, 12, 1), date(2016, 12, 31)),
        ("2016-W36", date(2016, 9, 5), date(2016, 9, 11)),
        ("2016-09-07", date(2016, 9, 7), date(2016, 9, 7)),
    ],
)
def test_a_loose_date_is_the_days_it_can_mean(text: str, first: date, last: date) -> None:
    assert parse_loose_date(text)[1:] == (first, last)


@pytest.mark.parametrize("text", ["٢٠١٦-09-07", "2016-09-07\n", "2016-9-7", "2016-09-31", "2016-W60", ""])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_loose_date(text)


@pytest.mark.parametrize("text", ["2016", "2016-09", "2016-W36"])
def test_a_period_is_not_a_day(text: str) -> None:
    with pytest.raises(ValueError, match="is not a day"):
        parse_day(text)
