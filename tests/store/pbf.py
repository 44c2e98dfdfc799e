"""A writer of OpenStreetMap's binary format, for tests: just enough for nodes, ways and tags.

After wiki.openstreetmap.org/wiki/PBF_Format.
"""

import zlib
from collections.abc import Mapping, Sequence

Nodes = Mapping[int, tuple[float, float]]
Ways = Mapping[int, tuple[Sequence[int], Mapping[str, str]]]


def pbf(nodes: Nodes, ways: Ways, *, packed: bool = False) -> bytes:
    """Write nodes (longitude, latitude) and ways (node numbers, tags), packed by zlib if asked."""
    words = [
        b"",
        *sorted({text.encode() for _, tags in ways.values() for pair in tags.items() for text in pair}),
    ]
    at = {word.decode(): i for i, word in enumerate(words)}
    points = b""
    for number, (longitude, latitude) in sorted(nodes.items()):
        # Degrees are counted in units of 100 nanodegrees, the default granularity.
        place = _whole(8, _zigzag(round(latitude * 1e7))) + _whole(9, _zigzag(round(longitude * 1e7)))
        points += _bytes(1, _whole(1, _zigzag(number)) + place)
    lines = b""
    for number, (refs, tags) in sorted(ways.items()):
        steps = [b - a for a, b in zip([0, *refs], refs, strict=False)]
        body = _whole(1, number) + _packed(2, [at[key] for key in tags])
        body += _packed(3, [at[value] for value in tags.values()]) + _packed(8, map(_zigzag, steps))
        lines += _bytes(3, body)
    strings = b"".join(_bytes(1, word) for word in words)
    header = _bytes(4, b"OsmSchema-V0.6")
    return _blob(b"OSMHeader", header) + _blob(
        b"OSMData", _bytes(1, strings) + _bytes(2, points) + _bytes(2, lines), packed
    )


def _blob(kind: bytes, block: bytes, packed: bool = False) -> bytes:
    blob = _whole(2, len(block)) + _bytes(3, zlib.compress(block)) if packed else _bytes(1, block)
    header = _bytes(1, kind) + _whole(3, len(blob))
    return len(header).to_bytes(4, "big") + header + blob


def _varint(number: int) -> bytes:
    found = bytearray()
    while number > 127:
        found.append(number & 127 | 128)
        number >>= 7
    return bytes([*found, number])


def _zigzag(number: int) -> int:
    return number * 2 if number >= 0 else -number * 2 - 1


def _whole(field: int, number: int) -> bytes:
    return _varint(field << 3) + _varint(number)


def _bytes(field: int, content: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(content)) + content


def _packed(field: int, numbers: "map[int] | list[int]") -> bytes:
    return _bytes(field, b"".join(map(_varint, numbers)))
