"""Tiles of whatever tables there are: whole, no older than their tag, and never in the way of the map."""

import threading
import time
from pathlib import Path

import psycopg
import pytest

from dashboard.store.postgis import tiles as module
from dashboard.store.postgis.address import address_of
from dashboard.store.postgis.database import DatabaseShelf
from dashboard.store.postgis.tables import find_table
from dashboard.store.postgis.tiles import Tile, Tiles
from dashboard.store.tile_source import Found, Made, TileSource, tile_source
from tests.postgis.conftest import shelf_at
from tests.postgis.test_following import rename
from tests.postgis.test_tiles import TILE, get, read
from tests.serving import running

_MADE = """
create table public.box as
    select n as tile, 'x' as found, st_setsrid(st_makepoint(37.1 + n * 1e-4, 36.2), 4326)::geography as sent
    from generate_series(1, 50) n;
create table public.no_rows (g geography(Point));
create table public.utm as
    select 1 as id, st_transform(st_setsrid(st_makepoint(x, y), 4326), 32637)::geometry(Point, 32637) as g
    from generate_series(33.0, 43.0, 0.5) x, generate_series(30.0, 40.0, 0.5) y
"""


@pytest.fixture
def odd(url: str) -> str:
    with psycopg.connect(url) as connection:
        connection.execute(_MADE)
    return url


def test_a_geography_and_names_that_we_use_too_give_tiles(odd: str, tmp_path: Path) -> None:
    table = find_table(address_of(odd), "table:public.box")
    found = read(Tiles(address_of(odd)).table(table, *TILE).body, tmp_path, *TILE).to_crs(4326)
    assert (len(found), sorted(found.columns)) == (50, ["found", "geometry", "mvt_id", "tile"])
    assert abs(found.geometry.x.min() - 37.1001) < 0.0005
    assert find_table(address_of(odd), "table:public.no_rows").srid == 4326


@pytest.mark.parametrize("tile", [(0, 0, 0), (3, 4, 3), (4, 9, 6), (5, 19, 12), (6, 38, 25), (9, 308, 200)])
def test_a_tile_of_a_projected_table_has_every_row(
    odd: str, tmp_path: Path, tile: tuple[int, int, int]
) -> None:
    with psycopg.connect(odd) as connection:
        ((wanted,),) = connection.execute(
            "select count(*) from public.utm where st_transform(g, 3857) && st_tileenvelope(%s, %s, %s)", tile
        ).fetchall()
    body = Tiles(address_of(odd)).table(find_table(address_of(odd), "table:public.utm"), *tile).body
    assert (len(read(body, tmp_path, *tile)) if body else 0) == wanted


def test_a_full_tile_holds_as_many_as_it_may(
    odd: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_FEATURES", 20)
    tile = Tiles(address_of(odd)).table(find_table(address_of(odd), "table:public.box"), *TILE)
    assert (tile.is_full, len(read(tile.body, tmp_path, *TILE))) == (True, 20)


def test_kept_tiles_are_counted_once_and_empty_ones_too(
    small: DatabaseShelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    tiles = Tiles(small.address)
    for _ in range(2):  # as two threads that made the same
        tiles._keep(("a", 1, 1, 1, "x"), Tile(body=b"123", is_full=False))
    once = tiles._bytes
    monkeypatch.setattr(module, "_KEPT_BYTES", once * 10)
    for n in range(100):
        tiles._keep(("a", 9, n, 1, "x"), Tile(body=b"", is_full=False))
    assert len(tiles._kept) <= 10
    assert 0 < tiles._bytes <= once * 10


def look(source: TileSource) -> Found:
    found = source.look("places", {"places"}, *TILE)
    assert found is not None
    return found


def test_a_database_that_was_restored_gives_new_tiles_under_its_old_numbers(
    small: DatabaseShelf, url: str
) -> None:
    source = tile_source(small)
    assert source is not None
    rename(small, "Before")
    first = look(source)
    made = first.make()
    assert isinstance(made, Made)
    assert made.etag == first.etag
    with psycopg.connect(url) as connection:  # as pg_restore of an older dump, and another save
        connection.execute(
            "update aleppo.file f set hash = c.after, revision = 1 from aleppo.change c"
            " where c.name = f.name and c.revision = 1"
        )
        connection.execute("delete from aleppo.change where revision > 1")
        connection.execute("delete from aleppo.revision where id > 1")
        connection.execute("alter table aleppo.revision alter column id restart with 2")
    rename(small, "After")
    second = look(source)
    again = second.make()
    assert isinstance(again, Made)
    assert (small.revision(), b"After" in again.body) == (2, True)
    assert second.etag != first.etag


def test_a_tile_of_newer_data_is_not_kept_as_one_of_the_older(small: DatabaseShelf, url: str) -> None:
    source = tile_source(small)
    assert source is not None
    before = look(source)
    rename(shelf_at(url), "Newer")
    made = before.make()
    assert isinstance(made, Made)
    assert (made.etag != before.etag, b"Newer" in made.body) == (True, True)
    assert made.etag == look(source).etag


def test_blobs_do_not_wait_for_tiles(odd: str, tmp_path: Path) -> None:
    env = {"ALEPPO_DATABASE_URL": odd, "ALEPPO_TABLES": "table:public.box\ntable:public.utm"}
    with running(tmp_path / "served", env=env) as served, psycopg.connect(odd) as blocker:
        blocker.execute("lock table public.utm in access exclusive mode")
        statuses: list[int] = []
        threads = [
            threading.Thread(
                target=lambda n=n: statuses.append(get(served, f"/tiles/table:public.utm/9/{n}/200.mvt")[0])
            )
            for n in range(60)
        ]
        for thread in threads:
            thread.start()
        time.sleep(0.5)
        began = time.monotonic()
        assert get(served, "/atlas/none")[0] == 404
        took = time.monotonic() - began
        for thread in threads:
            thread.join()
    assert took < 1.0
    assert statuses == [503] * 60
    assert served.log().count("no tile of table:public.utm") == 1
