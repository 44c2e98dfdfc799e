"""A server that stands still is noticed, and a slow line is waited for."""

import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from dashboard.store.postgis import mirror as module
from dashboard.store.postgis.connection import DatabaseError, connected
from dashboard.store.postgis.database import DatabaseShelf
from tests.postgis.cluster import Cluster
from tests.postgis.conftest import filled, shelf_at
from tests.postgis.test_following import follow, wait_until

BYTES_S, LARGE = 3_000_000, 6_000_000


def test_a_server_that_stands_still_is_noticed(own: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "REFRESH_S", 0.5)
    monkeypatch.setattr(module, "SAFETY_NET_S", 0.3)
    reader = shelf_at(filled(own))
    watch = follow(reader)
    wait_until(lambda: reader.mirror.is_listening)
    with pytest.raises(DatabaseError, match="did not answer in time"), stopped(reader, own) as connection:
        connection.execute("select 1")
    wait_until(lambda: "database" in watch.standing.kept)
    own.pause(signal.SIGCONT)
    wait_until(lambda: watch.standing.problems == ())


@contextmanager
def stopped(shelf: DatabaseShelf, own: Cluster):  # type: ignore[no-untyped-def]
    """Give a connection to a server that stopped after it was made."""
    with connected(shelf.address, statement_s=0.5) as connection:
        own.pause()
        yield connection


def test_a_body_that_takes_longer_than_a_statement_may_comes_over_a_slow_line(
    small: DatabaseShelf, url: str, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "REFRESH_S", 0.5)
    body = os.urandom(LARGE)
    small.save("sources/large.json", body, opened=None)
    with slow_line(cluster.port) as port:
        far = shelf_at(url.replace(f":{cluster.port}/", f":{port}/"))
        began = time.monotonic()
        assert far.bodies(far.stamps())["sources/large.json"] == body
    assert time.monotonic() - began > 1.0


@contextmanager
def slow_line(port: int) -> Iterator[int]:
    """Stand before a server and give on what it says, so many bytes in a second."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        serving = threading.Thread(target=_serve, args=(listener, port), daemon=True)
        serving.start()
        try:
            yield listener.getsockname()[1]
        finally:
            listener.shutdown(socket.SHUT_RDWR)  # closing alone would leave the thread waiting for a guest
            serving.join()


def _serve(listener: socket.socket, port: int) -> None:
    with suppress(OSError):
        while True:
            near, _ = listener.accept()
            threading.Thread(target=_stand_between, args=(near, port), daemon=True).start()


def _stand_between(near: socket.socket, port: int) -> None:
    with near, socket.socket() as far:
        far.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)  # what is in buffers is not slow
        far.connect(("127.0.0.1", port))
        asking = threading.Thread(target=_give_on, args=(near, far, 0), daemon=True)
        asking.start()
        _give_on(far, near, BYTES_S)
        asking.join()


def _give_on(source: socket.socket, target: socket.socket, bytes_s: int) -> None:
    with suppress(OSError):
        while part := source.recv(65_536):
            target.sendall(part)
            if bytes_s:
                time.sleep(len(part) / bytes_s)
    with suppress(OSError):
        target.shutdown(socket.SHUT_RDWR)
