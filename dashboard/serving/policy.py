"""The rules of the browser's sandbox: what every answer says, and what is not there for readers."""

import base64
import hashlib
import re

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

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
    """Put the security headers on every HTTP answer; websockets pass untouched."""

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

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self.headers)
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)


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


class EditorHidden:
    """Answer "not found" for the editor's files: they lie beside the map's, and are for edit mode only."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on what does not ask for the editor."""
        asked = scope.get("path", "").lower()
        if asked.startswith(("/assets/", "/_stcore/bidi-components/")) and "editor" in asked:
            await PlainTextResponse("not found", status_code=404)(scope, receive, send)
        else:
            await self.app(scope, receive, send)
