"""The journal of saves: every version that a save replaced, in the state folder of the user."""

import json
import os
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dashboard.store import durable
from dashboard.store.durable import SaveError, content_hash

if TYPE_CHECKING:
    from dashboard.store.save import Saved

KEPT_PER_FILE = 200
_LOG = "log.jsonl"
_HASH = re.compile(r"[0-9a-f]{64}\Z")
_OWN_ONLY = 0o600


class Kind(StrEnum):
    """What an entry tells of: a save, an undone save, or bytes that could not be saved and are kept."""

    SAVE = "save"
    UNDO = "undo"
    NOT_SAVED = "not-saved"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the journal. Hashes are SHA-256 in hexadecimal; no `before` means that no file was there.

    A save and an undo keep the body of `before`, which they replaced; a save that found the file changed
    keeps the body of `after`, which did not land. `undoes` is the id of the save that an undo took back.
    """

    id: str
    when: datetime
    kind: Kind
    path: Path
    before: str | None
    after: str
    undoes: str | None = None

    @property
    def kept(self) -> str | None:
        """Give the hash of the body that the journal holds; None where there was nothing to keep."""
        return self.after if self.kind is Kind.NOT_SAVED else self.before


def state_folder() -> Path:
    """Find where the journal is: ALEPPO_STATE, else aleppo in XDG_STATE_HOME, else in ~/.local/state."""
    if named := os.environ.get("ALEPPO_STATE"):
        return Path(named).absolute()
    given = os.environ.get("XDG_STATE_HOME", "")
    # A relative path is invalid and to be ignored (XDG Base Directory Specification).
    home = Path(given) if os.path.isabs(given) else Path.home() / ".local" / "state"
    return home / "aleppo"


def entries(path: Path | None = None) -> tuple[Entry, ...]:
    """Give the entries of one file, or of all, oldest first. Torn and strange lines are passed over."""
    if path is not None:
        return _read(_folder_of(path.resolve()))
    folders = sorted((state_folder() / "journal").glob("*"))
    return tuple(sorted((e for folder in folders for e in _read(folder)), key=lambda e: e.when))


def body_file(entry: Entry) -> Path | None:
    """Name the file in which the journal holds the body of an entry; None where there is none."""
    return None if entry.kept is None else _folder_of(entry.path) / entry.kept


def body_of(entry: Entry) -> bytes:
    """Give the body that an entry keeps. Raises SaveError where there is none or it was damaged."""
    file = body_file(entry)
    if file is None:
        said = "the save made the file: there is no version before it"
        raise SaveError(entry.path, said, "remove the file yourself if you do not want it")
    try:
        body, _ = durable.read_regular(file)
    except OSError as error:
        raise SaveError(
            file, f"the kept version cannot be read: {error.strerror}", "look at the file"
        ) from error
    if content_hash(body) != entry.kept:
        raise SaveError(
            file, "the kept version was changed or damaged", "it cannot be used; look at the file"
        )
    return body


def keep(
    path: Path, body: bytes | None, *, kind: Kind, before: str | None, after: str, undoes: str | None = None
) -> Entry:
    """Write an entry and the body it keeps; both are on the disk when this returns.

    The caller holds the lock of the file's folder. The oldest entries beyond `KEPT_PER_FILE` go, and their
    bodies. Raises SaveError where the state folder cannot be written.
    """
    now = datetime.now(UTC)
    entry = Entry(
        id=f"{now:%Y%m%dT%H%M%S}-{secrets.token_hex(4)}",
        when=now,
        kind=kind,
        path=path,
        before=before,
        after=after,
        undoes=undoes,
    )
    place = _folder_of(path)
    try:
        if not place.is_dir():
            place.mkdir(parents=True, exist_ok=True, mode=0o700)
            with durable.opened_folder(place.parent) as parent:
                os.fsync(parent)
        with durable.opened_folder(place) as folder:
            durable.sweep(folder)
            if body is not None and entry.kept is not None:
                durable.put(folder, entry.kept, body, mode=_OWN_ONLY)
            _append(folder, place, entry)
    except OSError as error:
        said = f"the version before cannot be kept: {error.strerror}; nothing was saved"
        raise SaveError(place, said, "set ALEPPO_STATE to a folder that can be written") from error
    return entry


def undo(path: Path) -> "Saved":
    """Put back the version before the last save of a file; each further call goes back one save more.

    The version that is replaced goes into the journal too. Raises SaveError where the file is no longer what
    the save left, where no earlier version is left, and for all that `save` raises.
    """
    from dashboard.store.save import read, save  # saving writes this journal

    target = path.resolve()
    _, now = read(target)
    entry = to_undo(entries(target), now)
    if entry is None:
        raise SaveError(target, "the journal holds no earlier version", "nothing can be undone")
    if entry.after != now:
        said = "the file was changed since its last save, by something else than this program"
        raise SaveError(target, said, f"keep that, or copy the version before from {body_file(entry)}")
    return save(target, body_of(entry), opened=now, undoes=entry.id)


def to_undo(found: tuple[Entry, ...], now: str) -> Entry | None:
    """Find the save to take back next, where the file has the hash `now`; None where none is left."""
    undone: set[str] = set()
    for entry in _landed(found, now):
        if entry.undoes is not None:
            undone.add(entry.undoes)
        elif entry.id not in undone:
            return entry
    return None


def _landed(found: tuple[Entry, ...], now: str) -> list[Entry]:
    """Give the saves that came to pass, newest first.

    An entry is written before its file is replaced. Where the program ended in between, the file is still
    what it was before.
    """
    landed, state = [], now
    for entry in reversed(found):
        cut_off = entry.before == state and entry.after != state
        if entry.kind is not Kind.NOT_SAVED and not cut_off:
            landed.append(entry)
            state = entry.before or ""
    return landed


def _folder_of(path: Path) -> Path:
    return state_folder() / "journal" / sha256(os.fsencode(path)).hexdigest()[:32]


def _append(folder: int, place: Path, entry: Entry) -> None:
    line = json.dumps(
        {
            "id": entry.id,
            "when": entry.when.isoformat(),
            "kind": entry.kind.value,
            "path": str(entry.path),
            "before": entry.before,
            "after": entry.after,
            "undoes": entry.undoes,
        }
    )
    log = _log(place)
    lines = log.splitlines()
    if len(lines) >= KEPT_PER_FILE:
        kept = [*lines[-(KEPT_PER_FILE - 1) :], line.encode()] if KEPT_PER_FILE > 1 else [line.encode()]
        durable.put(folder, _LOG, b"\n".join(kept) + b"\n", mode=_OWN_ONLY)
        _drop_bodies(folder, {e.kept for e in map(_entry_from, kept) if e})
        return
    file = os.open(_LOG, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, _OWN_ONLY, dir_fd=folder)
    try:
        torn = log and not log.endswith(b"\n")
        durable.write_all(file, (b"\n" if torn else b"") + line.encode() + b"\n")
        os.fsync(file)
    finally:
        os.close(file)
    os.fsync(folder)


def _drop_bodies(folder: int, wanted: set[str | None]) -> None:
    for name in os.listdir(folder):
        if _HASH.match(name) and name not in wanted:
            with suppress(FileNotFoundError):
                os.unlink(name, dir_fd=folder)


def _log(place: Path) -> bytes:
    try:
        return durable.read_regular(place / _LOG)[0]
    except (FileNotFoundError, NotADirectoryError):
        return b""


def _read(place: Path) -> tuple[Entry, ...]:
    return tuple(entry for line in _log(place).splitlines() if (entry := _entry_from(line)))


def _entry_from(line: bytes) -> Entry | None:
    """Read a line; None where it is torn, or where a hash in it is none: hashes become file names."""
    try:
        found: dict[str, Any] = json.loads(line)
        before, after = found["before"], found["after"]
        when = datetime.fromisoformat(found["when"])
        if when.tzinfo is None or not all(_HASH.match(known) for known in (before or after, after)):
            return None
        return Entry(
            id=str(found["id"]),
            when=when,
            kind=Kind(found["kind"]),
            path=Path(found["path"]),
            before=before or None,
            after=after,
            undoes=found.get("undoes"),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
