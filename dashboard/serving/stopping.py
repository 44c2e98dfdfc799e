"""Running, and stopping so that nobody loses anything: first no new readers, then what runs is finished.

On SIGTERM: `/readyz` says 503, for GRACE_S where anybody asked it lately, so that a proxy in front turns
away. Then no connection is taken
any more, websockets are closed with 1012 ("service restart": pages connect again, elsewhere), and downloads
that run have `finish_s` to end. The process ends with 0, GRACE_S + finish_s + 2 seconds later at the latest.
"""

import logging
import os
import signal
import socket
import sys
import time
from types import FrameType
from typing import NoReturn

import uvicorn
from starlette.types import ASGIApp

from dashboard.serving.connections import HEAD_BYTES, Patient, Talking
from dashboard.serving.open_files import raise_limit
from dashboard.serving.readiness import begin_stopping, is_watched

GRACE_S = 3.0
FINISH_S = 20
MESSAGE_BYTES = 4 * 2**20
KEEP_ALIVE_S = 30
PING_S = 30.0
_NOT_STARTED = 3


class Graceful(uvicorn.Server):
    """The server of uvicorn, with a moment between "do not send more" and "nobody comes in"."""

    _stop_at: float | None = None

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to stop; at once where a person stops it at the keyboard, and when asked again."""
        begin_stopping()
        if sig == signal.SIGINT or self._stop_at is not None:
            self.force_exit = self.should_exit
            self.should_exit = True
        self._stop_at = time.monotonic() + (GRACE_S if is_watched() else 0)

    async def on_tick(self, counter: int) -> bool:
        """Go on until the moment has passed."""
        if self._stop_at is not None and time.monotonic() >= self._stop_at:
            self.should_exit = True
        return await super().on_tick(counter)


def run_until_stopped(app: ASGIApp, listener: socket.socket, *, finish_s: int = FINISH_S) -> NoReturn:
    """Serve on a bound socket until a signal stops it; downloads then have `finish_s` to end."""
    raise_limit()
    server = Graceful(configured(app, finish_s))
    server.run(sockets=[listener])
    _leave(0 if server.started else _NOT_STARTED)


def configured(app: ASGIApp, finish_s: int = FINISH_S) -> uvicorn.Config:
    """Give the options of the server."""
    return uvicorn.Config(
        app,
        http=Patient,
        h11_max_incomplete_event_size=HEAD_BYTES,
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=finish_s,
        ws=Talking,
        ws_max_size=MESSAGE_BYTES,
        ws_ping_interval=PING_S,
        ws_ping_timeout=PING_S,
        ws_per_message_deflate=False,  # each connection would hold its own windows; blobs come by HTTP
        access_log=False,
        server_header=False,
        log_config=None,
    )


def _leave(status: int) -> NoReturn:
    """End the process now that all is answered.

    Threads that compile readings or look for ways may be in the midst of it. An orderly end of Python would
    take the ground from under them, and some libraries then abort the process.
    """
    logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(status)
