"""The Range header: which part of a body is asked for."""

import re
from typing import Literal

_ONE = re.compile(r"bytes=[ \t]*([0-9]{0,18})-([0-9]{0,18})[ \t]*\Z", re.IGNORECASE)
Wanted = tuple[int, int] | Literal["none", "whole"]


def wanted_part(header: str | None, size: int) -> Wanted:
    """Give first and last byte (both included) that are asked for.

    "whole" where nothing, several parts or nonsense is asked for: a server may answer so, and a client must
    take it. "none" where the part lies outside the body.

    >>> wanted_part("bytes=2-", 10)
    (2, 9)
    >>> wanted_part("bytes=-3", 10)
    (7, 9)
    >>> wanted_part("bytes=10-", 10)
    'none'
    >>> wanted_part("bytes=0-1,4-5", 10)
    'whole'
    """
    found = _ONE.match(header or "")
    if found is None or found.group(1, 2) == ("", ""):
        return "whole"
    first, last = found.group(1, 2)
    if not first:
        length = min(int(last), size)
        return (size - length, size - 1) if length else "none"
    if last and int(last) < int(first):
        return "whole"
    if int(first) >= size:
        return "none"
    return int(first), min(int(last) if last else size - 1, size - 1)
