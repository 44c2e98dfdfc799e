"""Search that forgives spelling: one name has many transliterations."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from dashboard.domain.dataset import Dataset, Statement
from dashboard.domain.model import Feature

_ARTICLE = re.compile(r"\b(?:al|el|ar|as|ash|ad|an|at|az|aj|ut)[- ](?=\w)")
_ARABIC = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي", "ـ": None})
_TURKISH = str.maketrans({"ı": "i", "İ": "i"})
_SPELLINGS = (
    ("ou", "u"),
    ("oo", "u"),
    ("ee", "i"),
    ("ei", "i"),
    ("ai", "i"),
    ("ay", "i"),
    ("q", "k"),
    ("y", "i"),
)

_SHORT = 3  # shorter words would occur everywhere: they must begin a word


def fold(text: str) -> str:
    """Fold a text so that spellings of one name meet.

    Marks, case, the Arabic article, doubled letters and the usual transliterations go.

    >>> fold("as-Sukkarī") == fold("Sukari")
    True
    """
    plain = unicodedata.normalize("NFKD", text.translate(_TURKISH)).casefold().translate(_ARABIC)
    plain = "".join(c for c in plain if not unicodedata.combining(c) and c not in "'’ʿʾ`")
    plain = _ARTICLE.sub("", plain)
    plain = re.sub(r"\bال(?=\w{2})", "", plain)
    for one, other in _SPELLINGS:
        plain = plain.replace(one, other)
    plain = re.sub(r"(.)\1+", r"\1", plain)
    return " ".join(re.findall(r"\w+", plain))


@dataclass(frozen=True, slots=True)
class Found:
    """What a search turned up: features first, then statements."""

    features: tuple[Feature, ...]
    statements: tuple[Statement, ...]


def search(
    dataset: Dataset, query: str, statements: Iterable[Statement], features: Iterable[Feature]
) -> Found:
    """Find features by any of their names and statements by their words or asserters.

    Every word of the query must occur. `statements` and `features` are those the reader may see.
    An empty query finds nothing.
    """
    words = fold(query).split()
    if not words:
        return Found((), ())
    hits = [f for f in features if _has_all(words, _names(f))]
    starts = fold(query)
    hits.sort(key=lambda f: (not fold(f.properties.name).startswith(starts), f.properties.importance, f.id))
    said = tuple(s for s in statements if _has_all(words, _wording(dataset, s)))
    return Found(tuple(hits), said)


def _has_all(words: Iterable[str], text: str) -> bool:
    folded = fold(text)
    starts = folded.split()
    return all(
        word in folded if len(word) >= _SHORT else any(start.startswith(word) for start in starts)
        for word in words
    )


def _names(feature: Feature) -> str:
    known = feature.properties
    return " ; ".join(filter(None, (known.name, known.name_ar, known.name_tr, known.other_names)))


def _wording(dataset: Dataset, statement: Statement) -> str:
    said = statement.annotation
    chain = (dataset.asserter_name(asserter) for asserter in said.asserted_by)
    names = " ".join(f"{name.en} {name.ar or ''}" for name in chain)
    return f"{said.says.en} {said.says.ar or ''} {names} {statement.source.publisher}"
