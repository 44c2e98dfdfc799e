"""The ASGI app: the Streamlit page, our own data routes beside it, and the rules of the browser's sandbox."""

import gc
import logging
import os
import socket
import sys
import threading
import time
import webbrowser
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import WebSocketRoute
from streamlit.web import bootstrap

from dashboard.following import follow_changes
from dashboard.serving.exchanges import Watched
from dashboard.serving.failures import Failing
from dashboard.serving.limits import MOST_SESSIONS, Crowd
from dashboard.serving.logs import OURS, log_json
from dashboard.serving.policy import (
    AsWritten,
    Hidden,
    ReadableOrigin,
    SecurityHeaders,
    content_security_policy,
)
from dashboard.serving.preload import Preload, warm_up
from dashboard.serving.readiness import be_warm
from dashboard.serving.reconnecting import WholeFirst
from dashboard.serving.routes import ROUTES
from dashboard.serving.stopping import FINISH_S, run_until_stopped
from dashboard.serving.uploads import Uploads
from dashboard.store import edit_mode
from dashboard.store.assets import AssetsMissing, assets, page_template

SCRIPT = Path(__file__).with_name("app.py")
LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1")
_BACKLOG = 1024
_AGAIN_S = 5.0
_log = logging.getLogger(OURS)

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
    "logger.level": "warning",
    "runner.magicEnabled": False,
    # A full collection after each run looks at every object of every session, for nothing: 50 ms and more.
    "runner.postScriptGC": False,
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


def build_app(hosts: Sequence[str] = LOCAL_HOSTS, most_sessions: int = MOST_SESSIONS) -> st.App:
    """Set page, routes and rules together; requests that name another host than `hosts` are refused."""
    return st.App(
        SCRIPT,
        lifespan=_lifespan,
        routes=[*ROUTES, WebSocketRoute("/live", follow_changes)],
        middleware=[
            Middleware(Watched),
            Middleware(WholeFirst),
            Middleware(Preload),
            Middleware(AsWritten),
            Middleware(SecurityHeaders, policy=content_security_policy(page_template())),
            Middleware(Failing),
            Middleware(TrustedHostMiddleware, allowed_hosts=_as_headers(hosts), www_redirect=False),
            Middleware(ReadableOrigin),
            Middleware(Hidden, edits=edit_mode.is_on()),
            *([Middleware(Uploads)] if edit_mode.is_on() else []),
            Middleware(Crowd, most=most_sessions),
        ],
    )


@asynccontextmanager
async def _lifespan(served: st.App) -> AsyncIterator[dict[str, Any] | None]:
    """Get ready beside the first answers, however the server was started."""
    threading.Thread(target=_warm_up, name="warm-up", daemon=True).start()
    yield None


def _warm_up() -> None:
    told = ""
    while True:
        try:
            warm_up()
            break
        except (OSError, ValueError) as error:  # a folder that is just replaced, a disk that is full
            if repr(error) != told:
                _log.error("the data cannot be loaded; it is tried again and again", exc_info=error)
            told = repr(error)
            time.sleep(_AGAIN_S)
    gc.collect()
    gc.freeze()  # what is loaded now stays: collections need not look at it again and again
    be_warm()


def _as_headers(hosts: Sequence[str]) -> list[str]:
    """Write hosts as a Host header does: IPv6 addresses in brackets."""
    return [f"[{host}]" if ":" in host else host for host in hosts]


app = build_app()


def serve(
    *,
    address: str,
    port: int,
    more_hosts: Sequence[str] = (),
    open_browser: bool = False,
    query: str = "",
    most_sessions: int = MOST_SESSIONS,
    as_json: bool = False,
    finish_s: int = FINISH_S,
) -> None:
    """Serve until stopped. Options are set here, so no working directory or file of the user matters.

    The link that is told and opened ends with `query`. Raises SystemExit with a message if the port is taken
    or the browser code is not built.
    """
    try:
        assets()
    except AssetsMissing as error:
        raise SystemExit(f"error: {error}") from error
    listener = _listen(address, port)
    wildcard = address in ("0.0.0.0", "::")
    hosts = list(dict.fromkeys([*LOCAL_HOSTS, *([] if wildcard else [address]), *more_hosts]))
    url = f"http://{_as_headers(['127.0.0.1' if wildcard else address])[0]}:{port}/"
    if open_browser:
        threading.Thread(target=_open_when_ready, args=(url, query), daemon=True).start()
    if not as_json:
        print(f"The map is at {url}{query} (Ctrl+C stops it)", flush=True)
    bootstrap.load_config_options(
        {**OPTIONS, "server.address": address, "server.port": port, "server.allowedHosts": hosts}
    )
    if as_json:
        log_json()
    run_until_stopped(build_app(hosts, most_sessions), listener, finish_s=finish_s)


def has_screen() -> bool:
    """Tell whether a browser could be opened here: a desktop, and nobody's build machine."""
    if os.environ.get("CI") or os.environ.get("SSH_CONNECTION"):
        return False
    if sys.platform in ("darwin", "win32"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _listen(address: str, port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET)
    if sys.platform != "win32":
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((address, port))
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        raise SystemExit(
            f"error: {address} port {port}: {error.strerror}\n"
            f"fix: stop what uses it, or choose another port, for example --port {port + 1}"
        ) from error
    return listener


def _open_when_ready(url: str, query: str) -> None:
    host, port = url.removeprefix("http://").rstrip("/").rsplit(":", 1)
    for _ in range(300):
        try:
            with socket.create_connection((host.strip("[]"), int(port)), timeout=1):
                break
        except OSError:
            time.sleep(0.1)
    webbrowser.open(url + query)
