"""Saving into the database: whole or not at all, over exactly what was opened, one save after another."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import IsolationLevel

from dashboard.domain.dataset import Dataset
from dashboard.store.durable import content_hash
from dashboard.store.postgis.address import Address
from dashboard.store.postgis.connection import LOCK_S, DatabaseError, connected
from dashboard.store.postgis.derived import dataset_of, write_tables
from dashboard.store.postgis.layout import MIGRATING, require_layout
from dashboard.store.postgis.snapshot import Snapshot, snapshot_in
from dashboard.store.save import ChangedMeanwhile

SAVE_S = 300.0
Tell = Callable[[int, int], object]
_BODY = "insert into aleppo.body (hash, body) values (%s, %b) on conflict do nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """What one revision is to do: the new body of each file, or None to take it away, and what it was.

    `opened` has, for each file, the hash of what was read; None stands for no file.
    """

    bodies: Mapping[str, bytes | None]
    opened: Mapping[str, str | None]
    kind: str = "save"
    undoes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What came of it: the revision, or None where nothing differed, and everything that stands now."""

    revision: int | None
    now: Snapshot


def write(address: Address, wanted: Write, seen: Snapshot, tell: Tell = lambda done, whole: None) -> Written:
    """Save files in one transaction: bytes, history and the tables for SQL together.

    `seen` is what the caller saw last; the tables are made of it before anybody is kept waiting, and made
    again under the lock only where somebody saved meanwhile. Raises ChangedMeanwhile, with what was to be
    saved kept in the database, and DatabaseError; all is then as it was, unless the connection broke in the
    very end: then it is as it was, or saved as a whole.
    """
    ready = _Ready(wanted)
    if _changed_meanwhile(wanted, seen) is None:
        ready.make(seen)
    with connected(address, statement_s=SAVE_S, lock_s=LOCK_S) as connection:
        connection.isolation_level = IsolationLevel.READ_COMMITTED  # what is read below is what others saved
        connection.execute("select pg_advisory_xact_lock_shared(%s)", (MIGRATING,))
        require_layout(connection, address)
        connection.execute("lock table aleppo.file in share row exclusive mode")
        before = snapshot_in(connection, seen)
        changed = _changed_meanwhile(wanted, before)
        if changed is None:
            return _write(connection, wanted, before, ready, tell)
    raise _kept(address, wanted, before, changed)


class _Ready:
    """The dataset that a write leads to, by what stood before it."""

    def __init__(self, wanted: Write) -> None:
        self._wanted = wanted
        self._made: tuple[Mapping[str, str], Dataset] | None = None

    def make(self, before: Snapshot) -> Dataset:
        if self._made is None or self._made[0] != before.hashes:
            self._made = (before.hashes, dataset_of(_after(before, self._wanted)))
        return self._made[1]


def _after(before: Snapshot, wanted: Write) -> dict[str, bytes]:
    merged = {**before.bodies, **wanted.bodies}
    return {name: body for name, body in merged.items() if body is not None}


def _changed_meanwhile(wanted: Write, before: Snapshot) -> str | None:
    return next((n for n in wanted.bodies if before.hashes.get(n) != wanted.opened.get(n)), None)


def _write(
    connection: psycopg.Connection, wanted: Write, before: Snapshot, ready: _Ready, tell: Tell
) -> Written:
    hashes = {name: None if body is None else content_hash(body) for name, body in wanted.bodies.items()}
    changes = {name: held for name, held in hashes.items() if held != before.hashes.get(name)}
    if not changes:
        return Written(revision=None, now=before)
    with connection.cursor() as cursor:
        _write_bodies(cursor, [body for name in changes if (body := wanted.bodies[name]) is not None], tell)
        cursor.execute(
            "insert into revision (kind, undoes) values (%s, %s) returning id", (wanted.kind, wanted.undoes)
        )
        row = cursor.fetchone()
        assert row is not None
        revision = int(row[0])
        cursor.executemany(
            "insert into change (revision, name, before, after) values (%s, %s, %s, %s)",
            [(revision, name, before.hashes.get(name), held) for name, held in changes.items()],
        )
        cursor.executemany(
            "insert into file (name, hash, revision) values (%s, %s, %s)"
            " on conflict (name) do update set hash = excluded.hash, revision = excluded.revision",
            [(name, held, revision) for name, held in changes.items() if held is not None],
        )
        gone = [name for name, held in changes.items() if held is None]
        cursor.execute("delete from file where name = any(%s)", (gone,))
    write_tables(connection, ready.make(before))
    after = _after(before, wanted)
    now = {name: hashes.get(name) or before.hashes[name] for name in sorted(after)}
    return Written(revision=revision, now=Snapshot(revision=revision, hashes=now, bodies=after))


def _write_bodies(cursor: psycopg.Cursor, bodies: list[bytes], tell: Tell) -> None:
    done, whole = 0, sum(map(len, bodies))
    for body in bodies:
        cursor.execute(_BODY, (content_hash(body), body))
        done += len(body)
        tell(done, whole)


def _kept(address: Address, wanted: Write, before: Snapshot, name: str) -> ChangedMeanwhile:
    """Keep what could not be saved, in a transaction of its own."""
    body, opened = wanted.bodies[name], wanted.opened.get(name)
    kept: str | None = None
    if body is not None:
        held = content_hash(body)
        with suppress(DatabaseError):  # the answer says then that it could not be kept
            with connected(address) as connection:
                connection.execute(_BODY, (held, body))
                connection.execute(
                    "insert into not_saved (name, opened, hash) values (%s, %s, %s)", (name, opened, held)
                )
            kept = f"the database (aleppo store show {name} --hash {held[:12]})"
    return ChangedMeanwhile(Path(name), opened=opened, found=before.hashes.get(name), kept=kept)
