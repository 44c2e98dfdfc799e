"""Columns get their roles by name and content; days and codes are never sharper than what stands there."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.domain.role_values import (
    LAST_DAY,
    NO_DAY,
    OTHER_VALUE,
    Why,
    coded,
    day_text,
    days_of_numbers,
    read_days,
)
from dashboard.domain.roles import Field, Roles, roles_of

EPOCH = date(1970, 1, 1)


def text(name: str, distinct: int = 5, *, dated: float = 0.0) -> Field:
    return Field(name=name, type="text", distinct=distinct, filled=100, dated=dated)


def dated(name: str) -> Field:
    return text(name, 60, dated=1.0)


def chosen(*fields: Field) -> dict[str, str | None]:
    found = roles_of(fields)
    return {role: found.column(role) for role in ("date", "category", "source", "known")}


ACLED = (
    text("event_id_cnty", 100),
    dated("event_date"),
    Field(name="year", type="number", distinct=2, filled=100),
    text("disorder_type"),
    text("event_type", 6),
    text("sub_event_type", 20),
    text("actor1", 40),
    text("location", 50),
    text("source", 30),
    text("source_scale", 4),
    text("notes", 100),
    Field(name="timestamp", type="number", distinct=80, filled=100, dated=1.0),
)


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        (ACLED, ("event_date", "event_type", "source", "timestamp")),
        (
            (dated("SensorDate"), text("Main_Damage_Site_Class", 4), text("Settlement", 90)),
            ("SensorDate", "Main_Damage_Site_Class", None, None),
        ),
        (
            (text("osm_id", 100), text("fclass", 20), text("name", 90), dated("timestamp")),
            (None, "fclass", None, "timestamp"),
        ),
        (
            (dated("تاريخ الحدث"), text("درجة الضرر"), text("المصدر")),
            ("تاريخ الحدث", "درجة الضرر", "المصدر", None),
        ),
        (
            (dated("Olay Tarihi"), text("Kategori"), text("Kaynak"), dated("Yayın Tarihi")),
            ("Olay Tarihi", "Kategori", "Kaynak", "Yayın Tarihi"),
        ),
        (
            (dated("Date de l’événement"), text("Catégorie"), dated("Date de publication")),
            ("Date de l’événement", "Catégorie", None, "Date de publication"),
        ),
        ((text("name", 100), text("control_jul_sep_2016", 3)), (None, "control_jul_sep_2016", None, None)),
        ((text("q1", 100), text("q2", 4), dated("q3")), ("q3", "q2", None, None)),
    ],
)
def test_roles_are_found_by_name_in_four_languages_then_by_content(
    fields: tuple[Field, ...], found: tuple[str | None, ...]
) -> None:
    assert tuple(chosen(*fields).values()) == found


def test_notes_and_licences_of_sources_are_no_sources() -> None:
    assert (
        roles_of([text("notes"), text("source_licence"), text("source_url"), text("resource")]).source is None
    )


def test_notes_and_licences_are_no_categories() -> None:
    found = roles_of([text("note"), text("source_licence"), text("q7"), text("comments")])
    assert (found.category, found.categories) == ("q7", ("q7",))


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        (ACLED, "location"),
        ([text("name", 90), text("source_name")], "name"),
        ([text("source_name"), text("الاسم", 90)], "الاسم"),
        ([text("user_name"), text("kind")], None),
        ([dated("title"), text("kind")], None),
        ([Field(name="name", type="number", distinct=9, filled=100)], None),
    ],
)
def test_what_a_feature_is_called(fields: list[Field], name: str | None) -> None:
    assert roles_of(fields).name == name


def test_a_column_named_date_without_dates_is_none() -> None:
    assert roles_of([text("date", dated=0.1)]).date is None


def test_when_it_was_published_is_not_when_it_happened() -> None:
    assert roles_of([dated("published")]) == Roles(known="published", why={"known": "by name"})


@pytest.mark.parametrize(
    ("dates", "categories"),
    [
        (("SensDt_1", "SensDt_2", "SensDt_3"), ("Main_Dmg_1", "Main_Dmg_2", "Main_Dmg_3")),
        (("SensDt", "SensDt_2", "SensDt_3"), ("Main_Damag", "Main_Dmg_2", "Main_Dmg_3")),
        (("SensorDate", "SensorDate2"), ("DmgCls", "DmgCls2")),
        (("SensDt", "SensDt_1", "SensDt_2"), ("Main_Dmg", "Main_Dmg_1", "Main_Dmg_2")),
        (("SensDt", "SensDt_2"), ("Main_Dmg_1", "Main_Dmg_2")),
        (("SensDt_1", "SensDt_2"), ("Main_Dmg", "Main_Dmg_2")),
    ],
)
def test_a_series_of_looks_is_paired_by_number(dates: tuple[str, ...], categories: tuple[str, ...]) -> None:
    found = roles_of([text("SiteID", 100), *map(text, categories), *map(dated, dates)])
    assert found.series == tuple(zip(dates, categories, strict=True))
    assert (found.date, found.category) == (dates[0], categories[0])
    assert found.dates == dates
    assert found.categories == categories


@pytest.mark.parametrize(
    ("name", "date"),
    [
        ("event_timestamp", "event_timestamp"),
        ("reported_event_date", "reported_event_date"),
        ("incident_reported_date", "incident_reported_date"),
        ("upload_date_x", None),
    ],
)
def test_a_part_of_a_name_tells_of_no_publication(name: str, date: str | None) -> None:
    found = roles_of([dated(name)])
    assert (found.known, found.date) == (None, date)
    assert found.dates == (name,)


def test_numbers_that_may_be_ids_are_dates_only_by_name_or_choice() -> None:
    ids = Field(name="osm_id", type="number", distinct=99, filled=100, dated=1.0, seconds=True)
    found = roles_of([ids, text("fclass")])
    assert (found.date, found.dates) == (None, ())
    found = roles_of([ids], {"date": "osm_id"})
    assert (found.date, found.dates) == ("osm_id", ("osm_id",))
    named = Field(name="timestamp", type="text", distinct=99, filled=100, dated=1.0, seconds=True)
    assert roles_of([named]).known == "timestamp"


def test_one_look_is_no_series() -> None:
    assert roles_of([dated("SensDt"), text("Main_Dmg"), text("Main_Dmg_2")]).series == ()


def test_what_is_chosen_comes_first_and_an_empty_choice_leaves_a_role_out() -> None:
    fields = [dated("event_date"), dated("other"), text("source"), text("kind")]
    found = roles_of(fields, {"date": "other", "source": ""})
    assert (found.date, found.source, found.category) == ("other", None, "kind")
    assert list(found.lines()) == [
        'date from column "other" (as you said)',
        'category from column "kind" (by name)',
        "source: no column (as you said)",
        "known: no column (none was found)",
        "name: no column (none was found)",
    ]


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        ({"day": "a"}, "'day' is no role; one of date, category, source, known, name"),
        ({"date": "b"}, "there is no column 'b'; there are a"),
    ],
)
def test_a_choice_that_does_not_fit_is_refused(choice: dict[str, str], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        roles_of([text("a")], choice)


def one(text: str) -> int | str:
    days = read_days([text])
    return int(days.day[0]) if days.why[0] == Why.DAY else Why(days.why[0]).name


@pytest.mark.parametrize(
    "written",
    [
        "2016-09-07",
        " 2016-9-7 ",
        "2016/09/07",
        "2016.09.07",
        "20160907",
        "2016-09-07T23:59:59Z",
        "2016-09-07T23:30:00+03:00",
        "2016-09-07 00:10:00.000",
        "2016-09-07T23",
        "20160907T1200",
        "20160907T120000+0300",
        "07 September 2016",
        "7 Sep 2016",
        "7-Sep-2016",
        "September 7, 2016",
        "7 septembre 2016",
        "7 Eylül 2016",
        "7 أيلول 2016",
        "٢٠١٦-٠٩-٠٧",
        "2016-09-07Z",
    ],
)
def test_a_day_is_read_in_many_forms_and_on_the_clock_that_wrote_it(written: str) -> None:
    assert one(written) == (date(2016, 9, 7) - EPOCH).days


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("2016-08", "LOOSE"),
        ("2016", "LOOSE"),
        ("2016-W36", "LOOSE"),
        ("08/2016", "LOOSE"),
        ("August 2016", "LOOSE"),
        ("تشرين الأول 2016", "LOOSE"),
        ("05/06/2016", "TWO_READINGS"),
        ("42620", "NO_DATE"),
        ("2016-09-07T99", "NO_DATE"),
        ("2016-02-30", "NO_DATE"),
        ("31/31/2016", "NO_DATE"),
        ("7 Foo 2016", "NO_DATE"),
        ("07/09/16", "NO_DATE"),
        ("", "EMPTY"),
        ("1969-12-31", "FAR"),
        ("2149-06-06", "FAR"),
    ],
)
def test_what_is_no_day_is_not_made_one(written: str, why: str) -> None:
    assert one(written) == why


def test_the_order_of_day_and_month_is_told_by_the_column_or_not_at_all() -> None:
    def read(*texts: str) -> list[str]:
        days = read_days(texts)
        return ["" if day == NO_DAY else day_text(int(day)) for day in days.day]

    assert read("05/06/2016", "25/06/2016") == ["2016-06-05", "2016-06-25"]
    assert read("05/06/2016", "06/25/2016") == ["2016-05-06", "2016-06-25"]
    assert read("05/06/2016", "25/06/2016", "06/25/2016") == ["", "2016-06-25", "2016-06-25"]
    assert read("05/05/2016", "05/06/2016") == ["2016-05-05", ""]


@given(st.dates(EPOCH, EPOCH + timedelta(days=LAST_DAY)))
def test_every_day_that_has_a_number_is_read_back(day: date) -> None:
    number = (day - EPOCH).days
    for written in (day.isoformat(), f"{day:%Y%m%d}", f"{day:%d %B %Y}", f"{day.isoformat()}T12:00:00"):
        assert one(written) == number
    assert day_text(number) == day.isoformat()
    read = read_days([f"{day:%d/%m/%Y}"])
    assert read.day[0] == number or read.why[0] == Why.TWO_READINGS


@given(st.lists(st.text(max_size=30)))
def test_no_text_is_too_strange_to_be_told_from_a_day(texts: list[str]) -> None:
    read = read_days(texts)
    assert ((read.day == NO_DAY) == (read.why != Why.DAY)).all()


@given(st.lists(st.floats(allow_nan=True, allow_infinity=True)))
def test_numbers_are_days_only_where_they_are_written_days_or_seconds(numbers: list[float]) -> None:
    read = days_of_numbers(np.array(numbers, float))
    for number, day in zip(numbers, read.day.tolist(), strict=True):
        assert day == NO_DAY or 1e8 <= number < 4e9 or 19_700_101 <= number < 21_490_606


@given(st.lists(st.tuples(st.text(), st.integers(1, 99)), unique_by=lambda pair: pair[0], max_size=300))
def test_codes_give_the_values_back_the_most_frequent_first(pairs: list[tuple[str, int]]) -> None:
    values, counts = [value for value, _ in pairs], [count for _, count in pairs]
    found = coded(values, counts)
    assert list(found.counts) == sorted(found.counts, reverse=True)
    assert sum(found.counts) + found.others == sum(counts)
    for value, code in zip(values, found.code.tolist(), strict=True):
        assert code == OTHER_VALUE or found.values[code] == value
    assert len(found.values) == min(len(values), 250)


def test_values_beyond_two_hundred_and_fifty_share_a_code() -> None:
    found = coded([f"v{number:03}" for number in range(252)], [1] * 252)
    assert (len(found.values), found.others, found.code.tolist()[-3:]) == (
        250,
        2,
        [249, OTHER_VALUE, OTHER_VALUE],
    )
