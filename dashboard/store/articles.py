"""The articles' texts, where they are at hand: shown beside a form, never kept, never sent on."""

import re
from dataclasses import dataclass
from pathlib import Path

from dashboard.store.durable import content_hash, read_regular
from dashboard.store.verify import paragraphs_of

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A text by paragraphs, numbered from 1 as the annotations do; `sha256` is that of the file."""

    paragraphs: tuple[str, ...]
    sha256: str


def article(folder: Path, source_id: str) -> Article | None:
    """Read the text of a source, `<source id>.txt`; None where it is not at hand or is no text in UTF-8."""
    if not _ID.match(source_id):  # an id becomes a file name
        return None
    try:
        body, _ = read_regular(folder / f"{source_id}.txt")
        text = body.decode("utf-8")
    except (OSError, UnicodeDecodeError, ValueError):
        return None
    return Article(paragraphs=tuple(paragraphs_of(text)), sha256=content_hash(body))
