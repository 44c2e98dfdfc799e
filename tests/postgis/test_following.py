"""A process follows the database: told at once, through restarts, and never waiting for it."""

import json
import random
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

import psycopg
import pytest

from dashboard.serving.logs import JsonLines
from dashboard.store import current
from dashboard.store.postgis import mirror as module
from dashboard.store.postgis.database import DatabaseShelf
from dashboard.store.watch import Watch
from tests.postgis.cluster import Cluster
from tests.postgis.conftest import filled, shelf_at
from tests.store.live_folder import layer, town

PLACES = "layers/places.geojson"
SOON_S = 15.0


def wait_until(is_so: Callable[[], bool], seconds: float = SOON_S) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.02)


def rename(shelf: DatabaseShelf, name: str) -> None:
    shelf.save(PLACES, layer(town(name)).encode(), opened=shelf.read(PLACES)[1])


def name_in(watch: Watch) -> str:
    return watch.standing.dataset.features["town"].properties.name


def follow(shelf: DatabaseShelf) -> Watch:
    current.follow(shelf)
    return current._watch(shelf)


def test_a_save_elsewhere_is_shown_at_once_and_nothing_is_asked_in_between(
    small: DatabaseShelf, url: str, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = shelf_at(url)
    watch = follow(reader)
    wait_until(lambda: reader.mirror.is_listening)
    heard = threading.Event()
    watch.listen(heard.set)
    reads = count_reads(monkeypatch)
    time.sleep(1.0)
    assert reads == []
    rename(small, "Nwot")
    assert heard.wait(SOON_S)
    assert name_in(watch) == "Nwot"
    assert len(reads) <= 2


def count_reads(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    reads: list[int] = []
    real = module.read_snapshot

    def counted(*given: object, **named: object) -> object:
        reads.append(1)
        return real(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "read_snapshot", counted)
    return reads


def test_what_was_missed_while_nobody_could_listen_is_caught_up_with(own: Cluster) -> None:
    url = filled(own)
    reader, writer = shelf_at(url), shelf_at(url)
    watch = follow(reader)
    wait_until(lambda: reader.mirror.is_listening)
    before = watch.standing.mark
    own.stop(kill=True)
    wait_until(lambda: "database" in watch.standing.kept)
    now = watch.standing
    assert name_in(watch) == "Town"
    assert [(p.file, p.rule, p.message) for p in now.problems] == [
        ("database", "database", "the database does not answer")
    ]
    assert now.kept["database"] is not None
    assert now.mark != before
    own.start()
    rename(writer, "Nwot")
    wait_until(lambda: name_in(watch) == "Nwot")
    wait_until(lambda: watch.standing.problems == ())
    rename(writer, "Town")
    wait_until(lambda: name_in(watch) == "Town")


def test_a_database_that_somebody_blocks_costs_readers_nothing(
    small: DatabaseShelf, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "REFRESH_S", 0.5)
    reader = shelf_at(url)
    watch = follow(reader)
    wait_until(lambda: reader.mirror.is_listening)
    with psycopg.connect(url) as blocker:
        blocker.execute("lock table aleppo.file in access exclusive mode")
        with psycopg.connect(url, autocommit=True) as other:
            other.execute("select pg_notify('aleppo_revision', '99')")
        wait_until(lambda: "database" in watch.standing.kept)
        asked = time.perf_counter()
        assert current.standing(reader).dataset.features["town"].properties.name == "Town"
        assert time.perf_counter() - asked < 0.1
        blocker.execute("select pg_sleep(0.3)")
    wait_until(lambda: watch.standing.problems == ())


def test_a_notification_that_the_network_swallowed_is_found_by_the_safety_net(
    small: DatabaseShelf, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SAFETY_NET_S", 0.3)
    reader = shelf_at(url)
    watch = follow(reader)
    wait_until(lambda: reader.mirror.is_listening)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("alter table aleppo.revision disable trigger tell")
    rename(small, "Nwot")
    wait_until(lambda: name_in(watch) == "Nwot")


def test_a_database_restored_to_an_earlier_day_is_shown_as_it_is(small: DatabaseShelf, url: str) -> None:
    reader = shelf_at(url)
    watch = follow(reader)
    first = small.read(PLACES)[0]
    rename(small, "Nwot")
    wait_until(lambda: name_in(watch) == "Nwot")
    with psycopg.connect(url) as connection:
        connection.execute(
            "update aleppo.file f set hash = c.after, revision = 1 from aleppo.change c"
            " where c.name = f.name and c.revision = 1"
        )
        connection.execute("delete from aleppo.change where revision > 1")
        connection.execute("delete from aleppo.revision where id > 1")
        connection.execute("select pg_notify('aleppo_revision', '1')")
    wait_until(lambda: name_in(watch) == "Town")
    assert reader.bodies([PLACES])[PLACES] == first


def test_what_is_wrong_is_logged_once_and_what_is_shown_is_as_old_as_the_last_look(
    own: Cluster, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(module, "SAFETY_NET_S", 0.1)
    reader = shelf_at(filled(own))
    reader.follow()
    wait_until(lambda: reader.mirror.is_listening)
    first = datetime.now(UTC)
    time.sleep(0.5)
    own.stop()
    wait_until(lambda: reader.trouble() is not None)
    trouble = reader.trouble()
    assert trouble is not None
    assert trouble.read_at > first
    wait_until(lambda: "nobody listens there" in caplog.text)
    time.sleep(1.0)
    own.start()
    assert caplog.text.count("nobody listens there") == 1
    line = json.loads(JsonLines().format(caplog.records[-1]))
    assert "127.0.0.1" in line["said"]
    assert not [secret for secret in ("p@ss", "p%40ss") if secret in caplog.text]


def test_the_banner_names_neither_host_nor_user(own: Cluster) -> None:
    reader = shelf_at(filled(own))
    watch = follow(reader)
    wait_until(lambda: reader.mirror.is_listening)
    own.stop()
    wait_until(lambda: watch.standing.problems != ())
    said = "\n".join(map(str, watch.standing.problems))
    own.start()
    for secret in ("127.0.0.1", str(own.port), "admin", "p@ss", "p%40ss"):
        assert secret not in said


def test_waiting_for_a_lost_database_leaves_the_common_dice_alone(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "FIRST_PAUSE_S", 0.01)
    shelf = shelf_at(cluster.url("nobody-made-it"))
    rolled = random.getstate()
    shelf.mirror.follow()
    time.sleep(0.5)
    assert random.getstate() == rolled
