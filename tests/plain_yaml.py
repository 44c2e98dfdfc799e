"""The part of YAML that our own files use, read strictly; anything else is refused."""

import re
from typing import Any

_KEY = re.compile(r"([A-Za-z_][\w.-]*):(?: (.*))?\Z")


def read(text: str) -> Any:
    """Read mappings, sequences, flow lists and scalars on one line each; raises ValueError for the rest."""
    lines = []
    for number, line in enumerate(text.splitlines(), 1):
        body = re.sub(r"(^|\s)#.*$", "", line).rstrip()
        if "\t" in line or (len(body) - len(body.lstrip())) % 2:
            raise ValueError(f"line {number}: tabs or odd indents")
        if body:
            lines.append((len(body) - len(body.lstrip()), body.lstrip()))
    value, rest = _block(lines, 0)
    if rest:
        raise ValueError(f"not understood: {rest[0][1]}")
    return value


def _block(lines: list[tuple[int, str]], indent: int) -> tuple[Any, list[tuple[int, str]]]:
    if not lines or lines[0][0] != indent:
        raise ValueError("a block is missing or indented otherwise")
    if lines[0][1].startswith("- "):
        items = []
        while lines and lines[0][0] == indent and lines[0][1].startswith("- "):
            inner = [(indent + 2, lines[0][1][2:]), *lines[1:]]
            if _KEY.match(inner[0][1]):
                item, lines = _block(inner, indent + 2)
            else:
                item, lines = _scalar(inner[0][1]), inner[1:]
            items.append(item)
        return items, lines
    members: dict[str, Any] = {}
    while lines and lines[0][0] == indent and not lines[0][1].startswith("- "):
        match = _KEY.match(lines[0][1])
        if match is None or match[1] in members:
            raise ValueError(f"no key, or one that stands twice: {lines[0][1]}")
        lines = lines[1:]
        if match[2]:
            members[match[1]] = _scalar(match[2])
        else:
            members[match[1]], lines = _block(lines, indent + 2)
    return members, lines


def _scalar(text: str) -> Any:
    if text.startswith("[") and text.endswith("]"):
        return [_scalar(part.strip()) for part in text[1:-1].split(",")]
    if re.fullmatch(r'"[^"\\]*"', text):
        return text[1:-1]
    if text in ("true", "false"):
        return text == "true"
    if re.fullmatch(r"\d+", text):
        return int(text)
    if text[0] in "\"'[]{}&*!|>%@`" or ": " in text:
        raise ValueError(f"not understood: {text}")
    return text
