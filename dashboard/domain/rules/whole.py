"""Rules about the data as a whole: ids, what is cited, the network, disagreements, the catalog."""

from collections import Counter
from collections.abc import Iterator

from dashboard.domain.dataset import Box, Dataset
from dashboard.domain.measure import away_from_line_m, distance_m, positions_of
from dashboard.domain.model import Feature
from dashboard.domain.problem import Finding, Severity
from dashboard.domain.rules.quoting import near
from dashboard.domain.rules.registry import rule
from dashboard.domain.vocabulary import KINDS

_END_TOLERANCE_M = 1.0
_OFF_ROAD_M = 4_000.0
_ROADS = ("road", "segment", "main-road", "corridor")
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


@rule("segment-ends", "truth", about="feature", needs=("feature",))
def segment_ends(dataset: Dataset) -> Iterator[Finding]:
    """Find stretches of the network without two ends that are points of a layer.

    Why: a stretch that hangs on nothing is on no way, and its words block nobody.
    Wrong: `"from": "bab-al-hawa", "to": "nowhere"`
    Right: `"from": "bab-al-hawa", "to": "sarmada"`
    """
    for feature in dataset.features.values():
        known = feature.properties
        if known.kind != "segment" and known.from_ is None and known.to is None:
            continue
        if feature.geometry is not None and feature.geometry["type"] != "LineString":
            yield Finding(
                feature.id,
                "has from or to but is not a LineString",
                "draw the stretch as one line",
                "/geometry/type",
            )
            continue
        if known.from_ == known.to and known.from_ is not None:
            yield Finding(
                feature.id, f"begins and ends at {known.from_!r}", "name its other end", "/properties/to"
            )
        for key, node_id in (("from", known.from_), ("to", known.to)):
            node = dataset.features.get(node_id or "")
            if node is None or node.geometry is None or node.geometry["type"] != "Point":
                said = (
                    f"ends at {node_id!r}, which is no point of any layer" if node_id else f"has no {key!r}"
                )
                guess = near(node_id or "", list(dataset.features)) if node_id else ""
                fix = f"did you mean {guess!r}?" if guess else "name the id of a point"
                yield Finding(feature.id, said, fix, f"/properties/{key}", node_id or "")


@rule("segment-end", "place", fixable=True, about="feature")
def segment_end(dataset: Dataset) -> Iterator[Finding]:
    """Find stretches whose ends are not on their nodes.

    Why: the line would stop short of the crossing it leads to, and the gap grows with each edit.
    Wrong: a stretch to `sarmada` that ends 400 m from its point
    Right: a stretch whose last position is exactly that of `sarmada`
    """
    for feature in dataset.features.values():
        known = feature.properties
        if feature.geometry is None or feature.geometry["type"] != "LineString":
            continue
        line = feature.geometry["coordinates"]
        for node_id, at in ((known.from_, 0), (known.to, len(line) - 1)):
            node = dataset.features.get(node_id or "")
            if node is None or node.geometry is None or node.geometry["type"] != "Point":
                continue
            end, wanted = line[at], node.geometry["coordinates"]
            if tuple(end) != tuple(wanted) and (away := distance_m(end, wanted)) > _END_TOLERANCE_M:
                yield Finding(
                    feature.id,
                    f"ends {away:.0f} m away from its node {node_id!r}",
                    f"move the end of the line to {list(wanted)}",
                    f"/geometry/coordinates/{at}",
                )


@rule("checkpoint-off-road", "place", about="feature", needs=("feature",))
def checkpoint_off_road(dataset: Dataset) -> Iterator[Finding]:
    """Find checkpoints farther from any road than both are inaccurate, and at least 4 km.

    Why: a checkpoint stands on a road; one in a field is a slip of a digit.
    Wrong: a checkpoint 9 km beside the road it is part of
    Right: a checkpoint on the road, or `"geometry": null` and `why_unlocated`
    """
    roads: list[Feature] | None = None
    for feature in dataset.features.values():
        if feature.properties.kind != "checkpoint" or feature.geometry is None:
            continue
        if roads is None:
            roads = [
                f for f in dataset.features.values() if f.properties.kind in _ROADS and f.geometry is not None
            ]
        if not roads or feature.geometry["type"] != "Point":
            continue
        away, road = _nearest(feature, roads)
        slack = _OFF_ROAD_M + (feature.properties.accuracy_m or 0) + (road.properties.accuracy_m or 0)
        if away > slack:
            yield Finding(
                feature.id,
                f"stands {away / 1000:.1f} km from the nearest road, {road.id!r}",
                "correct the position, or draw the road",
                "/geometry/coordinates",
            )


def _nearest(feature: Feature, roads: list[Feature]) -> tuple[float, Feature]:
    assert feature.geometry is not None
    point = feature.geometry["coordinates"]
    found = [(away_from_line_m(point, list(positions_of(road.geometry))), road) for road in roads]
    return min(found, key=lambda pair: pair[0])


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
