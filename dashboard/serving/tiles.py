"""Vector tiles for QGIS and others, where the data is in a database; the map itself draws from columns."""

import re
from contextlib import suppress

import anyio
import anyio.to_thread
from anyio.lowlevel import RunVar
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from dashboard.serving.answers import not_found
from dashboard.store.current import current
from dashboard.store.shelf import chosen_shelf
from dashboard.store.tile_source import BUSY, tiles_of

# Threads of their own: who waits for the database here keeps nobody waiting for the data of the map.
THREADS = 16
PATIENCE_S = 5.0
_threads: RunVar[anyio.CapacityLimiter] = RunVar("threads for tiles")
_NUMBER = re.compile(r"\d{1,7}\Z", re.ASCII)
_TYPE = "application/vnd.mapbox-vector-tile"
_NAMED = {"Cache-Control": "private, no-cache"}


async def serve_tile(request: Request) -> Response:
    """Serve a tile, made in the database; "busy" where that many are being made that none is begun soon."""
    threads = _own_threads()
    turn = object()
    with anyio.move_on_after(PATIENCE_S) as waiting:
        await threads.acquire_on_behalf_of(turn)
    if waiting.cancelled_caught:
        with suppress(RuntimeError):  # it has none, as a rule
            threads.release_on_behalf_of(turn)
        return _later(BUSY)
    try:
        return await anyio.to_thread.run_sync(_tile, request, limiter=anyio.CapacityLimiter(1))
    finally:
        threads.release_on_behalf_of(turn)


def _own_threads() -> anyio.CapacityLimiter:
    """Give the threads of this event loop."""
    try:
        return _threads.get()
    except LookupError:
        made = anyio.CapacityLimiter(THREADS)
        _threads.set(made)
        return made


def _tile(request: Request) -> Response:
    """Make the answer, in a thread.

    The name in the path is looked up in the list of layers; no part of a path becomes SQL but three numbers.
    """
    place = chosen_shelf()
    try:
        source = tiles_of(place)
    except OSError:
        return _later("the database cannot be asked now")
    numbers = [request.path_params[each] for each in ("z", "x", "y")]
    if source is None or not all(_NUMBER.match(each) for each in numbers):
        return not_found()
    z, x, y = map(int, numbers)
    layer = request.path_params["layer"]
    layers = {each.id for each in current(place)[0].layers}
    found = source.look(layer, layers, z, x, y)
    if found is None:
        return not_found()
    if found.etag is not None and found.etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers={**_NAMED, "ETag": found.etag})
    tile = found.make()
    if isinstance(tile, str):
        return _later(tile)
    headers = {**_NAMED, "X-Features-Left-Out": "1"} if tile.is_full else dict(_NAMED)
    if tile.etag is not None:
        headers["ETag"] = tile.etag
    return Response(tile.body, media_type=_TYPE, headers=headers)


def _later(why: str) -> Response:
    headers = {"Cache-Control": "no-store", "Retry-After": "5"}
    return PlainTextResponse(why, status_code=503, headers=headers)
