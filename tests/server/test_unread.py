"""Clients that ask and read nothing: what they hold is taken back, on every route and every socket."""

import os
import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket
from websockets.sync.client import connect

from dashboard.serving import connections
from dashboard.serving.stopping import configured
from tests.serving import until

STALL_S = 0.4
PIECE = bytes(2**20)


async def large(request: Request) -> Response:
    return Response(PIECE * 20)


async def talk(told: WebSocket) -> None:
    await told.accept()
    for _ in range(20):
        await told.send_bytes(PIECE)
    await told.receive()


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[uvicorn.Server]:
    monkeypatch.setattr(connections, "STALL_S", STALL_S)
    listener = socket.create_server(("127.0.0.1", 0))
    app = Starlette(routes=[Route("/", large), WebSocketRoute("/socket", talk)])
    served = uvicorn.Server(configured(app, finish_s=1))
    thread = threading.Thread(target=served.run, args=([listener],))
    thread.start()
    served.config.port = listener.getsockname()[1]
    assert until(lambda: served.started)
    yield served
    served.should_exit = True
    thread.join(20)


def ask(server: uvicorn.Server) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", server.config.port), timeout=10)
    connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
    return connection


def test_who_asks_for_much_and_reads_nothing_is_cut_and_holds_no_file(
    server: uvicorn.Server, caplog: pytest.LogCaptureFixture
) -> None:
    before = len(os.listdir("/proc/self/fd"))
    unread = [ask(server) for _ in range(5)]
    assert until(lambda: len(server.server_state.connections) == 5)
    assert until(lambda: not server.server_state.connections)
    assert until(lambda: len(os.listdir("/proc/self/fd")) == before + 5)  # our own ends
    assert until(lambda: not server.server_state.tasks)
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == []
    for each in unread:
        each.close()


def test_a_page_that_reads_nothing_of_its_socket_is_cut(server: uvicorn.Server) -> None:
    connection = socket.create_connection(("127.0.0.1", server.config.port), timeout=10)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    upgrade = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    key = "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
    connection.sendall(f"GET /socket HTTP/1.1\r\nHost: localhost\r\n{upgrade}{key}\r\n".encode())
    assert until(lambda: len(server.server_state.tasks) == 1)
    assert until(lambda: not server.server_state.connections and not server.server_state.tasks)
    connection.close()


def test_who_reads_slowly_gets_all(server: uvicorn.Server) -> None:
    with ask(server) as connection:
        got, began = 0, time.monotonic()
        while got < len(PIECE) * 20:
            piece = connection.recv(300_000)
            assert piece, got
            got += len(piece)
            time.sleep(0.02)
        assert time.monotonic() - began > 2 * STALL_S
    with connect(f"ws://127.0.0.1:{server.config.port}/socket", max_size=None) as told:
        assert [len(told.recv()) for _ in range(20)] == [len(PIECE)] * 20
