"""Which encoding the texts of a large file are in, told without holding the file."""

import codecs
from pathlib import Path

from dashboard.store.imports.limits import shown
from dashboard.store.imports.text_encoding import MARKS, SHOWN, guess_of, high_bytes, known_codec, wide_codec
from dashboard.store.layers.limits import LayerError

_BLOCK = 2**20


def encoding_of(path: Path, name: str, asked: str | None) -> tuple[str, str]:
    """Give the codec of a text file, and what to say of it.

    Every byte is looked at: a file that begins as ASCII may go on as something else. Raises LayerError where
    it is UTF-8 but for a few bytes.
    """
    if asked:
        if (codec := known_codec(asked)) is None:
            fix = "--layer-encoding windows-1256, for one"
            raise LayerError(name, f"{shown(asked)!r} is no encoding of texts", fix)
        return codec, asked
    with path.open("rb") as file:
        start = file.read(_BLOCK)
        for mark, codec, title in MARKS:
            if start.startswith(mark):
                return codec, f"{title}, with a byte order mark"
        if wide := wide_codec(start[: len(start) & ~1]):
            return wide, f"{wide}, guessed (--layer-encoding to say otherwise)"
    found = _first_fault(path, "utf-8")
    return ("utf-8", "UTF-8") if found is None else _guessed(found[1], name, found[0])


def line_of(path: Path, codec: str) -> str:
    """Say in which line the first bytes stand that are not of an encoding."""
    found = _first_fault(path, codec)
    return "somewhere" if found is None else f"line {found[0]:,}"


def _first_fault(path: Path, codec: str) -> tuple[int, bytes] | None:
    """Find the first bytes that are not of an encoding: their line, and what stands round them."""
    decoder = codecs.getincrementaldecoder(codec)()
    line = 1
    with path.open("rb") as file:
        block = file.read(_BLOCK)
        while block:
            following = file.read(_BLOCK)
            try:
                line += decoder.decode(block, final=not following).count("\n")
            except UnicodeDecodeError as error:
                line += error.object[: error.start].decode(codec, "replace").count("\n")
                return line, error.object[max(error.start - 100, 0) :]
            block = following
    return None


def _guessed(sample: bytes, name: str, line: int) -> tuple[str, str]:
    high, lost = high_bytes(sample), sample.decode("utf-8", "replace").count("\ufffd")
    if high >= 8 and lost * 10 <= high:
        what = f"line {line:,}: a few of its bytes are not UTF-8, though the rest is"
        raise LayerError(name, what, "mend them, or name the encoding with --layer-encoding if it is another")
    codec = guess_of(sample)
    return codec, f"{SHOWN[codec]}, guessed (--layer-encoding to say otherwise)"
