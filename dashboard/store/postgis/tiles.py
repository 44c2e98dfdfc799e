"""Vector tiles made in SQL: of the data's layers, and of tables that were named when the map was started."""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from hashlib import sha256

from psycopg.sql import SQL, Composed, Identifier, Literal

from dashboard.store.postgis.address import Address
from dashboard.store.postgis.connection import DatabaseError, connected
from dashboard.store.postgis.tables import Table

FARTHEST_ZOOM = 16
MOST_FEATURES = 20_000
TILE_S = 3.0
AT_ONCE = 4  # connections of a process that make tiles
WAIT_S = 5.0
_KEPT_BYTES = 32_000_000
_ENTRY_BYTES = 500  # an empty tile is not free either

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
# Names of other people's columns may be any: each stands behind a_row.
_ROWS = SQL(
    "select {columns}, st_asmvtgeom(st_transform({place}, 3857), a_box.tile) as {geom}"
    " from {table} as a_row cross join box as a_box where {near} limit {most}"
)
_PLACE = SQL("a_row.{geom}::geometry")
# With straight edges a tile is one rectangle in degrees too. In another system its edges are bent: rows are
# looked for in a wider one with many corners, for the index, and then one by one.
_STRAIGHT = SQL("a_row.{geom} && st_transform(a_box.tile, {srid})")
_BENT = SQL("a_row.{geom} && a_box.wide::{type} and st_transform({place}, 3857) && a_box.tile")
_FAR = SQL("st_transform({place}, 3857) && a_box.tile")
_BENT_FROM_ZOOM = 4  # of half the world the edges say nothing
_WIDE = SQL(
    "st_transform(st_segmentize(st_intersection(st_tileenvelope({z}, {x}, {y}, margin => 0.0625),"
    " st_tileenvelope(0, 0, 0)), 40075016.0 / (1 << {z}) / 32), {srid})"
)
_TILE = SQL(
    "with box as (select st_tileenvelope({z}, {x}, {y}) as tile, {wide} as wide), found as ({rows}),"
    " sent as (select * from found limit {limit})"
    " select (select st_asmvt(sent.*, {name}, 4096, {geom}) from sent), (select count(*) from found), {state}"
)
# As Snapshot.state: of what the tile was made of, whatever was there when it was asked for.
_STATE = SQL(
    "(select encode(sha256(convert_to(coalesce(string_agg(name || ' ' || hash, chr(10)"
    " order by name collate \"C\"), ''), 'UTF8')), 'hex') from aleppo.file)"
)
_NO_STATE = SQL("null")
FORM = sha256(repr((_FEATURES, _TILE)).encode()).hexdigest()[:8]  # what a tile has changes with the program


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """A vector tile, whether features had to be left out of it, and of a layer the state it shows."""

    body: bytes
    is_full: bool
    state: str | None = None


class Busy(Exception):
    """As many tiles are being made as may be at once."""


class Tiles:
    """Makes tiles of one database, a few at a time, and keeps the last ones."""

    def __init__(self, address: Address) -> None:
        self._address = address
        self._turns = threading.BoundedSemaphore(AT_ONCE)
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, int, int, int, str | None], Tile] = OrderedDict()
        self._bytes = 0

    def layer(self, layer: str, z: int, x: int, y: int, state: str) -> Tile:
        """Give the tile of a layer of the data: one that is kept of this state, or of what stands now.

        `layer` is the id of one that is there: the caller has looked. Raises Busy and DatabaseError.
        """
        key = (layer, z, x, y, state)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        rows = _FEATURES.format(layer=Literal(layer), most=Literal(MOST_FEATURES + 1))
        tile = self._made(z, x, y, rows, name=layer, geom="geom", state=_STATE)
        self._keep((layer, z, x, y, tile.state), tile)
        return tile

    def table(self, table: Table, z: int, x: int, y: int) -> Tile:
        """Give the tile of a table, as it is now. Raises Busy and DatabaseError."""
        geom = Identifier(table.geometry)
        place, srid = _PLACE.format(geom=geom), Literal(table.srid)
        if table.srid in (3857, 4326) and not table.is_geography:
            near = _STRAIGHT.format(geom=geom, srid=srid)
        elif z < _BENT_FROM_ZOOM:
            near = _FAR.format(place=place)
        else:
            kind = SQL("geography" if table.is_geography else "geometry")
            near = _BENT.format(geom=geom, place=place, type=kind)
        columns = [Identifier("a_row", each) for each in table.columns]
        rows = _ROWS.format(
            columns=SQL(", ").join(columns) if columns else SQL("1 as row"),
            place=place,
            geom=geom,
            table=Identifier(table.schema, table.name),
            near=near,
            most=Literal(MOST_FEATURES + 1),
        )
        name = f"{table.schema}.{table.name}"
        return self._made(z, x, y, rows, name=name, geom=table.geometry, srid=table.srid)

    def _made(
        self,
        z: int,
        x: int,
        y: int,
        rows: Composed,
        *,
        name: str,
        geom: str,
        srid: int = 4326,
        state: SQL = _NO_STATE,
    ) -> Tile:
        numbers = {"z": Literal(z), "x": Literal(x), "y": Literal(y)}
        wide = _WIDE.format(**numbers, srid=Literal(srid))
        named = {"name": Literal(name), "geom": Literal(geom), "limit": Literal(MOST_FEATURES)}
        query = _TILE.format(**numbers, **named, wide=wide, rows=rows, state=state)
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
        return Tile(body=bytes(row[0]), is_full=int(row[1]) > MOST_FEATURES, state=row[2])

    def _keep(self, key: tuple[str, int, int, int, str | None], tile: Tile) -> None:
        with self._lock:
            if key in self._kept:  # another thread was faster
                return
            self._kept[key] = tile
            self._bytes += len(tile.body) + _ENTRY_BYTES
            while self._bytes > _KEPT_BYTES:
                self._bytes -= len(self._kept.popitem(last=False)[1].body) + _ENTRY_BYTES
