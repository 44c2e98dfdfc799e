"""OpenStreetMap files: whether one is whole, because GDAL reads what is there of a broken one in silence."""

import zlib
from pathlib import Path
from typing import BinaryIO
from xml.parsers import expat


def damage(path: Path) -> str | None:
    """Say what is wrong with an extract, binary or XML; None if it is whole.

    Reads all of it. Blocks that are packed by something else than zlib are only measured.
    """
    with path.open("rb") as file:
        start = file.read(64)
        file.seek(0)
        return _damaged_blocks(file) if b"OSMHeader" in start else _damaged_xml(file)


def _damaged_xml(file: BinaryIO) -> str | None:
    try:
        expat.ParserCreate().ParseFile(file)
    except expat.ExpatError as error:
        return f"it is damaged in line {error.lineno}: {expat.ErrorString(error.code)}"
    return None


def _damaged_blocks(file: BinaryIO) -> str | None:
    """Walk the blocks of the binary format (wiki.openstreetmap.org/wiki/PBF_Format)."""
    while size := file.read(4):
        at = file.tell() - len(size)
        header = file.read(int.from_bytes(size, "big")) if len(size) == 4 else b""
        fields = _fields(header)
        length = fields.get(3)
        if not isinstance(length, int) or length > 1 << 26:  # blocks are smaller than 32 MiB
            return f"it is damaged at byte {at:,}"
        block = file.read(length)
        if len(block) < length:
            return "its end is missing"
        packed = _fields(block).get(3)
        try:
            if isinstance(packed, bytes):
                zlib.decompress(packed)
        except zlib.error:
            return f"it is damaged at byte {at:,}"
    return None


def _fields(message: bytes) -> dict[int, int | bytes]:
    """Take a message apart into its numbers and byte strings; one that is cut short gives what there is."""
    found: dict[int, int | bytes] = {}
    at = 0
    while at < len(message):
        key, at = _number(message, at)
        value, at = _number(message, at)
        if key & 7 == 2:
            found[key >> 3] = message[at : at + value]
            at += value
        elif key & 7 == 0:
            found[key >> 3] = value
        else:
            break
    return found


def _number(message: bytes, at: int) -> tuple[int, int]:
    """Read a whole number of seven bits a byte, and give where the next thing begins."""
    number = shift = 0
    while at < len(message):
        byte = message[at]
        number |= (byte & 127) << shift
        shift, at = shift + 7, at + 1
        if byte < 128:
            break
    return number, at
