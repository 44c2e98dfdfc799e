"""A table of the database becomes a layer, as a file does, in bounded memory."""

from pathlib import Path

import numpy as np
import psycopg
import pytest

from dashboard.store.layers.chosen import Choice, bring_layers
from dashboard.store.layers.limits import LayerError, Progress, ReadingEnded
from dashboard.store.postgis import table_layer as module
from dashboard.store.postgis.table_layer import read_table

ROWS = 2_500
_MADE = f"""
create table public.damage as
    select n as id, case when n % 3 = 0 then null else 'class ' || n % 4 end as "Main Dmg", n * 0.5 as size,
        case n when 1 then 'NaN' when 2 then 1e400 when 3 then 1e-400 else n + 0.25 end::numeric as wide,
        n % 2 = 0 as seen, date '2016-09-01' + n % 20 as day, timestamptz '2016-09-01 12:00Z' as read_at,
        '{{}}'::jsonb as left_out,
        case when n % 100 = 0 then null
             else st_transform(st_setsrid(st_makepoint(37 + n * 1e-4, 36.2, 7), 4326), 32637) end
            ::geometry(PointZ, 32637) as g
    from generate_series(1, {ROWS}) n;
create table public.mixed as
    select 'a' as name, st_geomfromtext('LINESTRING(37 36, 37.1 36.1)', 4326)::geometry(Geometry, 4326) as g
    union all select 'b', st_geomfromtext('MULTIPOINT(37 36, 37.2 36.2)', 4326)
    union all select 'c', st_geomfromtext('POLYGON((37 36, 37.1 36, 37.1 36.1, 37 36))', 4326)
"""


@pytest.fixture(autouse=True)
def chosen(empty: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with psycopg.connect(empty) as connection:
        connection.execute(_MADE)
    monkeypatch.setenv("ALEPPO_DATABASE_URL", empty)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("ALEPPO_LAYERS", "")  # bringing layers sets it
    monkeypatch.setenv("PGTZ", "Asia/Damascus")  # the driver's, and stronger than ours
    monkeypatch.setenv("PGDATESTYLE", "SQL, DMY")


def test_every_row_and_place_of_a_table_is_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BATCH_ROWS", 1000)
    told: list[Progress] = []
    (held,) = read_table("table:public.damage", tell=told.append)
    about = held.about
    assert (about["geometry"], about["rows"], about["features"], about["unlocated"]) == (
        "point",
        ROWS,
        ROWS - 25,
        25,
    )
    assert [(f["name"], f["type"]) for f in about["fields"]] == [
        ("id", "number"),
        ("Main Dmg", "text"),
        ("size", "number"),
        ("wide", "number"),
        ("seen", "flag"),
        ("day", "date"),
        ("read_at", "date"),
    ]
    ids = np.asarray(held.column("id"))[held.row_of]
    assert np.allclose(held.lon, 37 + ids * 1e-4, atol=1e-8)
    assert np.allclose(held.lat, 36.2, atol=1e-8)
    assert held.row(0) == {
        "id": "1",
        "Main Dmg": "class 1",
        "size": "0.5",
        "wide": None,
        "seen": "false",
        "day": "2016-09-02",
        "read_at": "2016-09-01T12:00:00",
    }
    assert held.row(2)["Main Dmg"] is None
    assert [held.row(n)["wide"] for n in (1, 2, 3)] == [None, "0", "4.25"]
    assert "days and times of read_at are those of UTC" in about["remarks"]
    assert [each.rows for each in told] == [1000, 2000, 2500]


def test_large_rows_are_held_a_few_at_a_time(empty: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BATCH_BYTES", 1_000_000)
    with psycopg.connect(empty) as connection:
        connection.execute(
            "create table public.large as select repeat('x', 100000) as words,"
            " st_setsrid(st_makepoint(37, 36.2), 4326) as g from generate_series(1, 150)"
        )
    told: list[Progress] = []
    (held,) = read_table("table:public.large", tell=told.append)
    assert (held.about["rows"], [each.rows for each in told]) == (150, [100, 110, 120, 130, 140, 150])


def test_a_table_of_three_kinds_of_shapes_gives_three_layers() -> None:
    found = {held.geometry: held for held in read_table("table:public.mixed")}
    assert {kind: held.about["features"] for kind, held in found.items()} == {
        "line": 1,
        "point": 2,
        "polygon": 1,
    }
    assert found["line"].vertices.tolist() == [[37, 36], [37.1, 36.1]]


def test_the_same_table_is_held_once(tmp_path: Path) -> None:
    first, again = read_table("table:public.mixed"), read_table("table:public.mixed")
    assert [held.folder for held in first] == [held.folder for held in again]
    assert not list((tmp_path / "cache").rglob(".making-*"))


def test_a_reading_that_is_called_off_keeps_nothing(tmp_path: Path) -> None:
    with pytest.raises(ReadingEnded):
        read_table("table:public.damage", cancelled=lambda: True)
    assert not [path for path in (tmp_path / "cache").rglob("*") if path.is_file()]


def test_a_table_is_brought_by_its_name_as_a_file_is() -> None:
    (chosen,) = bring_layers([Choice(file="table:public.damage", roles={"category": "Main Dmg"})])
    assert chosen.roles.date in ("day", "read_at")
    assert chosen.roles.category == "Main Dmg"


@pytest.mark.parametrize(
    ("name", "said"),
    [("table:public.none", "there is no such table"), ("table:aleppo.body", "no column of the type")],
)
def test_a_table_that_cannot_be_a_layer_is_told(name: str, said: str) -> None:
    with pytest.raises(LayerError, match=said):
        read_table(name)
