"""Where records stand in their files, so that a problem can say file, line and column of the value."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from dashboard.domain.problem import Fault, Finding, Problem
from dashboard.domain.rules.registry import severity_of
from dashboard.store.json_places import Lines, position_of

_MOST_LISTED = 1000
_KIND = {
    "Feature": "feature",
    "Annotation": "statement",
    "Disagreement": "disagreement",
    "Asserter": "asserter",
    "Source": "source",
    "Layer": "layer",
    "Card": "card",
}


def kind_of(model: type[Any]) -> str:
    """Give the word for a kind of record; empty for one that no rule is about."""
    return _KIND.get(model.__name__, "")


class Places:
    """The texts of files, and the offset in them at which each record begins."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._texts: dict[str, str] = {}
        self._lines: dict[str, Lines] = {}
        self._records: dict[tuple[str, str], tuple[str, int]] = {}
        self._told: Counter[tuple[str, str]] = Counter()

    def shown(self, file: str) -> str:
        """Give the name under which a reader knows a file of the folder."""
        return f"{self._folder}/{file}" if file and self._folder else file or self._folder

    def add_text(self, file: str, text: str) -> None:
        """Keep the text of a file."""
        self._texts[file] = text

    def add(self, model: type[Any], record_id: str, file: str, start: int) -> None:
        """Keep where a record begins; of several with one id the last."""
        if kind := kind_of(model):
            self._records[(kind, record_id)] = (file, start)

    def of(self, kind: str, record_id: str) -> tuple[str, int]:
        """Find a record: its file and offset; the folder as a whole, where it is not known."""
        return self._records.get((kind, record_id), ("", -1))

    def lines(self, file: str) -> Lines:
        """Give the lines of a file; they are counted when they are first asked for."""
        if file not in self._lines:
            self._lines[file] = Lines(self._texts[file])
        return self._lines[file]

    def tell(
        self, name: str, found: Fault | Finding, file: str, start: int, subject: str = ""
    ) -> tuple[Problem, ...]:
        """Make a problem, as `problem` does; none for the 1,001st of a rule in a file, which is counted."""
        self._told[file, name] += 1
        if self._told[file, name] > _MOST_LISTED:
            return ()
        return (self.problem(name, found, file, start, subject),)

    def untold(self) -> Iterator[Problem]:
        """Give a problem for each rule in a file of which not every finding was told."""
        for (file, name), many in self._told.items():
            if many > _MOST_LISTED:
                said = f"{many - _MOST_LISTED:,} more problems of this rule are not listed"
                yield self.problem(name, Fault(name, said, "mend the listed ones, and check again"), file, -1)

    def problem(self, name: str, found: Fault | Finding, file: str, start: int, subject: str = "") -> Problem:
        """Make a problem of a finding in the record that begins at `start`; -1 means the whole file."""
        line = column = 0
        if start >= 0 and file in self._texts:
            line, column = self.lines(file).place(position_of(self._texts[file], start, found.pointer))
        return Problem(
            self.shown(file),
            name,
            found.message,
            found.fix,
            line,
            column,
            found.subject if isinstance(found, Finding) else subject,
            severity_of(name),
            found.pointer,
        )
