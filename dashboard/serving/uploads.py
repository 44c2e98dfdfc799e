"""Uploads of the editor: as many as fit into memory together, whoever sends them."""

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit.runtime import Runtime
from streamlit.runtime.stats import CacheStat

from dashboard.serving.metrics import REFUSED
from dashboard.serving.policy import UPLOADS

MOST_BYTES = 200 * 2**20
FILE_BYTES = 20 * 2**20
_FULL = "the files that are open for editing are too large together; save or close some, then try again"


class Uploads:
    """Refuse a file where all that are held, and all on their way, could become more than MOST_BYTES.

    Streamlit limits each file, but neither their number nor their sum, and holds them in memory until the
    page that sent them is gone.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.under_way = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on what is no upload, and uploads while there is room."""
        if scope["type"] != "http" or scope["method"] != "PUT" or not scope["path"].startswith(UPLOADS):
            await self.app(scope, receive, send)
        elif _held_bytes() + (self.under_way + 1) * FILE_BYTES > MOST_BYTES:
            REFUSED.labels("uploads").inc()
            await PlainTextResponse(_FULL, 413, {"Cache-Control": "no-store"})(scope, receive, send)
        else:
            self.under_way += 1
            try:
                await self.app(scope, receive, send)
            finally:
                self.under_way -= 1


def _held_bytes() -> int:
    families = Runtime.instance().uploaded_file_mgr.get_stats().values()
    return sum(each.byte_length for stats in families for each in stats if isinstance(each, CacheStat))
