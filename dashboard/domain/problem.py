"""What is found: a problem with its place, and a finding that a rule makes before the place is known."""

import re
from dataclasses import dataclass
from enum import StrEnum

# What steers a terminal or turns the text around it.
_STEERING = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def visible(text: str) -> str:
    """Write control characters and turning marks as escapes: a message quotes data, and data may be hostile.

    >>> visible("Castello\\x1b[2J")
    'Castello\\\\x1b[2J'
    """
    return _STEERING.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


class Severity(StrEnum):
    """How much a problem weighs: an error is set aside or must be mended, a warning is only told."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the data to mend: where, which rule, what is wrong and the remedy.

    `line` and `column` count from 1 and are 0 where a file as a whole is meant. `subject` is the id of the
    record, `pointer` leads from the record to the value (RFC 6901), and is empty for the whole of it.
    """

    file: str
    rule: str
    message: str
    fix: str
    line: int = 0
    column: int = 0
    subject: str = ""
    severity: Severity = Severity.ERROR
    pointer: str = ""

    @property
    def place(self) -> str:
        """Write file, line and column as editors and terminals follow them."""
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file

    def __str__(self) -> str:
        head = f"{self.place} {self.subject}".rstrip()
        said = f"{self.severity.value}[{self.rule}] {self.message}"
        return "\n".join([visible(head), f"  {visible(said)}", f"  fix: {visible(self.fix)}"])


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule finds: the id it is about, what is wrong, the remedy, and where in the record.

    `pointer` is a JSON Pointer from the record's own root; a feature's properties stand in `/properties`.
    `lacks` is the id that was looked for and is not there, if that is what was found.
    """

    subject: str
    message: str
    fix: str
    pointer: str = ""
    lacks: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """A finding about one raw JSON value, before it is a record: which rule, what, the remedy, and where."""

    rule: str
    message: str
    fix: str
    pointer: str = ""
