"""Values as they stand in a file, turned into values of the model's fields, or left where they are."""

import math
import re
import unicodedata
from functools import lru_cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from dashboard.domain.coordinates import number_of
from dashboard.domain.draft_columns import FIELDS, plain_name
from dashboard.domain.model import Id, Text
from dashboard.domain.vocabulary import Precision, Presence

_LONGEST_ID = 80
_TEXT: TypeAdapter[str] = TypeAdapter(Text)
_ID: TypeAdapter[str] = TypeAdapter(Id)
_WORDS = {
    "presence": frozenset(map(str, Presence)),
    "precision": frozenset(map(str, Precision)),
}
_REFERENCES = frozenset({"part_of", "from", "to", "may_be"})
_METRES = re.compile(r"\s*(?:±\s*)?(.*?)\s*(?:m|metres?|meters?|mètres?|متر|م)?\s*\Z", re.IGNORECASE)
_METRES_AT_MOST = 1_000_000


@lru_cache(maxsize=4096)
def slug(text: str) -> str:
    """Write a text as an id: lower-case letters, digits and hyphens; empty where nothing of it is left.

    >>> slug("Bāb al-Hawā (crossing)"), slug("Şanlıurfa"), slug("باب الهوى")
    ('bab-al-hawa-crossing', 'sanliurfa', '')
    """
    plain = unicodedata.normalize("NFKD", plain_name(text))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST_ID].strip("-")


def is_id(value: Any) -> bool:
    """Tell whether a value is an id as it stands."""
    try:
        _ID.validate_python(value, strict=True)
    except ValidationError:
        return False
    return True


def field_value(field: str, value: Any) -> Any:
    """Turn a value into that of a field of the model.

    Raises ValueError, in plain words, where the field has no room for it.
    """
    if field not in FIELDS:
        raise ValueError(f"{field!r} is no field of a feature; one of {', '.join(FIELDS)}")
    if field == "accuracy_m":
        return _accuracy(value)
    if field == "importance":
        return _importance(value)
    text = _text(value)
    if field in _WORDS:
        word = text.strip().lower()
        if word not in _WORDS[field]:
            raise ValueError(f"{text[:40]!r} is none of {', '.join(sorted(_WORDS[field]))}")
        return word
    if field == "kind":
        if not (kind := slug(text)):
            raise ValueError(f"{text[:40]!r} cannot be written in lower-case letters and hyphens")
        return kind
    if field in _REFERENCES and (not is_id(text) or not re.search("[a-z]", text)):
        raise ValueError(f"{text[:40]!r} is not the id of a feature")
    return _said(text)


def _text(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise ValueError("it is not a text")
    return value if isinstance(value, str) else str(value)


def _said(text: str) -> str:
    try:
        return _TEXT.validate_python(text)
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]["msg"]
        raise ValueError(fault.removeprefix("Value error, ")) from error


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise ValueError("it is not a number")
    return number_of(value) if isinstance(value, str) else float(value)


def _accuracy(value: Any) -> Any:
    if isinstance(value, str) and len(value) < _LONGEST_ID and (match := _METRES.match(value)):
        value = match[1]
    metres = _number(value)
    if not (math.isfinite(metres) and 0 < metres <= _METRES_AT_MOST):
        raise ValueError(f"{metres:g} metres are no accuracy")
    if isinstance(value, (int, float)):
        return value
    return int(metres) if metres.is_integer() else metres


def _importance(value: Any) -> int:
    number = _number(value)
    if number not in (1, 2, 3, 4, 5):
        raise ValueError(f"{number:g} is not 1, 2, 3, 4 or 5")
    return int(number)
