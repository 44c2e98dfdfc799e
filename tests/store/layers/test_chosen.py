"""What is chosen, and in words: roles, days and codes of features, what is unsourced or set aside."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

from dashboard.domain.role_values import NO_DAY, NO_VALUE, Why, day_text
from dashboard.store.layers import chosen as choosing
from dashboard.store.layers import columns
from dashboard.store.layers.chosen import VARIABLE, Choice, bring_layers, choices_in, chosen_layers
from dashboard.store.layers.columns import codes_of, days_of
from dashboard.store.layers.distinct import distinct, named_source
from dashboard.store.layers.reading import read_layer
from tests.store.layers import made


def test_a_layer_says_in_words_what_it_is_and_what_its_columns_stand_for(tmp_path: Path) -> None:
    (chosen,) = bring_layers([Choice(file=str(made.table(tmp_path / "a.csv")))])
    assert (chosen.id, chosen.title, chosen.source_name, chosen.known_day) == (
        "brought-1",
        "a.csv",
        None,
        None,
    )
    assert chosen.remarks == (
        "read as table: 200 rows, 200 points",
        "cells are parted by commas",
        "its texts are UTF-8",
        "places from the columns 'longitude' (longitude) and 'latitude' (latitude)",
        "coordinates: no reference system is declared; taken for longitude and latitude",
        'date from column "SensDt" (by name)',
        'category from column "Main_Dmg" (by name)',
        'source from column "source" (by name)',
        "known: no column (none was found)",
        "name: no column (none was found)",
        '"SensDt" is from 2016-08-01 to 2016-09-29',
        "nothing says since when it is known: it is drawn only while everything known counts",
    )


def test_what_is_said_by_hand_is_taken_and_carried_to_other_processes(tmp_path: Path) -> None:
    place = {"type": "Point", "coordinates": [37, 36]}
    features = [{"type": "Feature", "properties": {"a": "x"}, "geometry": place}] * 2
    path = made.geojson(tmp_path / "a.geojson", features)
    (bare,) = bring_layers([Choice(file=str(path))])
    assert "no source is named: the layer is drawn as unsourced" in bare.remarks
    said = Choice(file=str(path), title="Mine", source="me", known="2016-10-07", roles={"category": "a"})
    (chosen,) = bring_layers([said])
    assert (chosen.title, chosen.source_name, chosen.known_day) == ("Mine", "me", 17081)
    assert chosen.roles.category == "a"
    assert not [line for line in chosen.remarks if "unsourced" in line or "since when" in line]
    assert chosen_layers()[0] is chosen


def test_layers_are_named_by_a_variable_as_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert chosen_layers() == ()
    path = str(made.table(tmp_path / "a.csv"))
    monkeypatch.setenv(VARIABLE, json.dumps([path, {"file": path, "title": "Twice"}]))
    assert [(each.id, each.title) for each in chosen_layers()] == [
        ("brought-1", "a.csv"),
        ("brought-2", "Twice"),
    ]
    assert chosen_layers() is chosen_layers()


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "{}",
        "[1]",
        "[{}]",
        '[{"file": 1}]',
        '[{"file": "a", "color": "red"}]',
        '[{"file": "a", "roles": {"day": "x"}}]',
        '[{"file": "a", "roles": {"date": 1}}]',
        '[{"file": "a", "known": "2016-08"}]',
        '[{"file": "a", "limit_mb": true}]',
    ],
)
def test_a_variable_that_says_nothing_sound_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"ALEPPO_LAYERS|not a day"):
        choices_in(text)


def test_a_column_that_is_not_there_is_named_with_those_that_are(tmp_path: Path) -> None:
    path = str(made.table(tmp_path / "a.csv"))
    with pytest.raises(ValueError, match=r"a\.csv: there is no column 'when'; there are place, SensDt"):
        bring_layers([Choice(file=path, roles={"date": "when"})])


def table(path: Path, **columns: Any) -> Path:
    """Write columns as GeoParquet, all rows in one place."""
    rows = pa.table(columns)
    geo = {"primary_column": "g", "columns": {"g": {"encoding": "WKB"}}}
    rows = rows.append_column("g", pa.array([shapely.Point(37, 36).wkb] * len(rows)))
    pq.write_table(rows.replace_schema_metadata({"geo": json.dumps(geo)}), path)
    return path


def test_days_are_of_features_and_undated_ones_are_counted_with_why(tmp_path: Path) -> None:
    written = ["2016-09-07T10:00:00", "2016-08", None, "unknown", " ", "05/06/2016", "1.9.2016"]
    (held,) = read_layer(table(tmp_path / "a.parquet", when=written))
    found = days_of(held, "when")
    assert [day_text(int(day)) if day != NO_DAY else None for day in found.days] == [
        "2016-09-07",
        *[None] * 6,
    ]
    assert found.undated == {
        Why.EMPTY: 2,
        Why.LOOSE: 1,
        Why.TWO_READINGS: 2,
        Why.NO_DATE: 1,
        Why.FAR: 0,
    }
    assert found.lines("when") == [
        '"when": 2 undated, empty',
        '"when": 1 undated, a month, a week or a year only',
        '"when": 2 undated, to be read in two ways, as 05/06/2016',
        '"when": 1 undated, no date',
        '"when" is from 2016-09-07 to 2016-09-07',
    ]


@pytest.mark.parametrize(
    "values",
    [
        pa.array([17051, None, -5], pa.date32()),
        pa.array([1473206400, None, -86400], pa.timestamp("s")),
        # Half past midnight in Aleppo is the evening before in UTC: the day is the one on the wall.
        pa.array([1473197400000, None, -86400000], pa.timestamp("ms", "+03:00")),
        pa.array([20160907, None, 7], pa.int64()),
        pa.array([1473206400.5, None, 1.0], pa.float64()),
    ],
)
def test_dates_and_times_of_every_type_become_days(values: Any, tmp_path: Path) -> None:
    (held,) = read_layer(table(tmp_path / "a.parquet", when=values))
    assert days_of(held, "when").days.tolist() == [17051, NO_DAY, NO_DAY]


def test_codes_are_of_features_with_the_most_frequent_value_first(tmp_path: Path) -> None:
    (held,) = read_layer(
        table(tmp_path / "a.parquet", kind=["b", "a", "a ", None, " ", "b", "b"], n=range(7))
    )
    found = codes_of(held, "kind")
    assert (found.values, found.counts, found.none, found.others) == (("b", "a"), (3, 2), 2, 0)
    assert found.codes.tolist() == [0, 1, 1, NO_VALUE, NO_VALUE, 0, 0]
    many = read_layer(table(tmp_path / "b.parquet", kind=[f"v{n}" for n in range(300)]))[0]
    found = codes_of(many, "kind")
    assert (len(found.values), found.others, np.count_nonzero(found.codes == 254)) == (250, 50, 50)


def test_a_series_of_looks_is_found_in_a_file(tmp_path: Path) -> None:
    path = table(
        tmp_path / "a.parquet",
        SensDt_1=["2013-09-23"] * 4,
        Main_Dmg_1=["Moderate Damage"] * 4,
        SensDt_2=["2016-09-18"] * 4,
        Main_Dmg_2=["Destroyed", "Destroyed", "Severe Damage", None],
    )
    (chosen,) = bring_layers([Choice(file=str(path))])
    assert chosen.roles.series == (("SensDt_1", "Main_Dmg_1"), ("SensDt_2", "Main_Dmg_2"))


def test_a_row_is_shown_as_texts(tmp_path: Path) -> None:
    path = table(
        tmp_path / "a.parquet",
        day=pa.array([17051], pa.date32()),
        time=pa.array([1473206461], pa.timestamp("s")),
        share=[1 / 3],
        tags=[["a", "b"]],
        raw=[b"12345"],
        yes=[True],
        none=pa.array([None], pa.string()),
        record=[{"x": 1}],
        long=["x" * 5000],
    )
    (held,) = read_layer(path)
    got = held.row(0)
    assert len(got.pop("long") or "") == 2001
    assert got == {
        "day": "2016-09-07",
        "time": "2016-09-07 00:01:01",
        "share": "0.333333333333333",
        "tags": "a, b",
        "raw": "5 bytes",
        "yes": "true",
        "none": None,
        "record": "x: 1",
    }
    with pytest.raises(IndexError):
        held.row(1)
    with pytest.raises(KeyError):
        held.column("nothing")


def test_values_are_told_apart_across_all_batches_of_a_file(tmp_path: Path) -> None:
    rows = 40_000
    kinds = [f"kind {n // 10_000}" for n in range(rows)]
    days = [f"2016-08-{1 + n // 5_000:02} 10:{n % 60:02}" for n in range(rows)]
    (held,) = read_layer(table(tmp_path / "a.parquet", kind=kinds, when=days))
    assert held.column("kind").num_chunks > 1
    found = codes_of(held, "kind")
    assert [found.values[code] for code in found.codes] == kinds
    assert [f"2016-08-{day - 17013:02}" for day in days_of(held, "when").days.tolist()] == [
        d[:10] for d in days
    ]


def test_numbers_stand_as_they_do_in_the_file(tmp_path: Path) -> None:
    path = table(
        tmp_path / "a.parquet",
        id=[1234567891.0, 1234567892.0],
        part=pa.array([0.1, 16777216.0], pa.float32()),
        far=pa.array([10**9, 17051], pa.date32()),
        finer=pa.array([1, 2], pa.time64("ns")),
    )
    (held,) = read_layer(path)
    assert [held.row(0)[name] for name in ("id", "part")] == ["1234567891", "0.1"]
    assert codes_of(held, "id").values == ("1234567891", "1234567892")
    assert "1000000000" in (held.row(0)["far"] or "")
    assert days_of(held, "far").days.tolist() == [NO_DAY, 17051]


def test_seconds_in_a_table_are_days_only_where_the_name_or_the_reader_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("lon,lat,osm_id,timestamp\n" + "37,36,1473206400,1473206400\n" * 3)
    (chosen,) = bring_layers([Choice(file=str(tmp_path / "a.csv"))])
    assert (chosen.roles.date, chosen.roles.known, chosen.roles.dates) == (None, "timestamp", ())
    assert days_of(chosen.held, "timestamp").days.tolist() == [17051] * 3
    (chosen,) = bring_layers([Choice(file=str(tmp_path / "a.csv"), roles={"date": "osm_id"})])
    assert chosen.roles.dates == ("osm_id",)


def test_ids_in_a_column_of_numbers_are_no_dates(tmp_path: Path) -> None:
    table(tmp_path / "a.parquet", osm_id=range(120_000_000, 120_000_100))
    (chosen,) = bring_layers([Choice(file=str(tmp_path / "a.parquet"))])
    assert (chosen.roles.date, chosen.roles.dates) == (None, ())


def test_a_source_that_nobody_can_see_or_that_names_nobody_is_none(tmp_path: Path) -> None:
    written = ["Agency", " Agency\u200f", "\u200b", "N/A", "unknown", "unknown", "غير معروف", None]
    path = table(tmp_path / "a.parquet", source=written, kind=written)
    (chosen,) = bring_layers([Choice(file=str(path))])
    found = codes_of(chosen.held, "source", sources=True)
    assert (found.values, found.counts, found.none) == (("Agency",), (2,), 6)
    assert [named_source(each or "") for each in written] == ["Agency", "Agency", *[""] * 6]
    assert (
        '"source": 1 × "N/A", 2 × "unknown", 1 × "غير معروف" names nobody, and is counted as no source'
        in (chosen.remarks)
    )
    assert "unknown" in codes_of(chosen.held, "kind").values  # of a category it is a value


def test_a_text_of_a_megabyte_is_cut_before_it_is_compared(tmp_path: Path) -> None:
    values = pa.chunked_array([["x" * 10**6, "x" * 10**6 + "y"]])
    assert [len(each.as_py()) for each in distinct(values)[1]] == [2001]
    (held,) = read_layer(table(tmp_path / "a.parquet", source=["é" * 3000, "b"]))
    assert len(codes_of(held, "source").values[1]) == 2001


def test_a_column_of_too_many_texts_for_days_is_undated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(columns, "_MOST_DAY_TEXTS", 3)
    written = ["2016-09-07", "a", "b", None, "c"]
    (held,) = read_layer(table(tmp_path / "a.parquet", when=written, well=written[:1] * 5))
    found = days_of(held, "when")
    assert (set(found.days), found.undated[Why.NO_DATE], found.undated[Why.EMPTY]) == ({NO_DAY}, 4, 1)
    assert days_of(held, "well").first == 17051


@pytest.mark.parametrize("most", [1, 3, 9])
def test_the_most_frequent_values_have_codes_of_their_own(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    counts = np.array([1, 5, 0, 1, 7, 1])
    found = columns._most_frequent(counts, most).tolist()
    assert sorted(found) == sorted([4, 1, 0, 3, 5][:most])


def test_another_fault_than_a_wrong_choice_is_not_told_as_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(held: Any) -> Any:
        raise ValueError("damaged")

    monkeypatch.setattr(choosing, "fields_of", fail)
    with pytest.raises(ValueError, match=r"\Adamaged\Z"):
        bring_layers([Choice(file=str(made.table(tmp_path / "a.csv")))])
