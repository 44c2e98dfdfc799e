"""How many readers at once: beyond that a friendly page, instead of slowness for everybody."""

from markupsafe import escape
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from dashboard.i18n import say
from dashboard.serving.metrics import REFUSED

MOST_SESSIONS = 250
AGAIN_S = 20
_LONGEST_NAME = 255
_PAGES, _CHANGES = "/_stcore/stream", "/live"
_HEADERS = {"Retry-After": str(AGAIN_S), "Cache-Control": "no-store"}


class Crowd:
    """Admits so many open pages, and as many lines on which they hear of changes."""

    def __init__(self, app: ASGIApp, most: int = MOST_SESSIONS) -> None:
        self.app = app
        self.most = most
        self.open = {_PAGES: 0, _CHANGES: 0}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the exchange on while there is room."""
        path = scope.get("path", "")
        if scope["type"] == "http" and _names_no_file(path):
            await PlainTextResponse("not found", status_code=404)(scope, receive, send)
        elif scope["type"] == "websocket" and path in self.open:
            await self._socket(path, scope, receive, send)
        elif scope["type"] == "http" and path == "/" and self.open[_PAGES] >= self.most:
            REFUSED.labels("pages").inc()
            await _busy()(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _socket(self, path: str, scope: Scope, receive: Receive, send: Send) -> None:
        if self.open[path] >= self.most:
            REFUSED.labels("sockets").inc()
            await PlainTextResponse("busy", status_code=503, headers=_HEADERS)(scope, receive, send)
            return
        self.open[path] += 1
        try:
            await self.app(scope, receive, send)
        finally:
            self.open[path] -= 1


def _names_no_file(path: str) -> bool:
    """Tell whether a part of a path is longer than any file's name: Streamlit fails on those."""
    return any(len(part.encode("utf-8", "replace")) > _LONGEST_NAME for part in path.split("/"))


def _busy() -> Response:
    title, words = escape(say("busy.title")), escape(say("busy.words", seconds=AGAIN_S))
    page = (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width"><meta http-equiv="refresh" content="{AGAIN_S}">'
        "<style>body{font:1.1rem/1.5 sans-serif;max-width:34rem;margin:15vh auto;padding:0 1rem}</style>"
        f"<h1>{title}</h1><p>{words}</p></html>"
    )
    return HTMLResponse(page, status_code=503, headers=_HEADERS)
