"""What goes wrong with a database ends in plain words, and never in half a save."""

import multiprocessing
import os
import signal
import threading
import time
from pathlib import Path

import psycopg
import pytest

from dashboard.store.durable import SaveError
from dashboard.store.postgis.address import address_of
from dashboard.store.postgis.connection import DatabaseError
from dashboard.store.postgis.database import DatabaseShelf
from dashboard.store.postgis.migrate import migrate
from dashboard.store.postgis.status import status_of
from tests.postgis.cluster import Cluster
from tests.postgis.conftest import filled, shelf_at
from tests.postgis.test_following import PLACES, wait_until
from tests.postgis.test_tables import asked
from tests.serving import free_port
from tests.store.live_folder import layer, town


def version(number: int) -> bytes:
    return layer(town(f"Version {number}")).encode()


def save_on(url: str, started: "multiprocessing.synchronize.Event") -> None:
    """Save again and again, until somebody ends it."""
    shelf = shelf_at(url)
    held = shelf.read(PLACES)[1]
    for number in range(100_000):
        held = shelf.save(PLACES, version(number), opened=held).after
        started.set()


def whole(url: str) -> str:
    """See that files, history and tables tell one story; give the name that they tell."""
    shelf = shelf_at(url)
    body, held = shelf.read(PLACES)
    assert shelf.history(PLACES)[-1].after == held
    ((name,),) = asked(url, "select properties->>'name' from feature where id = 'town'")
    assert f'"name": "{name}"'.encode() in body
    assert shelf.at(shelf.revision()) == shelf.bodies(shelf.stamps())
    return str(name)


def test_a_server_that_is_killed_in_the_middle_of_saves_has_the_old_or_the_new_version(own: Cluster) -> None:
    url = filled(own)
    for _ in range(3):
        failed: list[SaveError] = []
        stop = threading.Event()
        writer = threading.Thread(target=save_until, args=(url, stop, failed))
        writer.start()
        time.sleep(0.4)
        own.stop(kill=True)
        stop.set()
        writer.join()
        own.start()
        assert whole(url).startswith(("Version", "Town"))
        assert all("look at what stands now" in str(error) for error in failed)


def save_until(url: str, stop: threading.Event, failed: list[SaveError]) -> None:
    try:
        shelf, number = shelf_at(url), 0
        held = shelf.read(PLACES)[1]
        while not stop.is_set():
            number += 1
            held = shelf.save(PLACES, version(number), opened=held).after
    except SaveError as error:
        failed.append(error)


def test_a_writer_that_is_killed_leaves_the_old_or_the_new_version_and_no_lock(
    small: DatabaseShelf, url: str
) -> None:
    spawn = multiprocessing.get_context("fork")
    for _ in range(4):
        started = spawn.Event()
        writer = spawn.Process(target=save_on, args=(url, started))
        writer.start()
        assert started.wait(30)
        time.sleep(0.05)
        assert writer.pid is not None
        os.kill(writer.pid, signal.SIGKILL)
        writer.join()
        assert whole(url).startswith("Version")
    _, opened = small.read(PLACES)
    small.save(PLACES, version(0) + b"\n", opened=opened)


def test_a_restart_between_two_saves_is_not_noticed(own: Cluster) -> None:
    shelf = shelf_at(filled(own))
    held = shelf.save(PLACES, version(1), opened=shelf.read(PLACES)[1]).after
    own.stop()
    own.start()
    held = shelf.save(PLACES, version(2), opened=held).after
    assert shelf.read(PLACES) == (version(2), held)


def test_a_save_that_cannot_get_the_lock_says_so(
    small: DatabaseShelf, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dashboard.store.postgis import saving

    monkeypatch.setattr(saving, "LOCK_S", 0.3)
    _, opened = small.read(PLACES)
    with psycopg.connect(url) as other:
        other.execute("lock table aleppo.file in share row exclusive mode")
        with pytest.raises(SaveError, match="somebody holds what is wanted"):
            small.save(PLACES, version(1), opened=opened)
    small.save(PLACES, version(1), opened=opened)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            lambda url: url.replace(str(url.rpartition(":")[2].partition("/")[0]), str(free_port())),
            "nobody listens there",
        ),
        (lambda url: url.replace("p%40ss", "wrong"), "the password or the user is wrong"),
        (lambda url: url.rpartition("/")[0] + "/nothing", "there is no such database"),
        (lambda url: url.replace("127.0.0.1", "no-such-host.invalid"), "the name of the host is not known"),
    ],
)
def test_an_address_that_leads_nowhere_is_told_in_plain_words_without_its_password(
    change,
    said: str,
    cluster: Cluster,
    migrated: str,  # type: ignore[no-untyped-def]
) -> None:
    url = change(cluster.url(migrated))
    with pytest.raises(DatabaseError) as told:
        shelf_at(url).stamps()
    message = str(told.value)
    assert said in message
    assert "\n  fix: " in message
    for secret in ("p@ss", "p%40ss", "w:rd", "wrong%2F"):
        assert secret not in message
        assert secret not in repr(told.value)


def test_a_database_without_our_tables_says_what_to_run(cluster: Cluster) -> None:
    shelf = shelf_at(cluster.database())
    with pytest.raises(
        DatabaseError, match=r"lacks 0001-files, 0002-tables\n  fix: run `aleppo store migrate`"
    ):
        shelf.stamps()
    assert status_of(shelf.address).usable is False


def test_a_database_of_a_newer_version_is_left_alone(empty: str) -> None:
    newer = (
        "insert into aleppo._yoyo_migration (migration_hash, migration_id, applied_at_utc)"
        " values ('x', '0099-later', now())"
    )
    with psycopg.connect(empty) as connection:
        connection.execute(newer)
    for deed in (lambda: shelf_at(empty).stamps(), lambda: migrate(address_of(empty))):
        with pytest.raises(DatabaseError, match=r"newer version of this program \(0099-later\)"):
            deed()
    assert status_of(address_of(empty)).usable is False


def test_a_server_without_postgis_says_what_to_install(own: Cluster) -> None:
    url = own.database()
    own.execute(
        url.rpartition("/")[2],
        "create role plain login password 'x'",
        f"grant create on database {url.rpartition('/')[2]} to plain",
    )
    plain = url.replace("admin:p%40ss%2Fw%3Ard%25%C3%A9", "plain:x")
    with pytest.raises(DatabaseError, match="has no PostGIS yet, and this user may not add it"):
        migrate(address_of(plain))
    own.execute("postgres", "create extension postgis")
    with pytest.raises(DatabaseError, match="its server has no PostGIS"):
        migrate(address_of(own.url(url.rpartition("/")[2]) + "?"), extension="postgis_that_is_not_there")


def test_a_database_without_arabic_is_refused_before_anything_is_made(cluster: Cluster) -> None:
    made = "create database latin encoding 'LATIN1' locale 'C' template template0"
    cluster.execute("postgres", made)
    with pytest.raises(DatabaseError, match="is in LATIN1, which has no Arabic"):
        migrate(address_of(cluster.url("latin")))


def test_many_that_migrate_at_once_migrate_once(cluster: Cluster) -> None:
    address = address_of(cluster.database())
    done: list[tuple[str, ...]] = []
    threads = [threading.Thread(target=lambda: done.append(migrate(address))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == [(), (), (), ("0001-files", "0002-tables")]


def test_a_migration_that_fails_leaves_nothing_of_itself(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dashboard.store.postgis import migrate as module

    migrations = tmp_path / "migrations"
    migrations.mkdir()
    (migrations / "0001-files.sql").write_text("create table aleppo.half (id int); select 1 / 0;")
    monkeypatch.setattr(module, "files", lambda package: tmp_path)
    url = cluster.database()
    with pytest.raises(DatabaseError):
        migrate(address_of(url))
    assert asked(url, "select to_regclass('aleppo.half')") == [(None,)]
    (migrations / "0001-files.sql").write_text("create table aleppo.half (id int);")
    assert migrate(address_of(url)) == ("0001-files",)


def test_nobodys_name_is_written_into_the_database(cluster: Cluster, shipped_name: str) -> None:
    columns = asked(
        cluster.url(shipped_name),
        "select table_name, column_name from information_schema.columns where table_schema = 'aleppo'",
    )
    held = {table for table, column in columns if column in ("username", "hostname", "author", "user")}
    for table in held:
        assert asked(cluster.url(shipped_name), f"select * from aleppo.{table}") == []


def test_readers_that_are_connected_through_a_restart_read_on(own: Cluster) -> None:
    shelf = shelf_at(filled(own))
    shelf.follow()
    wait_until(lambda: shelf.mirror.is_listening)
    stop, wrong = threading.Event(), []

    def read() -> None:
        while not stop.is_set():
            if len(shelf.bodies(shelf.stamps())) != 6:
                wrong.append(1)

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    own.stop()
    own.start()
    wait_until(lambda: shelf.trouble() is None)
    stop.set()
    for reader in readers:
        reader.join()
    assert wrong == []
