"""Which encoding a text is in, and the text: told by a mark, by its bytes, or by the caller."""

import codecs
import re
from dataclasses import dataclass

from dashboard.store.imports.limits import DraftError, shown

MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16 (little endian)"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16 (big endian)"),
)
SHOWN = {"windows-1256": "Windows-1256", "windows-1254": "Windows-1254", "cp1252": "Windows-1252"}
_RUNS = re.compile(rb"[\x80-\xff]+")
# Letters of Turkish in Windows-1254, where Windows-1252 has letters of Icelandic.
_TURKISH = re.compile(rb"[\xd0\xdd\xde\xf0\xfd\xfe]")
_SAMPLE = 65_536
# Only plain character sets: a codec such as "zlib" or "idna" is none.
_ALLOWED = re.compile(
    r"(utf[-_ ]?(8|16|32)([-_ ]?(le|be|sig))?|(windows|cp|ibm|iso|latin|koi8|mac|ascii|us)[\w -]*)\Z", re.I
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """A text, and what to say of its encoding; `guessed` where only the bytes speak for it."""

    text: str
    encoding: str
    guessed: bool = False


def decode(body: bytes, name: str, asked: str | None = None) -> Decoded:
    """Turn bytes into text. Nothing is replaced: bytes that are no text of the encoding are refused.

    Raises DraftError, with the line, where the encoding cannot be told or does not fit.
    """
    if asked:
        return Decoded(text=_strictly(body, name, asked), encoding=asked)
    for mark, codec, title in MARKS:
        if body.startswith(mark):
            text = _strictly(body[len(mark) :], name, codec)
            return Decoded(text=text, encoding=f"{title}, with a byte order mark")
    if wide := wide_codec(body):
        title = "UTF-16 (little endian)" if wide.endswith("le") else "UTF-16 (big endian)"
        return Decoded(text=_strictly(body, name, wide), encoding=f"{title}, without a mark", guessed=True)
    try:
        return Decoded(text=body.decode("utf-8"), encoding="UTF-8")
    except UnicodeDecodeError as error:
        _refuse_damaged(body, name, error)
    codec = guess_of(body)
    return Decoded(text=_strictly(body, name, codec), encoding=SHOWN[codec], guessed=True)


def guess_of(body: bytes) -> str:
    """Guess a single-byte encoding: Arabic words are runs of high bytes, accents stand alone among letters.

    >>> guess_of("حلب".encode("windows-1256")), guess_of("Vérité".encode("cp1252"))
    ('windows-1256', 'cp1252')
    >>> guess_of("Şırnak".encode("windows-1254"))
    'windows-1254'
    """
    first = _RUNS.search(body)
    sample = body[first.start() : first.start() + _SAMPLE] if first else b""
    runs = [len(run) for run in _RUNS.findall(sample)]
    if sum(run for run in runs if run >= 3) * 2 > sum(runs):
        return "windows-1256"
    return "windows-1254" if _TURKISH.search(sample) else "cp1252"


def high_bytes(body: bytes) -> int:
    """Count the bytes that are not ASCII."""
    return len(body.translate(None, bytes(range(128))))


def known_codec(encoding: str) -> str | None:
    """Give Python's name of a character set; None for what is none."""
    if not _ALLOWED.match(encoding.strip()):
        return None
    try:
        return codecs.lookup(encoding.strip()).name
    except LookupError:
        return None


def wide_codec(body: bytes) -> str | None:
    """Tell UTF-16 without a mark by the zeros that plain letters, digits and commas have in it."""
    sample = body[: _SAMPLE & ~1]
    if len(sample) < 4 or len(body) % 2:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) / 2
    if odd > half * 0.1 and even < odd / 20:
        return "utf-16-le"
    if even > half * 0.1 and odd < even / 20:
        return "utf-16-be"
    return None


def _strictly(body: bytes, name: str, encoding: str) -> str:
    codec = known_codec(encoding)
    if codec is None:
        fix = "give a name such as utf-8, utf-16, windows-1256 or cp1252"
        raise DraftError(name, f"{shown(encoding)!r} is no encoding of texts", f"--encoding: {fix}")
    try:
        return body.decode(codec).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        what = f"byte 0x{body[error.start]:02x} in line {line} is not {encoding}"
        raise DraftError(name, what, "save it as UTF-8, or name its encoding with --encoding") from error


def _refuse_damaged(body: bytes, name: str, error: UnicodeDecodeError) -> None:
    """Refuse a text that is UTF-8 but for a few bytes: another encoding would garble all the others."""
    high, lost = high_bytes(body), body.decode("utf-8", "replace").count("\ufffd")
    if high >= 8 and lost * 10 <= high:
        line = body.count(b"\n", 0, error.start) + 1
        what = f"byte 0x{body[error.start]:02x} in line {line} is not UTF-8, though the rest is"
        raise DraftError(
            name, what, "mend that line, or name the encoding with --encoding if it is another"
        ) from error
