"""Saving that loses nothing: the one way to write a data file."""

import errno
import os
from dataclasses import dataclass
from pathlib import Path

from dashboard.store import durable, journal
from dashboard.store.durable import SaveError, content_hash, explained
from dashboard.store.journal import Kind

__all__ = ["ChangedMeanwhile", "SaveError", "Saved", "content_hash", "read", "save"]

_NO_FILE = "it is no regular file"


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What a save did: the file that now has the hash `after`; no `entry` where it had it already."""

    path: Path
    before: str | None
    after: str
    entry: str | None


class ChangedMeanwhile(SaveError):
    """Somebody else saved since the file was opened; the bytes that were to be saved are in `kept`.

    `opened` is the hash of what the caller read, `found` of what is there now; None stands for no file.
    """

    def __init__(self, path: Path, *, opened: str | None, found: str | None, kept: Path | str | None) -> None:
        what = {True: "was removed", False: "was changed"}[found is None]
        said = "is there already" if opened is None else f"{what} since it was opened"
        where = f"your version is kept in {kept}" if kept else "your version could not be kept"
        super().__init__(path, f"the file {said}; {where}", "open the file again and repeat the change")
        self.opened, self.found, self.kept = opened, found, kept


def read(path: Path) -> tuple[bytes, str]:
    """Read a data file: its bytes, and their hash, which `save` asks for.

    Raises SaveError where it cannot be read or is no regular file; pipes and devices are not waited for.
    """
    try:
        body, _ = durable.read_regular(path)
    except OSError as error:
        said = f"the file cannot be read: {error.strerror}"
        raise SaveError(path, said, "check that it is there and is a file") from error
    return body, content_hash(body)


def save(path: Path, body: bytes, *, opened: str | None, undoes: str | None = None) -> Saved:
    """Write a data file so that at any moment the old or the new version is there, whole.

    `opened` is the hash of what was read (see `read`), or None for a new file. Under the lock of the folder
    it is compared with what is there now; the new version is written beside and synced, the old one goes
    into the journal, the new one takes its place, and the folder is synced. A link stays, its target is
    replaced. Mode and, where permitted, owner stay; other names of the file (hard links) keep the old one.
    `undoes` is the id of the entry that this save takes back.

    Raises ChangedMeanwhile, with `body` kept in the journal, where the file is not what was opened, and
    SaveError where it cannot be written; the file is then as it was. POSIX only. A program that does not
    take the lock is noticed up to the last step, but not in it.
    """
    if os.name != "posix":
        said = "saving is supported on Linux and macOS only"
        raise SaveError(path, said, "use one of them, or the Windows Subsystem for Linux")
    try:
        target = _resolved(path)
        with durable.opened_folder(target.parent) as folder, durable.locked(folder, target):
            durable.sweep(folder)
            return _replace(folder, target, body, opened, undoes)
    except OSError as error:
        raise explained(path, error) from error


def _resolved(path: Path) -> Path:
    try:
        return path.resolve()
    except RuntimeError as error:  # so Python 3.11 and 3.12 call links that lead round in a ring
        raise OSError(errno.ELOOP, str(error)) from error


def _replace(folder: int, target: Path, body: bytes, opened: str | None, undoes: str | None) -> Saved:
    old, known = _there_now(folder, target)
    before = None if old is None else content_hash(old)
    after = content_hash(body)
    if before != opened:
        raise _changed(target, body, opened=opened, found=before)
    if before == after:
        return Saved(path=target, before=before, after=after, entry=None)
    with durable.written_beside(folder, body, known) as beside:
        kind = Kind.SAVE if undoes is None else Kind.UNDO
        entry = journal.keep(target, old, kind=kind, before=before, after=after, undoes=undoes)
        if _mark(_stat(folder, target.name)) != _mark(known):
            found = _there_now(folder, target)[0]
            raise _changed(target, body, opened=opened, found=None if found is None else content_hash(found))
        os.replace(beside, target.name, src_dir_fd=folder, dst_dir_fd=folder)
        try:
            os.fsync(folder)
        except OSError as error:
            what = "the new version is in place, but the disk did not confirm it"
            raise explained(target, error, what) from error
    return Saved(path=target, before=before, after=after, entry=entry.id)


def _there_now(folder: int, target: Path) -> tuple[bytes | None, os.stat_result | None]:
    try:
        body, known = durable.read_regular(target.name, folder)
    except FileNotFoundError:
        return None, None
    except OSError as error:
        if error.errno in (errno.EINVAL, errno.ENXIO, errno.EISDIR):
            raise SaveError(
                target, _NO_FILE, "name a file; folders, pipes and devices are left alone"
            ) from error
        raise
    if not known.st_mode & 0o222:
        raise SaveError(target, "the file is write-protected", f"chmod u+w {target.name}, then save again")
    return body, known


def _changed(target: Path, body: bytes, *, opened: str | None, found: str | None) -> ChangedMeanwhile:
    after = content_hash(body)
    try:
        entry = journal.keep(target, body, kind=Kind.NOT_SAVED, before=opened, after=after)
    except SaveError:
        return ChangedMeanwhile(target, opened=opened, found=found, kept=None)
    return ChangedMeanwhile(target, opened=opened, found=found, kept=journal.body_file(entry))


def _stat(folder: int, name: str) -> os.stat_result | None:
    try:
        return os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return None


def _mark(known: os.stat_result | None) -> tuple[int, ...] | None:
    return known and (known.st_dev, known.st_ino, known.st_size, known.st_mtime_ns)
