"""The report of a comparison, as headings and sentences; text, Markdown and HTML are made of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from dashboard.i18n.consequence_wording import grouped_consequences, headlines
from dashboard.i18n.difference_wording import grouped
from dashboard.i18n.plain_text import cleaned, counted
from dashboard.store.comparison import Comparison


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A comparison in sentences; data texts in them are cleaned, and not yet escaped for any markup."""

    before: str
    after: str
    counted: str
    short: tuple[str, ...]
    files: Mapping[str, tuple[str, ...]]
    broken: tuple[str, ...]
    readers: Mapping[str, tuple[str, ...]]


def report_of(comparison: Comparison) -> Report:
    """Put a comparison into sentences."""
    files = {cleaned(file): tuple(found) for file, found in grouped(comparison.differences).items()}
    found = comparison.consequences
    readers = {"What the map answers": [comparison.why_not]} if found is None else grouped_consequences(found)
    numbers = [counted(len(comparison.differences), "difference"), counted(len(files), "file")]
    return Report(
        before=cleaned(comparison.before),
        after=cleaned(comparison.after),
        counted="no difference" if comparison.same else f"{numbers[0]} in {numbers[1]}",
        short=tuple(headlines(comparison.differences, found) if found else ()),
        files=files,
        broken=tuple(_broken(comparison)),
        readers={heading: tuple(sentences) for heading, sentences in readers.items()},
    )


def _broken(comparison: Comparison) -> Iterator[str]:
    for side, problem in comparison.broken:
        place = (
            f"{cleaned(problem.file)}:{problem.line}:{problem.column}"
            if problem.line
            else cleaned(problem.file)
        )
        said = f"{problem.rule}: {cleaned(problem.message)}"
        yield f"{place} of {cleaned(side)}: {said}; left out on both sides"


class Tone(StrEnum):
    """How a line of the text report is set."""

    TITLE = "title"
    HEADING = "heading"
    PLAIN = "plain"
    BAD = "bad"


def text_lines(report: Report) -> Iterator[tuple[Tone, str]]:
    """Write the report line by line, each with how it is set; colours are the terminal's affair."""
    yield Tone.TITLE, f"{report.before} → {report.after}: {report.counted}"
    if report.broken:
        yield from ((Tone.BAD, f"  cannot be read: {sentence}") for sentence in report.broken)
    for heading, sentences in _sections(report):
        yield Tone.PLAIN, ""
        yield Tone.HEADING, heading
        yield from ((Tone.PLAIN, f"  {sentence}") for sentence in sentences)


def _sections(report: Report) -> Iterator[tuple[str, tuple[str, ...]]]:
    if report.short:
        yield "In short", report.short
    yield from report.files.items()
    if report.files or report.broken:
        for heading, sentences in report.readers.items():
            yield f"For readers: {heading[0].lower()}{heading[1:]}", sentences
