"""Disagreements as far as the reader may see them: each position from its own members."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from dashboard.domain.dataset import Dataset, Statement
from dashboard.domain.lens import Lens, admitted
from dashboard.domain.model import Disagreement, Words


@dataclass(frozen=True, slots=True)
class VisiblePosition:
    """One answer, with those of its statements that the reader may see."""

    says: Words
    members: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class VisibleDisagreement:
    """A disagreement of which at least two positions can be seen."""

    disagreement: Disagreement
    positions: tuple[VisiblePosition, ...]


def visible_disagreements(dataset: Dataset, known_by: date, lens: Lens) -> tuple[VisibleDisagreement, ...]:
    """Give the disagreements that exist among the statements admitted; one position alone is none."""
    seen = {s.id for s in admitted(dataset.statements, dataset, known_by, lens)}
    found = []
    for disagreement in dataset.disagreements:
        positions = tuple(
            VisiblePosition(position.says, tuple(dataset.statement[m] for m in position.members if m in seen))
            for position in disagreement.positions
        )
        shown = tuple(position for position in positions if position.members)
        if len(shown) >= 2:
            found.append(VisibleDisagreement(disagreement, shown))
    return tuple(found)


def concerning(
    disagreements: Iterable[VisibleDisagreement], statement_ids: Iterable[str]
) -> tuple[VisibleDisagreement, ...]:
    """Keep the disagreements in which one of these statements takes part."""
    wanted = set(statement_ids)
    return tuple(
        d for d in disagreements if any(m.id in wanted for position in d.positions for m in position.members)
    )
