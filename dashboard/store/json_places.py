"""Places within a JSON text: where a member, a key or a value stands, and how an offset reads as a line."""

import json
import re
from bisect import bisect_right

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+', re.DOTALL)
_BLANK = re.compile(r"[ \t\r\n]*")
_OPENING = "{["


class Lines:
    """Where the lines of a text begin; made once, then any offset is found at once."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts = [0, *(found.end() for found in re.finditer("\n", text))]

    def place(self, offset: int) -> tuple[int, int]:
        """Give line and column of an offset, both from 1."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def line(self, number: int) -> str:
        """Give a line by its number from 1, without its end."""
        start = self._starts[number - 1]
        end = self.text.find("\n", start)
        return self.text[start : end if end >= 0 else None].rstrip("\r")


def skip_value(text: str, at: int) -> int:
    """Find where the value that begins at `at` ends, going by its brackets; -1 where they do not match."""
    opened: list[str] = []
    for token in _TOKEN.finditer(text, at):
        mark = token[0]
        if mark in ("{", "["):
            opened.append("}" if mark == "{" else "]")
        elif mark in ("}", "]") and (not opened or opened.pop() != mark):
            return -1
        if not opened:
            return token.end()
    return -1


def position_of_key(text: str, at: int, key: str) -> int:
    """Find where a key stands for the second time in one object of the value that begins at `at`."""
    seen: list[set[str] | None] = []
    before = None
    for token in _TOKEN.finditer(text, at):
        mark = token[0]
        if mark in _OPENING:
            seen.append(set() if mark == "{" else None)
        elif mark in ("}", "]"):
            if not seen:
                break
            seen.pop()
        elif mark == ":" and before is not None and seen and (keys := seen[-1]) is not None:
            name = _decoded(before[0])
            if name == key and name in keys:
                return before.start()
            keys.add(name)
        before = token
    return at


def position_of_word(text: str, at: int, word: str) -> int:
    """Find a number or a bare word, outside of texts, in the value that begins at `at`."""
    return next((found.start() for found in _TOKEN.finditer(text, at) if found[0] == word), at)


def position_of(text: str, at: int, pointer: str) -> int:
    """Find the value to which a JSON Pointer (RFC 6901) leads from the value that begins at `at`.

    Where it leads nowhere, the place of the deepest value on the way is given. The value must be JSON.
    """
    at = _skip_blank(text, at)
    for part in pointer.split("/")[1:]:
        wanted = part.replace("~1", "/").replace("~0", "~")
        found = _member(text, at, wanted)
        if found < 0:
            return at
        at = found
    return at


def _member(text: str, at: int, wanted: str) -> int:
    """Find a member's value in an object, or an element in an array, that begins at `at`; -1 without one."""
    kind, at = text[at : at + 1], _skip_blank(text, at + 1)
    index = 0
    while kind in _OPENING and kind and text[at : at + 1] not in ("}", "]", ""):
        if kind == "{":
            key = _TOKEN.match(text, at)
            if key is None:
                return -1
            at = _skip_blank(text, _skip_blank(text, key.end()) + 1)
            if _decoded(key[0]) == wanted:
                return at
        elif str(index) == wanted:
            return at
        if (at := skip_value(text, at)) < 0:
            return -1
        at = _skip_blank(text, at)
        if text[at : at + 1] == ",":
            at = _skip_blank(text, at + 1)
        index += 1
    return -1


def _skip_blank(text: str, at: int) -> int:
    found = _BLANK.match(text, at)
    return found.end() if found else at


def _decoded(token: str) -> str:
    try:
        return str(json.loads(token, strict=False))
    except ValueError:
        return token
