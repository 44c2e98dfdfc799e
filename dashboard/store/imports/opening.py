"""The bytes of the file that was named: a regular file of this computer, not above the limit."""

import errno
import os
import re
import stat
from pathlib import Path

from dashboard.store.imports.limits import DraftError

_NOT_A_PATH = re.compile(r"/?vsi|[a-z][a-z0-9+.-]+://|[A-Z]{2,}[A-Za-z0-9_]*:", re.IGNORECASE)


def read_input(path: Path, limit: int) -> bytes:
    """Read a file of at most `limit` bytes. A pipe or device neither hangs nor is read.

    Raises DraftError for anything but a regular file, for one that is empty, above the limit or not readable,
    and for names that are addresses rather than files.
    """
    name = path.name or str(path)
    with os.fdopen(open_regular(path), "rb") as opened:
        refuse_large(name, os.fstat(opened.fileno()).st_size, limit)
        try:
            body = opened.read(limit + 1)
        except OSError as error:
            raise _explained(path, error) from error
    refuse_large(name, len(body), limit)
    if not body:
        raise DraftError(name, "it is empty", "save or download it again")
    return body


def open_regular(path: Path) -> int:
    """Open a file to read, and give its descriptor. A pipe or device does not hang.

    Raises DraftError for anything but a regular file, one that is not readable, and names that are addresses.
    """
    name = path.name or str(path)
    try:
        file = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except (OSError, ValueError) as error:
        raise _explained(path, error) from error
    if not stat.S_ISREG(mode := os.fstat(file).st_mode):
        os.close(file)
        kind = "a folder" if stat.S_ISDIR(mode) else "a pipe, socket or device"
        raise DraftError(name, f"it is {kind}, not a file", "name a file")
    return file


def refuse_large(name: str, size: int, limit: int) -> None:
    """Raise DraftError for a size above the limit."""
    if size > limit:
        raise DraftError(
            name,
            f"it has {size / 1e6:,.1f} MB; {limit / 1e6:,.0f} MB are the limit",
            "cut the region out of it first, or raise --limit-mb",
        )


def _explained(path: Path, error: OSError | ValueError) -> DraftError:
    if _NOT_A_PATH.match(str(path)):
        return DraftError(
            str(path), "it is no file of this computer", "download it first; nothing is fetched by an import"
        )
    number = error.errno if isinstance(error, OSError) else 0
    if number == errno.ENOENT:
        return DraftError(str(path), "there is no such file", "check the path")
    if number == errno.ENXIO:
        return DraftError(str(path), "it is a pipe, socket or device, not a file", "name a file")
    reason = error.strerror if isinstance(error, OSError) else str(error)
    return DraftError(str(path), f"it cannot be read: {reason}", "check the path and the rights of the file")
