"""Drafts: ids, fields of the model, what is missing, what is kept, and places that changed places."""

from typing import Any

import pytest

from dashboard.domain.dataset import Dataset
from dashboard.domain.draft_columns import FIELDS, suggested
from dashboard.domain.draft_places import swapped
from dashboard.domain.draft_rows import Found, Recipe, Row, columns_of
from dashboard.domain.draft_values import field_value
from dashboard.domain.drafts import Draft, draft_of

POINT = {"type": "Point", "coordinates": [37.1, 36.2]}


def made(
    *rows: dict[str, Any], ids: tuple[Any, ...] = (), stem: str = "Our Places", **constant: str
) -> Draft:
    """Make a draft of rows that all lie at one place."""
    found = [
        Row(number=n, values=values, geometry=POINT, id=ids[n - 1] if ids else None, original=values)
        for n, values in enumerate(rows, 1)
    ]
    columns = columns_of(found)
    recipe = Recipe(columns=columns, map=suggested(columns, {}, tabular=False), set=constant)
    return draft_of(Found(format="test", columns=columns, rows=found), recipe, stem=stem)


def ids(draft: Draft) -> list[str]:
    return [feature["id"] for feature in draft.features]


def test_ids_are_made_of_names_and_where_there_is_none_of_file_and_row() -> None:
    draft = made({"name": "Bāb al-Hawā"}, {"name": "باب الهوى"}, {"name": "12"}, {})
    assert ids(draft) == ["bab-al-hawa", "our-places-2", "our-places-3", "our-places-4"]
    assert draft.made_ids == 4


def test_ids_that_stand_there_are_kept_or_written_as_ids_with_the_old_one_beside() -> None:
    draft = made({}, {}, {}, {}, ids=("bab-al-hawa", "SYR 12", 7, "حلب"))
    assert ids(draft) == ["bab-al-hawa", "syr-12", "our-places-7", "our-places-4"]
    assert [(each["row"], each["id_as_found"]) for each in draft.rest] == [(2, "SYR 12"), (3, 7), (4, "حلب")]


def test_ids_are_unique_and_short_and_the_repeated_one_is_kept_beside() -> None:
    draft = made({}, {}, {}, {}, ids=("a", "a", "a-2", "x" * 300))
    assert ids(draft) == ["a", "a-2", "a-2-2", "x" * 80]
    assert [each["id_as_found"] for each in draft.rest] == ["a", "a-2", "x" * 300]
    assert draft.repeated_ids == 2


def test_nothing_that_is_missing_is_invented() -> None:
    draft = made({"name": "A"}, {"name": "B", "licence": "CC0"})
    assert [feature["properties"] for feature in draft.features] == [
        {"name": "A"},
        {"name": "B", "licence": "CC0"},
    ]
    assert draft.missing == {
        "kind": 2,
        "presence": 2,
        "source": 2,
        "licence": 1,
        "method": 2,
        "precision": 2,
        "accuracy_m": 2,
    }


def test_a_text_for_all_wins_over_the_column_whose_values_are_kept_beside() -> None:
    draft = made({"source": "SOHR"}, source="ACLED")
    assert draft.features[0]["properties"] == {"source": "ACLED"}
    assert draft.rest[0]["values"] == {"source": "SOHR"}


@pytest.mark.parametrize(
    ("field", "value", "wanted"),
    [
        ("kind", "Main Road", "main-road"),
        ("precision", "Exact", "exact"),
        ("accuracy_m", "± 300 m", 300),
        ("accuracy_m", 2.5, 2.5),
        ("importance", "2", 2),
        ("name", 12, "12"),
    ],
)
def test_a_value_is_written_as_its_field_has_it_and_kept_as_it_stood(
    field: str, value: Any, wanted: Any
) -> None:
    draft = made({field: value})
    assert draft.features[0]["properties"] == {field: wanted}
    assert [each.get("values") for each in draft.rest] == ([] if value == wanted else [{field: value}])


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("precision", "1"),
        ("presence", "yes"),
        ("accuracy_m", "0"),
        ("accuracy_m", "near"),
        ("importance", 9),
        ("kind", "حاجز"),
        ("part_of", "2016-08-01"),
        ("name", "\u202eolleh"),
        ("name", "x" * 2001),
        ("name", ["a"]),
        ("note", True),
    ],
)
def test_a_value_that_the_model_has_no_room_for_is_told_and_kept(field: str, value: Any) -> None:
    draft = made({field: value})
    assert draft.features[0]["properties"] == {}
    assert draft.rest[0]["values"] == {field: value}
    assert draft.unfit[field][0] == 1


def test_every_field_of_the_model_can_be_set_or_says_why_not() -> None:
    good = {"presence": "claimed", "precision": "exact", "accuracy_m": "5", "importance": "3"}
    for field in FIELDS[1:]:
        assert field_value(field, good.get(field, "a-b"))
    with pytest.raises(ValueError, match="is no field of a feature"):
        field_value("colour", "red")


def test_the_shipped_places_are_not_taken_for_exchanged_and_are_when_they_are(shipped: Dataset) -> None:
    assert shipped.frame is not None
    for layer in shipped.layers:
        shapes = [dict(f.geometry) for f in shipped.features.values() if f.layer == layer.id and f.geometry]
        if not shapes:
            continue
        assert not swapped(shapes, shipped.frame).most, layer.id
    points = [
        dict(f.geometry) for f in shipped.features.values() if f.geometry and f.geometry["type"] == "Point"
    ]
    turned = [{"type": "Point", "coordinates": p["coordinates"][1::-1]} for p in points]
    assert swapped(turned, shipped.frame).most
    damascus = [{"type": "Point", "coordinates": [36.29, 33.51]}]
    assert not swapped(damascus, shipped.frame).most


def test_a_date_column_called_from_does_not_become_the_end_of_a_stretch() -> None:
    draft = made({"from": "2016-08-01", "to": "2016-08-02"})
    assert draft.features[0]["properties"] == {}
    assert draft.rest[0]["values"] == {"from": "2016-08-01", "to": "2016-08-02"}
