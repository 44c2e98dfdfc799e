"""Stopping the real server: what runs is finished, who is there is sent elsewhere, nobody new comes in."""

import asyncio
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed

from dashboard.serving.stopping import GRACE_S
from tests.server.viewer import viewing
from tests.serving import Running, running, until_ready

FINISH_S = 6
OPTIONS = [f"--stop-within={FINISH_S}"]
STATED_S = GRACE_S + FINISH_S + 2


def stopped(process: "subprocess.Popen[bytes]") -> float:
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=STATED_S) == 0
    return time.monotonic() - began


LARGE_BYTES = 30 * 2**20
LARGE = "0123456789abcdef"
OFFER = f"""
from pathlib import Path
from dashboard.store import blobs
path = Path("large")
path.write_bytes(bytes({LARGE_BYTES}))
blobs.put_file(path.resolve(), "application/octet-stream", "cols", name="{LARGE}")
"""


def slow_download(server: Running) -> tuple[socket.socket, int]:
    """Ask for a large file and take only the first bytes; gives the connection and how many are left."""
    connection = socket.create_connection(("127.0.0.1", server.port), timeout=10)
    connection.sendall(f"GET /atlas/{LARGE}.cols HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    head = b""
    while b"\r\n\r\n" not in head:
        head += connection.recv(64)
    return connection, LARGE_BYTES - len(head.partition(b"\r\n\r\n")[2])


def test_a_server_that_nobody_uses_stops_at_once_with_zero(tmp_path: Path) -> None:
    with running(tmp_path / "served") as server:
        assert stopped(server.process[0]) < 3


def test_a_person_at_the_keyboard_stops_it_with_zero_and_without_a_trace(tmp_path: Path) -> None:
    with running(tmp_path / "served") as server:
        server.process[0].send_signal(signal.SIGINT)
        assert server.process[0].wait(timeout=10) == 0
        assert "Traceback" not in server.log()


def test_while_it_stops_it_is_unready_a_download_is_finished_and_pages_are_sent_away(tmp_path: Path) -> None:
    with running(tmp_path / "served", OPTIONS, before=OFFER) as server:
        codes: list[int | None] = []
        until_ready(server)
        connection, left = slow_download(server)

        async def look() -> None:
            async with viewing(server.url) as viewer:
                await viewer.open()
                server.process[0].send_signal(signal.SIGTERM)
                await asyncio.sleep(0.5)
                with pytest.raises(urllib.error.HTTPError, match="503"):
                    await asyncio.to_thread(urllib.request.urlopen, server.url + "readyz", timeout=5)
                try:
                    while True:
                        await viewer.socket.recv()
                except ConnectionClosed as closed:
                    codes.append(closed.rcvd.code if closed.rcvd else None)

        asyncio.run(look())
        assert codes == [1012]
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", server.port), timeout=2)
        got = 0
        with connection:
            while piece := connection.recv(65536):
                got += len(piece)
        assert got == left
        assert server.process[0].wait(timeout=STATED_S) == 0


def test_who_takes_nothing_does_not_keep_it_from_stopping(tmp_path: Path) -> None:
    with running(tmp_path / "served", OPTIONS, before=OFFER) as server:
        connection, _ = slow_download(server)
        assert FINISH_S <= stopped(server.process[0]) < STATED_S
        connection.close()
