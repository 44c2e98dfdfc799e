"""JSON without forgiveness: what two readers could understand differently is refused."""

import json
import re
from typing import Any

from dashboard.domain.rules import Problem

MAX_BYTES = 64 * 1024 * 1024
_SURROGATE = re.compile("[\ud800-\udfff]")


class Refused(ValueError):
    """A file that cannot be read, with the problem to show."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def parse(body: bytes, file: str) -> Any:
    """Read a JSON text strictly.

    Raises Refused for anything but UTF-8 without a byte order mark, for repeated keys, NaN, Infinity
    and numbers beyond a float, for lone surrogates, and for texts over 64 MB or nested too deep.
    """

    def refuse(rule: str, message: str, fix: str, line: int = 0, column: int = 0) -> Refused:
        return Refused(Problem(file, rule, message, fix, line, column))

    if len(body) > MAX_BYTES:
        raise refuse("too-large", f"the file has {len(body):,} bytes", "split it: 64 MB are the limit")
    if body.startswith(b"\xef\xbb\xbf"):
        raise refuse(
            "byte-order-mark", "the file begins with a byte order mark", "save it as UTF-8 without BOM", 1, 1
        )
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        column = error.start - body.rfind(b"\n", 0, error.start)
        raise refuse(
            "encoding", f"byte 0x{body[error.start]:02x} is not UTF-8", "save the file as UTF-8", line, column
        ) from error

    def pairs(members: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in members:
            if key in found:
                raise refuse(
                    "repeated-key", f"the key {key!r} stands twice in one object", "keep one of them"
                )
            found[key] = value
        return found

    def constant(name: str) -> Any:
        raise refuse("not-a-number", f"{name} is not JSON", "write a number, or leave the key out")

    def number(digits: str) -> float:
        value = float(digits)
        if value in (float("inf"), float("-inf")):
            raise refuse("not-a-number", f"{digits[:40]} is too large for a number", "write a smaller number")
        return value

    def integer(digits: str) -> int:
        if len(digits) > 300:
            raise refuse("not-a-number", f"{digits[:20]}… has {len(digits)} digits", "write a smaller number")
        return int(digits)

    try:
        value = json.loads(
            text, object_pairs_hook=pairs, parse_constant=constant, parse_float=number, parse_int=integer
        )
    except json.JSONDecodeError as error:
        raise refuse(
            "json",
            f"the text is not JSON: {error.msg}",
            "check the line and the one before it",
            error.lineno,
            error.colno,
        ) from error
    except RecursionError as error:
        raise refuse("too-deep", "arrays or objects are nested too deep", "flatten the file") from error
    if "\\u" in text and _has_surrogate(value):
        raise refuse("surrogate", "a text holds half of a character", "write the character itself")
    return value


def _has_surrogate(value: Any) -> bool:
    if isinstance(value, str):
        return bool(_SURROGATE.search(value))
    if isinstance(value, dict):
        return any(_has_surrogate(k) or _has_surrogate(v) for k, v in value.items())
    return isinstance(value, list) and any(map(_has_surrogate, value))


def line_of(body: bytes, record_id: str) -> int:
    """Give the line on which a record's id stands, from 1; 0 where it cannot be found."""
    needle = re.compile(rb'"id"\s*:\s*' + re.escape(json.dumps(record_id, ensure_ascii=False).encode()))
    match = needle.search(body)
    return body.count(b"\n", 0, match.start()) + 1 if match else 0
