"""Lens: which asserters the reader believes for the moment; clocks: for which day, known by when."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from dashboard.domain.dataset import Dataset, Statement
from dashboard.domain.vocabulary import AsserterGroup


@dataclass(frozen=True, slots=True)
class Lens:
    """The asserters believed for the moment: with or without context, everyone or one group."""

    context: bool = False
    voice: AsserterGroup | None = None

    @property
    def key(self) -> str:
        """Name the lens in links and file names."""
        return f"{int(self.context)}:{self.voice or ''}"

    def admits(self, statement: Statement, dataset: Dataset) -> bool:
        """Tell whether the reader believes this statement's first speaker for the moment."""
        if statement.is_context and not self.context:
            return False
        if self.voice is None:
            return True
        speaker = dataset.asserters.get(statement.annotation.original_asserter)
        return speaker is not None and speaker.group is self.voice


@dataclass(frozen=True, slots=True)
class Clocks:
    """The two days the reader sets: true on `as_of`, as far as it could be known by `known_by`."""

    as_of: date
    known_by: date = date.max


def admitted(
    statements: Iterable[Statement], dataset: Dataset, known_by: date, lens: Lens
) -> Iterator[Statement]:
    """Keep what was published by `known_by` and said by somebody the lens believes."""
    return (s for s in statements if s.known_from <= known_by and lens.admits(s, dataset))


def every_lens() -> tuple[Lens, ...]:
    """Give every lens a reader can choose, the plainest first."""
    voices: tuple[AsserterGroup | None, ...] = (None, *AsserterGroup)
    return tuple(Lens(context, voice) for context in (False, True) for voice in voices)
