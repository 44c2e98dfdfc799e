"""Rules about features among each other: ids, kinds, wholes and parts, what nobody speaks of."""

from collections import Counter
from collections.abc import Iterator

from dashboard.domain.dataset import Dataset
from dashboard.domain.problem import Finding, Severity
from dashboard.domain.rules.quoting import near
from dashboard.domain.rules.registry import rule
from dashboard.domain.vocabulary import KINDS

_FINEST_SCHEMATIC_M = 100.0
_COARSEST_EXACT_M = 250.0


@rule("repeated-id", "truth", about="statement")
def repeated_id(dataset: Dataset) -> Iterator[Finding]:
    """Find ids that stand twice.

    Why: a link to the one would show the other.
    Wrong: two annotations with the id `castello-cut`
    Right: `castello-cut` and `castello-cut-again`
    """
    for statement_id, times in Counter(s.id for s in dataset.statements).items():
        if times > 1:
            yield Finding(
                statement_id, f"stands {times} times", "give every annotation an id of its own", "/id"
            )


@rule("unfounded-presence", "truth", about="feature", needs=("statement",))
def unfounded_presence(dataset: Dataset) -> Iterator[Finding]:
    """Find features that only statements put on the map, and about which nobody speaks.

    Why: nothing is drawn without a source.
    Wrong: `"presence": "claimed"`, and no annotation about it
    Right: an annotation about it, or no feature
    """
    for feature in dataset.features.values():
        if feature.properties.presence == "claimed" and not dataset.statements_about(feature.id):
            yield Finding(
                feature.id,
                "is claimed, but no annotation is about it",
                "cite a source, or remove the feature",
                "/properties/presence",
            )


@rule("unknown-kind", "record", about="feature")
def unknown_kind(dataset: Dataset) -> Iterator[Finding]:
    """Find kinds of features that the map does not know.

    Why: a kind decides the symbol; an unknown one gets the symbol of something else.
    Wrong: `"kind": "check-point"`
    Right: `"kind": "checkpoint"`
    """
    for feature in dataset.features.values():
        kind = feature.properties.kind
        if kind not in KINDS:
            guess = near(kind, sorted(KINDS))
            fix = f"did you mean {guess!r}?" if guess else "see the list of kinds in geodata/README.md"
            yield Finding(feature.id, f"{kind!r} is no kind of feature", fix, "/properties/kind")


@rule("precision-accuracy", "truth", about="feature")
def precision_accuracy(dataset: Dataset) -> Iterator[Finding]:
    """Find a precision and an accuracy that contradict each other.

    Why: a schematic line with an accuracy of 20 m reads as surveyed.
    Wrong: `"precision": "exact", "accuracy_m": 3000`
    Right: `"precision": "approximate", "accuracy_m": 3000`
    """
    for feature in dataset.features.values():
        known = feature.properties
        if known.precision is None or known.accuracy_m is None:
            continue
        exact = known.precision == "exact" and known.accuracy_m > _COARSEST_EXACT_M
        if exact or (known.precision == "schematic" and known.accuracy_m < _FINEST_SCHEMATIC_M):
            said = f"is {known.precision.value}, yet accurate to {known.accuracy_m:g} m"
            yield Finding(feature.id, said, "correct the one or the other", "/properties/precision")


@rule("status-in-name", "truth", about="feature")
def status_in_name(dataset: Dataset) -> Iterator[Finding]:
    """Find names that carry a status.

    Why: a name stands on the map on every day; a status holds on some, and somebody said it.
    Wrong: `"name": "Castello road (closed)"`
    Right: `"name": "Castello road"`, and an annotation
    """
    words = ("(open)", "(closed)", "(cut)", "(blocked)", "(besieged)", "(safe)", "- closed", "- open")
    for feature in dataset.features.values():
        name = feature.properties.name.lower()
        if any(word in name for word in words):
            said = f"carries a status in its name, {feature.properties.name[:60]!r}"
            yield Finding(feature.id, said, "leave it out, and say it in an annotation", "/properties/name")


@rule("unknown-whole", "truth", about="feature", needs=("feature",))
def unknown_whole(dataset: Dataset) -> Iterator[Finding]:
    """Find features that are part of something unknown, or may be something unknown.

    Why: what is said of the whole holds for its parts; a lost whole loses its words.
    Wrong: `"part_of": "castelo-road"`
    Right: `"part_of": "castello-road"`
    """
    for feature in dataset.features.values():
        known = feature.properties
        for words, key, other in (
            ("is part of", "part_of", known.part_of),
            ("may be", "may_be", known.may_be),
        ):
            if other is not None and other not in dataset.features:
                guess = near(other, list(dataset.features))
                fix = f"did you mean {guess!r}?" if guess else "use the id of a feature"
                yield Finding(
                    feature.id, f"{words} {other!r}, which no layer has", fix, f"/properties/{key}", other
                )


@rule("part-of-itself", "truth", about="feature")
def part_of_itself(dataset: Dataset) -> Iterator[Finding]:
    """Find features that are part of themselves, straight or by a ring of parts.

    Why: what is said of the whole would go round for ever.
    Wrong: `a` part of `b`, and `b` part of `a`
    Right: `a` part of `b`
    """
    for feature in dataset.features.values():
        top = (feature.id, *dataset.wholes(feature.id))[-1]
        above = dataset.features[top].properties.part_of
        if above in dataset.features:
            yield Finding(
                feature.id,
                f"is part of {top!r}, which is part of {above!r}: a ring of parts",
                "let part_of lead to larger things only",
                "/properties/part_of",
            )


@rule("repeated-feature", "truth", severity=Severity.WARNING, about="feature")
def repeated_feature(dataset: Dataset) -> Iterator[Finding]:
    """Find two features of one layer with the same name, kind and geometry.

    Why: a feature pasted twice is drawn over itself, and its words go to one of the two.
    Wrong: `kafr-hamra` and `kafr-hamra-2` at one point
    Right: `kafr-hamra`
    """
    seen: dict[str, str] = {}
    for feature in dataset.features.values():
        if feature.geometry is None:
            continue
        key = f"{feature.layer} {feature.properties.kind} {feature.properties.name} {dict(feature.geometry)}"
        if key in seen:
            said = f"has the name, kind and geometry of {seen[key]!r}"
            yield Finding(feature.id, said, "keep one of the two", "/geometry")
        seen.setdefault(key, feature.id)
