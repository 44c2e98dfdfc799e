"""Who is at the end: figures of people and convoys as they were stated, side by side, never reckoned with."""

from collections.abc import Iterable
from dataclasses import dataclass

from dashboard.domain.dataset import Statement
from dashboard.domain.model import Figure
from dashboard.domain.survey import Survey
from dashboard.domain.timeline import word_day

_CONVOY = frozenset({"trucks", "convoys", "people-to-be-fed", "people-to-be-helped", "people-fed"})


@dataclass(frozen=True, slots=True)
class Stated:
    """One figure with the statement that gives it."""

    figure: Figure
    statement: Statement


def people_there(survey: Survey) -> tuple[Stated, ...]:
    """Give every figure of people at the destination, and of the areas it is part of, newest word first."""
    places = _around(survey)
    found = _figures(survey, places)
    return tuple(f for f in found if f.figure.what.startswith(("population", "people-")) and not _convoy(f))


def convoys(survey: Survey) -> tuple[Stated, ...]:
    """Give every figure of trucks, convoys and the people they were to serve, newest word first.

    They are about ways and crossings, or about the destination; a proposal stays a proposal.
    """
    ways = [f.id for f in survey.dataset.features.values() if f.properties.kind in _WAY_KINDS]
    return tuple(f for f in _figures(survey, [*_around(survey), *ways]) if _convoy(f))


_WAY_KINDS = frozenset({"road", "corridor", "border-crossing", "informal-crossing", "customs", "checkpoint"})


def _convoy(stated: Stated) -> bool:
    return stated.figure.what in _CONVOY


def _around(survey: Survey) -> list[str]:
    destination = survey.question.destination
    return [destination, *survey.dataset.wholes(destination)]


def _figures(survey: Survey, places: Iterable[str]) -> tuple[Stated, ...]:
    wanted = frozenset(places)
    day = survey.clocks.as_of
    found = [
        Stated(figure, statement)
        for statement in survey.known(wanted)
        if statement.annotation.valid.first_day <= day
        for figure in statement.annotation.figures
        if figure.about in wanted
    ]
    found.sort(key=lambda f: (-word_day(f.statement, day).toordinal(), f.statement.id, f.figure.what))
    return tuple(found)
