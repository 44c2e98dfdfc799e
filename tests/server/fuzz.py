"""Send a server what no client should: ten thousand malformed requests, the same ones for the same seed.

    python -m tests.server.fuzz [--requests 10000] [--seed 5]

Starts the real server, sends, and tells what came back; exits 1 where it crashed, answered with a 500 or
without the headers that every answer carries, wrote an error or anything but lines of JSON, kept memory,
files or threads, or does not answer afterwards.
"""

import argparse
import json
import random
import socket
import string
import tempfile
import time
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

from tests.server.judging import Told, compare, held, judge, read_log
from tests.server.raw import exchange
from tests.serving import Running, running, until_ready

PATHS = (
    "/",
    "/healthz",
    "/readyz",
    "/metrics",
    "/live",
    "/atlas/0123456789abcdef0123456789abcdef.cols",
    "/assets/atlas.js",
    "/assets/fonts/inter-latin.woff2",
    "/_stcore/health",
    "/_stcore/stream",
    "/_stcore/host-config",
    "/_stcore/upload_file/a/b",
    "/_stcore/bidi-components/aleppo-dashboard.atlas/atlas.js",
    "/static/js/index.js",
    "/media/a.png",
    "/component/x/index.html",
)
TRAVERSALS = (
    "../",
    "..%2f",
    "%2e%2e/",
    "..%5c",
    "....//",
    "%00",
    "//etc/passwd",
    "/.",
    "%252e%252e%252f",
    "\\..\\",
)
METHODS = (
    "GET",
    "HEAD",
    "POST",
    "PUT",
    "DELETE",
    "OPTIONS",
    "TRACE",
    "CONNECT",
    "PATCH",
    "PROPFIND",
    "get",
    "G E T",
)
UPGRADE = ("Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13")
KEY = "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="
Sent = tuple[str, bytes]
ORIGINS = (
    *("http://[", "http://[x]", "http://a:b", "http://a:99999999", "http://%E2%84%80", "null", "/", "*", "%"),
    *("file://", "http://", "http://127.0.0.1", "http://user@localhost", "https://localhost:1:2", "\xff"),
)
ANSWER_S = 0.4
AT_ONCE = 4


def request(line: str, *headers: str, body: bytes = b"", host: str = "Host: localhost") -> bytes:
    """Put a request together without looking at what it says."""
    return (
        "\r\n".join((line, *((host,) if host else ()), *headers, "", "")).encode("latin-1", "replace") + body
    )


def noise(rng: random.Random, most: int = 60) -> str:
    """Draw characters, hostile ones among them."""
    return "".join(rng.choice(string.printable + "\x00\x7f\xff\xc3\x28%") for _ in range(rng.randrange(most)))


def bad_method(rng: random.Random) -> bytes:
    """Use methods that are unknown, lower case, endless or not there."""
    method = rng.choice([*METHODS, "", "\x00", "A" * rng.choice([10, 9000]), noise(rng, 10)])
    return request(f"{method} {rng.choice(PATHS)} HTTP/1.{rng.choice('0129x')}", "Connection: close")


def bad_target(rng: random.Random) -> bytes:
    """Ask for paths that lead elsewhere, are badly encoded, endless, or whole addresses."""
    path = rng.choice(PATHS)
    target = rng.choice(
        [
            path + rng.choice(TRAVERSALS) * rng.randrange(1, 6) + "etc/passwd",
            path + "%" + rng.choice(["", "zz", "0", "ff", "c3%28", "u0041", "%", "00"]),
            path + "?" + noise(rng, 200).replace("\n", "").replace("\r", ""),
            f"http://evil.example{path}",
            f"//evil.example{path}",
            "*",
            path + "/" * rng.randrange(1, 50),
            path + "a" * rng.choice([100, 5000, 40000]),
            noise(rng),
        ]
    )
    return request(f"GET {target} HTTP/1.1", "Connection: close")


def bad_headers(rng: random.Random) -> bytes:
    """Send headers that are huge, many, folded, empty, doubled or not headers."""
    header = rng.choice(
        [
            "X: " + "a" * rng.choice([100, 20000, 70000]),
            "\r\n".join(f"X{i}: {i}" for i in range(rng.choice([5, 500, 5000]))),
            "X: a\r\n folded",
            ": no name",
            "no colon",
            "X\x00: a",
            "X: \x00\x01\x7f",
            "Host: localhost\r\nHost: evil.example",
            "Cookie: " + noise(rng, 300).replace("\n", ""),
            "If-None-Match: " + noise(rng).replace("\n", "") + ', W/, "',
            "Accept-Encoding: " + rng.choice(["gzip;q=", "gzip;q=x", "*;q=0", ",,,", "gzip" * 500]),
            "Authorization: Basic " + noise(rng).replace("\n", ""),
            "X-Forwarded-For: " + noise(rng).replace("\n", ""),
            "Expect: 100-continue",
            "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings",
        ]
    )
    host = rng.choice(["Host: localhost", "Host: localhost", "Host: evil.example", "Host:", "Host: [::1", ""])
    return request(f"GET {rng.choice(PATHS)} HTTP/1.1", header, "Connection: close", host=host)


def bad_body(rng: random.Random) -> bytes:
    """Send bodies that are not as long as they say, or in chunks that are none."""
    line = f"{rng.choice(['POST', 'PUT', 'GET'])} {rng.choice(PATHS)} HTTP/1.1"
    length = rng.choice(
        ["-1", "99999999999999999999", "5, 6", "0x5", "", "3\r\nContent-Length: 4", "1000000", "5"]
    )
    chunks = rng.choice(
        [
            b"zz\r\nab\r\n",
            b"5\r\nab",
            b"-1\r\n",
            b"ffffffffffffffff\r\n",
            b"0\r\nX: \x00\r\n\r\n",
            b"2;x=\x00\r\nab\r\n",
        ]
    )
    return rng.choice(
        [
            request(line, f"Content-Length: {length}", body=noise(rng).encode("latin-1")),
            request(line, "Transfer-Encoding: chunked", body=chunks),
            request(line, "Transfer-Encoding: chunked", "Content-Length: 3", body=chunks),
            request(
                line,
                f"Transfer-Encoding: {rng.choice(['gzip', 'chunked, gzip', 'x', 'Chunked '])}",
                body=chunks,
            ),
        ]
    )


def bad_range(rng: random.Random) -> bytes:
    """Ask for parts of every shape."""
    numbers = ["", "0", "1", "5", "284000", "99999999", "9" * 30, "-1", "x", "٣", "1_0", " 1"]
    parts = ",".join(
        f"{rng.choice(numbers)}-{rng.choice(numbers)}" for _ in range(rng.choice([1, 1, 1, 2, 3, 300]))
    )
    unit = rng.choice(["bytes", "bytes", "bytes", "BYTES", "lines", "", "bytes "])
    also = rng.choice(
        ["", 'If-Range: "x"', "If-Range: Wed, 99 Foo 2016", "Accept-Encoding: gzip", "If-Range:"]
    )
    headers = [f"Range: {unit}={parts}", *([also] if also else []), "Connection: close"]
    return request(f"{rng.choice(['GET', 'HEAD'])} {rng.choice(PATHS[5:8])} HTTP/1.1", *headers)


def bad_upgrade(rng: random.Random) -> bytes:
    """Ask for websockets with wrong or missing headers, where there are none, with broken frames."""
    headers = [
        *rng.sample(UPGRADE, rng.choice([3, 3, 2, 1])),
        rng.choice([KEY, KEY, KEY[:-5], "Sec-WebSocket-Key: "]),
    ]
    headers += rng.choice(
        [
            [],
            ["Sec-WebSocket-Protocol: " + noise(rng).replace("\n", "")],
            ["Origin: http://evil.example"],
            [f"Origin: {rng.choice(ORIGINS)}"],
            [f"Origin: {rng.choice(ORIGINS)}"],
        ]
    )
    headers += rng.choice(
        [[], ["Sec-WebSocket-Extensions: permessage-deflate; x=\x00"], ["Content-Length: 5"]]
    )
    frames = bytes(rng.randrange(256) for _ in range(rng.randrange(200)))
    return request(f"GET {rng.choice(['/live', '/_stcore/stream', *PATHS])} HTTP/1.1", *headers, body=frames)


def nonsense(rng: random.Random) -> bytes:
    """Send bytes that are no request, or the beginning of one."""
    whole = request(f"GET {rng.choice(PATHS)} HTTP/1.1", "Connection: close")
    return rng.choice(
        [
            rng.randbytes(rng.randrange(1, 500)),
            whole[: rng.randrange(1, len(whole))],
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + rng.randbytes(200),
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + rng.randbytes(50),
            whole.replace(b"\r\n", b"\n"),
            b"\r\n" * rng.randrange(1, 100) + whole,
            whole * rng.randrange(2, 20),
        ]
    )


KINDS: tuple[Callable[[random.Random], bytes], ...] = (
    bad_method,
    bad_target,
    bad_headers,
    bad_body,
    bad_range,
    bad_upgrade,
    nonsense,
)


def send(port: int, sent: bytes) -> bytes:
    """Send and give what comes back; what is incomplete gets no answer, and is not waited for long."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.settimeout(ANSWER_S)
        return exchange(connection, sent)


def speak_garbage(port: int, rng: random.Random) -> str:
    """Open the page's websocket properly and send what is no message of a page."""
    message = BackMsg()
    message.rerun_script.query_string = noise(rng, 300)
    message.rerun_script.fragment_id = noise(rng)
    widget = message.rerun_script.widget_states.widgets.add(id=noise(rng))
    widget.json_value = rng.choice(["{", '{"view": 5}', '{"view": {"as_of": []}}', "[" * 5000, noise(rng)])
    whole = message.SerializeToString()
    cut = bytearray(whole)
    for _ in range(rng.randrange(1, 9)):
        cut[rng.randrange(len(cut))] = rng.randrange(256)
    said = rng.choice(
        [whole, bytes(cut), rng.randbytes(rng.randrange(1, 400)), noise(rng), b"", bytes(5 * 2**20)]
    )
    origin = f"http://127.0.0.1:{port}"
    try:
        with connect(
            f"ws://127.0.0.1:{port}/{rng.choice(['_stcore/stream', '_stcore/stream', 'live'])}",
            origin=origin,  # type: ignore[arg-type]
            subprotocols=["streamlit"],  # type: ignore[list-item]
            open_timeout=10,
            close_timeout=1,
        ) as open_socket:
            open_socket.send(said)
            open_socket.recv(timeout=0.2)
    except (WebSocketException, TimeoutError, OSError) as error:
        return f"websocket {type(error).__name__}"
    return "websocket answered"


def leave_unread(port: int, rng: random.Random) -> str:
    """Ask for much, again and again on one connection, take little or nothing, and go."""
    wanted = request(f"GET {rng.choice(['/assets/atlas.js', '/static/js/index.js', '/'])} HTTP/1.1")
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.sendall(wanted * rng.randrange(1, 30))
        time.sleep(rng.random() * ANSWER_S)
        if rng.random() < 0.5:
            connection.recv(rng.randrange(1, 4096))
    return "unread"


def attack(server: Running, number: int, seed: int) -> Told:
    """Send so many requests, one in fifty through a proper websocket."""
    rng, told = random.Random(seed), Told()
    until_ready(server)

    def one(i: int, own: random.Random) -> tuple[str, bytes, bytes]:
        if i % 50 == 49:
            return speak_garbage(server.port, own), b"", b""
        if i % 50 == 24:
            return leave_unread(server.port, own), b"", b""
        kind = own.choice(KINDS)
        sent = kind(own)
        return kind.__name__, sent, send(server.port, sent)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        fifth = max(1, number // 5)
        for first in range(0, number, fifth):
            if first:
                told.before = told.before or held(server)
            part = range(first, min(number, first + fifth))
            for kind, sent, got in pool.map(one, part, [random.Random(rng.random()) for _ in part]):
                if sent:
                    judge(kind, sent, got, told)
                else:
                    told.answers[kind] += 1
            if server.process[0].poll() is not None:
                told.bad.append("the server ended")
                return told
    compare(server, told)
    with urllib.request.urlopen(server.url + "healthz", timeout=10) as answer:
        told.bad += [] if answer.read() == b"ok" else ["the server does not answer any more"]
    read_log(server, told)
    return told


def main() -> None:
    """Attack a server and tell what came back."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    asked.add_argument("--requests", type=int, default=10_000)
    asked.add_argument("--seed", type=int, default=5)
    given = asked.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder) / "served", ["--log-format=json"]) as server,
    ):
        told = attack(server, given.requests, given.seed)
    print(json.dumps(dict(sorted(told.answers.items())), indent=1))
    print(f"after a fifth: {told.before}\nat the end: {told.after}")
    if told.bad:
        raise SystemExit("\n".join(told.bad[:20]))


if __name__ == "__main__":
    main()
