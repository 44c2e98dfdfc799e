"""Coordinates as people write them in tables: decimal comma, Arabic digits, degrees and minutes."""

import math
import re
import unicodedata

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?\Z")
_SIXTIETHS = re.compile(
    r"([+-]?\d+)\s*[°ºd:\s]\s*(?:(\d+(?:\.\d+)?)\s*['′’m:\s]?\s*)?(?:(\d+(?:\.\d+)?)\s*(?:[\"″”s]|'')?\s*)?\Z"
)
_SIDES = {"n": 1, "e": 1, "s": -1, "w": -1, "ش": 1, "ق": 1, "ج": -1, "غ": -1}
_ARABIC_MARKS = str.maketrans({"٫": ".", "−": "-", "\u200e": "", "\u200f": "", "\u00a0": " "})
_LONGEST = 60


def number_of(text: str) -> float:
    """Read a number with a decimal point or comma, in any digits; spaces may part the thousands.

    Raises ValueError, in plain words, for what is no number or could be two.

    >>> number_of("36,205"), number_of("٣٧٫١٥"), number_of("4 012 345.5")
    (36.205, 37.15, 4012345.5)
    >>> number_of("4,012.5")
    Traceback (most recent call last):
    ValueError: '4,012.5' has both commas and points: it could be two numbers
    """
    plain = _plain(text).replace(" ", "")
    if "," in plain and "." in plain:
        raise ValueError(f"{text!r} has both commas and points: it could be two numbers")
    plain = plain.replace(",", ".") if plain.count(",") == 1 else plain
    if not _NUMBER.match(plain):
        raise ValueError(f"{text[:_LONGEST]!r} is not a number")
    value = float(plain)
    if not math.isfinite(value):
        raise ValueError(f"{text[:_LONGEST]!r} is too large for a number")
    return value


def degrees_of(text: str) -> float:
    """Read degrees: a number, or degrees, minutes and seconds, with or without the side of the world.

    >>> degrees_of("36°12'30\\"N"), degrees_of("37.15 W"), degrees_of("36 30")
    (36.208333333333336, -37.15, 36.5)
    """
    plain = _plain(text)
    side = 1
    for end in (plain[-1:], plain[:1]):
        if end.lower() in _SIDES:
            side = _SIDES[end.lower()]
            plain = plain.strip(end).strip()
            break
    parts = _SIXTIETHS.match(plain.replace(",", "."))
    if parts is None or (parts[2] is None and not re.search(r"[°ºd]", plain)):
        value = number_of(plain.rstrip("°º "))
    else:
        minutes, seconds = float(parts[2] or 0), float(parts[3] or 0)
        if minutes >= 60 or seconds >= 60:
            raise ValueError(f"{text[:_LONGEST]!r} has 60 or more minutes or seconds")
        value = math.copysign(abs(float(parts[1])) + minutes / 60 + seconds / 3600, float(parts[1]))
        value = -abs(value) if parts[1].startswith("-") else value
    return side * value


def metres_of(text: str) -> float:
    """Read a coordinate in metres. A comma before three digits could be either thing, so it is refused.

    >>> metres_of("337205.5"), metres_of("337205,5")
    (337205.5, 337205.5)
    """
    if re.search(r",\d{3}\s*\Z", _plain(text)):
        raise ValueError(f"{text[:_LONGEST]!r}: its comma could part thousands or decimals")
    return number_of(text)


def _plain(text: str) -> str:
    if len(text) > _LONGEST:
        raise ValueError(f"{text[:_LONGEST]!r}… is not a number")
    plain = "".join(
        str(unicodedata.decimal(letter)) if letter.isdecimal() else letter
        for letter in text.translate(_ARABIC_MARKS)
    )
    return plain.strip()
