"""The report of a comparison as Markdown for a pull request, safe whatever the data says."""

import re
from collections.abc import Iterable, Iterator

from dashboard.exports.comparison_report import Report
from dashboard.i18n import say

# An invisible mark that joins words; behind these it keeps a site from making mentions, references and links.
_JOINER = "\u2060"
_ALIVE = re.compile(r"(@|#|://|\b(?:www|gh-|mailto|xmpp)(?=[.:\-\d]))", re.IGNORECASE)
_MARKUP = re.compile(r"[\\`*_\[\]()!|~$]|^[-+=]|(?<=^\d)[.)]|(?<=^\d\d)[.)]")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
# A pull request takes 65,536 characters; what does not fit is counted.
LONGEST = 60_000


def escaped(text: str) -> str:
    """Write a text so that Markdown shows it as it is: no markup, HTML, link, picture, mention or reference.

    >>> escaped("<b> @you #1 [x](http://y)").replace(chr(0x2060), "·")
    '&lt;b&gt; @·you #·1 \\\\[x\\\\]\\\\(http://·y\\\\)'
    """
    text = " ".join(text.split())
    text = _ALIVE.sub(lambda m: m[0] + _JOINER, text)
    text = re.sub("[&<>]", lambda m: _ENTITIES[m[0]], text)
    return _MARKUP.sub(lambda m: f"\\{m[0]}", text)


def markdown(report: Report, longest: int = LONGEST) -> str:
    """Write the report for a pull request: the sum first, files and consequences below, long lists folded."""
    head = f"**{escaped(report.before)} → {escaped(report.after)}**: {escaped(report.counted)}\n"
    lines = [head, *_body(report), f"\n_{escaped(say('map.disclaimer'))}_\n"]
    written: list[str] = []
    size = 0
    for number, line in enumerate(lines):
        if size + len(line) > longest and number:
            rest = len(lines) - number
            # A fold that is open is closed, so that what follows on the page stays outside it.
            opened = "".join(written).count("<details>") - "".join(written).count("</details>")
            written.append("\n</details>\n" * opened + f"\n_{rest:,} more lines do not fit here._\n")
            break
        written.append(line)
        size += len(line) + 1
    return "\n".join(written)


def _body(report: Report) -> Iterator[str]:
    if report.broken:
        yield "\n**Cannot be read**\n"
        yield from _items(report.broken)
    if report.short:
        yield "\n### In short\n"
        yield from _items(report.short)
    if report.files or report.broken:
        yield "\n### For readers"
        for heading, sentences in report.readers.items():
            yield f"\n**{escaped(heading)}**\n"
            yield from _items(sentences)
    if report.files:
        number = sum(map(len, report.files.values()))
        yield f"\n<details><summary>What differs, by file: {number:,} differences</summary>"
        for file, sentences in report.files.items():
            yield f"\n**{escaped(file)}**\n"
            yield from _items(sentences)
        yield "\n</details>\n"


def _items(sentences: Iterable[str]) -> Iterator[str]:
    yield from (f"- {escaped(sentence)}" for sentence in sentences)
