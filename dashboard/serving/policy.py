"""The rules of the browser's sandbox: what every answer says, and what is not there for readers."""

import base64
import hashlib
import re
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

UPLOADS = "/_stcore/upload_file/"
_NO_STORE = {"Cache-Control": "no-store"}
_INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def content_security_policy(page: str) -> str:
    """Give the policy: everything from this server, no eval, no inline script but the page's own by hash.

    Streamlit's page holds one constant inline script; a hash admits its exact text and nothing else.
    Styles must be inline: Streamlit's widgets set them so.
    """
    hashes = [
        f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
        for text in _INLINE_SCRIPT.findall(page)
    ]
    return "; ".join(
        [
            "default-src 'none'",
            " ".join(["script-src", "'self'", *hashes]),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "media-src 'self'",
            "connect-src 'self'",
            "worker-src 'self'",
            "manifest-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        ]
    )


class SecurityHeaders:
    """Put the security headers on every answer over HTTP, and on that of a websocket that is refused."""

    def __init__(self, app: ASGIApp, policy: str) -> None:
        self.app = app
        self.headers = {
            "Content-Security-Policy": policy,
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the exchange on; add the headers where its answer begins."""

        is_open = scope["type"] != "websocket"

        async def send_with_headers(message: Message) -> None:
            nonlocal is_open
            is_open = is_open or message["type"] == "websocket.accept"
            if message["type"] in ("http.response.start", "websocket.http.response.start"):
                MutableHeaders(scope=message).update(self.headers)
            elif message["type"] == "websocket.close" and not is_open:
                await PlainTextResponse("forbidden", 403, _NO_STORE)(scope, receive, send_with_headers)
                return
            await send(message)

        await self.app(scope, receive, send_with_headers)


class ReadableOrigin:
    """Refuse a websocket whose Origin is no address: who compares it fails on it, Streamlit too."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on what names an address, or nothing."""
        if scope["type"] == "websocket" and not _is_readable(Headers(scope=scope).get("origin", "")):
            await PlainTextResponse("forbidden", 403, _NO_STORE)(scope, receive, send)
        else:
            await self.app(scope, receive, send)


def _is_readable(address: str) -> bool:
    try:
        _ = urlsplit(address).port
    except ValueError:
        return False
    return True


class AsWritten:
    """Take "identity" out of answers: it kept Streamlit from compressing what is meant to go as it is."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the exchange on; look at where its answer begins."""

        async def send_as_written(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-encoding") == "identity":
                    del headers["content-encoding"]
            await send(message)

        await self.app(scope, receive, send_as_written if scope["type"] == "http" else send)


class Hidden:
    """Answer "not found" for what Streamlit offers and nobody needs, and without edit mode for the editor.

    Its files lie beside the map's. Uploads are taken by Streamlit from every open page, also where nothing on
    it asks for one; its counts are for everybody, and cost a walk through all sessions.
    """

    def __init__(self, app: ASGIApp, edits: bool) -> None:
        self.app = app
        self.edits = edits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on what is there for this reader."""
        if scope["type"] == "http" and self._is_hidden(scope["path"].lower()):
            await PlainTextResponse("not found", 404, _NO_STORE)(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def _is_hidden(self, asked: str) -> bool:
        if asked.startswith("/_stcore/metrics"):
            return True
        is_file = asked.startswith(("/assets/", "/_stcore/bidi-components/")) and "editor" in asked
        return not self.edits and (is_file or asked.startswith(UPLOADS))
