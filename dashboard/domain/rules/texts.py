"""Rules about the texts in records: unseen marks, wrong encodings and scripts, words that say nothing."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice
from typing import Any

from dashboard.domain.problem import Fault, Severity
from dashboard.domain.rules.quoting import escaped
from dashboard.domain.rules.registry import RULES, rule

MOST_MEMBERS = 1000
_MOST_FAULTS = 20
# The joiners (U+200C, U+200D) and the direction marks (U+200E, U+200F) are invisible too, but Arabic's own.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u180e\u200b\u2028\u2029\u2060-\u2064\ufeff\ufff9-\ufffb]"
)
_GARBLED = re.compile(
    "(?:[\u00d8\u00d9][\u0080-\u00bf\u2018-\u203a\u0152-\u0192]){2}|\u00c3[\u0080-\u00bf]|\u00e2\u20ac|\ufffd"
)
_PLACEHOLDER = re.compile(
    r"(?:todo|tbd|tba|fixme|xxx+|n/?a|none|null|unknown|unnamed|\?+|-+|\.+|…|lorem ipsum|test|source)\Z",
    re.IGNORECASE,
)
_ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f]")
_LATIN = re.compile("[A-Za-z]")
_MUST_SAY = ("source", "licence", "method", "name", "says", "publisher", "title", "where_read", "printed")


def text_faults(value: Any, pointer: str = "") -> Iterator[Fault]:
    """Run the rules about texts over the texts of a raw value, in the order of its members.

    Of the entries of one list or object the first thousand are looked at, and 20 faults are told.
    """
    yield from islice(_faults_of_texts(value, pointer), _MOST_FAULTS)


def _faults_of_texts(value: Any, pointer: str) -> Iterator[Fault]:
    waiting: list[tuple[Any, tuple[str, ...]]] = [(value, ())]
    while waiting:
        each, way = waiting.pop()
        if isinstance(each, str):
            if not _is_plain(each, way[-1] if way else ""):
                at = pointer + "".join(f"/{escaped(part)}" for part in way)
                for name in _TEXT_RULES:
                    yield from RULES[name].check(each, at)
        elif isinstance(each, dict):
            members = list(islice(each.items(), MOST_MEMBERS))
            waiting += [(inner, (*way, key)) for key, inner in reversed(members)]
        elif isinstance(each, list):
            waiting += [
                (inner, (*way, str(n))) for n, inner in reversed(list(enumerate(each[:MOST_MEMBERS])))
            ]


def _is_plain(text: str, key: str) -> bool:
    """Tell quickly that no rule about texts has anything to say; in doubt the rules are asked."""
    if text[:1].isspace() or text[-1:].isspace():
        return False
    if len(text) <= _LONGEST_PLACEHOLDER and (key in _MUST_SAY or key == "en"):
        return False
    if key in _ENGLISH or key in _IN_ARABIC:
        return bool(_ARABIC.search(text)) == (key in _IN_ARABIC) and _is_clean(text)
    return _is_clean(text)


def _is_clean(text: str) -> bool:
    if text.isascii():
        return text.isprintable()
    return (
        unicodedata.is_normalized("NFC", text) and not _INVISIBLE.search(text) and not _GARBLED.search(text)
    )


_ENGLISH, _IN_ARABIC = ("en", "name"), ("ar", "name_ar")
_LONGEST_PLACEHOLDER = 24
_TEXT_RULES = (
    "invisible-character",
    "garbled-text",
    "text-edges",
    "not-composed",
    "wrong-script",
    "placeholder",
)


@rule("invisible-character", "record")
def invisible_character(text: str, pointer: str) -> Iterator[Fault]:
    """Find control characters and characters without width in a text.

    Why: two names that look the same are then two names, and a search finds one of them.
    Wrong: a name with a zero-width space (U+200B) in it
    Right: the same name without it
    """
    found = _INVISIBLE.search(text)
    if found is not None:
        said = f"{text[:40]!r} holds the invisible character U+{ord(found[0]):04X}"
        yield Fault("invisible-character", said, "remove it", pointer)


@rule("garbled-text", "record")
def garbled_text(text: str, pointer: str) -> Iterator[Fault]:
    """Find texts that were read in a wrong encoding once, and saved so.

    Why: the name of a place turned into noise is a name lost.
    Wrong: `"name_ar": "Ø­Ù„Ø¨"`
    Right: `"name_ar": "حلب"`
    """
    found = _GARBLED.search(text)
    if found is not None:
        said = f"{text[:40]!r} was read in a wrong encoding"
        yield Fault("garbled-text", said, "take the text from its source again, as UTF-8", pointer)


@rule("text-edges", "record", severity=Severity.WARNING, fixable=True)
def text_edges(text: str, pointer: str) -> Iterator[Fault]:
    """Find blanks before or after a text.

    Why: they are not seen, and make two names of one.
    Wrong: `"name": "Kafr Hamra "`
    Right: `"name": "Kafr Hamra"`
    """
    if text != text.strip():
        yield Fault(
            "text-edges", f"{text[:40]!r} begins or ends with a blank", "remove it: aleppo fmt --fix", pointer
        )


@rule("not-composed", "record", severity=Severity.WARNING, fixable=True)
def not_composed(text: str, pointer: str) -> Iterator[Fault]:
    """Find letters written as a letter and a separate accent, where one character exists.

    Why: the two look the same and are not found by the same search (Unicode normalisation form C).
    Wrong: `é` as e and U+0301
    Right: `é` as U+00E9
    """
    if not unicodedata.is_normalized("NFC", text):
        said = f"{text[:40]!r} is not in normalisation form C"
        yield Fault("not-composed", said, "compose it: aleppo fmt --fix", pointer)


@rule("wrong-script", "record")
def wrong_script(text: str, pointer: str) -> Iterator[Fault]:
    """Find English texts in Arabic script, and Arabic ones without an Arabic letter.

    Why: the two were put into each other's place, and each reader sees the other's.
    Wrong: `{"en": "حلب", "ar": "Aleppo"}`
    Right: `{"en": "Aleppo", "ar": "حلب"}`
    """
    key = pointer.rpartition("/")[2]
    if key in _ENGLISH and _ARABIC.search(text) and not _LATIN.search(text):
        yield Fault(
            "wrong-script", f"{text[:40]!r} is Arabic under {key!r}", "put it under the Arabic key", pointer
        )


@rule("placeholder", "truth")
def placeholder(text: str, pointer: str) -> Iterator[Fault]:
    """Find words that stand where something is still to be written.

    Why: "unknown" as a source is no source.
    Wrong: `"source": "TODO"`
    Right: `"source": "GeoNames 168734"`, or no feature
    """
    key = pointer.rpartition("/")[2]
    if (key in _MUST_SAY or key == "en") and _PLACEHOLDER.match(text.strip()):
        yield Fault(
            "placeholder",
            f"{key!r} is {text[:40]!r}, which says nothing",
            "write what the source says",
            pointer,
        )
    if key in _IN_ARABIC and _LATIN.search(text) and not _ARABIC.search(text):
        yield Fault(
            "wrong-script", f"{text[:40]!r} has no Arabic letter", "put it under the English key", pointer
        )
