"""The line on which an open page hears that the data has changed; silent while nothing does.

A page that asked again and again through Streamlit would cost 40 ms of processor time and 700 bytes each
time. Here each page keeps a socket open, and one thread looks at the files for all of them.
"""

import asyncio
import logging
from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.websockets import WebSocket

from dashboard.serving.aside import LOOKS, aside
from dashboard.serving.logs import OURS
from dashboard.store.current import listen, standing
from dashboard.store.shelf import chosen_shelf

_log = logging.getLogger(OURS)


async def follow_changes(socket: WebSocket) -> None:
    """Tell the mark of what stands, now and after each change, until the reader leaves."""
    if urlsplit(socket.headers.get("origin", "")).netloc != socket.headers.get("host"):
        await socket.close(1008)  # a page of another site has no business here
        return
    await socket.accept()
    loop, changed = asyncio.get_running_loop(), asyncio.Event()
    telling = asyncio.create_task(_tell(socket, changed))
    hearing = asyncio.create_task(_hear(socket))
    stop = await aside(LOOKS, _listen, lambda: loop.call_soon_threadsafe(changed.set))
    try:
        await asyncio.wait({telling, hearing}, return_when=asyncio.FIRST_COMPLETED)
        if not hearing.done():  # the page then asks anew; a line that stays open and silent it would believe
            _log.error("a page cannot be told of changes", exc_info=telling.exception())
            await socket.close(1011)
    finally:
        stop()
        telling.cancel()
        hearing.cancel()
        await asyncio.gather(telling, hearing, return_exceptions=True)


async def _hear(socket: WebSocket) -> None:
    while (await socket.receive())["type"] != "websocket.disconnect":
        pass  # a page has nothing to say here


async def _tell(socket: WebSocket, changed: asyncio.Event) -> None:
    told = ""
    while True:
        mark = await aside(LOOKS, _mark)
        if mark != told:
            await socket.send_text(mark)
            told = mark
        await changed.wait()
        changed.clear()


def _mark() -> str:
    return standing(chosen_shelf()).mark


def _listen(listener: Callable[[], object]) -> Callable[[], None]:
    return listen(chosen_shelf(), listener)
