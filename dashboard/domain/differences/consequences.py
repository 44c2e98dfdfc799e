"""What a change of the data changes for readers: answers, corridors, disagreements, places, problems."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from dashboard.domain.dataset import Dataset
from dashboard.domain.differences.compare import differences
from dashboard.domain.differences.corridors import CorridorChange, compare_corridors
from dashboard.domain.differences.readings import LENSES, ReadingChange, Rest, compare_readings
from dashboard.domain.differences.records import Difference, How
from dashboard.domain.disagreement import visible_disagreements
from dashboard.domain.lens import Lens
from dashboard.domain.rules import Problem

# Members that serve checks and maintainers; no panel and no map shows them.
UNSEEN = frozenset({"key_terms", "text_sha256", "paragraphs", "extent_deg"})

Members = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DisagreementChange:
    """A disagreement that readers see appear, vanish, or with other members, once everything is known.

    `positions` are before and after; None where the reader does not see the disagreement at all.
    """

    id: str
    question: str
    lens: Lens
    before: tuple[Members, ...] | None
    after: tuple[Members, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Consequences:
    """What changes for readers. `seen` counts the differences in words or drawings that some page shows.

    `problems` are those that appear, `mended` those that go.
    """

    readings: tuple[ReadingChange, ...] = ()
    rests: tuple[Rest, ...] = ()
    corridors: tuple[CorridorChange, ...] = ()
    disagreements: tuple[DisagreementChange, ...] = ()
    placed: tuple[str, ...] = ()
    unplaced: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    mended: tuple[Problem, ...] = ()
    seen: int = 0

    @property
    def answers_change(self) -> bool:
        """Tell whether any answer changes: of a place, a corridor, a disagreement, or where a thing lies."""
        return bool(
            self.readings
            or self.rests
            or self.corridors
            or self.disagreements
            or self.placed
            or self.unplaced
        )


def consequences(
    before: Dataset,
    after: Dataset,
    problems_before: Iterable[Problem] = (),
    problems_after: Iterable[Problem] = (),
    found: Sequence[Difference] | None = None,
) -> Consequences:
    """Work out what readers see of the difference between two datasets.

    The problems are those that loading each of them gave. `found` are the differences, if known already.
    The answers are those of the same functions that the map asks; corridors are asked about only where a
    changed statement or drawing can reach one.
    """
    found = differences(before, after) if found is None else found
    readings = compare_readings(before, after)
    old, new = ({_key(p): p for p in problems} for problems in (problems_before, problems_after))
    located = [{f.id for f in dataset.features.values() if f.located} for dataset in (before, after)]
    both = before.features.keys() & after.features.keys()
    return Consequences(
        readings=readings.changes,
        rests=readings.rests,
        corridors=compare_corridors(before, after),
        disagreements=tuple(_disagreements(before, after)),
        placed=tuple(sorted(both & (located[1] - located[0]))),
        unplaced=tuple(sorted(both & (located[0] - located[1]))),
        problems=tuple(problem for key, problem in new.items() if key not in old),
        mended=tuple(problem for key, problem in old.items() if key not in new),
        seen=sum(map(is_seen, found)),
    )


def is_seen(difference: Difference) -> bool:
    """Tell whether some page of the map shows what differs."""
    if difference.how is not How.CHANGED:
        return difference.how is not How.FORM
    if difference.shape is not None or difference.old_id is not None or difference.old_file is not None:
        return True
    return any(UNSEEN.isdisjoint(change.path) for change in difference.fields)


def _key(problem: Problem) -> tuple[str, ...]:
    return (problem.file, problem.rule, problem.subject, problem.message)


def _disagreements(before: Dataset, after: Dataset) -> Iterable[DisagreementChange]:
    for lens in LENSES:
        old, new = (_positions(dataset, lens) for dataset in (before, after))
        for disagreement_id in [*old, *(i for i in new if i not in old)]:
            was, now = old.get(disagreement_id), new.get(disagreement_id)
            if was is None or now is None or sorted(was[1]) != sorted(now[1]):
                yield DisagreementChange(
                    id=disagreement_id,
                    question=(now or was or ("",))[0],
                    lens=lens,
                    before=None if was is None else was[1],
                    after=None if now is None else now[1],
                )


def _positions(dataset: Dataset, lens: Lens) -> dict[str, tuple[str, tuple[Members, ...]]]:
    return {
        seen.disagreement.id: (
            seen.disagreement.question.en,
            tuple(tuple(sorted(s.id for s in position.members)) for position in seen.positions),
        )
        for seen in visible_disagreements(dataset, date.max, lens)
    }
