"""Rules about statements: what an annotation may say, of which day, in which paragraph, in whose name."""

import re
from collections.abc import Iterable, Iterator

from dashboard.domain.dataset import Dataset, Statement
from dashboard.domain.problem import Finding, Severity
from dashboard.domain.rules.quoting import near
from dashboard.domain.rules.registry import rule
from dashboard.domain.vocabulary import Axis, Mood, SourceKind, Voice

_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.?"
)
_COARSE = re.compile(
    rf"(?:in|since|during|throughout|from|of)?\s*(?:early|late|mid-?)?\s*(?:{_MONTH}(?:,?\s*\d{{4}})?|\d{{4}}"
    r"|(?:this|last|the (?:past|last)|recent|past) (?:month|months|year|years|summer))\Z",
    re.IGNORECASE,
)
_SAFE = re.compile(r"\b(?:safe|safely|safety guaranteed|risk-free)\b|آمن", re.IGNORECASE)
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|«[^»]*»")
_NO_PROMISE = re.compile(
    r"\b(?:not|no|un|never|nobody|hardly)\W{0,3}(?:\w+\W+){0,3}safe"
    r"|safe (?:zone|passage|corridor|area|exit|haven)s?",
    re.IGNORECASE,
)
_MERGED = re.compile(
    r"\b(?:average|averaged|mean|median|midpoint|combined|sum of|total of (?:the )?sources)\b", re.IGNORECASE
)


@rule("status-without-fact", "truth", about="statement")
def status_without_fact(dataset: Dataset) -> Iterator[Finding]:
    """Find proposals and forecasts that carry a status.

    Why: a proposal never changes a status; a reader could take it for a road that is open.
    Wrong: `"mood": "proposed", "status": "open"`
    Right: `"mood": "proposed"`, without a status
    """
    for statement in dataset.statements:
        said = statement.annotation
        if said.status is not None and (said.mood is Mood.PROPOSED or said.voice is Voice.FORECAST):
            yield Finding(
                statement.id,
                f"gives the status {said.status.value!r} although it is a proposal or a forecast",
                "remove the status: a proposal never changes a status",
                "/status",
            )


@rule("no-paragraph", "statement", about="statement")
def no_paragraph(dataset: Dataset) -> Iterator[Finding]:
    """Find statements of articles without a paragraph.

    Why: speaker and paragraph are two clicks away, or the claim cannot be checked.
    Wrong: an annotation of an article without `paragraph`
    Right: `"paragraph": 33`
    """
    for statement in dataset.statements:
        if statement.source.kind is SourceKind.ARTICLE and statement.annotation.paragraph is None:
            yield Finding(statement.id, "has no paragraph", "count the non-empty lines of the article from 1")


@rule("paragraph", "statement", about="statement")
def paragraph(dataset: Dataset) -> Iterator[Finding]:
    """Find statements that point beyond the end of their document.

    Why: a paragraph that does not exist cannot be read.
    Wrong: `"paragraph": 61` of an article with 20 paragraphs
    Right: `"paragraph": 16`
    """
    for statement in dataset.statements:
        said, source = statement.annotation, statement.source
        if (
            said.paragraph is not None
            and source.paragraphs is not None
            and said.paragraph > source.paragraphs
        ):
            yield Finding(
                statement.id,
                f"points at paragraph {said.paragraph}, but the document has {source.paragraphs}",
                "count the non-empty lines of the article from 1",
                "/paragraph",
            )


@rule("date-too-fine", "truth", about="statement")
def date_too_fine(dataset: Dataset) -> Iterator[Finding]:
    """Find days that the printed words do not give.

    Why: "in August" turned into the 1st of August is an invention of ours.
    Wrong: `"from": "2016-08-01", "printed": "in August"`
    Right: `"from": "2016-08", "printed": "in August"`, or a day with its `reasoning`
    """
    for statement in dataset.statements:
        valid = statement.annotation.valid
        if valid.start.is_a_day and valid.reasoning is None and _COARSE.match(valid.printed.strip()):
            yield Finding(
                statement.id,
                f"begins on the day {valid.from_}, but the printed words are {valid.printed!r}",
                f"write {valid.from_[:7]!r}, or say in reasoning how the day is known",
                "/valid/from",
            )


@rule("told-before", "truth", about="statement")
def told_before(dataset: Dataset) -> Iterator[Finding]:
    """Find facts that begin after the document that tells them was published.

    Why: nobody reports what has not happened yet; such a line is a forecast, a proposal or a slip.
    Wrong: `"published": "2016-09-07"` and an actual statement `"from": "2016-09-12"`
    Right: `"mood": "proposed"`, `"voice": "forecast"`, or the right day
    """
    for statement in dataset.statements:
        said = statement.annotation
        tells = said.mood is not Mood.PROPOSED and said.voice is not Voice.FORECAST
        if tells and said.valid.first_day > statement.known_from:
            yield Finding(
                statement.id,
                f"begins on {said.valid.from_}, after its document came out ({statement.source.published})",
                "correct the day, or mark it as proposed or as a forecast",
                "/valid/from",
            )


@rule("status-kind", "truth", about="statement")
def status_kind(dataset: Dataset) -> Iterator[Finding]:
    """Find a way said to be besieged, and an area said to be open, hindered or cut.

    Why: the two are different questions; an area drawn as open would promise passage through all of it.
    Wrong: `"status": "open"` about an area
    Right: `"status": "open"` about the road into it
    """
    for statement in dataset.statements:
        status = statement.annotation.status
        for number, name in enumerate(statement.annotation.about if status else ()):
            feature = dataset.features.get(name)
            shape = "" if feature is None or feature.geometry is None else str(feature.geometry["type"])
            assert status is not None
            if status.axis is Axis.ACCESS and shape.endswith("Polygon"):
                said, fix = (
                    f"gives the area {name!r} the status {status.value!r}",
                    "name the road or crossing it is about",
                )
            elif status.axis is Axis.SIEGE and shape.endswith("LineString"):
                said, fix = f"gives the way {name!r} the status {status.value!r}", "name the area it is about"
            else:
                continue
            yield Finding(statement.id, said, fix, f"/about/{number}")


@rule("never-safe", "truth", about="statement")
def never_safe(dataset: Dataset) -> Iterator[Finding]:
    """Find statements that call a way or a place safe in our own words.

    Why: nobody here can promise safety; where a speaker did, the word stands in quotation marks.
    Wrong: `"says": {"en": "The road is safe."}`
    Right: `"says": {"en": "The governor calls the road “safe”."}`
    """
    for statement in dataset.statements:
        for key, text in (("en", statement.annotation.says.en), ("ar", statement.annotation.says.ar or "")):
            bare = _NO_PROMISE.sub("", _QUOTED.sub("", text))
            if _SAFE.search(bare):
                yield Finding(
                    statement.id,
                    "calls a way or a place safe in our own words",
                    "quote the speaker's word, or say what was said of the way",
                    f"/says/{key}",
                )


@rule("merged-figure", "truth", about="statement")
def merged_figure(dataset: Dataset) -> Iterator[Finding]:
    """Find figures that were made of several.

    Why: figures that differ stand side by side; a mean of them was stated by nobody.
    Wrong: `"qualifier": "average of two reports"`
    Right: two annotations with a figure each, and a disagreement that names both
    """
    for statement in dataset.statements:
        for number, figure in enumerate(statement.annotation.figures):
            if _MERGED.search(figure.qualifier):
                yield Finding(
                    statement.id,
                    f"has a figure whose qualifier is {figure.qualifier!r}: it was made of several",
                    "give each source's figure in an annotation of its own",
                    f"/figures/{number}/qualifier",
                )


@rule("figure-about", "statement", about="statement", needs=("feature",))
def figure_about(dataset: Dataset) -> Iterator[Finding]:
    """Find figures about a place that no layer has, or that the statement is not about.

    Why: a national figure put on Aleppo would mislead everybody.
    Wrong: a statement about `syria` with a figure about `aleppo-easst`
    Right: a figure about `syria`
    """
    for statement in dataset.statements:
        for number, figure in enumerate(statement.annotation.figures):
            if figure.about not in dataset.features:
                yield Finding(
                    statement.id,
                    f"has a figure about {figure.about!r}, which no layer has",
                    "use the id of a feature",
                    f"/figures/{number}/about",
                    figure.about,
                )


@rule("repeated-statement", "statement", severity=Severity.WARNING, about="statement")
def repeated_statement(dataset: Dataset) -> Iterator[Finding]:
    """Find two annotations of one document with the same words about the same places.

    Why: corroboration counts speakers; the same line twice looks like more.
    Wrong: the same `says` in two annotations
    Right: one annotation, about both places
    """
    seen: dict[tuple[object, ...], Statement] = {}
    for statement in dataset.statements:
        said = statement.annotation
        key = (statement.source.id, said.says.en, said.about, said.asserted_by)
        if key in seen:
            message = f"says the same as {seen[key].id!r}, about the same places"
            yield Finding(statement.id, message, "keep one of them", "/says/en")
        seen.setdefault(key, statement)


def _unknown(dataset: Dataset, names: Iterable[str], known: object) -> Iterator[tuple[int, str]]:
    for number, name in enumerate(names):
        if name not in known:  # type: ignore[operator]
            yield number, name


@rule("unknown-feature", "truth", about="statement", needs=("feature",))
def unknown_feature(dataset: Dataset) -> Iterator[Finding]:
    """Find statements about features that no layer has.

    Why: such a statement is shown nowhere: a road would seem unspoken of.
    Wrong: `"about": ["castelo-road"]`
    Right: `"about": ["castello-road"]`
    """
    for statement in dataset.statements:
        for number, name in _unknown(dataset, statement.annotation.about, dataset.features):
            guess = near(name, list(dataset.features))
            fix = (
                f"did you mean {guess!r}?"
                if guess
                else "add the feature (unlocated, if no source gives a place)"
            )
            yield Finding(
                statement.id, f"is about {name!r}, which no layer has", fix, f"/about/{number}", name
            )


@rule("unknown-asserter", "truth", about="statement", needs=("asserter",))
def unknown_asserter(dataset: Dataset) -> Iterator[Finding]:
    """Find speakers without a record.

    Why: who speaks, and for which side, is half of what is said.
    Wrong: `"asserted_by": ["sohrr"]`
    Right: `"asserted_by": ["sohr", "bloomberg"]`
    """
    for statement in dataset.statements:
        for number, name in _unknown(dataset, statement.annotation.asserted_by, dataset.asserters):
            guess = near(name, list(dataset.asserters))
            fix = f"did you mean {guess!r}?" if guess else "add it to asserters.json"
            said = f"names the asserter {name!r}, who has no record"
            yield Finding(statement.id, said, fix, f"/asserted_by/{number}", name)


@rule("repeated-speaker", "statement", about="statement")
def repeated_speaker(dataset: Dataset) -> Iterator[Finding]:
    """Find chains of asserters that name somebody twice.

    Why: a chain leads from the first speaker to the publisher; nobody stands in it twice.
    Wrong: `"asserted_by": ["sohr", "bloomberg", "sohr"]`
    Right: `"asserted_by": ["sohr", "bloomberg"]`
    """
    for statement in dataset.statements:
        chain = statement.annotation.asserted_by
        for number, name in enumerate(chain):
            if name in chain[:number]:
                said = f"names {name!r} twice in the chain of asserters"
                yield Finding(
                    statement.id, said, "name each once, the first speaker first", f"/asserted_by/{number}"
                )
