"""Bring a database to what this program needs: once, however many ask at the same time.

yoyo reads plain SQL files, orders them and remembers which were applied. Three of its habits are not used:
its lock is a row that a killed program leaves behind, its log holds the name of who ran it, and it marks a
migration only after that was committed. Here the lock is one of the server's, which ends with the connection,
nobody's name is written, and a migration and its mark come together.
"""

from collections.abc import Callable
from importlib.resources import as_file, files
from typing import Any

import psycopg
from psycopg import errors
from psycopg.sql import SQL, Identifier
from yoyo import read_migrations
from yoyo.backends.core.postgresql import PostgresqlPsycopgBackend
from yoyo.connections import DatabaseURI

from dashboard.store.postgis.address import Address
from dashboard.store.postgis.connection import DatabaseError, connected
from dashboard.store.postgis.layout import MIGRATING, layout_of

_PATIENCE_S = 120.0


class _Backend(PostgresqlPsycopgBackend):  # type: ignore[misc]  # yoyo has no types
    """Yoyo on a connection of ours, under our lock; a migration and its mark are one transaction."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self._given = connection
        super().__init__(DatabaseURI("postgresql+psycopg", "", "", "", 0, "", {}), "_yoyo_migration")

    def connect(self, dburi: object) -> psycopg.Connection:
        return self._given

    def apply_one(self, migration: Any, force: bool = False, mark: bool = True) -> None:
        with self.transaction():
            migration.process_steps(self, "apply", force=force)
            self.mark_one(migration, log=False)


def migrate(
    address: Address, tell: Callable[[str], object] = lambda name: None, *, extension: str = "postgis"
) -> tuple[str, ...]:
    """Apply what is lacking, and give its names; `tell` hears each before it begins.

    Raises DatabaseError: where PostGIS is not there, where the database is newer than the program, and where
    the user may not change it. Each migration is there as a whole or not at all.
    """
    with connected(address, statement_s=3600, lock_s=_PATIENCE_S, autocommit=True) as connection:
        connection.execute("select pg_advisory_lock(%s)", (MIGRATING,))
        _require_unicode(connection, address)
        _require_postgis(connection, address, extension)
        if not connection.execute("select 1 from pg_namespace where nspname = 'aleppo'").fetchone():
            connection.execute("create schema aleppo")  # asked for where it is there, it asks for more rights
        if unknown := layout_of(connection).unknown:
            said = f"{address.shown} was migrated by a newer version of this program ({unknown[-1]})"
            raise DatabaseError(said, "use the newer version", lasting=True)
        connection.execute("set search_path to aleppo, public")
        backend = _Backend(connection)
        backend.init_database()
        backend.break_lock()  # ours is held: whoever left that row is gone
        with as_file(files("dashboard.store.postgis") / "migrations") as folder:
            pending = backend.to_apply(read_migrations(str(folder)))
            for migration in pending:
                tell(migration.id)
                backend.apply_one(migration)
        return tuple(str(migration.id) for migration in pending)


def _require_unicode(connection: psycopg.Connection, address: Address) -> None:
    row = connection.execute("show server_encoding").fetchone()
    if row is None or row[0] not in ("UTF8", "SQL_ASCII"):
        said = f"{address.shown} is in {row[0] if row else 'no encoding'}, which has no Arabic"
        fix = "make it anew: createdb --encoding=UTF8 --template=template0 DATABASE"
        raise DatabaseError(said, fix, lasting=True)


def _require_postgis(connection: psycopg.Connection, address: Address, extension: str) -> None:
    if connection.execute("select 1 from pg_extension where extname = %s", (extension,)).fetchone():
        return
    try:
        connection.execute(SQL("create extension {}").format(Identifier(extension)))
    except (errors.UndefinedFile, errors.FeatureNotSupported) as error:
        said = f"{address.shown}: its server has no PostGIS"
        fix = "install it there, for example: apt-get install postgresql-15-postgis-3"
        raise DatabaseError(said, fix, lasting=True) from error
    except errors.InsufficientPrivilege as error:
        said = f"{address.shown} has no PostGIS yet, and this user may not add it"
        fix = "as an administrator of the server: psql -d DATABASE -c 'create extension postgis'"
        raise DatabaseError(said, fix, lasting=True) from error
