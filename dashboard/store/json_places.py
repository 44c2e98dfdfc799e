"""Places within a JSON text: where a member, a key or a value stands, and how an offset reads as a line."""

import json
import re
from itertools import chain
from typing import Any

# Nothing here goes back over what it has read (`*+`), so that hostile texts cost no more than others.
_TOKEN = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[{}\[\]:,]|[^\s{}\[\]:,"]++', re.DOTALL)
_FLAT = re.compile(r'\[[^\[\]{}"]*+\]')
_BLANK = re.compile(r"[ \t\r\n]*+")
_OPENING = "{["
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|.)", re.DOTALL)
_BLOCK = 1 << 16


class Lines:
    """The lines of a text: they are counted in blocks once, then any offset is found quickly."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._before = [0]
        for start in range(0, len(text), _BLOCK):
            self._before.append(self._before[-1] + text.count("\n", start, start + _BLOCK))

    def place(self, offset: int) -> tuple[int, int]:
        """Give line and column of an offset, both from 1."""
        block = offset // _BLOCK
        line = self._before[block] + self.text.count("\n", block * _BLOCK, offset) + 1
        return line, offset - self.text.rfind("\n", 0, offset)


def skip_value(text: str, at: int) -> int:
    """Find where the value that begins at `at` ends, going by its brackets; -1 where they do not match."""
    if (flat := _FLAT.match(text, at)) is not None:
        return flat.end()
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


def position_of_depth(text: str, at: int, levels: int) -> int:
    """Find the bracket with which the value that begins at `at` becomes deeper than `levels`."""
    depth = 0
    for token in _TOKEN.finditer(text, at):
        depth += (token[0] in _OPENING) - (token[0] in "}]")
        if depth > levels:
            return token.start()
    return at


def is_deeper(value: Any, levels: int) -> bool:
    """Tell whether arrays and objects stand in one another on more than some levels."""
    row = [value] if isinstance(value, (dict, list)) else []
    for _ in range(levels):
        inner = chain.from_iterable(each.values() if isinstance(each, dict) else each for each in row)
        row = [each for each in inner if isinstance(each, (dict, list))]
        if not row:
            return False
    return bool(row)


def position_of_half(text: str, start: int, end: int) -> int:
    """Find an escape that is half of a character, without its other half, between two offsets."""
    first = -1
    for escape in _ESCAPE.finditer(text, start, end):
        code = int(escape[1] or "0", 16)
        if first >= 0 and not (0xDC00 <= code <= 0xDFFF and escape.start() == first + 6):
            return first
        if first < 0 and 0xDC00 <= code <= 0xDFFF:
            return escape.start()
        first = escape.start() if 0xD800 <= code <= 0xDBFF else -1
    return first if first >= 0 else start


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
    if "\\" not in token and token.startswith('"'):
        return token[1:-1]
    try:
        return str(json.loads(token, strict=False))
    except ValueError:
        return token
