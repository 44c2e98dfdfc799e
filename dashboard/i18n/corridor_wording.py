"""Words for ways: lengths as rough as they are known, travel times, ages, and days on which ways change."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby

from dashboard.domain.dataset import Dataset, Statement
from dashboard.domain.model import Figure
from dashboard.domain.passage import Passage
from dashboard.domain.resilience import Resilience
from dashboard.domain.timeline import original_asserters, word_day
from dashboard.domain.vocabulary import Audience, Mood, Status
from dashboard.i18n import catalogue, count, say
from dashboard.i18n.wording import chain, claim_words, loose_words, names_of, valid_words


def about_words(value: float, spread: float, unit: str, language: str = "en") -> str:
    """Say a quantity no finer than it is known: rounded to the step of its spread, with the spread.

    A spread of 10 or more rounds to tens, of 1 or more to units, a smaller one to tenths.
    `value` and `spread` are in `unit`.
    """
    step = 10 if spread >= 9.5 else 1 if spread >= 0.95 else 0.1
    if spread < 0.05:
        return say("panel.corridor.about-plain", language, n=_rounded(value, 0.1), unit=unit)
    shown = max(spread, 0.1)
    return say(
        "panel.corridor.about",
        language,
        n=_rounded(max(value, step), step),
        spread=_rounded(shown, 1 if spread >= 0.95 else 0.1),
        unit=unit,
    )


def _rounded(value: float, step: float) -> str:
    if step < 1:
        return f"{value:,.1f}"
    return f"{int(value / step + 0.5) * int(step):,}"


def length_words(length_m: float, spread_m: float, language: str = "en") -> str:
    """Say a length in kilometres with its spread, for example "about 60 km, ±18 km"."""
    return about_words(length_m / 1000, spread_m / 1000, "km", language)


def travel_words(length_m: float, spread_m: float, speed_kmh: int, language: str = "en") -> str:
    """Say how long a way takes at the reader's own speed; nothing is known of stops and waits."""
    hours, spread_h = length_m / 1000 / speed_kmh, spread_m / 1000 / speed_kmh
    if hours < 1:
        time = about_words(hours * 60, max(spread_h * 60, 1), "min", language)
    else:
        time = about_words(hours, spread_h, "h", language)
    return say("panel.corridor.travel", language, time=time, speed=speed_kmh)


def newest_word(passage: Passage, as_of: date) -> Statement | None:
    """Give the statement behind a passage whose word is the freshest; None where nobody spoke."""
    spoken = (s for s in passage.behind if s.annotation.gives_status or passage.denied)
    return max(spoken, key=lambda s: (word_day(s, as_of), s.known_from, s.id), default=None)


def passage_age_words(passage: Passage, as_of: date, language: str = "en") -> str:
    """Say how old the newest word about a passage is; where its date is loose, at most how old."""
    newest = newest_word(passage, as_of)
    if newest is None:
        return say("age.never", language)
    days = (as_of - word_day(newest, as_of)).days
    if days == 0:
        return say("age.today", language)
    return count("age.days" if newest.annotation.valid.start.is_a_day else "age.loose", days, language)


def word_origin(dataset: Dataset, statement: Statement, language: str = "en") -> str:
    """Say who says it, in what was published when, and in which paragraph."""
    published = loose_words(statement.source.published, language)
    paragraph = statement.annotation.paragraph
    place = f", ¶{paragraph}" if paragraph else ""
    return f"{chain(dataset, statement, language)}, {published}{place}"


def others_words(dataset: Dataset, statement: Statement, language: str = "en") -> str:
    """Say what somebody says of other people's passage: the status, whose it is, and who says it."""
    said = statement.annotation
    what = claim_words(said.status, denied=False, language=language) if said.status else ""
    whom = whom_listed(said.for_whom, language)
    who = names_of(dataset, original_asserters([statement]), language)
    return say("panel.corridor.other", language, what=what, whom=whom, who=who)


def whom_listed(audiences: Sequence[Audience], language: str = "en") -> str:
    """List those whose passage is meant."""
    names = [say(f"audience.{w.value}", language) for w in audiences]
    if len(names) < 2:
        return "".join(names)
    return say("list.and", language, first=", ".join(names[:-1]), last=names[-1])


def names_short(dataset: Dataset, asserters: Iterable[str], language: str = "en") -> str:
    """List asserters by name: two in full, of more the first and how many there are besides.

    A name with a comma in it reads like two in a list: it stands alone, or is counted.
    """
    names = sorted((dataset.asserter_name(a).en for a in asserters), key=lambda name: ("," in name, name))
    if len(names) > 2 or (len(names) == 2 and "," in names[1]):
        return say("list.more", language, first=names[0], n=len(names) - 1)
    return " ".join(names) if len(names) < 2 else say("list.and", language, first=names[0], last=names[1])


def sides_words(dataset: Dataset, statements: Iterable[Statement], language: str = "en") -> list[str]:
    """Say what each side of a dispute claims or denies, and who it is: "cut, say UN OCHA and 1 more"."""
    sides: dict[tuple[Status, bool], list[Statement]] = {}
    for statement in statements:
        said = statement.annotation
        if said.status is not None:
            sides.setdefault((said.status, said.mood is Mood.DENIED), []).append(statement)
    found = []
    for (status, denied), members in sides.items():
        asserters = sorted(original_asserters(members))
        what, who = claim_words(status, denied, language), names_short(dataset, asserters, language)
        found.append(count("panel.corridor.side", len(asserters), language, what=what, who=who))
    return found


def since_words(statement: Statement, language: str = "en") -> str:
    """Say when a statement holds; where no end is given, only from when."""
    valid = statement.annotation.valid
    if valid.end_day is None:
        return say("panel.corridor.since", language, first=loose_words(valid.from_, language))
    return valid_words(statement, language)


def what_words(what: str, language: str = "en") -> str:
    """Say what a figure counts, for example "to be fed"; what has no words of its own is spelt out."""
    key = f"panel.corridor.what.{what}"
    return say(key, language) if key in catalogue(language) else what.replace("-", " ")


_NO_QUALIFIER = "stated without qualifier"


def figure_words(figure: Figure, language: str = "en") -> str:
    """Write a figure with its unit and, in quotation marks, the qualifier it was stated with.

    A qualifier that only repeats the number is left out; only then is a bound said in words of ours.
    """
    low, high = figure.low, figure.high
    if low is not None and high is not None and low != high:
        number = say("panel.corridor.between", language, low=_number(low), high=_number(high))
    else:
        number = _number(high if low is None else low)
    plain = say("panel.corridor.figure-plain", language, number=number, unit=figure.unit)
    if figure.qualifier not in (number, plain, _NO_QUALIFIER):
        return say("panel.corridor.figure", language, figure=plain, qualifier=figure.qualifier)
    if low is None:
        return say("panel.corridor.at-most", language, n=plain)
    return say("panel.corridor.at-least", language, n=plain) if high is None else plain


def _number(value: float | None) -> str:
    return f"{value:,.0f}" if value is not None and value == int(value) else f"{value:,}"


def short_day(day: date, language: str = "en") -> str:
    """Write a day without its year: 7 September."""
    return f"{day.day} {say(f'month.{day.month}', language)}"


def ways_words(numbers: Resilience, language: str = "en") -> str:
    """Say in a few words how many ways a day leaves, counted as strictly as leaves one."""
    if not numbers.heard:
        return say("panel.corridor.left.unheard", language)
    for manner, cuts in (
        ("open", numbers.said_open),
        ("silent", numbers.unopposed),
        ("disputed", numbers.contested),
    ):
        if cuts.disjoint:
            return count(f"panel.corridor.left.{manner}", cuts.disjoint, language)
    return say("panel.corridor.left.none", language)


def summer_words(days: Sequence[Resilience], language: str = "en") -> str:
    """Say in one sentence on which days the number of ways changes; empty without days."""
    parts = []
    for words, run in groupby(days, key=lambda day: ways_words(day, language)):
        first = short_day(next(run).day, language)
        parts.append(say("panel.corridor.from-day", language, day=first, ways=words))
    sentence = "; ".join(parts)
    return f"{sentence[:1].upper()}{sentence[1:]}." if parts else ""
