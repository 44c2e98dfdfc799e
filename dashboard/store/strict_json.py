"""JSON without forgiveness: what two readers could understand differently is refused."""

import json
import re
from typing import Any

from dashboard.domain.problem import Problem
from dashboard.domain.rules.registry import RULES
from dashboard.domain.rules.text import AFTER_DECODING, BEFORE_DECODING, MAX_BYTES
from dashboard.store.json_places import Lines
from dashboard.store.json_walk import Walk

__all__ = ["MAX_BYTES", "Refused", "decode", "line_of", "parse"]


class Refused(ValueError):
    """A file that cannot be read, with every problem that stands in the way; `problem` is the first."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems
        self.problem = problems[0]


def decode(body: bytes, file: str) -> str:
    """Turn the bytes of a file into text.

    Raises Refused for what breaks a rule about text: anything but UTF-8 without a byte order mark, another
    format, a web page, the marks of an unfinished merge, more than 64 MB.
    """
    for name in BEFORE_DECODING:
        found = RULES[name].check(body)
        if found is not None:
            line = body.count(b"\n", 0, found.offset) + 1
            start = body.rfind(b"\n", 0, found.offset) + 1
            column = len(body[start : found.offset].decode("utf-8", "replace")) + 1
            whole = name in ("too-large", "empty-file", "other-format")
            place = (0, 0) if whole else (line, column)
            raise Refused(Problem(file, name, found.message, found.fix, *place))
    text = body.decode("utf-8")
    for name in AFTER_DECODING:
        found = RULES[name].check(text)
        if found is not None:
            place = Lines(text[: found.offset]).place(found.offset)
            raise Refused(Problem(file, name, found.message, found.fix, *place))
    return text


def problems_of(walk: Walk, file: str, lines: Lines | None = None) -> list[Problem]:
    """Turn the mistakes of a walk into problems with line and column."""
    lines = lines or Lines(walk.text)
    return [
        Problem(file, each.rule, each.fault.message, each.fault.fix, *lines.place(each.fault.offset))
        for each in walk.mistakes
    ]


def parse(body: bytes, file: str) -> Any:
    """Read a JSON text strictly, whole.

    Raises Refused, with every fault that was found, for anything but UTF-8 without a byte order mark, for
    repeated keys, NaN, Infinity and numbers beyond a float, for lone surrogates, and for texts over 64 MB or
    nested too deep.
    """
    walk = Walk(decode(body, file))
    found = [(item.key, item.value) for item in walk.items()]
    if walk.mistakes:
        raise Refused(*problems_of(walk, file))
    if walk.members is None:
        return walk.value
    for key, value in found:
        walk.members[key].append(value)
    return walk.members


def line_of(body: bytes, record_id: str) -> int:
    """Give the line on which a record's id stands, from 1; 0 where it cannot be found."""
    needle = re.compile(rb'"id"\s*:\s*' + re.escape(json.dumps(record_id, ensure_ascii=False).encode()))
    match = needle.search(body)
    return body.count(b"\n", 0, match.start()) + 1 if match else 0
