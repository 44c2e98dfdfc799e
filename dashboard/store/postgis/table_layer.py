"""A table or view as a brought layer: its rows are streamed into columns, a batch at a time."""

import shutil
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Any

import psycopg
from psycopg import IsolationLevel
from psycopg.sql import SQL, Composable, Identifier

from dashboard.store.imports.limits import shown
from dashboard.store.layers import caching
from dashboard.store.layers.held import Held
from dashboard.store.layers.limits import LayerError, LayerOptions, Progress, ReadingEnded
from dashboard.store.layers.reading import DEFAULT, abouts
from dashboard.store.layers.shapes import shapes_from_wkb
from dashboard.store.layers.taking import Opened, taken
from dashboard.store.postgis.address import Address, address_of
from dashboard.store.postgis.connection import DatabaseError, connected
from dashboard.store.postgis.tables import Table, find_table
from dashboard.store.shelf import chosen_database

BATCH_ROWS, BATCH_BYTES = 20_000, 32_000_000
_FIRST_ROWS, _MOST_ROWS = 100, 500  # fetched at once: their size is known only then
BATCH_S = 120.0
_WHOLE_NUMBERS, _NUMBERS = {"int2", "int4", "int8"}, {"float4", "float8", "numeric"}
_DATES = {"date", "timestamp", "timestamptz"}


def read_table(
    name: str,
    options: LayerOptions = DEFAULT,
    *,
    tell: Callable[[Progress], object] = lambda progress: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> list[Held]:
    """Read a table of the chosen database, `table:SCHEMA.NAME`; one layer for each kind of geometry in it.

    It is read in one snapshot, at most `BATCH_ROWS` rows and about `BATCH_BYTES` at a time, and turned into
    longitude and latitude by the database; days and times are those of UTC. Raises LayerError where it cannot
    be read, ReadingEnded when it was called off.
    """
    url = chosen_database()
    if url is None:
        raise LayerError(name, "no database is chosen", "set ALEPPO_DATABASE_URL")
    if options.crs or options.encoding or options.layer:
        said = "a table says its reference system and encoding itself"
        raise LayerError(name, said, "leave --layer-crs, --layer-encoding and --layer-of out")
    try:
        return _held(address_of(url), name, options, tell, cancelled)
    except DatabaseError as error:
        said = error.said.removeprefix(name).removeprefix(":").strip()
        raise LayerError(name, said, error.fix) from error


def _held(
    address: Address,
    name: str,
    options: LayerOptions,
    tell: Callable[[Progress], object],
    cancelled: Callable[[], bool],
) -> list[Held]:
    table = find_table(address, name)
    digest = sha256(repr(table).encode())

    def told(said: dict[str, Any]) -> None:
        tell(Progress(**said))
        if cancelled():
            raise ReadingEnded

    folder = caching.making(sha256(name.encode()).hexdigest()[:40])
    try:
        with connected(address, statement_s=BATCH_S) as connection:
            connection.isolation_level = IsolationLevel.REPEATABLE_READ
            connection.read_only = True
            whole = _estimate(connection, table)
            opened = Opened(
                format="a table of the database",
                crs=f"EPSG:{table.srid}",
                batches=_batches(connection, table, digest.update),
                dates=frozenset(
                    n for n, kind in zip(table.columns, table.types, strict=True) if kind in _DATES
                ),
                remarks=list(_remarks(table)),
                share=lambda rows: min(rows / whole, 1.0) if whole > 0 else None,
            )
            done = taken(opened, folder, name, told)
        key = caching.key_of(digest.hexdigest(), options)
        caching.hold(key)
        found = caching.held_under(key)
        if found is not None:
            shutil.rmtree(folder)
        else:
            found = caching.finish(folder, key, abouts(name, done))
        caching.prune([key])
        return found
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _estimate(connection: psycopg.Connection, table: Table) -> float:
    """Give about how many rows there are, as the database's statistics say; 0 or less where they do not."""
    row = connection.execute(
        "select reltuples from pg_class c join pg_namespace n on n.oid = relnamespace"
        " where nspname = %s and relname = %s",
        (table.schema, table.name),
    ).fetchone()
    return float(row[0]) if row else 0.0


def _batches(
    connection: psycopg.Connection, table: Table, count_in: Callable[[bytes], object]
) -> Iterator[tuple[Any, Any]]:
    import pyarrow as pa

    columns = list(zip(table.columns, table.types, strict=True))
    selected: list[Composable] = [_shown(name, kind) for name, kind in columns]
    place = SQL("st_asbinary(st_force2d(st_transform({}::geometry, 4326)), 'NDR')").format(
        Identifier(table.geometry)
    )
    query = SQL("select {} from {}").format(
        SQL(", ").join([*selected, place]), Identifier(table.schema, table.name)
    )
    schema = pa.schema([(name, _arrow(kind)) for name, kind in columns])
    with connection.cursor("aleppo_rows", binary=True) as cursor:
        cursor.execute(query)
        for rows in _parts(cursor):
            values = list(zip(*rows, strict=True))
            arrays = [pa.array(each, field.type) for each, field in zip(values, schema, strict=False)]
            batch = pa.RecordBatch.from_arrays(arrays, schema=schema)
            places = pa.array(values[-1], pa.binary())
            for buffer in (
                each for array in [*arrays, places] for each in array.buffers() if each is not None
            ):
                count_in(buffer)
            yield batch, shapes_from_wkb(places, None)


def _parts(cursor: psycopg.ServerCursor[Any]) -> Iterator[list[Any]]:
    """Fetch rows until they are many or large; how many at once, by the size of the last."""
    held: list[Any] = []
    size, step = 0, _FIRST_ROWS
    while rows := cursor.fetchmany(min(step, BATCH_ROWS - len(held))):
        held += rows
        fetched = sum(len(value) for row in rows for value in row if isinstance(value, str | bytes))
        size += fetched
        step = max(1, min(_MOST_ROWS, BATCH_BYTES // 8 * len(rows) // max(fetched, 1)))
        if len(held) == BATCH_ROWS or size >= BATCH_BYTES:
            yield held
            held, size = [], 0
    if held:
        yield held


def _remarks(table: Table) -> Iterator[str]:
    moments = [name for name, kind in zip(table.columns, table.types, strict=True) if kind == "timestamptz"]
    if moments:
        yield f"days and times of {', '.join(map(shown, moments))} are those of UTC"


def _shown(name: str, kind: str) -> Composable:
    column = Identifier(name)
    if kind in _WHOLE_NUMBERS:
        return SQL("{}::int8").format(column)
    if kind == "numeric":  # it may hold what no other number can
        near = (
            "case when abs({0}) between 1e-300 and 1e308 then {0}::float8 when abs({0}) < 1e-300 then 0 end"
        )
        return SQL(near).format(column)
    if kind in _NUMBERS:
        return SQL("{}::float8").format(column)
    if kind == "bool":
        return column
    if kind == "date":
        return SQL("to_char({}, 'YYYY-MM-DD')").format(column)
    if kind in _DATES:
        moment = SQL("{} at time zone 'UTC'" if kind == "timestamptz" else "{}").format(column)
        return SQL("""to_char({}, 'YYYY-MM-DD"T"HH24:MI:SS')""").format(moment)
    return SQL("{}::text").format(column)


def _arrow(kind: str) -> Any:
    import pyarrow as pa

    if kind in _WHOLE_NUMBERS:
        return pa.int64()
    if kind in _NUMBERS:
        return pa.float64()
    return pa.bool_() if kind == "bool" else pa.string()
