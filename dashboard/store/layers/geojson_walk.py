"""A second look at GeoJSON, feature by feature: which shapes could not be read, which lines are none."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_BLOCK = 4 * 2**20
_MOST_BUFFER = 128 * 2**20
_FEATURES = re.compile(r'"features"\s*:\s*\[')
_GAP = re.compile(r"[\s,\x1e]*")
_GOOD = 1 << 16


def features_in(path: Path) -> Iterator[Any]:
    """Walk the features of a FeatureCollection, with a bounded part of the file in memory.

    It ends without a word where the text is no JSON: whoever reads the file says so.
    """
    decode = json.JSONDecoder().raw_decode
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        buffer = file.read(_BLOCK)
        if (start := _FEATURES.search(buffer)) is None:
            return
        place = start.end()
        while True:
            gap = _GAP.match(buffer, place)
            place = gap.end() if gap else place
            try:
                feature, following = decode(buffer, place)
            except (ValueError, RecursionError):
                more = file.read(_BLOCK)
                if not more or len(buffer) - place > _MOST_BUFFER:
                    return
                buffer, place = buffer[place:] + more, 0
                continue
            yield feature
            place = following
            if place > _GOOD and len(buffer) - place < _GOOD:
                buffer, place = buffer[place:] + file.read(_BLOCK), 0


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
