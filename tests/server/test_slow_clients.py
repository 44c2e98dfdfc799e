"""Slow and silent clients: they hold up nobody, and those who never ask are let go."""

import socket
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from dashboard.serving.connections import HEAD_BYTES, HEAD_S
from tests.server.raw import exchange, raw
from tests.serving import Running, running, until_ready


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("slow") / "served") as served:
        until_ready(served)
        yield served


def open_connection(server: Running, sent: bytes = b"") -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", server.port), timeout=20)
    connection.sendall(sent)
    return connection


def answer_ms(server: Running) -> float:
    began = time.perf_counter()
    urllib.request.urlopen(server.url + "healthz", timeout=10).read()
    return 1000 * (time.perf_counter() - began)


def test_five_hundred_silent_connections_hold_up_nobody_and_are_let_go(server: Running) -> None:
    with ExitStack() as stack:
        silent = [stack.enter_context(open_connection(server)) for _ in range(450)]
        drips = [stack.enter_context(open_connection(server, b"GET / HTTP/1.1\r\nX: ")) for _ in range(50)]
        reads = b"GET /assets/atlas.js HTTP/1.1\r\nHost: localhost\r\n\r\n"
        for _ in range(20):  # ask for much, take nothing
            stack.enter_context(open_connection(server, reads))
        assert min(answer_ms(server) for _ in range(5)) < 500
        began = time.monotonic()
        while time.monotonic() - began < HEAD_S + 5 and drips[0].fileno() >= 0:
            try:
                drips[0].sendall(b"a")  # a byte now and then is no request
                time.sleep(0.5)
            except OSError:
                break
        assert time.monotonic() - began < HEAD_S + 5
        for connection in (silent[0], silent[-1], drips[-1]):
            assert exchange(connection, b"") == b""


def test_a_head_that_is_too_long_is_refused(server: Running) -> None:
    long = b"a" * (HEAD_BYTES + 10)
    for sent in (b"GET /" + long + b" HTTP/1.1\r\n\r\n", b"GET / HTTP/1.1\r\nX: " + long + b"\r\n\r\n"):
        assert raw(server.port, sent).startswith(b"HTTP/1.1 400")


def test_a_name_that_is_too_long_for_any_file_is_not_found(server: Running) -> None:
    """Streamlit's own route for components answered with 500, from an error of the disk."""
    for path in ("/_stcore/bidi-components/aleppo-dashboard.atlas/", "/atlas/", "/static/", "/"):
        ask = (
            b"GET "
            + path.encode()
            + b"a" * 256
            + b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        )
        assert raw(server.port, ask).startswith(b"HTTP/1.1 404"), path


def test_two_requests_with_a_pause_between_use_one_connection(server: Running) -> None:
    """The clock for heads does not cut a connection that is used."""
    ask = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with open_connection(server) as connection:
        connection.settimeout(1)
        for _ in range(2):
            assert exchange(connection, ask).endswith(b"ok")
            time.sleep(0.5)


FEW_FILES = "import resource; resource.setrlimit(resource.RLIMIT_NOFILE, (500, 500))"


def test_who_finds_no_room_is_told_so_before_the_open_files_run_out(tmp_path: Path) -> None:
    with running(tmp_path / "served", before=FEW_FILES) as few, ExitStack() as stack:
        until_ready(few)
        used = stack.enter_context(open_connection(few))
        opened = [stack.enter_context(open_connection(few)) for _ in range(300)]
        assert exchange(opened[-1], b"").startswith(b"HTTP/1.1 503")
        used.settimeout(3)
        head = b"GET /assets/atlas.js HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        assert exchange(used, head).startswith(b"HTTP/1.1 200")
        assert "Too many open files" not in few.log()
