"""What an import may cost, what it was asked for, and how it refuses."""

from collections.abc import Callable
from dataclasses import dataclass, field

LIMIT_MB = 50
MOST_ROWS = 200_000
MOST_COLUMNS = 1_000
# What reading a text may take in memory, estimated before it is read.
MOST_MEMORY = 300 * 2**20
MOST_XML_ELEMENTS = 4_000_000
_TELL_EVERY = 10_000
_LONGEST_MESSAGE = 1_000


class FileRefused(ValueError):
    """A file that cannot be used: which, what is wrong with it, and the remedy."""

    def __init__(self, name: str, what: str, fix: str) -> None:
        what = what if len(what) <= _LONGEST_MESSAGE else f"{what[:_LONGEST_MESSAGE]}…"
        super().__init__(f"{shown(name)}: {what}\n  fix: {fix}")
        self.name, self.what, self.fix = name, what, fix


class DraftError(FileRefused):
    """A file that no draft can be made of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a file is to be read where it does not say so itself, or says it wrong.

    `progress` hears every 10,000 rows how many have been read.
    """

    encoding: str | None = None
    crs: str | None = None
    layer: str | None = None
    sheet: str | None = None
    swap: bool = False
    limit_mb: float = LIMIT_MB
    progress: Callable[[int], None] | None = field(default=None, compare=False)

    def tell(self, rows: int) -> None:
        """Tell how many rows have been read, now and then."""
        if self.progress is not None and rows and not rows % _TELL_EVERY:
            self.progress(rows)

    @property
    def limit_bytes(self) -> int:
        """Give the most bytes that a file may have, packed or unpacked."""
        return int(self.limit_mb * 1_000_000)


def shown(text: str, longest: int = 80) -> str:
    """Write a text of a file so that it can stand in a message: one line, no invisible marks, not long.

    >>> shown("a\\nb\\u202ec")
    'a\\\\nb\\\\u202ec'
    """
    start = text[: longest + 1]
    plain = "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in start)
    return plain if len(plain) <= longest else f"{plain[: longest - 1]}…"


def refuse_costly(name: str, *, text_bytes: int, parts: int, part_bytes: int) -> None:
    """Raise DraftError for a text that would take more memory than an import may."""
    cost = text_bytes + parts * part_bytes
    if cost > MOST_MEMORY:
        most = f"{MOST_MEMORY / 2**20:,.0f} MB are the limit"
        raise DraftError(
            name,
            f"reading it would take about {cost / 2**20:,.0f} MB of memory; {most}",
            "split the file, or cut the region out of it first",
        )


def refuse_many_rows(name: str, rows: int) -> None:
    """Raise DraftError for more rows than a draft may have."""
    if rows > MOST_ROWS:
        raise DraftError(name, f"it has more than {MOST_ROWS:,} rows or features", "split the file")
