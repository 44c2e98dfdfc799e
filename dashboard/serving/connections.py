"""Connections: who opens one must ask soon and take what is sent, and there are only so many."""

import asyncio
from typing import Any, cast

from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from dashboard.serving.metrics import REFUSED
from dashboard.serving.open_files import most_connections

HEAD_S = 10.0
HEAD_BYTES = 32 * 1024
STALL_S = 120.0
_BUSY = (
    b"HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\nconnection: close\r\nretry-after: 20\r\n"
    b"cache-control: no-store\r\nx-content-type-options: nosniff\r\n\r\n"
)


class _Taken(asyncio.Protocol):
    """Cuts the connection of a client that takes nothing in STALL_S of what waits for it.

    Closing would not do: that waits for the rest to be taken, for ever. A slow client is not cut: what counts
    is that less waits than at the last look.
    """

    loop: asyncio.AbstractEventLoop
    _look: asyncio.TimerHandle | None = None
    _connection: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Be told of every byte that waits, not of 64 KB and more: a small rest holds a connection too."""
        super().connection_made(transport)
        self._connection = cast("asyncio.Transport", transport)
        self._connection.set_write_buffer_limits(high=0)
        if self._connection.get_write_buffer_size():  # left by the protocol before
            self.pause_writing()

    def pause_writing(self) -> None:
        """Start the clock where something waits to be taken."""
        super().pause_writing()
        self._look_later()

    def resume_writing(self) -> None:
        """Stop the clock: all was taken."""
        super().resume_writing()
        self._stop_looking()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the clock."""
        self._stop_looking()
        super().connection_lost(exc)

    def _look_later(self) -> None:
        self._stop_looking()
        left = self._connection.get_write_buffer_size()
        self._look = self.loop.call_later(STALL_S, self._cut_unless_below, left)

    def _cut_unless_below(self, left: int) -> None:
        if self._connection.get_write_buffer_size() < left:
            self._look_later()
            return
        REFUSED.labels("slow").inc()
        self._connection.abort()

    def _stop_looking(self) -> None:
        if self._look is not None:
            self._look.cancel()
            self._look = None


class Talking(_Taken, WebSocketsSansIOProtocol):
    """The websocket protocol of uvicorn, for clients that read what they are told."""

    async def send(self, message: Any) -> None:
        """Send, and know that a request is answered where no websocket is opened: that is no error."""
        await super().send(message)
        if message["type"] == "websocket.http.response.body" and not message.get("more_body", False):
            self.handshake_complete = True


class Patient(_Taken, H11Protocol):
    """The protocol of uvicorn, with patience for slow heads of requests, but not for ever.

    Without this a client that sends one byte now and then, or none, holds a connection as long as it likes.
    """

    _waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Start the clock for the first head; refuse one connection too many."""
        super().connection_made(transport)
        if len(self.connections) > most_connections():
            REFUSED.labels("connections").inc()
            self.transport.write(_BUSY)
            self.transport.close()
            return
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Take data; a head that has begun after an answer must be complete in time too."""
        if self._waiting is None and (self.cycle is None or self.cycle.response_complete):
            self._wait()
        super().data_received(data)

    def handle_events(self) -> None:
        """Stop the clock once a request is there."""
        super().handle_events()
        if self.cycle is not None and not self.cycle.response_complete:
            self._stop_waiting()

    def handle_websocket_upgrade(self, event: Any) -> None:
        """Stop the clocks: a websocket may be silent, and has its own for what waits."""
        self._stop_waiting()
        self._stop_looking()
        super().handle_websocket_upgrade(event)

    def on_response_complete(self) -> None:
        """Leave the time between requests to uvicorn."""
        self._stop_waiting()
        super().on_response_complete()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP; where it follows a request, who answers that one is told that nobody reads.

        Otherwise the answer under way would fail with an error, for what the client did.
        """
        if self.cycle is not None and not self.cycle.response_complete:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
            if self.cycle.response_started:
                self.transport.close()
                return
        super().send_400_response(msg)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the clock."""
        self._stop_waiting()
        super().connection_lost(exc)

    def _wait(self) -> None:
        self._stop_waiting()
        self._waiting = self.loop.call_later(HEAD_S, self._give_up)

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _give_up(self) -> None:
        if not self.transport.is_closing():
            REFUSED.labels("heads").inc()
            self.transport.close()
