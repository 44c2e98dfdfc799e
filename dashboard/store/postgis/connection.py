"""Connections to the database, bounded in time, and its refusals in plain words."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import errors

from dashboard.store.postgis.address import Address

CONNECT_S = 5
STATEMENT_S = 20
LOCK_S = 20
MIGRATE = "run `aleppo store migrate` with an address that may change the database"


class DatabaseError(OSError):
    """The database cannot be used: what is wrong, and the remedy; `lasting` where waiting does not help."""

    def __init__(self, said: str, fix: str, *, lasting: bool = False) -> None:
        super().__init__(f"{said}\n  fix: {fix}")
        self.said, self.fix, self.lasting = said, fix, lasting


@contextmanager
def connected(
    address: Address, *, statement_s: float = STATEMENT_S, lock_s: float = LOCK_S, autocommit: bool = False
) -> Iterator[psycopg.Connection]:
    """Connect for the length of a block; without `autocommit` the block is one transaction.

    A server that is silent ends it: connecting, statements and locks are waited for so long and no longer.
    Raises DatabaseError.
    """
    try:
        with opened(address, statement_s=statement_s, lock_s=lock_s, autocommit=autocommit) as connection:
            yield connection
    except psycopg.Error as error:
        raise explained(address, error) from error


def opened(address: Address, *, statement_s: float, lock_s: float, autocommit: bool) -> psycopg.Connection:
    """Connect; the caller closes. Raises what the driver raises."""
    settings = (
        f"-c statement_timeout={round(statement_s * 1000)} -c lock_timeout={round(lock_s * 1000)}"
        " -c idle_in_transaction_session_timeout=60000 -c search_path=aleppo,public -c client_encoding=UTF8"
    )
    known: dict[str, Any] = {
        "application_name": "aleppo",
        "connect_timeout": CONNECT_S,
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        "tcp_user_timeout": 20_000,
        "options": settings,
        **address.conninfo,
    }
    return psycopg.connect(**known, autocommit=autocommit)


def explained(address: Address, error: psycopg.Error) -> DatabaseError:
    """Say what a refusal of the driver means."""
    at = address.shown
    said = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    if isinstance(error, errors.UndefinedTable | errors.InvalidSchemaName | errors.UndefinedColumn):
        return DatabaseError(f"{at} has no tables of this program", MIGRATE, lasting=True)
    if isinstance(error, errors.InsufficientPrivilege):
        return DatabaseError(
            f"{at}: this user may not do that ({said})",
            "use the address of a user who may write, or leave --edit out",
            lasting=True,
        )
    if isinstance(error, errors.ReadOnlySqlTransaction):
        return DatabaseError(f"{at} is read-only now", "connect to the primary, or wait", lasting=True)
    if isinstance(error, errors.LockNotAvailable):
        return DatabaseError(
            f"{at}: somebody holds what is wanted", "end the other program, or try again later"
        )
    if isinstance(error, errors.QueryCanceled):
        return DatabaseError(f"{at} did not answer in time", "look what it is busy with, or try again later")
    if isinstance(error, psycopg.OperationalError):
        return _unconnected(at, said)
    return DatabaseError(f"{at}: {said}", "look at the database's log", lasting=True)


def _unconnected(at: str, said: str) -> DatabaseError:
    """The driver gives no code where no connection came about: its words tell."""
    for words, meaning, fix in (
        ("password authentication failed", "the password or the user is wrong", "correct the address"),
        ("no password supplied", "a password is asked for", "put one into the address or into a passfile"),
        ("role", "there is no such user", "correct the address, or create the user"),
        ("does not exist", "there is no such database", "correct the address, or create it: createdb NAME"),
        ("Connection refused", "nobody listens there", "start PostgreSQL, or correct the address"),
        ("No such file", "nobody listens there", "start PostgreSQL, or correct the address"),
        ("resolve", "the name of the host is not known", "correct the address"),
        ("timeout", "it does not answer", "look whether it can be reached from here"),
    ):
        if words in said and (words != "role" or "does not exist" in said):
            return DatabaseError(
                f"{at}: {meaning}", fix, lasting=words in ("password authentication failed",)
            )
    return DatabaseError(f"{at}: the connection broke or did not come about", "look whether it runs")
