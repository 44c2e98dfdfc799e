"""A disk that does not answer: who needs it waits, and nobody else."""

import asyncio
import shutil
import socket
import urllib.request
from contextlib import ExitStack
from pathlib import Path

import pytest

from dashboard.store.load import data_folder
from tests.server.viewer import viewing
from tests.serving import Running, running, until_ready

# Opening and listing anything below "slow" waits for as long as there is a file "hang".
HANG = """
import os, sys, time
from pathlib import Path
from dashboard.store import blobs

def wait(event, arguments, slow=os.path.abspath("slow"), hang=os.path.abspath("hang")):
    if event in ("open", "os.listdir", "os.scandir") and str(arguments[0]).startswith(slow):
        while os.path.exists(hang):
            time.sleep(0.05)

sys.addaudithook(wait)
Path("slow/large").write_bytes(bytes(2**20))
blobs.put_file(Path("slow/large").resolve(), "text/plain", "cols", name="0123456789abcdef")
blobs.put(b"at hand", "text/plain", "txt")
"""
FILE = "atlas/0123456789abcdef.cols"
AT_HAND = "atlas/f72bd707f809f252ba82e333fc75a8a4.txt"
SOON_S = 5


def got(server: Running, path: str, longest_s: float = SOON_S) -> bytes:
    with urllib.request.urlopen(server.url + path, timeout=longest_s) as answer:
        return bytes(answer.read())


def test_who_needs_no_disk_is_served_while_it_hangs_and_who_needs_it_afterwards(tmp_path: Path) -> None:
    folder = tmp_path / "served"
    shutil.copytree(data_folder(), folder / "slow" / "geodata")
    env = {"ALEPPO_DATA": str(folder / "slow" / "geodata")}
    with running(folder, ["--log-format=json"], env=env, before=HANG) as server, ExitStack() as stack:
        until_ready(server)
        (folder / "hang").touch()
        readers = []
        for _ in range(60):  # more than there are threads of any kind
            reader = stack.enter_context(socket.create_connection(("127.0.0.1", server.port), timeout=30))
            reader.sendall(f"GET /{FILE} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
            readers.append(reader)

        async def look() -> None:
            async with viewing(server.url) as viewer:
                assert await viewer.open() < SOON_S
                assert await viewer.move(as_of="2016-08-10") < SOON_S

        asyncio.run(look())
        for _ in range(40):
            assert b"<html" in got(server, "")
        assert got(server, "healthz") == b"ok"
        assert got(server, "readyz") == b"ready"
        assert got(server, AT_HAND) == b"at hand"
        assert b"aleppo_requests_total" in got(server, "metrics")
        assert got(server, "assets/atlas.js")
        readers[0].settimeout(0.2)
        with pytest.raises(TimeoutError):
            readers[0].recv(1)
        (folder / "hang").unlink()
        for reader in readers:
            reader.settimeout(SOON_S)
            assert reader.recv(12) == b"HTTP/1.1 200"
