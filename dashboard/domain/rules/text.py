"""Rules about the bytes of a file, before anybody tries to read JSON from them.

Each takes the first bytes or the decoded text and gives the place of the fault, or None.
"""

import re
from typing import NamedTuple

from dashboard.domain.rules.registry import rule

MAX_BYTES = 64 * 1024 * 1024
_CONFLICT = re.compile(r"^(?:<{7}|\|{7}|>{7})(?: .{0,60}|$)|^={7}$", re.MULTILINE)
_PAGE = re.compile(r"\s*(?:<!doctype\s+html|<html|<head|<body|<\?xml[^>]*>\s*<html)", re.IGNORECASE)
_MARKUP = re.compile(r"\s*<[?!a-zA-Z]")
_ARABIC_WORD = re.compile("[\u0621-\u064a]{3}")
_KINDS = (
    (b"PK\x03\x04", "a zip archive (a shapefile, KMZ or XLSX, perhaps)"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"SQLite format 3\x00", "a GeoPackage or another SQLite database"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x00\x00\x27\x0a", "a part of a shapefile"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"%PDF", "a PDF document"),
    (b"fgb\x03", "a FlatGeobuf file"),
    (b"PAR1", "a Parquet file"),
    (b"\xd0\xcf\x11\xe0", "an old Excel or Word file"),
)


class TextFault(NamedTuple):
    """A fault of a text: its offset (bytes before decoding, characters after), what, and the remedy."""

    offset: int
    message: str
    fix: str


@rule("too-large", "text")
def too_large(body: bytes) -> TextFault | None:
    """Find files above 64 MB.

    Why: a larger file would not open on a field laptop, and could be made to exhaust it.
    Wrong: one layer of 90 MB
    Right: the same features in two layers, or brought as a layer of their own
    """
    if len(body) <= MAX_BYTES:
        return None
    return TextFault(0, f"the file has {len(body):,} bytes", "split it: 64 MB are the limit")


@rule("empty-file", "text")
def empty_file(body: bytes) -> TextFault | None:
    """Find files without a character in them.

    Why: a save that failed, or a download that never began, leaves an empty file behind.
    Wrong: a file of 0 bytes
    Right: `{"type":"FeatureCollection","features":[]}`
    """
    if body.strip(b" \t\r\n\x00\xef\xbb\xbf"):
        return None
    said = "the file is empty" if not body else "the file holds nothing but blanks"
    return TextFault(0, said, "put its last good version back: aleppo undo FILE, or git checkout")


@rule("other-format", "text")
def other_format(body: bytes) -> TextFault | None:
    """Find files of another format under a name that says JSON.

    Why: a renamed shapefile or GeoPackage looks like noise, and no message of a JSON reader helps.
    Wrong: a GeoPackage saved as `places.geojson`
    Right: `aleppo import places.gpkg`, which makes a draft layer
    """
    for mark, kind in _KINDS:
        if body.startswith(mark):
            return TextFault(0, f"the file is {kind}, not JSON", "turn it into a layer: aleppo import FILE")
    return None


@rule("byte-order-mark", "text", fixable=True)
def byte_order_mark(body: bytes) -> TextFault | None:
    """Find a byte order mark before the first character.

    Why: RFC 8259 forbids it, and some readers stop at it while others do not.
    Wrong: `\\ufeff{"type": "FeatureCollection"}`
    Right: `{"type": "FeatureCollection"}`
    """
    if not body.startswith(b"\xef\xbb\xbf"):
        return None
    return TextFault(0, "the file begins with a byte order mark", "save it as UTF-8 without BOM")


@rule("encoding", "text")
def encoding(body: bytes) -> TextFault | None:
    """Find bytes that are not UTF-8.

    Why: names in Arabic would turn into other letters, silently, in one reader or another.
    Wrong: a file saved as UTF-16 or Windows-1256
    Right: the same text saved as UTF-8
    """
    if body[:2] in (b"\xff\xfe", b"\xfe\xff") or _looks_wide(body):
        return TextFault(0, "the file is UTF-16 or UTF-32, not UTF-8", "save the file as UTF-8")
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as error:
        said = f"byte 0x{body[error.start]:02x} is not UTF-8"
        if error.start + 4 > len(body) and "unexpected end" in error.reason:
            return TextFault(error.start, f"{said}: the file ends within a character", "get the whole file")
        around = body[max(0, error.start - 40) : error.start + 40].decode("cp1256", "replace")
        guess = " (it looks like Windows-1256)" if _ARABIC_WORD.search(around) else ""
        return TextFault(error.start, said, f"save the file as UTF-8{guess}")
    return None


def _looks_wide(body: bytes) -> bool:
    head = body[:64]
    return len(head) >= 8 and head.count(0) * 3 >= len(head) and head.strip(b"\x00") != b""


@rule("web-page", "text")
def web_page(text: str) -> TextFault | None:
    """Find web pages and other markup saved in place of the data.

    Why: a link to a page about the file, or a login page, is saved as easily as the file itself.
    Wrong: `<!DOCTYPE html><html>…`
    Right: the raw file behind the page's download link
    """
    if _PAGE.match(text):
        return TextFault(0, "the file is a web page, not data", "download the file itself, not its page")
    if _MARKUP.match(text):
        return TextFault(0, "the file is XML or other markup, not JSON", "if it is KML or GPX: aleppo import")
    return None


@rule("pointer-file", "text")
def pointer_file(text: str) -> TextFault | None:
    """Find a pointer of Git LFS or git-annex that stands in place of the file.

    Why: without the extension a checkout holds three lines of text under the file's name.
    Wrong: `version https://git-lfs.github.com/spec/v1`
    Right: the file, after `git lfs pull`
    """
    if text.startswith("version https://git-lfs") or text.startswith("/annex/objects/"):
        said = "the file is a pointer to a large file, not the file"
        return TextFault(0, said, "fetch it: git lfs pull, or git annex get")
    return None


@rule("merge-conflict", "text")
def merge_conflict(text: str) -> TextFault | None:
    """Find the marks of a merge that was not finished.

    Why: both versions stand in the file, and it would be chance which one is read.
    Wrong: `<<<<<<< HEAD`
    Right: one of the two versions, without the marks
    """
    if not any(mark in text for mark in ("<<<<<<<", "|||||||", ">>>>>>>", "=======")):
        return None
    found = _CONFLICT.search(text)
    if found is None:
        return None
    said = f"the line {found[0].strip()!r} is a mark of an unfinished merge"
    return TextFault(found.start(), said, "keep one version of what lies between the marks, remove the marks")


BEFORE_DECODING = ("too-large", "empty-file", "other-format", "byte-order-mark", "encoding")
AFTER_DECODING = ("web-page", "pointer-file", "merge-conflict")


@rule("unreadable", "text")
def unreadable(reason: str) -> TextFault:
    """Find files that the catalog names and that cannot be read.

    Why: a layer that is missing must be seen to be missing.
    Wrong: a layer in the catalog whose file was renamed
    Right: the file under the name in the catalog, readable by whoever runs the map
    """
    return TextFault(0, f"the file cannot be read: {reason}", "check that it exists and may be read")
