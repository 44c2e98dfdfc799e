"""Vector tiles made in SQL: of the data's layers, and of tables that were named when the map was started."""

import threading
from collections import OrderedDict
from dataclasses import dataclass

import psycopg
from psycopg.sql import SQL, Identifier, Literal

from dashboard.store.postgis.address import Address
from dashboard.store.postgis.connection import DatabaseError, connected
from dashboard.store.postgis.tables import Table

FARTHEST_ZOOM = 16
MOST_FEATURES = 20_000
TILE_S = 3.0
AT_ONCE = 4  # connections of a process that make tiles
WAIT_S = 5.0
_KEPT_BYTES = 32_000_000

# Everything that says where a place is from and how well it is known goes along; the status does not: it
# depends on two days and a lens, and a tile knows neither.
_FEATURES = SQL(
    "select id, properties->>'name' as name, properties->>'name_ar' as name_ar, properties->>'kind' as kind,"
    " properties->>'presence' as presence, properties->>'precision' as precision,"
    " (properties->>'accuracy_m')::float8 as accuracy_m, properties->>'source' as source,"
    " properties->>'licence' as licence, st_asmvtgeom(st_transform(geom, 3857), box.tile) as geom"
    " from aleppo.feature, box where layer = {layer} and geom && st_transform(box.tile, 4326)"
    " order by (properties->>'importance')::int, id limit {most}"
)
_ROWS = SQL(
    "select {columns}, st_asmvtgeom(st_transform({geom}, 3857), box.tile) as geom_of_tile"
    " from {table}, box where {geom} && st_transform(box.tile, {srid}) limit {most}"
)
_TILE = SQL(
    "with box as (select st_tileenvelope({z}, {x}, {y}) as tile), shown as ({rows})"
    " select st_asmvt(shown, {name}, 4096, {geom}), count(*) from shown"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """A vector tile, and whether features had to be left out of it."""

    body: bytes
    is_full: bool


class Busy(Exception):
    """As many tiles are being made as may be at once."""


class Tiles:
    """Makes tiles of one database, a few at a time, and keeps the last ones."""

    def __init__(self, address: Address) -> None:
        self._address = address
        self._turns = threading.BoundedSemaphore(AT_ONCE)
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, int, int, int, int], Tile] = OrderedDict()
        self._bytes = 0

    def layer(self, layer: str, z: int, x: int, y: int, revision: int) -> Tile:
        """Give the tile of a layer of the data as it is at a revision.

        `layer` is the id of one that is there: the caller has looked. Raises Busy and DatabaseError.
        """
        key = (layer, z, x, y, revision)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        rows = _FEATURES.format(layer=Literal(layer), most=Literal(MOST_FEATURES + 1))
        tile = self._made(
            _TILE.format(**_place(z, x, y), rows=rows, name=Literal(layer), geom=Literal("geom"))
        )
        self._keep(key, tile)
        return tile

    def table(self, table: Table, z: int, x: int, y: int) -> Tile:
        """Give the tile of a table, as it is now. Raises Busy and DatabaseError."""
        rows = _ROWS.format(
            columns=SQL(", ").join(map(Identifier, table.columns)) if table.columns else SQL("1 as row"),
            table=Identifier(table.schema, table.name),
            geom=Identifier(table.geometry),
            srid=Literal(table.srid),
            most=Literal(MOST_FEATURES + 1),
        )
        name, geom = Literal(f"{table.schema}.{table.name}"), Literal("geom_of_tile")
        return self._made(_TILE.format(**_place(z, x, y), rows=rows, name=name, geom=geom))

    def _made(self, query: psycopg.sql.Composed) -> Tile:
        if not self._turns.acquire(timeout=WAIT_S):
            raise Busy
        try:
            with connected(self._address, statement_s=TILE_S, lock_s=TILE_S) as connection:
                connection.read_only = True
                row = connection.cursor(binary=True).execute(query).fetchone()
        finally:
            self._turns.release()
        if row is None:
            raise DatabaseError(f"{self._address.shown} made no tile", "look at the database's log")
        return Tile(body=bytes(row[0]), is_full=int(row[1]) > MOST_FEATURES)

    def _keep(self, key: tuple[str, int, int, int, int], tile: Tile) -> None:
        with self._lock:
            self._kept[key] = tile
            self._bytes += len(tile.body)
            while self._bytes > _KEPT_BYTES:
                self._bytes -= len(self._kept.popitem(last=False)[1].body)


def _place(z: int, x: int, y: int) -> dict[str, Literal]:
    return {"z": Literal(z), "x": Literal(x), "y": Literal(y)}
