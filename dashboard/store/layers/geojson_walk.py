"""A second look at GeoJSON, feature by feature: which shapes could not be read, which lines are none."""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, TextIO

_BLOCK = 4 * 2**20
_MOST_BUFFER = 128 * 2**20
_GAP = re.compile(r"[ \t\r\n]*")
_GOOD = 1 << 16


def features_in(path: Path) -> Iterator[Any]:
    """Walk the members of a FeatureCollection's `features`, with a bounded part of the file in memory.

    A file that is one feature gives this one. It ends without a word where the text is no JSON: whoever reads
    the file says so.
    """
    with path.open(encoding="utf-8-sig", errors="replace") as file, suppress(_Ended):
        text = _Text(file)
        alone: dict[str, Any] = {}
        if not text.passed("{"):
            return
        while not text.passed("}"):
            key = text.value()
            if not text.passed(":"):
                return
            if key != "features" or not text.passed("["):
                found = text.value()
                if key in ("type", "geometry"):
                    alone[key] = found
            else:
                while not text.passed("]"):
                    yield text.value()
                    text.passed(",")
            text.passed(",")
        if alone.get("type") == "Feature":
            yield alone


class _Ended(Exception):
    """The text ends, or goes on as no JSON does."""


class _Text:
    """A text that is looked at from its beginning to its end, a part of it at a time."""

    def __init__(self, file: TextIO) -> None:
        self._file, self._part, self._place = file, file.read(_BLOCK), 0
        self._decode = json.JSONDecoder().raw_decode

    def passed(self, mark: str) -> bool:
        """Go on behind a mark and spaces, if this is what comes."""
        self._skip()
        if not self._part.startswith(mark, self._place):
            return False
        self._place += len(mark)
        return True

    def value(self) -> Any:
        """Go on behind the value that comes; give it. Raises _Ended where there is none."""
        self._skip()
        while True:
            try:
                found, behind = self._decode(self._part, self._place)
            except (ValueError, RecursionError):
                if len(self._part) - self._place > _MOST_BUFFER or not self._went_on():
                    raise _Ended from None
                continue
            if behind == len(self._part) and self._went_on():  # it may be half a number
                continue
            self._place = behind
            if behind > _GOOD and len(self._part) - behind < _GOOD:
                self._went_on()
            return found

    def _skip(self) -> None:
        while True:
            gap = _GAP.match(self._part, self._place)
            self._place = gap.end() if gap else self._place
            if self._place < len(self._part) or not self._went_on():
                return

    def _went_on(self) -> bool:
        """Read on, and let go of what was looked at; tell whether there was more."""
        more = self._file.read(_BLOCK)
        self._part, self._place = self._part[self._place :] + more, 0
        return bool(more)


def lines_in(path: Path) -> Iterator[Any]:
    """Walk a file of one feature a line: what each line holds, None for one that is no JSON."""
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        for line in file:
            text = line.strip("\x1e \t\r\n")
            if not text:
                continue
            try:
                yield json.loads(text)
            except (ValueError, RecursionError):
                yield None


def filled_lines(path: Path) -> int:
    """Count the lines in which something stands."""
    with path.open("rb") as file:
        return sum(not line.isspace() for line in file)


def has_shape(feature: Any) -> bool:
    """Tell whether a feature says that it has a shape, readable or not."""
    return isinstance(feature, dict) and feature.get("geometry") is not None


def is_feature(found: Any) -> bool:
    """Tell whether what a line holds is a feature."""
    return isinstance(found, dict) and found.get("type") == "Feature"
