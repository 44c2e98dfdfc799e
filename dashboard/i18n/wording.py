"""Sentences about readings and statements, put together from the message catalogue."""

from collections.abc import Iterable
from datetime import date

from dashboard.domain.dataset import Dataset, Statement
from dashboard.domain.dates import parse_loose_date
from dashboard.domain.timeline import AxisReading, Reading, State, original_asserters
from dashboard.domain.vocabulary import Audience, Mood, Status
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


def age_words(reading: Reading, language: str = "en") -> str:
    """Say how old the newest word of a reading is; where its date is loose, at most how old."""
    days = reading.age_days
    if days is None:
        return say("age.never", language)
    if days == 0:
        return say("age.today", language)
    return count("age.loose" if reading.age_is_loose else "age.days", days, language)


def axis_sentence(dataset: Dataset, axis: AxisReading, language: str = "en") -> str:
    """Say in one sentence what an axis of a reading comes to, and who says so."""
    if axis.state is State.DISPUTED:
        return say("reading.disputed", language, positions="; ".join(_positions(dataset, axis, language)))
    if axis.state is State.NO_CLAIM:
        old = any(s.annotation.gives_status for s in axis.behind)
        key = "reading.too-old" if old else "reading.denied-only"
        return say(key, language, positions="; ".join(_positions(dataset, axis, language)))
    return say("reading.claimed", language, positions="; ".join(_positions(dataset, axis, language)))


def _positions(dataset: Dataset, axis: AxisReading, language: str) -> Iterable[str]:
    groups: dict[tuple[Status, bool], list[Statement]] = {}
    for statement in axis.behind:
        said = statement.annotation
        if said.status is not None:
            groups.setdefault((said.status, said.mood is Mood.DENIED), []).append(statement)
    for (status, denied), members in groups.items():
        who = names_of(dataset, original_asserters(members), language)
        what = claim_words(status, denied, language)
        if all(m.annotation.for_whom for m in members):
            named = {whom for m in members for whom in m.annotation.for_whom}
            whom = ", ".join(say(f"audience.{a.value}", language) for a in Audience if a in named)
            what = say("reading.for", language, what=what, whom=whom)
        yield say("reading.says", language, what=what, who=who)


def claim_words(status: Status, denied: bool, language: str = "en") -> str:
    """Name what somebody claims or denies; who it is stands beside it."""
    what = say("claim.open", language) if status is Status.OPEN else state_words(status, language)
    return say("reading.not", language, what=what) if denied else what


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


def kind_words(kind: str, language: str = "en") -> str:
    """Name a kind of feature; one that the catalogue does not know stands for itself."""
    return catalogue(language).get(f"kind.{kind}", kind)


def browser_strings(language: str = "en") -> dict[str, str]:
    """Give the messages that the browser needs; those of the panel stay here."""
    away = ("panel.", "card.", "reading.", "valid.", "list.", "banner.", "editor.")
    return {key: text for key, text in catalogue(language).items() if not key.startswith(away)}
