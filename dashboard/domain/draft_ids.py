"""Ids for the features of a draft: kept where they are ids, else written as ids, else made."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from dashboard.domain.draft_values import is_id, slug

_LONGEST = 80
_LONGEST_STEM = 40
_DIGITS = "0123456789-"


@dataclass(kw_only=True)
class Ids:
    """Hands out ids of at most 80 characters, each once; counts what it made, changed and numbered."""

    stem: str
    made: int = 0
    changed: int = 0
    repeated: int = 0
    _given: set[str] = field(default_factory=set)
    _next: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.stem = slug(self.stem)[:_LONGEST_STEM].strip("-") or "feature"

    def base(self, own: Any, name: str, number: int) -> str:
        """Give an id for a row: of what stands there as its id, else of its name, else of its number.

        A bare number says nothing beside the ids of other layers: the stem stands before it.
        """
        if own is None or own == "":
            self.made += 1
            made = slug(name)
            return made if made.strip(_DIGITS) else f"{self.stem}-{number}"
        if isinstance(own, str) and is_id(own) and own.strip(_DIGITS):
            return own
        self.changed += 1
        written = slug(str(own))
        return written if written.strip(_DIGITS) else f"{self.stem}-{written or number}"

    def unique(self, wanted: str) -> str:
        """Give an id itself, or with a number behind it where it has been given out."""
        found, number = wanted[:_LONGEST].strip("-"), self._next[wanted] or 2
        if found in self._given:
            self.repeated += 1
        while found in self._given:
            tail = f"-{number}"
            found, number = f"{wanted[: _LONGEST - len(tail)].strip('-')}{tail}", number + 1
        self._next[wanted] = number
        self._given.add(found)
        return found
