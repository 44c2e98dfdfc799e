"""A strict JSON reader that keeps its place: lists of records are read one by one, each with its offsets.

A fault in one record does not hide those of the next: the reader finds the next record and goes on. It holds
one record at a time, so a file of a hundred thousand features costs little more than its text.
"""

import json
import re
from collections import Counter
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from typing import Any

from dashboard.domain.rules import json_text
from dashboard.domain.rules.text import TextFault
from dashboard.store.json_places import (
    is_deeper,
    position_of_depth,
    position_of_half,
    position_of_key,
    position_of_word,
    skip_value,
)

LISTED = frozenset({"features", "annotations", "asserters", "disagreements", "layers", "cards"})
# Up to here every number is looked at as it is read; above, only if one may be too large.
_SMALL = 4_000_000
# Two patterns, since a search for one letter is much faster than for one of two.
_LONG_EXPONENTS = (re.compile(r"e[+]?[0-9]{3}"), re.compile(r"E[+]?[0-9]{3}"))
_HALF = re.compile(r"\\u[dD][89a-fA-F]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_DEEPEST = 100
_BLANK = re.compile(r"[ \t\r\n]*+")
# A record begins at the beginning of a line, or by its first key after a comma or on a new line; what stands
# in `properties` follows a colon.
_NEXT_RECORD = re.compile(
    r'\n\{|[,\n]\s*+\{\s*+"(?:type"\s*+:\s*+"(?i:feature)"|id"|(?:properties|geometry)"\s*+:\s*+[{n])'
)
_MOST_DIGITS = 300
_MOST_MISTAKES = 200
_MOST_MEMBERS = 10_000
_LONG_INTEGER = re.compile(r"[0-9]{301,}")


@dataclass(frozen=True, slots=True)
class Item:
    """A record of a list: which list, its number from 0, its value, and where it stands in the text."""

    key: str
    index: int
    value: Any
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mistake:
    """A breach of JSON itself: the rule, and the fault with its offset in the text."""

    rule: str
    fault: TextFault


class _Breach(ValueError):
    """Raised inside the decoder, which does not know where it is."""

    def __init__(self, rule: str, word: str) -> None:
        super().__init__(rule)
        self.rule, self.word = rule, word


def _pairs(members: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(members)
    if len(found) != len(members):
        names = [key for key, _ in members]
        raise _Breach("repeated-key", next(key for key, times in Counter(names).items() if times > 1))
    return found


def _constant(name: str) -> Any:
    raise _Breach("not-a-number", name)


def _number(digits: str) -> float:
    value = float(digits)
    if value in (float("inf"), float("-inf")):
        raise _Breach("number-overflow", digits)
    return value


def _integer(digits: str) -> int:
    if len(digits) > _MOST_DIGITS:
        raise _Breach("number-overflow", digits)
    return int(digits)


_CAREFUL = json.JSONDecoder(
    object_pairs_hook=_pairs, parse_constant=_constant, parse_float=_number, parse_int=_integer
)
_QUICK = json.JSONDecoder(object_pairs_hook=_pairs, parse_constant=_constant)


def _may_overflow(text: str) -> bool:
    """Tell quickly whether a number may be beyond a float: by its exponent, or by hundreds of digits."""
    half = _MOST_DIGITS // 2  # a longer number fills one of such blocks
    long = any(text[at : at + half].isdigit() for at in range(0, len(text), half))
    return long or any(pattern.search(text) for pattern in _LONG_EXPONENTS)


def _holds_half(value: Any) -> bool:
    """Tell whether a text in a value holds half of a character."""
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, str):
            if _SURROGATE.search(each):
                return True
        elif isinstance(each, dict):
            waiting += [*each, *each.values()]
        elif isinstance(each, list):
            waiting += each
    return False


@dataclass
class Walk:
    """One pass over a text. `items` must be run to its end; then `members` and `mistakes` are complete.

    `members` has the top-level members in their order, without the records of the lists that were read one by
    one (their place is an empty list). `spans` has where each member's value stands. For a text that is no
    object, `members` stays None and `value` is what it is.
    """

    text: str
    value: Any = None
    members: dict[str, Any] | None = None
    spans: dict[str, tuple[int, int]] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)

    def items(self) -> Iterator[Item]:
        """Read on, and give each record of the lists when it is complete."""
        exact = len(self.text) < _SMALL or _may_overflow(self.text)
        self._decode = (_CAREFUL if exact else _QUICK).raw_decode
        self._ragged = False
        self._has_halves = ("\\ud" in self.text or "\\uD" in self.text) and bool(_HALF.search(self.text))
        at = self._blank(0)
        if not self.text.startswith("{", at):
            self.value, at = self._one(at, _DEEPEST)
            self._end(at)
            return
        self.members = {}
        at = yield from self._object(at + 1)
        self._end(at)

    def _object(self, at: int) -> Generator[Item, None, int]:
        """Read the members of the top-level object; gives where it ends, or -1 where that is not known."""
        assert self.members is not None
        at = self._blank(at)
        if self.text.startswith("}", at):
            return at + 1
        while True:
            key, after = self._one(at, 0) if self.text.startswith('"', at) else (None, -1)
            if not isinstance(key, str) or after < 0:
                if after == -1 and not self.mistakes:
                    self._syntax(at, "Expecting property name enclosed in double quotes")
                return -1
            if key in self.members:
                self._breach("repeated-key", json_text.repeated_key(key, at))
            at = self._blank(after)
            if not self.text.startswith(":", at):
                self._syntax(at, "Expecting ':' delimiter")
                return -1
            start = at = self._blank(at + 1)
            if key in LISTED and self.text.startswith("[", at):
                self.members[key] = []
                at = yield from self._list(key, at + 1)
            else:
                self.members[key], at = self._one(at, _DEEPEST - 1)
            if len(self.members) > _MOST_MEMBERS:
                said = f"the file has more than {_MOST_MEMBERS:,} members beside each other"
                self._breach("json", TextFault(start, said, 'put the records into a list: "features": […]'))
            if at < 0 or len(self.mistakes) >= _MOST_MISTAKES or len(self.members) > _MOST_MEMBERS:
                return -1
            self.spans[key] = (start, at)
            at = self._blank(at)
            if self.text.startswith("}", at):
                return at + 1
            if not self.text.startswith(",", at):
                self._syntax(at, "Expecting ',' delimiter")
                return -1
            at = self._blank(at + 1)

    def _list(self, key: str, at: int) -> Generator[Item, None, int]:
        """Read the records of a list; gives where it ends, or -1 where that is not known."""
        at = self._blank(at)
        if self.text.startswith("]", at):
            return at + 1
        index = 0
        while True:
            start, known = at, len(self.mistakes)
            value, at = self._one(start, _DEEPEST - 2)
            if at >= 0 and len(self.mistakes) == known:
                yield Item(key, index, value, start, at)
            elif at < 0 or len(self.mistakes) >= _MOST_MISTAKES:
                if (at := self._next_record(start)) < 0:
                    return -1
                index += 1
                continue
            index += 1
            at = self._blank(at)
            if self.text.startswith("]", at):
                return at + 1
            if not self.text.startswith(",", at):
                self._syntax(at, "Expecting ',' delimiter")
                if not self.text.startswith("{", at) and (at := self._next_record(at)) < 0:
                    return -1
                continue
            at = self._blank(at + 1)

    def _one(self, at: int, levels: int) -> tuple[Any, int]:
        """Read one value of at most so many levels: it and where it ends, -1 where that is not known."""
        try:
            value, end = self._decode(self.text, at)
        except _Breach as breach:
            self._place(breach, at)
            return None, self._skip(at)
        except json.JSONDecodeError as error:
            self._syntax(error.pos, error.msg)
            return None, -1
        except StopIteration as stopped:  # the decoder's word for a value that does not begin
            self._syntax(stopped.value, "Expecting value")
            return None, -1
        except RecursionError:
            self._breach("too-deep", json_text.too_deep(position_of_depth(self.text, at, levels)))
            return None, -1
        except ValueError:  # an integer of more digits than Python turns into a number
            self._place(_Breach("number-overflow", ""), at)
            return None, self._skip(at)
        self._look_into(value, at, end, levels)
        return value, end

    def _look_into(self, value: Any, start: int, end: int, levels: int) -> None:
        """Find what the decoder lets pass: values nested too deep, and halves of characters."""
        opened = self.text.count("[", start, end) + self.text.count("{", start, end)
        if opened > levels and is_deeper(value, levels):
            self._breach("too-deep", json_text.too_deep(position_of_depth(self.text, start, levels)))
        elif self._has_halves and _HALF.search(self.text, start, end) and _holds_half(value):
            self._breach("surrogate", json_text.surrogate(position_of_half(self.text, start, end)))

    def _place(self, breach: _Breach, start: int) -> None:
        if breach.rule == "repeated-key":
            at = position_of_key(self.text, start, breach.word)
            self._breach(breach.rule, json_text.repeated_key(breach.word, at))
        elif breach.rule == "not-a-number":
            at = position_of_word(self.text, start, breach.word)
            self._breach(breach.rule, json_text.not_a_number(breach.word, at))
        else:
            at, digits = position_of_word(self.text, start, breach.word), breach.word
            if not digits:
                long = _LONG_INTEGER.search(self.text, start)
                at, digits = (long.start(), long[0]) if long else (start, "a number")
            self._breach(breach.rule, json_text.number_overflow(digits, at))

    def _skip(self, at: int) -> int:
        """Go to the end of a value; after brackets did not match once, no more: each try reads to the end."""
        end = -1 if self._ragged else skip_value(self.text, at)
        self._ragged = end < 0
        return end

    def _next_record(self, at: int) -> int:
        if len(self.mistakes) >= _MOST_MISTAKES:
            return -1
        found = _NEXT_RECORD.search(self.text, at)
        return self.text.index("{", found.start()) if found else -1

    def _blank(self, at: int) -> int:
        found = _BLANK.match(self.text, at)
        return found.end() if found else at

    def _end(self, at: int) -> None:
        if at >= 0 and (rest := self._blank(at)) < len(self.text):
            self._breach(*json_text.explain_rest(self.text, rest))

    def _syntax(self, offset: int, reason: str) -> None:
        self._breach(*json_text.explain(self.text, offset, reason))

    def _breach(self, rule: str, fault: TextFault) -> None:
        if len(self.mistakes) == _MOST_MISTAKES - 1:
            fault = fault._replace(message=f"{fault.message}; the rest of the file was not looked at")
        self.mistakes.append(Mistake(rule, fault))
