"""Random changes of bytes, as a slip, a bad disk or an unfinished copy makes them."""

import random

_TOKENS = (
    b'"',
    b",",
    b"{",
    b"}",
    b"[",
    b"]",
    b":",
    b"\\",
    b"\n",
    b"\r",
    b"\0",
    b"null",
    b"NaN",
    b"1e999",
    b"-",
)
_MORE = (
    b"\xff",
    b"\xef\xbb\xbf",
    b"\xd8",
    b"\\ud800",
    b"//",
    b"'",
    b"<<<<<<< HEAD\n",
    b"=======\n",
    b"\x1e",
    b"0",
)


def mutated(body: bytes, chance: random.Random, other: bytes) -> bytes:
    """Change bytes in one to four places; pieces may come from another body."""
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(body) + 1)
        length = min(chance.choice((1, 1, 2, 8, 64, 512)), len(body) - at)
        kind = chance.choice(("flip", "insert", "token", "delete", "double", "splice", "swap", "truncate"))
        piece = body[at : at + length]
        if kind == "flip":
            piece = bytes(byte ^ (1 << chance.randrange(7)) for byte in piece)
        elif kind == "insert":
            piece = chance.randbytes(length) + piece
        elif kind == "token":
            piece = chance.choice(_TOKENS + _MORE) + piece[chance.randint(0, 1) :]
        elif kind == "delete":
            piece = b""
        elif kind == "double":
            piece *= chance.choice((2, 2, 100))
        elif kind == "splice":
            begin = chance.randrange(len(other) + 1)
            piece = other[begin : begin + chance.choice((1, 20, 300, 3000))]
        elif kind == "swap":
            piece = piece[::-1]
        elif chance.random() < 0.3:
            return body[:at]
        body = body[:at] + piece + body[at + length :]
    return body
