"""Zip files: what they declare is measured before anything is unpacked, and names never become paths."""

import io
import re
import stat
import struct
import zipfile
import zlib
from dataclasses import dataclass

from dashboard.store.imports.limits import DraftError, shown
from dashboard.store.imports.opening import refuse_large
from dashboard.store.imports.text_encoding import guess_of

MOST_ENTRIES = 1_000
MOST_RATIO = 200
_RATIO_FROM_BYTES = 1_000_000
_MOST_DIRECTORY_BYTES = 512 * 1024
_PLAIN_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_END, _END_BYTES = b"PK\x05\x06", 22
_END64, _LOCATOR64 = b"PK\x06\x06", b"PK\x06\x07"
_PACKED = re.compile(r"\.(zip|kmz|gz|tgz|bz2|xz|7z|rar|tar|zst|xlsx|jar)\Z", re.IGNORECASE)
IGNORED = re.compile(r"(^|/)(__MACOSX/|\.DS_Store\Z|\._|Thumbs\.db\Z)", re.IGNORECASE)
_ENCRYPTED, _UTF8_NAME = 0x1, 0x800


@dataclass(frozen=True, eq=False, kw_only=True)
class Archive:
    """The entries of a sound zip file by their names, which are for reading and showing only."""

    name: str
    opened: zipfile.ZipFile
    entries: dict[str, zipfile.ZipInfo]

    def read(self, entry: str) -> bytes:
        """Unpack one entry; its declared size was within the limits, and more is never unpacked.

        Raises DraftError where it is damaged, or holds another packed file.
        """
        info = self.entries[entry]
        try:
            with self.opened.open(info) as file:
                body = file.read(info.file_size + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError) as error:
            raise DraftError(
                self.name, f"its entry {shown(entry)!r} is damaged", "download or zip it again"
            ) from error
        if body.startswith((b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh")):
            raise _nested(self.name, entry)
        return body


def open_archive(body: bytes, name: str, limit: int) -> Archive:
    """Look into a zip file without unpacking anything.

    Raises DraftError for archives that are damaged, too large when unpacked, packed beyond any sense, with
    too many or overlapping entries, links, archives, passwords, or names that lead out of the archive.
    """
    _refuse_large_directory(body, name)
    try:
        opened = zipfile.ZipFile(io.BytesIO(body))
    except (
        zipfile.BadZipFile,
        OSError,
        ValueError,
        NotImplementedError,
        struct.error,
        UnicodeError,
    ) as error:
        raise DraftError(name, "it is a damaged zip file", "download or zip it again") from error
    infos = opened.infolist()
    _refuse_many(name, len(infos))
    entries: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        entry = _name_of(info)
        _refuse_bad_entry(name, entry, info)
        if entry in entries:
            raise DraftError(name, f"it has two entries called {shown(entry)!r}", "zip the files again")
        if not info.is_dir() and not IGNORED.search(entry):
            entries[entry] = info
    refuse_large(name, sum(info.file_size for info in infos), limit)
    _refuse_overlaps(name, infos)
    return Archive(name=name, opened=opened, entries=entries)


def _refuse_large_directory(body: bytes, name: str) -> None:
    """Count the entries that the end of the file declares: a million of them must not be listed first."""
    place = body.rfind(_END, max(0, len(body) - _END_BYTES - 65_535))
    if place < 0 or place + _END_BYTES > len(body):
        raise DraftError(name, "it is a damaged zip file: its end is missing", "download or zip it again")
    entries, size = struct.unpack_from("<HI", body, place + 10)
    if body[place - 20 : place].startswith(_LOCATOR64):
        found = place - 76
        told = struct.unpack_from("<Q", body, place - 12)[0]
        if found < 0 or told != found or not body.startswith(_END64, found):
            raise DraftError(name, "it is a damaged zip file: its end is missing", "download or zip it again")
        entries, size = struct.unpack_from("<QQ", body, found + 32)
    _refuse_many(name, entries)
    if size > _MOST_DIRECTORY_BYTES:
        raise DraftError(name, f"its list of entries has {size:,} bytes", "zip only the files of one layer")


def _refuse_many(name: str, entries: int) -> None:
    if entries > MOST_ENTRIES:
        raise DraftError(
            name,
            f"it declares {entries:,} entries; {MOST_ENTRIES:,} are the limit",
            "zip only the files of one layer",
        )


def _refuse_bad_entry(name: str, entry: str, info: zipfile.ZipInfo) -> None:
    if not info.filename:
        raise DraftError(name, "it has an entry without a name", "download or zip it again")
    plain = entry.replace("\\", "/")
    if plain.startswith("/") or re.match(r"[A-Za-z]:", plain) or ".." in plain.split("/"):
        raise DraftError(name, f"its entry {shown(entry)!r} leads out of the archive", "zip the files again")
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise DraftError(name, f"its entry {shown(entry)!r} is a link or device", "zip the files themselves")
    if info.flag_bits & _ENCRYPTED:
        raise DraftError(name, f"its entry {shown(entry)!r} needs a password", "zip it without a password")
    if info.compress_type not in _PLAIN_METHODS:
        raise DraftError(
            name, f"its entry {shown(entry)!r} is packed in an unusual way", "zip it with deflate"
        )
    if _PACKED.search(plain) and not IGNORED.search(plain):
        raise _nested(name, entry)
    if info.file_size > max(_RATIO_FROM_BYTES, info.compress_size * MOST_RATIO):
        raise DraftError(
            name,
            f"its entry {shown(entry)!r} would grow from {info.compress_size:,} to {info.file_size:,} bytes",
            "this is how zip bombs are made; give the file unpacked if you trust it",
        )


def _refuse_overlaps(name: str, infos: list[zipfile.ZipInfo]) -> None:
    end = 0
    for info in sorted(infos, key=lambda each: each.header_offset):
        if info.header_offset < end:
            raise DraftError(name, "its entries overlap, as in a zip bomb", "zip the files again")
        end = info.header_offset + 30 + info.compress_size


def _nested(name: str, entry: str) -> DraftError:
    what = f"its entry {shown(entry)!r} is itself a packed file"
    return DraftError(name, what, "unpack it and give the file inside")


def _name_of(info: zipfile.ZipInfo) -> str:
    """Read a name that is not marked as UTF-8: programs write it in whatever encoding they use."""
    if info.flag_bits & _UTF8_NAME:
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode(guess_of(raw), "replace")
