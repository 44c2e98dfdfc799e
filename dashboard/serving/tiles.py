"""Vector tiles for QGIS and others, where the data is in a database; the map itself draws from columns."""

import re
from collections.abc import Hashable
from functools import cache
from typing import cast

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from dashboard.serving.answers import not_found
from dashboard.store.current import current
from dashboard.store.shelf import Place, chosen_shelf
from dashboard.store.tile_source import TileSource, tile_source

_NUMBER = re.compile(r"\d{1,7}\Z", re.ASCII)
_TYPE = "application/vnd.mapbox-vector-tile"
_NAMED = {"Cache-Control": "private, no-cache"}


@cache
def _source(place: Hashable) -> TileSource | None:
    return tile_source(cast("Place", place))


def serve_tile(request: Request) -> Response:
    """Serve a tile. Not async: it is made in the database, and waited for in a worker thread.

    The name in the path is looked up in the list of layers; no part of a path becomes SQL but three numbers.
    """
    place = chosen_shelf()
    try:
        source = _source(cast("Hashable", place))
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
    if found.etag is not None:
        headers["ETag"] = found.etag
    return Response(tile.body, media_type=_TYPE, headers=headers)


def _later(why: str) -> Response:
    headers = {"Cache-Control": "no-store", "Retry-After": "5"}
    return PlainTextResponse(why, status_code=503, headers=headers)
