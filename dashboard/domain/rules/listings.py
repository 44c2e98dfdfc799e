"""Rules about the lists beside the features: documents, asserters, disagreements, cards, layers."""

from collections import Counter
from collections.abc import Iterator

from dashboard.domain.dataset import Box, Dataset
from dashboard.domain.problem import Finding, Severity
from dashboard.domain.rules.quoting import near
from dashboard.domain.rules.registry import rule


@rule("unused-asserter", "statement", severity=Severity.WARNING, about="asserter", needs=("statement",))
def unused_asserter(dataset: Dataset) -> Iterator[Finding]:
    """Find asserters who say nothing.

    Why: a record nobody uses is a misspelling of one somebody does.
    Wrong: an asserter `sohrr` beside `sohr`
    Right: `sohr`, named by its statements
    """
    used = {name for statement in dataset.statements for name in statement.annotation.asserted_by}
    for asserter in dataset.asserters.values():
        if asserter.id not in used:
            yield Finding(asserter.id, "says nothing in any document", "remove it, or correct its id", "/id")


@rule("silent-source", "statement", severity=Severity.WARNING, about="source", needs=("statement",))
def silent_source(dataset: Dataset) -> Iterator[Finding]:
    """Find documents without an annotation.

    Why: a document that is listed and says nothing makes the list of sources look longer than it is.
    Wrong: `"annotations": []`
    Right: a document with its statements
    """
    for source in dataset.sources.values():
        if not source.annotations:
            yield Finding(
                source.id, "has no annotation", "add what it says, or remove the document", "/annotations"
            )


@rule("source-address", "record", about="source")
def source_address(dataset: Dataset) -> Iterator[Finding]:
    """Find addresses of documents that are no plain web addresses.

    Why: a link may lead to a page, and to nothing else: not to code, not through a login.
    Wrong: `"url": "javascript:alert(1)"`
    Right: `"url": "https://www.unocha.org/report"`
    """
    from urllib.parse import urlsplit

    for source in dataset.sources.values():
        if source.url is None:
            continue
        try:
            parts = urlsplit(source.url)
            sound = parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
        except ValueError:
            sound = False
        if not sound or source.url != source.url.strip():
            said = f"has the address {source.url[:80]!r}, which is no plain web address"
            yield Finding(source.id, said, "write https://…, or leave url out", "/url")


@rule("unknown-member", "truth", about="disagreement", needs=("statement",))
def unknown_member(dataset: Dataset) -> Iterator[Finding]:
    """Find disagreements with members that are no annotation.

    Why: a side without its speakers would be our own claim.
    Wrong: `"members": ["cnn-siege-of-alepo"]`
    Right: `"members": ["cnn-siege-of-aleppo"]`
    """
    for disagreement in dataset.disagreements:
        for number, position in enumerate(disagreement.positions):
            for row, member in enumerate(position.members):
                if member not in dataset.statement:
                    guess = near(member, list(dataset.statement))
                    fix = f"did you mean {guess!r}?" if guess else "use an annotation's id"
                    at = f"/positions/{number}/members/{row}"
                    yield Finding(
                        disagreement.id, f"names {member!r}, which is no annotation", fix, at, member
                    )


@rule("member-twice", "truth", about="disagreement")
def member_twice(dataset: Dataset) -> Iterator[Finding]:
    """Find statements that stand on two sides of a disagreement, or twice on one.

    Why: a statement takes one position; counted twice it outweighs another.
    Wrong: one id in both positions
    Right: each id in one position
    """
    for disagreement in dataset.disagreements:
        members = Counter(m for position in disagreement.positions for m in position.members)
        for member, times in members.items():
            if times > 1:
                said = f"counts {member!r} {times} times"
                yield Finding(disagreement.id, said, "a statement takes one position", "/positions")


@rule("internal-disagreement", "statement", about="disagreement")
def internal_disagreement(dataset: Dataset) -> Iterator[Finding]:
    """Find disagreements marked as internal whose members come from several documents.

    Why: internal means that one document contradicts itself; two that differ are another kind.
    Wrong: `"kind": "internal"` with members of CNN and Bloomberg
    Right: `"kind": "estimate"`
    """
    for disagreement in dataset.disagreements:
        members = [m for position in disagreement.positions for m in position.members]
        sources = {dataset.statement[m].source.id for m in members if m in dataset.statement}
        if disagreement.kind == "internal" and len(sources) > 1:
            said = f"is internal, but its members come from {len(sources)} documents"
            yield Finding(disagreement.id, said, "choose the kind that fits", "/kind")


@rule("card", "record", about="card", needs=("feature",))
def card(dataset: Dataset) -> Iterator[Finding]:
    """Find cards of the first screen that ask about nothing, or about features that no layer has.

    Why: an empty card on the first screen reads as "nothing was said".
    Wrong: `"features": ["castelo-road"]`
    Right: `"features": ["castello-road"]`
    """
    for found in dataset.cards:
        if not found.features and not found.topics:
            yield Finding(
                found.id, "asks about no feature and no topic", "name features or topics", "/features"
            )
        for number, name in enumerate(found.features):
            if name not in dataset.features:
                guess = near(name, list(dataset.features))
                fix = f"did you mean {guess!r}?" if guess else "use the id of a feature"
                yield Finding(
                    found.id, f"asks about {name!r}, which no layer has", fix, f"/features/{number}", name
                )


@rule("extent", "place", about="layer")
def extent(dataset: Dataset) -> Iterator[Finding]:
    """Find extents of layers that are no box on the Earth: west before east, south before north.

    Why: a box turned round holds nothing, so every feature would lie outside of it, or none would be checked.
    Wrong: `"extent_deg": [37.3, 36.1, 37.0, 36.3]`
    Right: `"extent_deg": [37.0, 36.1, 37.3, 36.3]`
    """
    for layer in dataset.layers:
        if not is_box(layer.extent_deg):
            said = f"has the extent {list(layer.extent_deg)}, which is no box on the Earth"
            yield Finding(layer.id, said, "write west, south, east, north in degrees", "/extent_deg")


def is_box(box: Box) -> bool:
    """Tell whether west, south, east, north are a box on the Earth."""
    west, south, east, north = box
    return -180 <= west < east <= 180 and -90 <= south < north <= 90


@rule("empty-layer", "record", severity=Severity.WARNING, about="layer", needs=("feature",))
def empty_layer(dataset: Dataset) -> Iterator[Finding]:
    """Find layers of the catalog without a feature.

    Why: a layer that can be ticked and draws nothing reads as "there is nothing".
    Wrong: a layer whose features were all set aside
    Right: a layer with features, or no layer
    """
    for layer in dataset.layers:
        if not dataset.features_by_layer.get(layer.id):
            said = "has no feature that can be shown"
            yield Finding(layer.id, said, "add or mend its features, or take it out of the catalog", "/file")
