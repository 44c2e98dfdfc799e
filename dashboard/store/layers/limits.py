"""What reading a brought layer may cost, what it was asked for, and how it refuses."""

from dataclasses import dataclass

from dashboard.store.imports.limits import FileRefused

LIMIT_MB = 2000
MOST_ROWS = 20_000_000
MOST_COLUMNS = 500
MOST_VERTICES = 100_000_000
MOST_TEXT_BYTES = 1_000_000
# Of the process that reads: what it may have in memory, whatever the size of the file.
MEMORY_BYTES = 1024 * 2**20
ADDRESS_BYTES = 4096 * 2**20
# Of each file that it writes.
MOST_HELD_BYTES = 8192 * 2**20
CPU_SECONDS = 120
CPU_SECONDS_PER_MB = 1.0
MOST_LISTED = 20


class LayerError(FileRefused):
    """A file that cannot be drawn as a layer."""


class ReadingEnded(Exception):
    """The reading was called off; nothing of it was kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerOptions:
    """How a file is to be read where it does not say so itself, or says it wrong."""

    layer: str | None = None
    encoding: str | None = None
    crs: str | None = None
    limit_mb: float = LIMIT_MB

    @property
    def limit_bytes(self) -> int:
        """Give the most bytes that the file may have."""
        return int(self.limit_mb * 1_000_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a reading has come: rows, and which share of the file where that is known."""

    rows: int
    share: float | None = None
