"""Logs of the real server: every exchange and error a line of JSON, and nothing of who asked what."""

import asyncio
import json
import logging
import re
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.serving.logs import JsonLines
from dashboard.serving.templates import template_of
from tests.server.raw import raw
from tests.server.viewer import viewing
from tests.serving import Running, running, until_ready

MARK = "marker7e57"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("logs") / "served", ["--log-format", "json"]) as served:
        yield served


def lines(server: Running) -> list[dict[str, object]]:
    return [json.loads(line) for line in server.log().splitlines()]


def test_nothing_that_a_reader_sends_is_in_the_log(server: Running) -> None:
    telling = f"User-Agent: {MARK}\r\nCookie: a={MARK}\r\nX-Request-Id: {MARK}\r\nReferer: http://{MARK}/\r\n"
    host = f"Host: 127.0.0.1:{server.port}\r\n"
    for target in (
        f"/?q={MARK}&sel={MARK}",
        f"/atlas/{MARK}",
        f"/assets/{MARK}",
        f"/{MARK}",
        f"/_stcore/upload_file/{MARK}/{MARK}",
        f"/static/{MARK}",
        f"/_stcore/bidi-components/{MARK}",
    ):
        for method in ("GET", "PUT", MARK):
            raw(
                server.port,
                f"{method} {target} HTTP/1.1\r\n{host}{telling}Connection: close\r\n\r\n".encode(),
            )
    upgrade = (
        "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        f"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nOrigin: http://{MARK}\r\n"
    )
    for path in ("/_stcore/stream", "/live", f"/{MARK}"):
        raw(server.port, f"GET {path}?q={MARK} HTTP/1.1\r\n{host}{telling}{upgrade}\r\n".encode())
    raw(server.port, f"GET / HTTP/1.1\r\nHost: {MARK}\r\nConnection: close\r\n\r\n".encode())
    raw(server.port, f"{MARK}\r\n\r\n".encode())

    async def look() -> None:
        async with viewing(server.url, {"q": MARK, "tab": "search"}) as viewer:
            await viewer.open()
            await viewer.move(q=f"{MARK} again")
            await viewer.socket.send(MARK.encode())  # no message of the page's

    asyncio.run(look())
    wait_for(server, was="open", route="/_stcore/stream")
    assert len(lines(server)) > 25
    for secret in (MARK, "127.0.0.1", "::1", str(Path.home()), server.log_file.parent.as_posix()):
        assert secret not in server.log(), secret


def wait_for(server: Running, **fields: object) -> list[dict[str, object]]:
    """Give the lines with these fields once there are any: they are written after the answer."""
    for _ in range(100):
        if found := [line for line in lines(server) if fields.items() <= line.items()]:
            return found
        time.sleep(0.05)
    raise AssertionError(f"no line with {fields}:\n{server.log()}")


def test_a_request_is_one_line_whose_id_is_told_to_the_client(server: Running) -> None:
    with urllib.request.urlopen(server.url + "assets/atlas.js?v=1") as answer:
        body, request_id = answer.read(), answer.headers["X-Request-Id"]
    mine = wait_for(server, id=request_id)
    assert len(mine) == 1
    told = mine[0]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", str(told.pop("time")))
    assert isinstance(told.pop("ms"), float)
    assert told == {
        "level": "info",
        "logger": "aleppo.exchanges",
        "event": "request",
        "method": "GET",
        "route": "/assets/{path}",
        "status": 200,
        "bytes": len(body),
        "id": request_id,
    }


def test_an_error_is_one_line_with_its_place_and_without_its_words() -> None:
    try:
        try:
            int(MARK)
        except ValueError as error:
            raise OSError(28, "No space left on device", f"/home/{MARK}/file") from error
    except OSError as error:
        record = logging.LogRecord(
            "x", logging.ERROR, "", 1, "failed for %s\n", (MARK,), (OSError, error, None)
        )
    line = JsonLines().format(record)
    assert "\n" not in line
    assert MARK not in line
    told = json.loads(line)
    assert (told["event"], told["error"], told["words"]) == (
        "failed for %s",
        "OSError",
        "No space left on device",
    )
    assert told["because"]["error"] == "ValueError"
    assert re.search(r"^test_logs\.py:\d+ test_an_error_is_one_line", told["stack"][0])


# What is said outside of any log call, and what asyncio puts into its text itself.
TELLING = f"""
import asyncio, threading, warnings
from dashboard import server

class Dying:
    def __del__(self):
        raise ValueError("{MARK}")

def tell():
    threading.Thread(target=int, args=("{MARK}",)).start()
    warnings.warn("{MARK}", stacklevel=1)
    del Dying.first
    async def fail():
        asyncio.get_running_loop().call_soon(int, "{MARK}")
        asyncio.create_task(asyncio.to_thread(int, "{MARK}"), name="{MARK}")
        await asyncio.sleep(0.1)
    asyncio.run(fail())

Dying.first = Dying()
load = server.warm_up
server.warm_up = lambda: (tell(), load())
"""


def test_what_python_itself_would_print_is_a_line_without_words_too(tmp_path: Path) -> None:
    with running(tmp_path / "served", ["--log-format=json"], before=TELLING) as told:
        until_ready(told)
        events = {str(line["event"]): line for line in lines(told) if line["level"] != "info"}
    assert set(events) >= {
        "a thread ended with an error",
        "a warning of Python",
        "an error where none can be met",
        "Exception in callback int",
        "Task exception was never retrieved",
    }
    assert events["a warning of Python"]["error"] == "UserWarning"
    for secret in (MARK, str(tmp_path), str(Path(__file__).parent.parent.parent), str(Path.home())):
        assert secret not in told.log(), secret


@pytest.mark.parametrize("path", ["/x", "/atlas", "/atlas/a/b", "/healthz/", "//", "", "*"])
def test_an_address_that_is_no_route_is_other(path: str) -> None:
    assert template_of(path) == "other"
