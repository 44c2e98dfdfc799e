"""Files that reach the disk whole or not at all: the steps that saving and its journal share."""

import errno
import hashlib
import os
import re
import secrets
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

LOCK_PATIENCE_S = 20.0
_LOCK_PAUSE_S = 0.005
_LEFT_OVER = re.compile(r"\.aleppo-[0-9a-f]{16}\.tmp\Z")
_CHUNK = 1 << 20

_REMEDIES = {
    errno.ENOSPC: ("the disk is full", "free some space and save again"),
    errno.EDQUOT: ("your share of the disk is used up", "free some space and save again"),
    errno.EFBIG: (
        "the file would be larger than a file may be",
        "raise the limit (ulimit -f) or split the file",
    ),
    errno.EROFS: ("the disk is read-only", "save into a folder on a disk that can be written"),
    errno.EACCES: ("writing is not permitted", "get the right to write the file and its folder"),
    errno.EPERM: ("writing is not permitted", "get the right to write the file and its folder"),
    errno.ELOOP: ("symbolic links lead round in a ring, or one was put in its place", "look at the links"),
    errno.ENOENT: ("there is no such folder", "make the folder first"),
    errno.ENOTDIR: ("its folder is a file", "name a file inside a folder"),
    errno.ENAMETOOLONG: ("the name is too long", "choose a shorter name"),
}


class SaveError(Exception):
    """A file that was not saved: which, what stood in the way, and the remedy."""

    def __init__(self, path: Path, said: str, fix: str) -> None:
        super().__init__(f"{path}: {said}\n  fix: {fix}")
        self.path, self.said, self.fix = path, said, fix


def explained(path: Path, error: OSError, what: str = "the file is as it was") -> SaveError:
    """Turn an error of the operating system into plain words and a remedy."""
    plain = (error.strerror or str(error), "look at the disk and its folder, then save again")
    said, fix = _REMEDIES.get(error.errno or 0, plain)
    return SaveError(path, f"{said}; {what}", fix)


def content_hash(body: bytes) -> str:
    """Give the SHA-256 of a body in hexadecimal: the key by which a version is known."""
    return hashlib.sha256(body).hexdigest()


@contextmanager
def opened_folder(path: Path) -> Iterator[int]:
    """Open a folder; all steps then go through it, so that nobody can put another in its place."""
    folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield folder
    finally:
        with suppress(OSError):  # nothing was written through it
            os.close(folder)


@contextmanager
def locked(folder: int, path: Path) -> Iterator[None]:
    """Hold the one lock of an open folder: no other save goes on in it meanwhile.

    The kernel gives it back when the process ends, however it ends. Raises SaveError where it is not to be
    had within `LOCK_PATIENCE_S` seconds.
    """
    import fcntl  # POSIX only: the module must import elsewhere, to say that it cannot save there

    until = time.monotonic() + LOCK_PATIENCE_S
    while True:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
            break
        except BlockingIOError as error:
            if time.monotonic() > until:
                said = f"another save has held the folder for {LOCK_PATIENCE_S:g} seconds"
                raise SaveError(path, said, "end the other program, or save again later") from error
            time.sleep(_LOCK_PAUSE_S)
    try:
        yield
    finally:
        with suppress(OSError):  # it ends with the open folder at the latest
            fcntl.flock(folder, fcntl.LOCK_UN)


def read_regular(name: str | Path, folder: int | None = None) -> tuple[bytes, os.stat_result]:
    """Read a file that is one: a pipe or device neither hangs nor is read, a folder is no file.

    With an open `folder`, `name` stands in it and must not be a link. Raises OSError; EINVAL where it is no
    regular file.
    """
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    if folder is not None:
        flags |= os.O_NOFOLLOW
    file = os.open(name, flags, dir_fd=folder)
    try:
        known = os.fstat(file)
        if not stat.S_ISREG(known.st_mode):
            raise OSError(errno.EINVAL, "it is no regular file")
        parts = []
        while part := os.read(file, _CHUNK):
            parts.append(part)
        return b"".join(parts), known
    finally:
        os.close(file)


@contextmanager
def written_beside(folder: int, body: bytes, like: os.stat_result | None, mode: int = 0o666) -> Iterator[str]:
    """Write a new file into a folder, wait until it is on the disk, and give its name.

    It gets owner and mode of `like`, or `mode` less the umask. At the end it is removed, unless renamed.
    """
    name = f".aleppo-{secrets.token_hex(8)}.tmp"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        file = os.open(name, flags, mode if like is None else 0o600, dir_fd=folder)
        try:
            if like is not None:
                _dress(file, like)
            write_all(file, body)
            os.fsync(file)
        finally:
            os.close(file)
        yield name
    finally:
        with suppress(OSError):  # renamed, as a rule; what cannot be removed is swept by the next save
            os.unlink(name, dir_fd=folder)


def _dress(file: int, like: os.stat_result) -> None:
    own = os.fstat(file)
    if (own.st_uid, own.st_gid) != (like.st_uid, like.st_gid):
        with suppress(PermissionError):  # who may write another's file need not be able to give files away
            os.fchown(file, like.st_uid, like.st_gid)
    os.fchmod(file, stat.S_IMODE(like.st_mode))


def write_all(file: int, body: bytes) -> None:
    """Write a body to the end; one call may take only a part of it."""
    left = memoryview(body)
    while left:
        left = left[os.write(file, left) :]


def put(folder: int, name: str, body: bytes, *, mode: int) -> None:
    """Write a file of a folder: the old or the new one at any time, the new one on the disk at the end."""
    with written_beside(folder, body, None, mode) as beside:
        os.replace(beside, name, src_dir_fd=folder, dst_dir_fd=folder)
        os.fsync(folder)


def sweep(folder: int) -> None:
    """Remove what killed saves left in a folder. Under its lock only: no living save has a file there."""
    for name in os.listdir(folder):
        if _LEFT_OVER.match(name):
            with suppress(FileNotFoundError):
                os.unlink(name, dir_fd=folder)
