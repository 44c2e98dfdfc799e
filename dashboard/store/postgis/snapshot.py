"""All files of the database at one revision, read in one snapshot: never a half of a save."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import psycopg
from psycopg import IsolationLevel

from dashboard.store.durable import content_hash
from dashboard.store.folder import Stamp
from dashboard.store.postgis.address import Address
from dashboard.store.postgis.connection import connected
from dashboard.store.postgis.layout import require_layout

_MOST_AT_ONCE, _BYTES_AT_ONCE = 64, 8_000_000
_LEAST_S, _SLOWEST_BYTES_S = 5.0, 100_000.0  # a line that is slower counts as none


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """A revision, and by the name of each file its hash and its bytes."""

    revision: int = 0
    hashes: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    bodies: Mapping[str, bytes] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def state(self) -> str:
        """Name what all files say together: the same in whatever database, whatever its numbers."""
        lines = [f"{name} {held}" for name, held in sorted(self.hashes.items())]
        return content_hash("\n".join(lines).encode())

    def stamps(self) -> dict[str, Stamp]:
        """Give of each file what changes with it: its hash as a number."""
        return {name: (int(held, 16),) for name, held in self.hashes.items()}


def read_snapshot(address: Address, known: Snapshot, *, statement_s: float) -> Snapshot:
    """Read what stands now; bodies that are `known` are not fetched again, an unchanged revision not at all.

    Raises DatabaseError.
    """
    with connected(address, statement_s=statement_s, lock_s=statement_s, autocommit=True) as connection:
        connection.isolation_level = IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        with connection.transaction():
            require_layout(connection, address)
            return snapshot_in(connection, known)


def snapshot_in(connection: psycopg.Connection, known: Snapshot) -> Snapshot:
    """Read what stands now in the transaction of the caller."""
    revision = newest_revision(connection)
    rows = connection.execute("select name, hash from aleppo.file order by name").fetchall()
    hashes = {str(name): str(held) for name, held in rows}
    if hashes == known.hashes:
        return Snapshot(revision=revision, hashes=known.hashes, bodies=known.bodies)
    held = {known.hashes[name]: body for name, body in known.bodies.items()}
    held |= fetch_bodies(connection, set(hashes.values()) - held.keys())
    bodies = {name: held[wanted] for name, wanted in hashes.items()}
    return Snapshot(revision=revision, hashes=MappingProxyType(hashes), bodies=MappingProxyType(bodies))


def newest_revision(connection: psycopg.Connection) -> int:
    """Give the number of the last save; 0 before the first."""
    row = connection.execute("select coalesce(max(id), 0) from aleppo.revision").fetchone()
    return int(row[0]) if row else 0


def files_at(connection: psycopg.Connection, revision: int) -> dict[str, bytes]:
    """Give every file as it was after a revision."""
    rows = connection.execute(
        "select name, after from (select distinct on (name) name, after from aleppo.change"
        " where revision <= %s order by name, revision desc) last where after is not null",
        (revision,),
    ).fetchall()
    bodies = fetch_bodies(connection, {str(after) for _, after in rows})
    return {str(name): bodies[str(after)] for name, after in rows}


def fetch_bodies(connection: psycopg.Connection, hashes: set[str]) -> dict[str, bytes]:
    """Give bodies by their hashes, a few at a time: all at once might not fit beside what is held.

    The caller's transaction gets the time that a slow line takes: the limit of a statement counts the sending
    of its rows too.
    """
    found: dict[str, bytes] = {}
    with connection.cursor(binary=True) as cursor:
        sizes = "select hash, octet_length(body) from aleppo.body where hash = any(%s) order by hash"
        cursor.execute(sizes, (list(hashes),))
        parts = _parted([(str(held), int(size)) for held, size in cursor])
        largest = max((sum(size for _, size in part) for part in parts), default=0)
        cursor.execute(
            "select set_config('statement_timeout', greatest(setting::int, %s)::text, true)"
            " from pg_settings where name = 'statement_timeout'",
            (round(1000 * (_LEAST_S + largest / _SLOWEST_BYTES_S)),),
        )
        for part in parts:
            cursor.execute(
                "select hash, body from aleppo.body where hash = any(%s)", ([held for held, _ in part],)
            )
            found |= {str(held): bytes(body) for held, body in cursor}
    return found


def _parted(sized: list[tuple[str, int]]) -> list[list[tuple[str, int]]]:
    """Part bodies into such as are fetched at once."""
    parts: list[list[tuple[str, int]]] = []
    room = -1
    for held, size in sized:
        if not parts or size > room or len(parts[-1]) == _MOST_AT_ONCE:
            parts.append([])
            room = _BYTES_AT_ONCE
        parts[-1].append((held, size))
        room -= size
    return parts
