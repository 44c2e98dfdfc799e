"""What fails in the server: answered with all headers, written down as JSON, tried again, never silent."""

import hashlib
import http.client
import json
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosedError
from websockets.sync.client import connect

from tests.server.raw import raw
from tests.serving import Running, running, until, until_ready

NAME = f"{hashlib.sha256(b'fails').hexdigest()[:32]}.txt"
# One blob cannot be made; loading fails twice; from then on what stands cannot be told while there is "fail".
FAILS = """
import os
from dashboard import following, server
from dashboard.store import blobs

blobs.offer("fails", lambda: 1 / 0, "text/plain", "txt")
server._AGAIN_S = 0.1
loads, left, stands = server.warm_up, [1, 2], following.standing

def load():
    if left:
        raise OSError(left.pop(), "Too many open files", "/home/somebody/geodata")
    loads()

def stand(place):
    if os.path.exists("fail"):
        raise OSError(5, "Input/output error")
    return stands(place)

server.warm_up, following.standing = load, stand
"""
SOCKETS = ("/live", "/_stcore/stream")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("failures") / "served"
    with running(folder, ["--log-format=json"], before=FAILS) as served:
        until_ready(served)
        yield served


def errors(server: Running) -> list[dict[str, object]]:
    lines = [json.loads(line) for line in server.log().splitlines()]
    return [line for line in lines if line["level"] not in ("info", "warning")]


def ask(server: Running, path: str, headers: Mapping[str, str] | None = None) -> http.client.HTTPResponse:
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)) as connection:
        connection.request("GET", path, headers=dict(headers or {}))
        return connection.getresponse()


def test_loading_that_failed_is_tried_again_until_the_server_is_ready(server: Running) -> None:
    found = [line for line in errors(server) if str(line["event"]).startswith("the data cannot be loaded")]
    assert [line["words"] for line in found] == ["Too many open files"] * 2
    assert "somebody" not in server.log()


def test_an_unforeseen_error_carries_every_header_and_is_in_the_log_once(server: Running) -> None:
    answer = ask(server, f"/atlas/{NAME}")
    assert (answer.status, answer.headers["Cache-Control"]) == (500, "no-store")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert len(answer.headers["X-Request-Id"]) == 16
    assert until(lambda: "ZeroDivisionError" in server.log())
    assert [line.get("error") for line in errors(server)].count("ZeroDivisionError") == 1


@pytest.mark.parametrize("path", SOCKETS)
@pytest.mark.parametrize("origin", ["http://[", "http://[x]", "http://a:b", "http://\u2100.example"])
def test_a_socket_for_an_origin_that_is_no_address_is_refused_with_every_header(
    server: Running, path: str, origin: str
) -> None:
    before = len(errors(server))
    head = (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nOrigin: {origin}\r\n"
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
    )
    got = raw(server.port, head.encode()).lower()
    assert got.startswith(b"http/1.1 403")
    assert b"x-content-type-options: nosniff" in got
    assert errors(server)[before:] == []


def test_text_on_the_line_of_a_page_ends_it_and_is_no_error(server: Running) -> None:
    before = len(errors(server))
    with connect(
        f"ws://127.0.0.1:{server.port}/_stcore/stream",
        origin=server.url.rstrip("/"),  # type: ignore[arg-type]
    ) as page:
        page.send("words")
        with pytest.raises(ConnectionClosedError) as closed:
            page.recv(timeout=5)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1003
    assert errors(server)[before:] == []


def test_a_page_that_cannot_be_told_of_changes_hears_so_and_asks_anew(server: Running) -> None:
    origin = server.url.rstrip("/")
    address = f"ws://127.0.0.1:{server.port}/live"
    fail = Path(server.log_file).with_name("fail")
    with connect(address, origin=origin) as told:  # type: ignore[arg-type]
        assert len(told.recv(timeout=5)) >= 16
    fail.touch()
    try:
        with connect(address, origin=origin) as told, pytest.raises(ConnectionClosedError) as closed:  # type: ignore[arg-type]
            told.recv(timeout=5)
    finally:
        fail.unlink()
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1011
    assert until(lambda: errors(server)[-1]["words"] == "Input/output error")
