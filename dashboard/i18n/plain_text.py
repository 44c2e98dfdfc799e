"""Values of the data as plain text for a sentence: shortened, quoted, without marks that steer a terminal."""

import json
import re
from collections.abc import Mapping
from itertools import takewhile
from typing import Any

LONGEST = 160
_AROUND = 24
# Controls (C0, C1), marks that turn the text around, line and paragraph separators, halves of characters.
_STEERING = re.compile(
    "[\u0000-\u001f\u007f-\u009f\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\u2028\u2029\ud800-\udfff]"
)
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,79}", re.ASCII)


def cleaned(text: str) -> str:
    """Show marks that steer a terminal or turn the text around as their numbers; a line break as ⏎.

    >>> cleaned("a\\x1b[31m")
    'a\\\\u001b[31m'
    """
    return _STEERING.sub(lambda m: "⏎" if m[0] == "\n" else f"\\u{ord(m[0]):04x}", text)


def shortened(text: str, longest: int = LONGEST) -> str:
    """Cut a long text, and show that it was cut."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def shown(value: Any, longest: int = LONGEST) -> str:
    """Write a JSON value into a sentence: ids, numbers and words of the vocabulary plain, texts quoted."""
    if isinstance(value, str):
        return value if _PLAIN.fullmatch(value) else f"“{cleaned(shortened(value, longest))}”"
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, (int, float)):
        return f"{value:.15g}" if isinstance(value, float) else shortened(str(value), 40)
    if isinstance(value, Mapping) and isinstance(value.get("en"), str) and value.keys() <= {"en", "ar"}:
        return shown(value["en"], longest)
    if isinstance(value, (list, tuple)) and value and all(isinstance(each, str) for each in value):
        return cleaned(shortened(", ".join(shown(each) for each in value), longest))
    try:
        return cleaned(shortened(json.dumps(value, ensure_ascii=False, default=str), longest))
    except RecursionError:
        return "a value nested too deep to show"


def change_shown(before: Any, after: Any) -> str:
    """Write "before → after"; of long texts only the part that differs, with a little around it."""
    if (
        not (isinstance(before, str) and isinstance(after, str))
        or max(len(before), len(after)) <= LONGEST // 2
    ):
        return f"{shown(before)} → {shown(after)}"
    start = _in_common(before, after)
    end = _in_common(before[start:][::-1], after[start:][::-1])
    pieces = []
    for text in (before, after):
        first, until = max(0, start - _AROUND), min(len(text), len(text) - end + _AROUND)
        piece = shortened(text[first:until], LONGEST)
        pieces.append(f"“{'…' if first else ''}{cleaned(piece)}{'…' if until < len(text) else ''}”")
    return " → ".join(pieces)


def _in_common(one: str, other: str) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def listed(words: list[str], most: int = 6) -> str:
    """Join words with commas and a last "and"; of many only the first are named."""
    if len(words) > most:
        words = [*words[: most - 1], f"{len(words) - most + 1:,} more"]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""


def counted(number: int, one: str, many: str = "") -> str:
    """Write a number with its noun.

    >>> counted(1, "vertex", "vertices"), counted(14_058, "feature")
    ('1 vertex', '14,058 features')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def metres(length_m: float) -> str:
    """Write a distance, no finer than it can matter.

    >>> [metres(m) for m in (0.04, 0.34, 35.9, 6540.6, 12_345)]
    ['less than 0.1 m', '0.3 m', '36 m', '6,541 m', '12.3 km']
    """
    if length_m < 0.1:
        return "less than 0.1 m"
    if length_m < 10:
        return f"{length_m:.1f} m"
    return f"{length_m:,.0f} m" if length_m < 10_000 else f"{length_m / 1000:,.1f} km"


def square_metres(area_m2: float) -> str:
    """Write an area in hectares or square kilometres.

    >>> square_metres(25_000), square_metres(12_340_000)
    ('2.5 ha', '12.34 km²')
    """
    return f"{area_m2 / 10_000:,.1f} ha" if area_m2 < 1_000_000 else f"{area_m2 / 1e6:,.2f} km²"
