"""Which migrations this program knows, and whether a database has just those."""

from importlib.resources import files
from typing import LiteralString, NamedTuple

import psycopg
from psycopg import errors

from dashboard.store.postgis.address import Address
from dashboard.store.postgis.connection import MIGRATE, DatabaseError

MIGRATING = 0x616C6570706F  # a lock of the server's: alone for who migrates, together for who saves


class Layout(NamedTuple):
    """The migrations of a database: had, still lacking, and such as this program does not know."""

    applied: tuple[str, ...]
    pending: tuple[str, ...]
    unknown: tuple[str, ...]


def known_migrations() -> tuple[str, ...]:
    """Name the migrations that come with the program, in their order."""
    folder = files("dashboard.store.postgis") / "migrations"
    return tuple(
        sorted(file.name.removesuffix(".sql") for file in folder.iterdir() if file.name.endswith(".sql"))
    )


def layout_of(connection: psycopg.Connection) -> Layout:
    """Look at the migrations of a database; one without any of our tables lacks all."""
    try:
        with connection.transaction():
            rows = connection.execute(
                "select migration_id from aleppo._yoyo_migration order by applied_at_utc, migration_id"
            ).fetchall()
    except (errors.UndefinedTable, errors.InvalidSchemaName):
        rows = []
    applied, known = tuple(str(row[0]) for row in rows), known_migrations()
    return Layout(
        applied=applied,
        pending=tuple(name for name in known if name not in applied),
        unknown=tuple(name for name in applied if name not in known),
    )


def may_read(connection: psycopg.Connection, table: LiteralString) -> bool:
    """Tell whether this user may read a table of ours: not every one is for everybody."""
    row = connection.execute("select has_table_privilege(%s, 'select')", (f"aleppo.{table}",)).fetchone()
    return bool(row and row[0])


def require_layout(connection: psycopg.Connection, address: Address) -> None:
    """See that program and database fit. Raises DatabaseError where one is newer than the other."""
    found = layout_of(connection)
    if found.unknown:
        said = f"{address.shown} was migrated by a newer version of this program ({found.unknown[-1]})"
        raise DatabaseError(said, "start the newer version", lasting=True)
    if found.pending:
        said = f"{address.shown} lacks {', '.join(found.pending)}"
        raise DatabaseError(said, MIGRATE, lasting=True)
