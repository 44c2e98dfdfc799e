"""The line on which an open page hears that the data has changed; silent while nothing does.

A page that asked again and again through Streamlit would cost 40 ms of processor time and 700 bytes each
time. Here each page keeps a socket open, and one thread looks at the files for all of them.
"""

import asyncio
from urllib.parse import urlsplit

from starlette.websockets import WebSocket

from dashboard.store.current import listen, standing
from dashboard.store.shelf import chosen_shelf


async def follow_changes(socket: WebSocket) -> None:
    """Tell the mark of what stands, now and after each change, until the reader leaves."""
    if urlsplit(socket.headers.get("origin", "")).netloc != socket.headers.get("host"):
        await socket.close(1008)  # a page of another site has no business here
        return
    await socket.accept()
    loop, changed = asyncio.get_running_loop(), asyncio.Event()
    stop = listen(chosen_shelf(), lambda: loop.call_soon_threadsafe(changed.set))
    telling = asyncio.create_task(_tell(socket, changed))
    try:
        while (await socket.receive())["type"] != "websocket.disconnect":
            pass  # a page has nothing to say here
    finally:
        stop()
        telling.cancel()
        await asyncio.gather(telling, return_exceptions=True)


async def _tell(socket: WebSocket, changed: asyncio.Event) -> None:
    told = ""
    while True:
        mark = standing(chosen_shelf()).mark
        if mark != told:
            await socket.send_text(mark)
            told = mark
        await changed.wait()
        changed.clear()
