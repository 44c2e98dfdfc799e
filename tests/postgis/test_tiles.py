"""Tiles come from SQL: right, bounded, tagged by the data, and of nothing that was not named."""

import gzip
import http.client
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pyogrio
import pytest

from dashboard.store.load import data_folder, load
from dashboard.store.postgis import tiles as module
from dashboard.store.postgis.address import address_of
from dashboard.store.postgis.connection import DatabaseError
from dashboard.store.postgis.tables import find_table
from dashboard.store.postgis.tiles import Tiles
from tests.postgis.cluster import Cluster
from tests.serving import Running, running

TILE = (9, 308, 200)  # the whole of Aleppo lies in it


_ODD = """
create schema "an'alyst";
create table "an'alyst"."dam""age" as
    select n as "a b", 'x' as class, date '2016-09-01' as seen,
        st_setsrid(st_makepoint(37.1 + n * 1e-4, 36.2), 4326)::geometry(Point, 4326) as place
    from generate_series(1, 500) n
"""


@pytest.fixture(scope="module")
def tables(cluster: Cluster, shipped_name: str) -> str:
    """Make a database with the shipped data, and tables of an analyst beside it."""
    url = cluster.database(shipped_name)
    with psycopg.connect(url) as connection:
        connection.execute(_ODD)
        connection.execute(
            'create view public.utm as select "a b", st_transform(place, 32637)::geometry(Point, 32637) as g'
            ' from "an\'alyst"."dam""age"'
        )
        connection.execute("create table public.nowhere (a int)")
        connection.execute("create table public.unsaid (g geometry)")
    return url


@pytest.fixture(scope="module")
def served(tables: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    env = {"ALEPPO_DATABASE_URL": tables, "ALEPPO_TABLES": "table:public.utm"}
    with running(tmp_path_factory.mktemp("tiles") / "served", env=env) as started:
        yield started


def get(served: Running, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=30)
    connection.request("GET", path, headers=headers)
    found = connection.getresponse()
    body = found.read()
    known = {name.lower(): value for name, value in found.getheaders()}
    connection.close()
    return found.status, known, gzip.decompress(body) if known.get("content-encoding") == "gzip" else body


def read(body: bytes, folder: Path, z: int, x: int, y: int) -> Any:
    """Read a tile as QGIS does, through GDAL."""
    path = folder / f"{z}-{x}-{y}.mvt"
    path.write_bytes(body)
    return pyogrio.read_dataframe(path, X=x, Y=y, Z=z)


def test_a_tile_has_the_places_of_its_layer_where_they_are(served: Running, tmp_path: Path) -> None:
    z, x, y = TILE
    status, headers, body = get(served, f"/tiles/places/{z}/{x}/{y}.mvt")
    assert (status, headers["content-type"]) == (200, "application/vnd.mapbox-vector-tile")
    found = read(body, tmp_path, *TILE).to_crs(4326).set_index("id")
    dataset, _ = load(data_folder())
    assert len(found) > 5
    for place, row in found.iterrows():
        longitude, latitude = dataset.features[place].geometry["coordinates"]  # type: ignore[index]
        assert abs(row.geometry.x - longitude) < 0.0003
        assert abs(row.geometry.y - latitude) < 0.0003
        assert (row["source"], row["accuracy_m"]) == (
            dataset.features[place].properties.source,
            dataset.features[place].properties.accuracy_m,
        )
    assert "status" not in found.columns


def test_a_tile_is_tagged_by_the_data_and_not_sent_twice(served: Running) -> None:
    path = "/tiles/places/{}/{}/{}.mvt".format(*TILE)
    _, headers, body = get(served, path)
    status, again, nothing = get(served, path, **{"If-None-Match": headers["etag"]})
    assert (status, again["etag"], nothing) == (304, headers["etag"], b"")
    assert body


@pytest.mark.parametrize(
    "path",
    [
        "/tiles/none/9/308/200.mvt",
        "/tiles/places';drop schema aleppo cascade;--/9/308/200.mvt",
        "/tiles/table:aleppo.body/9/308/200.mvt",
        "/tiles/table:public.unsaid/9/308/200.mvt",
        "/tiles/places/17/0/0.mvt",
        "/tiles/places/2/4/0.mvt",
        "/tiles/places/-1/0/0.mvt",
        "/tiles/places/1e1/0/0.mvt",
        "/tiles/places/9/٣/0.mvt",
        "/tiles/places/99999999999999999999/0/0.mvt",
    ],
)
def test_what_is_no_layer_or_no_tile_is_not_found(served: Running, path: str) -> None:
    from urllib.parse import quote

    assert get(served, quote(path))[0] == 404


def test_a_table_that_was_named_is_served_in_its_own_reference_system(
    served: Running, tmp_path: Path
) -> None:
    z, x, y = TILE
    status, headers, body = get(served, f"/tiles/table:public.utm/{z}/{x}/{y}.mvt")
    assert status == 200
    assert "etag" not in headers
    found = read(body, tmp_path, *TILE).to_crs(4326)
    assert len(found) == 500
    assert abs(found.geometry.x.min() - 37.1001) < 0.0005


def test_names_with_quotes_are_names_and_nothing_else(tables: str) -> None:
    table = find_table(address_of(tables), "table:an'alyst.dam\"age")
    assert (table.columns, table.types, table.srid) == (
        ("a b", "class", "seen"),
        ("int4", "text", "date"),
        4326,
    )
    assert len(Tiles(address_of(tables)).table(table, *TILE).body) > 1000


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("table:public.none", "there is no such table"),
        ("table:public.nowhere", "has no column of the type geometry"),
        ("table:public.unsaid", "does not say its reference system"),
        ("table:public", "names no table"),
        ("table:a.b.c", "names no table"),
    ],
)
def test_a_table_that_cannot_be_shown_is_told_in_plain_words(tables: str, name: str, said: str) -> None:
    with pytest.raises(DatabaseError, match=said):
        find_table(address_of(tables), name)


def test_a_tile_holds_so_many_features_and_says_when_some_are_left_out(
    tables: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_FEATURES", 100)
    table = find_table(address_of(tables), "table:public.utm")
    assert Tiles(address_of(tables)).table(table, *TILE).is_full


def test_a_tile_that_takes_too_long_is_given_up(tables: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "TILE_S", 0.3)
    with psycopg.connect(tables) as blocker:
        blocker.execute("lock table aleppo.feature in access exclusive mode")
        with pytest.raises(DatabaseError, match=r"somebody holds|did not answer"):
            Tiles(address_of(tables)).layer("places", *TILE, "")


def test_a_folder_has_no_tiles(tmp_path: Path) -> None:
    from dashboard.store.tile_source import tile_source

    assert tile_source(tmp_path) is None
