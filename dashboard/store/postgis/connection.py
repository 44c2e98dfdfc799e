"""Connections to the database, bounded in time, and its refusals in plain words."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any, TypeVar

import psycopg
from psycopg import errors
from psycopg.abc import PQGen

from dashboard.store.postgis.address import Address

CONNECT_S = 5
STATEMENT_S = 20
LOCK_S = 20
_IDLE_S = 60.0
_LONGEST_SAID = 300
SILENCE_S = 2.0  # beyond what a statement may take: then it is not the statement
MIGRATE = "run `aleppo store migrate` with an address that may change the database"


class DatabaseError(OSError):
    """The database cannot be used: what is wrong, and the remedy; `lasting` where waiting does not help."""

    def __init__(self, said: str, fix: str, *, lasting: bool = False) -> None:
        super().__init__(f"{said}\n  fix: {fix}")
        self.said, self.fix, self.lasting = said, fix, lasting


class Silent(psycopg.OperationalError):
    """The server stands still."""


Result = TypeVar("Result")


class Connection(psycopg.Connection[Any]):
    """A connection that hangs up on a server which says nothing for `silence_s`, None for no limit.

    The limits that the server keeps do not hold where the server itself stands still (its disk hangs, its
    machine is paused): the kernel there goes on to confirm every packet, and the driver would wait for ever.
    """

    silence_s: float | None = None

    def wait(self, gen: PQGen[Result], *given: Any, **named: Any) -> Result:
        """Wait as the driver does, and no longer than allowed."""
        try:
            return super().wait(self._watched(gen), *given, **named)
        except Silent:
            self.close()
            raise

    def heard(self, longest_s: float, *, stop_after: int | None = None) -> list[psycopg.Notify]:
        """Wait for notifications: here silence is no fault."""
        allowed, self.silence_s = self.silence_s, None
        try:
            return list(self.notifies(timeout=longest_s, stop_after=stop_after))
        finally:
            self.silence_s = allowed

    def _watched(self, gen: PQGen[Result]) -> PQGen[Result]:
        try:
            wanted, last = next(gen), monotonic()
            while True:
                ready = yield wanted
                if ready:
                    last = monotonic()
                elif self.silence_s is not None and monotonic() - last > self.silence_s:
                    raise Silent("the server says nothing")
                wanted = gen.send(ready)
        except StopIteration as end:
            result: Result = end.value
            return result


@contextmanager
def connected(
    address: Address, *, statement_s: float = STATEMENT_S, lock_s: float = LOCK_S, autocommit: bool = False
) -> Iterator[Connection]:
    """Connect for the length of a block; without `autocommit` the block is one transaction.

    A server that is silent ends it: connecting, statements and locks are waited for so long and no longer.
    Raises DatabaseError.
    """
    try:
        with opened(address, statement_s=statement_s, lock_s=lock_s, autocommit=autocommit) as connection:
            yield connection
    except psycopg.Error as error:
        raise explained(address, error) from error


def opened(address: Address, *, statement_s: float, lock_s: float, autocommit: bool) -> Connection:
    """Connect; the caller closes. Raises what the driver raises."""
    limits = {
        "statement_timeout": statement_s,
        "lock_timeout": lock_s,
        "idle_in_transaction_session_timeout": max(_IDLE_S, statement_s),
    }
    settings = " ".join(f"-c {name}={round(seconds * 1000)}" for name, seconds in limits.items())
    settings += " -c search_path=aleppo,public -c client_encoding=UTF8 -c timezone=UTC -c datestyle=ISO"
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
    connection = Connection.connect(**known, autocommit=autocommit)
    connection.silence_s = statement_s + SILENCE_S
    return connection


def explained(address: Address, error: psycopg.Error) -> DatabaseError:
    """Say what a refusal of the driver means."""
    at = address.shown
    lines = str(error).strip().splitlines()
    said = lines[0][:_LONGEST_SAID] if lines else type(error).__name__
    if isinstance(error, errors.UndefinedTable | errors.InvalidSchemaName | errors.UndefinedColumn):
        return DatabaseError(f"{at} has no tables of this program", MIGRATE, lasting=True)
    if isinstance(error, errors.InsufficientPrivilege):
        return DatabaseError(
            f"{at}: this user may not do that ({said})",
            "run docs/deploy/roles.sql again, or use the address of a user who may",
            lasting=True,
        )
    if isinstance(error, errors.ReadOnlySqlTransaction):
        return DatabaseError(f"{at} is read-only now", "connect to the primary, or wait", lasting=True)
    if isinstance(error, errors.LockNotAvailable):
        return DatabaseError(
            f"{at}: somebody holds what is wanted", "end the other program, or try again later"
        )
    if isinstance(error, errors.QueryCanceled | Silent):
        return DatabaseError(f"{at} did not answer in time", "look what it is busy with, or try again later")
    if isinstance(error, errors.DiskFull):
        return DatabaseError(f"{at}: its disk is full", "make room there, then try again")
    if isinstance(error, errors.DeadlockDetected | errors.SerializationFailure):
        return DatabaseError(f"{at}: another program was in the way; nothing was changed", "try again")
    if isinstance(error, psycopg.OperationalError):
        return _unconnected(at, said)
    return DatabaseError(f"{at}: {said}", "look at the database's log", lasting=True)


_CONNECTIONS = "raise max_connections, or end other programs"
_REFUSALS = (
    ("password authentication failed", "the password or the user is wrong", "correct the address"),
    ("no password supplied", "a password is asked for", "put one into the address or into a passfile"),
    ("too many c", "it has no connection left", _CONNECTIONS),  # for the role, or clients
    ("slots are reserved", "it has no connection left", _CONNECTIONS),
    ("permission denied for database", "this user may not connect", "grant connect on database … to …"),
    ("no pg_hba.conf entry", "it lets nobody in from here so", "add a line there, or sslmode=require here"),
    ("starting up", "it is starting", "wait a moment"),
    ("shutting down", "it is stopping", "wait until it runs again"),
    ('role "', "there is no such user", "correct the address, or create the user"),
    ("does not exist", "there is no such database", "correct the address, or create it: createdb NAME"),
    ("Connection refused", "nobody listens there", "start PostgreSQL, or correct the address"),
    ("No such file", "nobody listens there", "start PostgreSQL, or correct the address"),
    ("resolve", "the name of the host is not known", "correct the address"),
    ("timeout", "it does not answer", "look whether it can be reached from here"),
)
_LASTING = "password authentication failed"


def _unconnected(at: str, said: str) -> DatabaseError:
    """The driver gives no code where no connection came about: its words tell, where they are English."""
    for words, meaning, fix in _REFUSALS:
        if words in said and (words != 'role "' or "does not exist" in said):
            return DatabaseError(f"{at}: {meaning}", fix, lasting=words == _LASTING)
    return DatabaseError(f"{at}: the connection broke or did not come about ({said})", "look whether it runs")
