"""A file that is served by its content address: opened for each answer, never read whole into memory."""

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

_CHUNK_BYTES = 2**20
Stamp = tuple[int, int, int, int]


class FileChanged(OSError):
    """A file is no longer what it was when its address was given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileBlob:
    """A file with what HTTP says about it; `gzip_path` is a compressed copy beside it, where there is one."""

    path: Path
    gzip_path: Path | None
    media_type: str
    etag: str
    stamp: Stamp
    gzip_stamp: Stamp | None

    @property
    def size_bytes(self) -> int:
        """Give the length of the file."""
        return self.stamp[0]

    @property
    def gzip_size_bytes(self) -> int | None:
        """Give the length of the compressed copy; None where there is none."""
        return self.gzip_stamp[0] if self.gzip_stamp else None

    def opened(self, *, squeezed: bool = False) -> BinaryIO:
        """Open the file, or its compressed copy.

        Raises FileChanged if it was replaced or written since, OSError if it cannot be read.
        """
        path, stamp = (self.gzip_path, self.gzip_stamp) if squeezed else (self.path, self.stamp)
        if path is None:
            raise FileChanged(f"{self.path} has no compressed copy")
        file = path.open("rb")
        if _stamp(os.fstat(file.fileno())) != stamp:
            file.close()
            raise FileChanged(f"{path} was changed after its address was given")
        return file


def file_blob(path: Path, media_type: str, digest: str | None = None) -> FileBlob:
    """Describe a file; `digest` names its content, and is computed from the bytes where it is not known.

    A file of the same name with `.gz` behind it is its compressed copy, if it is no older.
    Raises OSError if there is no such file, ValueError if it is not a regular one.
    """
    facts = path.stat()
    if not stat.S_ISREG(facts.st_mode):
        raise ValueError(f"{path} is not a regular file")
    beside = path.with_name(path.name + ".gz")
    squeezed = beside.stat() if beside.is_file() else None
    if squeezed is not None and squeezed.st_mtime_ns < facts.st_mtime_ns:
        squeezed = None
    return FileBlob(
        path=path,
        gzip_path=beside if squeezed else None,
        media_type=media_type,
        etag=f'"{digest or file_digest(path)}"',
        stamp=_stamp(facts),
        gzip_stamp=_stamp(squeezed) if squeezed else None,
    )


def file_digest(path: Path) -> str:
    """Hash a file's bytes, piece by piece."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_CHUNK_BYTES):
            found.update(piece)
    return found.hexdigest()[:32]


def _stamp(facts: os.stat_result) -> Stamp:
    return (facts.st_size, facts.st_mtime_ns, facts.st_dev, facts.st_ino)
