"""What differs between two settings of the clocks, and what was said of a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from dashboard.domain.dataset import Card, Dataset, Statement
from dashboard.domain.lens import Clocks, Lens, admitted
from dashboard.domain.model import Feature
from dashboard.domain.timeline import Reading, read, word_day


@dataclass(frozen=True, slots=True)
class Change:
    """A feature whose reading differs between two settings."""

    feature: Feature
    before: Reading
    after: Reading


def changes(dataset: Dataset, before: tuple[Clocks, Lens], after: tuple[Clocks, Lens]) -> tuple[Change, ...]:
    """Compare the readings of all features under two settings; equal states are left out."""
    found = []
    for feature in dataset.features.values():
        if not dataset.statements_about(feature.id):
            continue
        old, new = read(dataset, feature, *before), read(dataset, feature, *after)
        if old.state is not new.state or old.present is not new.present:
            found.append(Change(feature, old, new))
    found.sort(key=lambda change: (change.feature.properties.importance, change.feature.id))
    return tuple(found)


def newest_first(statements: Iterable[Statement]) -> list[Statement]:
    """Sort by publication, newest first; within one document in paragraph order."""
    return sorted(
        statements, key=lambda s: (-s.known_from.toordinal(), s.source.id, s.annotation.paragraph or 0, s.id)
    )


def claimed_readings(dataset: Dataset, clocks: Clocks, lens: Lens) -> tuple[Reading, ...]:
    """Give the readings of every feature that somebody claims something of, the best known first."""
    found = [
        (feature.properties.importance, feature.id, reading)
        for feature in dataset.features.values()
        if (reading := read(dataset, feature, clocks, lens)).axes
    ]
    return tuple(reading for _, _, reading in sorted(found, key=lambda row: row[:2]))


@dataclass(frozen=True, slots=True)
class DayStatements:
    """What the reader may know of a day: said of that very day, and standing from before."""

    of_the_day: tuple[Statement, ...]
    standing: tuple[Statement, ...]


def said_of_day(dataset: Dataset, clocks: Clocks, lens: Lens) -> DayStatements:
    """Divide what holds on the as-of day by whether it speaks of that day or of an earlier one."""
    fresh: list[Statement] = []
    standing: list[Statement] = []
    for statement in newest_first(admitted(dataset.statements, dataset, clocks.known_by, lens)):
        if statement.annotation.valid.holds_on(clocks.as_of):
            (fresh if _speaks_of(statement, clocks.as_of) else standing).append(statement)
    return DayStatements(tuple(fresh), tuple(standing))


def _speaks_of(statement: Statement, day: date) -> bool:
    """Tell whether a statement speaks of this very day, or of the week around it."""
    valid = statement.annotation.valid
    last = valid.end_day - timedelta(days=1) if valid.end_day else valid.start.latest
    return valid.first_day <= day <= last and (last - valid.first_day).days < 8


@dataclass(frozen=True, slots=True)
class Answer:
    """What a card says: readings of its features, and the newest words on its topics."""

    card: Card
    readings: tuple[Reading, ...]
    newest: tuple[Statement, ...]


def answer_card(dataset: Dataset, card: Card, clocks: Clocks, lens: Lens) -> Answer:
    """Answer the question of a card for a day; silence is an answer without readings or words."""
    features = [dataset.features[f] for f in card.features if f in dataset.features]
    readings = tuple(r for f in features if (r := read(dataset, f, clocks, lens)).axes or r.proposals)
    if card.axis is not None:
        readings = tuple(r for r in readings if any(axis.axis is card.axis for axis in r.axes))
    topics = set(card.topics)
    words = [
        s
        for s in admitted(dataset.statements, dataset, clocks.known_by, lens)
        if s.annotation.valid.first_day <= clocks.as_of
        and ((topics & set(s.annotation.topics)) if topics else set(card.features) & set(s.annotation.about))
    ]
    words.sort(
        key=lambda s: (
            -word_day(s, clocks.as_of).toordinal(),
            -s.known_from.toordinal(),
            s.annotation.paragraph or 0,
        )
    )
    return Answer(card, readings, tuple(words))
