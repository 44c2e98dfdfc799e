"""Every exchange, counted and written down: what was asked, how it ended, how long it took; never by whom."""

import secrets
import time

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.serving.logs import exchanges
from dashboard.serving.metrics import REQUEST_SECONDS, REQUESTS, SENT_BYTES, SOCKETS
from dashboard.serving.templates import method_of, template_of


class Watched:
    """Counts and logs every exchange, and gives each request an id that its answer carries too."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the exchange on, and see how it ends."""
        if scope["type"] == "http":
            await self._request(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._socket(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _request(self, scope: Scope, receive: Receive, send: Send) -> None:
        began, request_id = time.perf_counter(), secrets.token_hex(8)
        route, method = template_of(scope["path"]), method_of(scope["method"])
        status, sent = 500, 0

        async def send_and_count(message: Message) -> None:
            nonlocal status, sent
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-Id"] = request_id
            await send(message)
            sent += len(message.get("body", b""))

        try:
            await self.app(scope, receive, send_and_count)
        finally:
            took_s = time.perf_counter() - began
            REQUESTS.labels(method, route, f"{status // 100}xx").inc()
            REQUEST_SECONDS.labels(route).observe(took_s)
            SENT_BYTES.labels(route).inc(sent)
            fields = {"method": method, "route": route, "status": status, "ms": round(1000 * took_s, 1)}
            exchanges.info("request", extra={"fields": fields | {"bytes": sent, "id": request_id}})

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        began, route, status = time.perf_counter(), template_of(scope["path"]), "refused"
        gauge = SOCKETS.labels(route)

        async def send_and_count(message: Message) -> None:
            nonlocal status
            if message["type"] == "websocket.accept":
                status = "open"
                gauge.inc()
            await send(message)

        try:
            await self.app(scope, receive, send_and_count)
        finally:
            if status == "open":
                gauge.dec()
            fields = {"route": route, "was": status, "s": round(time.perf_counter() - began, 3)}
            exchanges.info("websocket", extra={"fields": fields})
