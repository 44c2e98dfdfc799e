"""The ASGI app: the Streamlit page, our own data routes beside it, and the rules of the browser's sandbox."""

import base64
import hashlib
import os
import re
import socket
import sys
import threading
import time
import webbrowser
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.domain.lens import Lens
from dashboard.domain.view import view_from_query
from dashboard.following import follow_changes
from dashboard.maps.publish import publish
from dashboard.store import blobs, edit_mode
from dashboard.store.assets import AssetsMissing, assets, page_modules, page_template
from dashboard.store.blobs import Blob
from dashboard.store.current import current, follow
from dashboard.store.shelf import chosen_shelf

SCRIPT = Path(__file__).with_name("app.py")
LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1")

# Every default of Streamlit that would listen, tell, trust or send more than a map needs.
OPTIONS: dict[str, Any] = {
    "browser.gatherUsageStats": False,
    "browser.serverAddress": "localhost",
    "client.allowedOrigins": [],
    "client.showErrorDetails": "none",
    "client.showErrorLinks": "false",  # they send the error's text to other sites
    "client.toolbarMode": "minimal",
    # Never "you have that already": under quick clicks the browser has dropped by then what it named as held,
    # and the page ends with "Cached ForwardMsg MISS".
    "global.minCachedMessageSize": 1e9,
    "logger.hideWelcomeMessage": True,
    "runner.magicEnabled": False,
    "server.address": "127.0.0.1",
    "server.allowedHosts": list(LOCAL_HOSTS),
    "server.enableAgentApi": False,
    "server.enableCORS": True,
    "server.enableStaticServing": False,
    "server.enableXsrfProtection": True,
    "server.fileWatcherType": "none",
    "server.headless": True,
    "server.maxUploadSize": 20,
    "server.showEmailPrompt": False,
}

_INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_YEAR_S = 365 * 24 * 3600


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


class Preload:
    """Tell the browser with the page what it will need, so that it fetches while Streamlit starts.

    Without it the map's code and data are asked for only after Streamlit has started, connected and run
    the page: three round trips later.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the links to pages; everything else passes."""

        async def send_with_links(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    headers.append("Link", ", ".join(preload_links(scope["query_string"].decode("latin-1"))))
            await send(message)

        await self.app(scope, receive, send_with_links if scope["type"] == "http" else send)


def preload_links(query: str) -> list[str]:
    """Name the component's code, the typeface and the data that a link's reader needs first."""
    component = "/_stcore/bidi-components/aleppo-dashboard.atlas"
    dataset, _ = current(chosen_shelf())
    lens = view_from_query(dict(parse_qsl(query))).lens
    modules = page_modules("BidiComponent", "Html", "purify", "serialization", "recordbatch", "_arrayReduce")
    code = "editor" if edit_mode.is_on() else "atlas"
    return [
        *(f"<{address}>; rel=modulepreload" for address in (f"{component}/{code}.js", *modules)),
        f"<{component}/{code}.css>; rel=preload; as=style",
        "</assets/fonts/inter-latin.woff2>; rel=preload; as=font; crossorigin=anonymous",
        *(
            f"<{address}>; rel=preload; as=fetch; crossorigin=anonymous; fetchpriority=low"
            for address in publish(dataset).first_needed(lens)
        ),
    ]


def answer(request: Request, blob: Blob | None, caching: str) -> Response:
    """Answer with a blob: compressed if the browser takes that, 304 if it has it, 404 if there is none."""
    if blob is None:
        return PlainTextResponse("not found", status_code=404, headers={"Cache-Control": "no-store"})
    headers = {"ETag": blob.etag, "Cache-Control": caching, "Vary": "Accept-Encoding"}
    if blob.etag in (tag.strip() for tag in request.headers.get("if-none-match", "").split(",")):
        return Response(status_code=304, headers=headers)
    body = blob.body
    if blob.gzip_body is not None and "gzip" in request.headers.get("accept-encoding", ""):
        body = blob.gzip_body
        headers["Content-Encoding"] = "gzip"
    return Response(body, media_type=blob.media_type, headers=headers)


def serve_blob(request: Request) -> Response:
    """Serve data by its content address. Not async: an offered blob is made here, in a worker thread."""
    caching = f"private, max-age={_YEAR_S}, immutable"
    return answer(request, blobs.get(request.path_params["name"]), caching)


async def serve_asset(request: Request) -> Response:
    """Serve a built file; the manifest is the list of what exists, so a path cannot lead elsewhere."""
    return answer(request, assets().get(request.path_params["path"]), "private, no-cache")


async def healthz(request: Request) -> Response:
    """Say that the process answers."""
    return PlainTextResponse("ok", headers={"Cache-Control": "no-store"})


def build_app(hosts: Sequence[str] = LOCAL_HOSTS) -> st.App:
    """Set page, routes and rules together; requests that name another host than `hosts` are refused."""
    return st.App(
        SCRIPT,
        routes=[
            Route("/atlas/{name}", serve_blob),
            Route("/assets/{path:path}", serve_asset),
            Route("/healthz", healthz),
            WebSocketRoute("/live", follow_changes),
        ],
        middleware=[
            Middleware(Preload),
            Middleware(SecurityHeaders, policy=content_security_policy(page_template())),
            Middleware(TrustedHostMiddleware, allowed_hosts=_as_headers(hosts), www_redirect=False),
            *([] if edit_mode.is_on() else [Middleware(EditorHidden)]),
        ],
    )


def _as_headers(hosts: Sequence[str]) -> list[str]:
    """Write hosts as a Host header does: IPv6 addresses in brackets."""
    return [f"[{host}]" if ":" in host else host for host in hosts]


app = build_app()


def serve(*, address: str, port: int, more_hosts: Sequence[str] = (), open_browser: bool = False) -> None:
    """Serve until stopped. Options are set here, so no working directory or file of the user matters.

    Raises SystemExit with a message if the port is taken or the browser code is not built.
    """
    try:
        assets()
    except AssetsMissing as error:
        raise SystemExit(f"error: {error}") from error
    _refuse_taken_port(address, port)
    threading.Thread(target=_warm_up, daemon=True).start()
    wildcard = address in ("0.0.0.0", "::")
    hosts = list(dict.fromkeys([*LOCAL_HOSTS, *([] if wildcard else [address]), *more_hosts]))
    url = f"http://{_as_headers(['127.0.0.1' if wildcard else address])[0]}:{port}/"
    if open_browser:
        threading.Thread(target=_open_when_ready, args=(url,), daemon=True).start()
    print(f"The map is at {url} (Ctrl+C stops it)", flush=True)
    build_app(hosts).run(
        config={**OPTIONS, "server.address": address, "server.port": port, "server.allowedHosts": hosts}
    )


def has_screen() -> bool:
    """Tell whether a browser could be opened here: a desktop, and nobody's build machine."""
    if os.environ.get("CI") or os.environ.get("SSH_CONNECTION"):
        return False
    if sys.platform in ("darwin", "win32"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _refuse_taken_port(address: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as probe:
        if sys.platform != "win32":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            raise SystemExit(
                f"error: {address} port {port}: {error.strerror}\n"
                f"fix: stop what uses it, or choose another port, for example --port {port + 1}"
            ) from error


def _warm_up() -> None:
    """Load the data, follow it, and make the two common reading tables before the first reader asks."""
    follow(chosen_shelf())
    dataset, _ = current(chosen_shelf())
    tables = publish(dataset).tables
    for lens in (Lens(), Lens(context=True)):
        blobs.get(tables[lens.key].rpartition("/")[2])


def _open_when_ready(url: str) -> None:
    host, port = url.removeprefix("http://").rstrip("/").rsplit(":", 1)
    for _ in range(300):
        try:
            with socket.create_connection((host.strip("[]"), int(port)), timeout=1):
                break
        except OSError:
            time.sleep(0.1)
    webbrowser.open(url)
