"""Ask our routes without a network: the same app object, one event loop, no client of ours between."""

from collections.abc import Mapping

import anyio
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware

from dashboard.serving.policy import AsWritten
from dashboard.serving.routes import ROUTES

# As Streamlit sets them: our rules outside, its compression inside.
APP = Starlette(
    routes=list(ROUTES), middleware=[Middleware(AsWritten), Middleware(GZipMiddleware, minimum_size=1000)]
)


class Answer:
    """Status, headers and body of one exchange."""

    def __init__(self) -> None:
        self.status = 0
        self.headers: dict[str, str] = {}
        self.chunks: list[bytes] = []

    @property
    def body(self) -> bytes:
        return b"".join(self.chunks)


def ask(path: str, method: str = "GET", headers: Mapping[str, str] | None = None) -> Answer:
    """Give what the app answers."""
    found = Answer()

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Mapping[str, object]) -> None:
        if message["type"] == "http.response.start":
            found.status = message["status"]
            found.headers = {k.decode().lower(): v.decode() for k, v in message["headers"]}
        elif message.get("body"):
            found.chunks.append(bytes(message["body"]))

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(k.lower().encode(), v.encode()) for k, v in (headers or {}).items()],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }
    anyio.run(APP, scope, receive, send)
    return found
