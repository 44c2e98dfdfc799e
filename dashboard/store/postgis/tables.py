"""Tables and views that somebody names to be shown: looked up in the database's catalogue, never trusted."""

import re
from dataclasses import dataclass

import psycopg
from psycopg.sql import SQL, Identifier

from dashboard.store.postgis.address import Address
from dashboard.store.postgis.connection import DatabaseError, connected

_NAME = re.compile(r"table:([^.\0]{1,63})\.([^.\0]{1,63})\Z")
# What a tile or a row can carry; everything else stays in the database.
_PLAIN = {
    "text",
    "varchar",
    "bpchar",
    "name",
    "uuid",
    "int2",
    "int4",
    "int8",
    "float4",
    "float8",
    "numeric",
    "bool",
}
_DATED = {"date", "timestamp", "timestamptz"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table or view with a geometry: its names are those of the catalogue."""

    schema: str
    name: str
    geometry: str
    srid: int
    is_geography: bool
    columns: tuple[str, ...]
    types: tuple[str, ...]

    @property
    def id(self) -> str:
        """Name it as it was named: table:SCHEMA.NAME."""
        return f"table:{self.schema}.{self.name}"


def find_table(address: Address, name: str) -> Table:
    """Look a table up. Raises DatabaseError where it is none, or has no geometry that can be placed."""
    found = _NAME.match(name)
    if found is None:
        raise DatabaseError(
            f"{name!r} names no table", "write table:SCHEMA.NAME, for example table:public.damage"
        )
    with connected(address) as connection:
        return _looked_up(connection, name, found[1], found[2])


def _looked_up(connection: psycopg.Connection, said: str, schema: str, name: str) -> Table:
    rows = connection.execute(
        "select a.attname::text, t.typname::text, a.atttypmod, c.oid"
        " from pg_class c join pg_namespace n on n.oid = c.relnamespace"
        " join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped"
        " join pg_type t on t.oid = a.atttypid"
        " where n.nspname = %s and c.relname = %s and c.relkind in ('r', 'p', 'v', 'm', 'f')"
        " and has_table_privilege(c.oid, 'select') order by a.attnum",
        (schema, name),
    ).fetchall()
    if not rows:
        raise DatabaseError(
            f"{said}: there is no such table, or this user may not read it", "correct the name"
        )
    geometries = [(str(row[0]), str(row[1])) for row in rows if row[1] in ("geometry", "geography")]
    if not geometries:
        raise DatabaseError(f"{said} has no column of the type geometry", "name a table or view that has one")
    geometry, is_geography = geometries[0][0], geometries[0][1] == "geography"
    srid = connection.execute(
        "select srid from geometry_columns where f_table_schema = %(s)s and f_table_name = %(n)s"
        " and f_geometry_column = %(g)s union all select srid from geography_columns"
        " where f_table_schema = %(s)s and f_table_name = %(n)s and f_geography_column = %(g)s",
        {"s": schema, "n": name, "g": geometry},
    ).fetchone()
    known = int(srid[0]) if srid else 0
    if known == 0:  # a view often does not declare what its rows say
        place = SQL("select st_srid({0}::geometry) from {1} where {0} is not null limit 1")
        first = connection.execute(place.format(Identifier(geometry), Identifier(schema, name))).fetchone()
        known = int(first[0]) if first else 0
    if known == 0:
        raise DatabaseError(
            f"{said}: its column {geometry} does not say its reference system",
            f"alter table … alter column {geometry} type geometry(Geometry, 4326)",
        )
    plain = [(str(row[0]), str(row[1])) for row in rows if row[1] in _PLAIN | _DATED]
    return Table(
        schema=schema,
        name=name,
        geometry=geometry,
        srid=known,
        is_geography=is_geography,
        columns=tuple(column for column, _ in plain),
        types=tuple(kind for _, kind in plain),
    )
