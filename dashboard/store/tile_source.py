"""Where tiles come from: a list of layers and tables, the zooms they are made for, and how each is made."""

import os
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dashboard.store.shelf import Place

if TYPE_CHECKING:
    from dashboard.store.postgis.database import DatabaseShelf
    from dashboard.store.postgis.tables import Table
    from dashboard.store.postgis.tiles import Tile

TABLES = "ALEPPO_TABLES"
_BUSY = "too many tiles are being made at once"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A tile that can be had: its tag, None where it changes without telling, and how to make it.

    Making it gives why where it cannot be had now.
    """

    etag: str | None
    make: "Callable[[], Tile | str]"


class TileSource:
    """The tiles of one database."""

    def __init__(self, shelf: "DatabaseShelf", tables: "Collection[Table]") -> None:
        from dashboard.store.postgis.tiles import Tiles

        self._shelf, self._tiles = shelf, Tiles(shelf.address)
        self._tables = {table.id: table for table in tables}

    def look(self, name: str, layers: Collection[str], z: int, x: int, y: int) -> Found | None:
        """Find a tile of one of `layers`, or of a table that was named at the start; None for any other."""
        from dashboard.store.postgis.tiles import FARTHEST_ZOOM

        if z > FARTHEST_ZOOM or x >= 1 << z or y >= 1 << z:
            return None
        if name in layers:
            revision = self._shelf.revision()
            etag = f'"{revision}-{name}-{z}-{x}-{y}"'
            return Found(
                etag=etag, make=lambda: self._trying(lambda: self._tiles.layer(name, z, x, y, revision))
            )
        table = self._tables.get(name)
        if table is None:
            return None
        return Found(etag=None, make=lambda: self._trying(lambda: self._tiles.table(table, z, x, y)))

    def _trying(self, make: "Callable[[], Tile]") -> "Tile | str":
        from dashboard.store.postgis.connection import DatabaseError
        from dashboard.store.postgis.tiles import Busy

        try:
            return make()
        except Busy:
            return _BUSY
        except DatabaseError:
            return "the database did not make the tile in time"


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
    named = [*filter(None, os.environ.get(TABLES, "").split(" ")), *drawn]
    return TileSource(place, [find_table(place.address, name) for name in named])
