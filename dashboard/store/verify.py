"""Check the restated articles against their texts, where the texts are at hand."""

import hashlib
import re
from pathlib import Path
from typing import NamedTuple

from dashboard.domain.dataset import Dataset
from dashboard.domain.model import Source
from dashboard.domain.rules import Problem
from dashboard.domain.vocabulary import SourceKind

_STRAIGHT = str.maketrans("’‘“”\u00a0", "''\"\" ")


class Verified(NamedTuple):
    """What was compared, and what did not fit."""

    articles: int
    annotations: int
    terms: int
    problems: tuple[Problem, ...]


def paragraphs_of(text: str) -> list[str]:
    """Number the paragraphs of an article: its non-empty lines, the first being paragraph 1."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def verify(dataset: Dataset, articles: Path) -> Verified:
    """Compare every article's annotations with the text `<source id>.txt` in a folder.

    The checksum of the text, the number of paragraphs, every paragraph number and every key term
    must fit. An article whose text is not there is a problem, not a pass.
    """
    problems: list[Problem] = []
    compared = annotations = terms = 0
    for source in dataset.sources.values():
        if source.kind is not SourceKind.ARTICLE:
            continue
        path = articles / f"{source.id}.txt"
        if not path.is_file():
            problems.append(
                _problem(source, "text-missing", "its text is not in the folder", f"put {path.name} there")
            )
            continue
        compared += 1
        body = path.read_bytes()
        lines = paragraphs_of(body.decode("utf-8"))
        problems += _whole_text(source, body, len(lines))
        for annotation in source.annotations:
            annotations += 1
            number = annotation.paragraph or 0
            if not 1 <= number <= len(lines):
                problems.append(
                    _problem(
                        source,
                        "paragraph",
                        f"there is no paragraph {number}",
                        "count the lines again",
                        annotation.id,
                    )
                )
                continue
            if not annotation.key_terms:
                problems.append(
                    _problem(
                        source,
                        "key-terms",
                        "it has no key terms to look for",
                        "add one to four",
                        annotation.id,
                    )
                )
            paragraph = _plain(lines[number - 1])
            for term in annotation.key_terms:
                terms += 1
                if _plain(term) not in paragraph:
                    found = [str(n) for n, line in enumerate(lines, 1) if _plain(term) in _plain(line)]
                    where = f"it stands in paragraph {', '.join(found[:5])}" if found else "it stands nowhere"
                    problems.append(
                        _problem(
                            source,
                            "key-terms",
                            f"{term!r} is not in paragraph {number}; {where}",
                            "correct the paragraph or the term",
                            annotation.id,
                        )
                    )
    return Verified(compared, annotations, terms, tuple(problems))


def _whole_text(source: Source, body: bytes, paragraphs: int) -> list[Problem]:
    found = []
    if source.text_sha256 != hashlib.sha256(body).hexdigest():
        found.append(
            _problem(
                source,
                "checksum",
                "the text is not the one that was read",
                "read the text again, then update text_sha256",
            )
        )
    if source.paragraphs != paragraphs:
        found.append(
            _problem(
                source,
                "paragraph",
                f"the text has {paragraphs} paragraphs, not {source.paragraphs}",
                "correct paragraphs",
            )
        )
    return found


def _problem(source: Source, rule: str, message: str, fix: str, subject: str = "") -> Problem:
    return Problem(f"geodata/sources/{source.id}.json", rule, message, fix, subject=subject or source.id)


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.translate(_STRAIGHT)).casefold()
