"""A database as a shelf: the same verbs as a folder of files."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC
from functools import cache
from pathlib import Path
from typing import LiteralString

from dashboard.store.durable import SaveError, content_hash
from dashboard.store.folder import Stamp
from dashboard.store.journal import Entry, Kind, to_undo
from dashboard.store.postgis.address import Address, address_of
from dashboard.store.postgis.connection import Connection, DatabaseError, connected
from dashboard.store.postgis.layout import may_read, require_layout
from dashboard.store.postgis.mirror import Mirror
from dashboard.store.postgis.saving import Write, write
from dashboard.store.postgis.snapshot import fetch_bodies, files_at
from dashboard.store.save import Saved
from dashboard.store.shelf import Trouble

_GONE = FileNotFoundError(2, "No such file or directory")

_LOST: LiteralString = (
    "select made, 'n' || id, 'not-saved', opened, hash, null from not_saved"
    " where name = %s order by not_saved.id"
)
_LOST_HASHES: LiteralString = " union select hash, name from not_saved"


class DatabaseShelf:
    """The files of one database, looked at through a mirror in memory."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self.mirror = Mirror(address)

    @property
    def title(self) -> str:
        """Give the address without its password."""
        return self.address.shown

    @property
    def key(self) -> bytes:
        """Give what tells one database from another."""
        return self.address.shown.encode()

    def stamps(self) -> dict[str, Stamp]:
        """Give a stamp of each file. Raises DatabaseError where the database never could be read."""
        return self.mirror.snapshot().stamps()

    def bodies(self, names: Iterable[str]) -> dict[str, bytes | OSError]:
        """Give the bytes of files, as they were read last."""
        held = self.mirror.held().bodies
        return {name: held.get(name, _GONE) for name in names}

    def path(self, name: str) -> Path:
        """Give the name of a file: it has no path."""
        return Path(name)

    def read(self, name: str) -> tuple[bytes, str]:
        """Read one file as the database has it now. Raises SaveError."""
        try:
            with connected(self.address) as connection:
                rows = connection.execute("select hash from file where name = %s", (name,)).fetchall()
                found = fetch_bodies(connection, {str(row[0]) for row in rows})
        except DatabaseError as error:
            raise SaveError(Path(name), error.said, error.fix) from error
        for held, body in found.items():
            return body, held
        fix = (
            f"check its name; what was there once: aleppo store history {name}, then aleppo store show --hash"
        )
        raise SaveError(Path(name), "the database has no such file", fix)

    def save(self, name: str, body: bytes, *, opened: str | None) -> Saved:
        """Save one file, in one transaction with its history and the tables for SQL.

        Raises ChangedMeanwhile, with `body` kept in the database, and SaveError.
        """
        return self._save(name, body, opened, kind="save", undoes=None)

    def write(
        self,
        bodies: Mapping[str, bytes | None],
        *,
        opened: Mapping[str, str | None],
        kind: str,
        tell: Callable[[int, int], object] = lambda done, whole: None,
    ) -> int | None:
        """Save many files as one revision, and give its number; None if nothing differed.

        A body of None takes a file away; `tell` hears how many of how many bytes are written. Raises
        ChangedMeanwhile and DatabaseError.
        """
        wanted = Write(bodies=bodies, opened=opened, kind=kind)
        found = write(self.address, wanted, self.mirror.held(), tell)
        self.mirror.take(found.now)
        return found.revision

    def history(self, name: str) -> tuple[Entry, ...]:
        """Give what happened to a file, oldest first. Raises SaveError."""
        try:
            with connected(self.address) as connection:
                require_layout(connection, self.address)
                rows = connection.execute(
                    "select made, id::text, kind, before, after, undoes::text"
                    " from change join revision on id = revision where name = %s order by revision.id",
                    (name,),
                ).fetchall()
                lost = connection.execute(_LOST, (name,)).fetchall() if _sees_lost(connection) else []
        except DatabaseError as error:
            raise SaveError(Path(name), error.said, error.fix) from error
        # Saves come in the order of their numbers, not of their times: a save takes its time before it waits
        # for the lock, and clocks are set back.
        for one in lost:
            rows.insert(next((n for n, row in enumerate(rows) if row[0] > one[0]), len(rows)), one)
        return tuple(
            Entry(
                id=number,
                when=made.astimezone(UTC),
                kind=Kind.SAVE if kind == "copy" else Kind(kind),
                path=Path(name),
                before=before,
                after=after or "",
                undoes=undoes,
            )
            for made, number, kind, before, after, undoes in rows
        )

    def undo(self, name: str) -> Saved:
        """Put back the version before the last save of a file; once more goes one save further back.

        Raises SaveError where no earlier version is left.
        """
        _, now = self.read(name)
        entry = to_undo(self.history(name), now)
        if entry is None:
            raise SaveError(Path(name), "the database holds no earlier version", "nothing can be undone")
        if entry.before is None:
            said = "the save made the file: there is no version before it"
            raise SaveError(Path(name), said, "copy a folder without it if you do not want it")
        body = self.body(entry.before, name)
        return self._save(name, body, now, kind="undo", undoes=int(entry.id))

    def body(self, prefix: str, name: str) -> bytes:
        """Give a version of a file that is kept, by its hash or the beginning of it. Raises SaveError."""
        try:
            with connected(self.address) as connection:
                lost: LiteralString = _LOST_HASHES if _sees_lost(connection) else ""
                rows = connection.execute(
                    "select distinct hash from (select before as hash, name from change"
                    f" union select after, name from change{lost}) kept"
                    " where name = %s and starts_with(hash, %s) limit 2",
                    (name, prefix),
                ).fetchall()
                if len(rows) == 1:
                    return fetch_bodies(connection, {str(rows[0][0])})[str(rows[0][0])]
        except DatabaseError as error:
            raise SaveError(Path(name), error.said, error.fix) from error
        said = "more than one version begins so" if rows else "no version has this hash"
        raise SaveError(Path(name), said, f"see `aleppo store history {name}`")

    def revision(self) -> int:
        """Give the number of the newest revision; 0 where nothing was ever saved. Raises DatabaseError."""
        return self.mirror.snapshot().revision

    def at(self, revision: int) -> dict[str, bytes]:
        """Give every file as it was after a revision; none before the first. Raises DatabaseError."""
        with connected(self.address) as connection:
            require_layout(connection, self.address)
            return files_at(connection, revision)

    def follow(self) -> None:
        """Listen to the database from now on."""
        self.mirror.follow()

    def refresh(self) -> None:
        """Read the database now."""
        self.mirror.refresh()

    def trouble(self) -> Trouble | None:
        """Say why what was read last is shown."""
        return self.mirror.trouble

    def _save(self, name: str, body: bytes, opened: str | None, *, kind: str, undoes: int | None) -> Saved:
        wanted = Write(bodies={name: body}, opened={name: opened}, kind=kind, undoes=undoes)
        try:
            found = write(self.address, wanted, self.mirror.held())
        except DatabaseError as error:
            raise SaveError(
                Path(name), f"{error.said}; look at what stands now before saving again", error.fix
            ) from error
        self.mirror.take(found.now)
        entry = None if found.revision is None else str(found.revision)
        return Saved(path=Path(name), before=opened, after=content_hash(body), entry=entry)


def _sees_lost(connection: Connection) -> bool:
    """What could not be saved is for those who save."""
    return may_read(connection, "not_saved")


@cache
def database_at(url: str) -> DatabaseShelf:
    """Give the shelf of an address: one for the whole process. Raises ValueError for what is no address."""
    return DatabaseShelf(address_of(url))
