"""Sentences about readings and statements, put together from the message catalogue."""

from collections.abc import Iterable
from datetime import date

from dashboard.domain.dataset import Dataset, Statement
from dashboard.domain.dates import parse_loose_date
from dashboard.domain.timeline import AxisReading, Reading, State, original_asserters
from dashboard.domain.vocabulary import Mood, Status
from dashboard.i18n import catalogue, count, say


def day_words(day: date, language: str = "en") -> str:
    """Write a day out: 7 September 2016."""
    return f"{day.day} {say(f'month.{day.month}', language)} {day.year}"


def loose_words(text: str, language: str = "en") -> str:
    """Write a loose date out, no finer than it is: `2016-08` becomes August 2016."""
    loose = parse_loose_date(text)
    if loose.is_a_day:
        return day_words(loose.earliest, language)
    if "W" in text:
        return say("date.week", language, first=day_words(loose.earliest, language))
    if len(text) == 4:
        return text
    return f"{say(f'month.{loose.earliest.month}', language)} {loose.earliest.year}"


def valid_words(statement: Statement, language: str = "en") -> str:
    """Say when a statement holds, as loosely as its source does."""
    valid = statement.annotation.valid
    first = loose_words(valid.from_, language)
    if valid.end_day is None:
        return say("valid.from", language, first=first)
    if valid.end_day <= valid.start.latest or (valid.end_day - valid.start.latest).days == 1:
        return say("valid.on" if valid.start.is_a_day else "valid.in", language, first=first)
    return say("valid.until", language, first=first, last=loose_words(valid.to or "", language))


def chain(dataset: Dataset, statement: Statement, language: str = "en") -> str:
    """Write the chain of asserters, from the first speaker to the publisher."""
    names = (dataset.asserter_name(a) for a in statement.annotation.asserted_by)
    return " › ".join((n.ar or n.en) if language == "ar" else n.en for n in names)


def names_of(dataset: Dataset, asserters: Iterable[str], language: str = "en") -> str:
    """List asserters by name, at most three in full."""
    names = sorted(dataset.asserter_name(a).en for a in asserters)
    if len(names) > 3:
        return say("list.more", language, first=", ".join(names[:2]), n=len(names) - 2)
    if len(names) < 2:
        return "".join(names)
    return say("list.and", language, first=", ".join(names[:-1]), last=names[-1])


def state_words(state: State | Status, language: str = "en") -> str:
    """Name a state."""
    return say(f"state.{state.value}", language)


def age_words(days: int | None, language: str = "en") -> str:
    """Say how old the newest word is; nothing where nobody spoke."""
    if days is None:
        return say("age.never", language)
    return say("age.today", language) if days == 0 else count("age.days", days, language)


def axis_sentence(dataset: Dataset, axis: AxisReading, language: str = "en") -> str:
    """Say in one sentence what an axis of a reading comes to, and who says so."""
    if axis.state is State.DISPUTED:
        return say("reading.disputed", language, positions="; ".join(_positions(dataset, axis, language)))
    if axis.state is State.NO_CLAIM:
        return say("reading.denied-only", language, positions="; ".join(_positions(dataset, axis, language)))
    return say("reading.claimed", language, positions="; ".join(_positions(dataset, axis, language)))


def _positions(dataset: Dataset, axis: AxisReading, language: str) -> Iterable[str]:
    groups: dict[tuple[str, str, bool], list[Statement]] = {}
    for statement in axis.behind:
        said = statement.annotation
        whom = ", ".join(say(f"audience.{w.value}", language) for w in said.for_whom)
        key = (str(said.status), whom, said.mood is Mood.DENIED)
        groups.setdefault(key, []).append(statement)
    for (status, whom, denied), members in groups.items():
        who = names_of(dataset, original_asserters(members), language)
        what = state_words(Status(status), language)
        what = say("reading.not", language, what=what) if denied else what
        what = say("reading.for", language, what=what, whom=whom) if whom else what
        yield say("reading.says", language, what=what, who=who)


def reading_sentence(dataset: Dataset, reading: Reading, language: str = "en") -> str:
    """Say in a sentence or two what a reading comes to; silence is said as silence."""
    spoken = [axis_sentence(dataset, axis, language) for axis in reading.axes]
    if spoken:
        return " ".join(sentence[:1].upper() + sentence[1:] for sentence in spoken)
    if reading.proposals:
        who = names_of(dataset, original_asserters(reading.proposals), language)
        return say(
            "reading.proposed" if reading.state is State.PROPOSED else "reading.proposals", language, who=who
        )
    if reading.mentions:
        return say("reading.mentioned", language)
    return say("reading.silence", language)


def browser_strings(language: str = "en") -> dict[str, str]:
    """Give the messages that the browser needs; those of the panel stay here."""
    away = ("panel.", "card.", "reading.", "valid.", "list.")
    return {key: text for key, text in catalogue(language).items() if not key.startswith(away)}
