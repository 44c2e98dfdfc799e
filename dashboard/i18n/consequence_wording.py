"""Sentences about what a change of the data changes for readers: `worded_consequences` gives them plainly."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from dashboard.domain.differences.consequences import Consequences, DisagreementChange
from dashboard.domain.differences.corridors import CorridorChange
from dashboard.domain.differences.readings import Answer, Period, ReadingChange
from dashboard.domain.differences.records import Difference, RecordKind
from dashboard.domain.lens import Lens
from dashboard.domain.rules import Problem
from dashboard.domain.timeline import State
from dashboard.domain.vocabulary import Audience
from dashboard.i18n import say
from dashboard.i18n.corridor_delta_wording import delta_words
from dashboard.i18n.plain_text import counted, listed, shown
from dashboard.i18n.shape_wording import shape_words
from dashboard.i18n.wording import day_words

NOBODY = "no reader sees a difference"
_MOST_SPANS = 12


def worded_consequences(found: Consequences) -> list[str]:
    """Say every consequence in one sentence: answers of places first, problems last.

    Where there is none, the one sentence says so: that no reader sees a difference, or that only words or
    drawings differ and every answer stays.
    """
    return [sentence for sentences in grouped_consequences(found).values() for sentence in sentences]


def grouped_consequences(found: Consequences) -> dict[str, list[str]]:
    """Say the consequences under a heading each; headings without a sentence are left out."""
    groups = {
        "What the map answers": [*_summary(found), *_readings(found.readings), *_rests(found)],
        "Corridors": list(_corridors(found.corridors)),
        "Disagreements": [_disagreement(change) for change in _told_once(found.disagreements)],
        "On the map": list(_places(found)),
        "Problems": [*_problems(found.problems, "appears"), *_problems(found.mended, "is gone")],
    }
    return {heading: sentences for heading, sentences in groups.items() if sentences}


def headlines(differences: Iterable[Difference], found: Consequences) -> list[str]:
    """Sum up each feature in one line: its status, the sources behind it, and its drawing.

    For example "castello-road: hindered → cut from 2016-09-08, source added, 3 vertices moved at most 40 m".
    """
    lines: dict[str, list[str]] = {}
    differences = tuple(differences)
    for change in found.readings:
        parts = lines.setdefault(change.feature_id, [])
        if not parts:
            parts.append(f"{_answers(change.before, change.after)} from {change.as_of[0].isoformat()}")
    for difference in differences:
        if difference.kind is RecordKind.FEATURE and difference.shape is not None:
            lines.setdefault(difference.id, [])
    for feature_id, parts in lines.items():
        parts += _sources(feature_id, differences)
        for difference in differences:
            if difference.kind is RecordKind.FEATURE and difference.id == feature_id and difference.shape:
                parts += shape_words(difference.shape)
    return [f"{shown(feature_id)}: {', '.join(parts)}" for feature_id, parts in sorted(lines.items())]


def _sources(feature_id: str, differences: tuple[Difference, ...]) -> Iterator[str]:
    new = {d.id for d in differences if d.kind is RecordKind.SOURCE and d.how == "added"}
    owners: dict[str, set[str]] = {}
    for difference in differences:
        about = (difference.record or {}).get("about")
        if (
            difference.kind is RecordKind.ANNOTATION
            and isinstance(about, (list, tuple))
            and feature_id in about
        ):
            what = "source added" if difference.owner in new else f"statement {difference.how.value}"
            key = difference.owner if difference.owner in new else f"{difference.owner} {difference.id}"
            owners.setdefault(what, set()).add(key)
    for what, keys in owners.items():
        noun, how = what.split()
        yield what if len(keys) == 1 else f"{counted(len(keys), noun)} {how}"


def _summary(found: Consequences) -> Iterator[str]:
    if found.answers_change:
        return
    if not found.seen:
        yield NOBODY
        return
    others = counted(found.seen, "text or drawing differs", "texts or drawings differ")
    yield f"no answer about any place, corridor or disagreement changes on any day; {others}"


def _readings(changes: Iterable[ReadingChange]) -> Iterator[str]:
    by_place: dict[tuple[str, bool], list[ReadingChange]] = {}
    for change in changes:
        by_place.setdefault((change.feature_id, change.lens.context), []).append(change)
    for found in by_place.values():
        for change in found[:_MOST_SPANS]:
            yield reading_sentence(change)
        if len(found) > _MOST_SPANS:
            rest = counted(len(found) - _MOST_SPANS, "further span of days", "further spans of days")
            yield f"{shown(found[0].feature_id)}, {lens_words(found[0].lens)}: {rest}"


def reading_sentence(change: ReadingChange) -> str:
    """Say where an answer changes: which feature and lens, known by when, on which days, from what to what.

    For example "castello-road, articles only: known by 8 September 2016 or later, 7 to 8 September 2016:
    hindered → cut".
    """
    place = f"{shown(change.feature_id)}, {lens_words(change.lens)}"
    known = "with all that is known" if change.in_hindsight else _known_words(change.known_by)
    return f"{place}: {known}, {period_words(change.as_of)}: {_answers(change.before, change.after)}"


def lens_words(lens: Lens) -> str:
    """Name a lens as the page does."""
    return "with context" if lens.context else "articles only"


def _known_words(known_by: Period) -> str:
    first, until = known_by
    if until == date.max:
        return f"known by {day_words(first)} or later"
    last = until - timedelta(days=1)
    return f"known by {day_words(first)}" if last == first else f"known by {period_words(known_by)}"


def period_words(period: Period) -> str:
    """Write a period of days, both ends included: 7 to 8 September 2016."""
    first, last = period[0], period[1] - timedelta(days=1)
    if first == last:
        return day_words(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {day_words(last)}"
    year = "" if first.year == last.year else f" {first.year}"
    return f"{first.day} {say(f'month.{first.month}')}{year} to {day_words(last)}"


def _answers(before: Answer, after: Answer) -> str:
    if before.state is None or after.state is None:
        return f"{_state(before)} → {_state(after)}"
    if before.present is not after.present:
        return f"there now, as {_state(after)}" if after.present else f"no longer there, was {_state(before)}"
    if before.state is not after.state:
        return f"{before.state.value} → {after.state.value}"
    old, new = dict(before.axes), dict(after.axes)
    parts = [
        f"{axis.value} {_said(old.get(axis))} → {_said(new.get(axis))}"
        for axis in {**old, **new}
        if old.get(axis) is not new.get(axis)
    ]
    if before.proposed is not after.proposed:
        parts.append("a proposal appears" if after.proposed else "no proposal any more")
    return ", ".join(parts)


def _said(state: State | None) -> str:
    return "unsaid" if state is None else state.value


def _state(answer: Answer) -> str:
    return "no such feature" if answer.state is None else answer.state.value


def _rests(found: Consequences) -> Iterator[str]:
    for rest in found.rests:
        old, new = rest.statements
        number = f"{counted(old, 'statement')} → {new:,}" if old != new else "other statements"
        yield f"{shown(rest.feature_id)}, {lens_words(rest.lens)}: the same status rests on {number}"


def _corridors(changes: Iterable[CorridorChange]) -> Iterator[str]:
    """Say what changes in the ways; audiences and clocks of which the same is true share a sentence."""
    clocks: dict[tuple[object, ...], list[CorridorChange]] = {}
    for change in changes:
        clocks.setdefault((change.delta, change.lens, change.days, change.whom), []).append(change)
    together: dict[tuple[object, ...], tuple[str, list[CorridorChange]]] = {}
    for alike in clocks.values():
        one, known = alike[0], _KNOWN[tuple(change.in_hindsight for change in alike)]
        together.setdefault((one.delta, one.lens, one.days, known), (known, []))[1].append(one)
    for known, found in together.values():
        one = found[0]
        whom = (
            "everybody" if len(found) == len(Audience) else listed([_audience(each.whom) for each in found])
        )
        days = listed([period_words(period) for period in one.days], 4)
        yield f"for {whom}, {lens_words(one.lens)}, {days}, {known}: {delta_words(one.delta)}"


_KNOWN: Mapping[tuple[bool, ...], str] = {
    (False,): "as known on the day",
    (True,): "with all that is known",
    (False, True): "as known on the day and with all that is known",
}


def _audience(whom: Audience) -> str:
    return say(f"audience.{whom.value}")


def _told_once(changes: Iterable[DisagreementChange]) -> Iterator[DisagreementChange]:
    """Leave out what is the same with context as without."""
    told: set[tuple[object, ...]] = set()
    for change in changes:
        key = (change.id, change.before, change.after)
        if key not in told:
            yield change
        told.add(key)


def _disagreement(change: DisagreementChange) -> str:
    head = f"{shown(change.id)} ({shown(change.question, 100)}), {lens_words(change.lens)}"
    if change.before is None or change.after is None:
        return f"{head}: {'appears' if change.before is None else 'vanishes'}"
    old, new = ({m for members in side for m in members} for side in (change.before, change.after))
    parts = [f"{listed(sorted(new - old))} joins"] if new - old else []
    parts += [f"{listed(sorted(old - new))} leaves"] if old - new else []
    parts += ["members take other positions"] if not parts else []
    return f"{head}: {', '.join(parts)}"


def _places(found: Consequences) -> Iterator[str]:
    if found.placed:
        yield f"drawn now, and no longer in the tray of unplaced things: {listed(list(found.placed), 20)}"
    if found.unplaced:
        yield f"no longer drawn, now in the tray of unplaced things: {listed(list(found.unplaced), 20)}"


def _problems(problems: Iterable[Problem], how: str) -> Iterator[str]:
    by_rule: dict[str, list[Problem]] = {}
    for problem in problems:
        by_rule.setdefault(problem.rule, []).append(problem)
    for rule, found in by_rule.items():
        subjects = [shown(p.subject) if p.subject else shown(p.file) for p in found]
        once = list(dict.fromkeys(subjects))
        message = f": {shown(found[0].message)}" if len(found) == 1 and how == "appears" else ""
        yield f"{rule} {how} at {listed(once, 8)}{message}"
