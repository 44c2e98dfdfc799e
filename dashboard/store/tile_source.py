"""Where tiles come from: a list of layers and tables, the zooms they are made for, and how each is made."""

import logging
import os
import threading
from collections.abc import Callable, Collection, Hashable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, cast

from dashboard.store.shelf import Place

if TYPE_CHECKING:
    from dashboard.store.postgis.connection import DatabaseError
    from dashboard.store.postgis.database import DatabaseShelf
    from dashboard.store.postgis.tables import Table
    from dashboard.store.postgis.tiles import Tile

TABLES = "ALEPPO_TABLES"
BUSY = "too many tiles are being made at once"
_NOT_MADE = "the database did not make the tile"
_LOGGED_AGAIN_S = 60.0
_log = logging.getLogger("aleppo.tiles")
_finding = threading.Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A tile as it is sent; `etag` where the same one can be known again."""

    body: bytes
    is_full: bool
    etag: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A tile that can be had: its tag, None where it changes without telling, and how to make it.

    What is made may have another tag: the data may have changed meanwhile. Making it gives why where it
    cannot be had now.
    """

    etag: str | None
    make: Callable[[], Made | str]


class TileSource:
    """The tiles of one database."""

    def __init__(self, shelf: "DatabaseShelf", tables: "Collection[Table]") -> None:
        from dashboard.store.postgis.tiles import Tiles

        self._shelf, self._tiles = shelf, Tiles(shelf.address)
        self._tables = {table.id: table for table in tables}
        self._logged: dict[tuple[str, str], float] = {}

    def look(self, name: str, layers: Collection[str], z: int, x: int, y: int) -> Found | None:
        """Find a tile of one of `layers`, or of a table that was named at the start; None for any other."""
        from dashboard.store.postgis.tiles import FARTHEST_ZOOM

        if z > FARTHEST_ZOOM or x >= 1 << z or y >= 1 << z:
            return None
        if name in layers:
            state = self._shelf.mirror.snapshot().state
            return Found(
                etag=_etag(state, name, z, x, y),
                make=lambda: self._trying(name, lambda: self._of_layer(name, z, x, y, state)),
            )
        table = self._tables.get(name)
        if table is None:
            return None
        return Found(
            etag=None, make=lambda: self._trying(name, lambda: _sent(self._tiles.table(table, z, x, y), None))
        )

    def _of_layer(self, name: str, z: int, x: int, y: int, state: str) -> Made:
        tile = self._tiles.layer(name, z, x, y, state)
        return _sent(tile, _etag(tile.state, name, z, x, y))

    def _trying(self, name: str, make: Callable[[], Made]) -> Made | str:
        from dashboard.store.postgis.connection import DatabaseError
        from dashboard.store.postgis.tiles import Busy

        try:
            return make()
        except Busy:
            return BUSY
        except DatabaseError as error:
            self._note(name, error)
            return _NOT_MADE

    def _note(self, name: str, error: "DatabaseError") -> None:
        """Log why there is no tile: now and then, a map asks for hundreds."""
        if monotonic() - self._logged.get((name, error.said), -_LOGGED_AGAIN_S) < _LOGGED_AGAIN_S:
            return
        self._logged[name, error.said] = monotonic()
        fields = {"tiles": name, "said": error.said, "fix": error.fix}
        _log.warning("no tile of %s: %s", name, error, extra={"fields": fields})


def _etag(state: str | None, name: str, z: int, x: int, y: int) -> str:
    """Name a tile by what all files say: a database that was restored, or another, has the same numbers."""
    from dashboard.store.postgis.tiles import FORM

    return f'"{(state or "")[:16]}-{FORM}-{name}-{z}-{x}-{y}"'


def _sent(tile: "Tile", etag: str | None) -> Made:
    return Made(body=tile.body, is_full=tile.is_full, etag=etag)


def tiles_of(place: Place) -> TileSource | None:
    """Give the tiles of a place, made ready once for the whole process. Raises what `tile_source` raises."""
    with _finding:
        return _kept(cast("Hashable", place))


@cache
def _kept(place: Hashable) -> TileSource | None:
    return tile_source(cast("Place", place))


def tile_source(place: Place) -> TileSource | None:
    """Give the tiles of a database, tables that are drawn or that ALEPPO_TABLES names too; None for a folder.

    Raises DatabaseError for a table that is none.
    """
    if isinstance(place, Path):
        return None
    from dashboard.store.layers.chosen import choices_from_environment, is_table
    from dashboard.store.postgis.database import DatabaseShelf
    from dashboard.store.postgis.tables import find_table

    assert isinstance(place, DatabaseShelf)
    drawn = [choice.file for choice in choices_from_environment() if is_table(choice.file)]
    named = [*os.environ.get(TABLES, "").split(), *drawn]
    return TileSource(place, [find_table(place.address, name) for name in named])
