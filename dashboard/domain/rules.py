"""Named checks of the data as a whole; each finds problems, none raises."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from dashboard.domain.dataset import Dataset
from dashboard.domain.measure import distance_m, positions_of
from dashboard.domain.vocabulary import Mood, SourceKind, Voice

_END_TOLERANCE_M = 1.0


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the data to mend: where, which rule, what is wrong and the remedy.

    `line` and `column` count from 1 and are 0 where a file as a whole is meant.
    """

    file: str
    rule: str
    message: str
    fix: str
    line: int = 0
    column: int = 0
    subject: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        head = f"{place} {self.subject}".rstrip()
        return f"{head}\n  error[{self.rule}] {self.message}\n  fix: {self.fix}"


class Finding(NamedTuple):
    """What a rule finds: the id it is about, what is wrong, and the remedy."""

    subject: str
    message: str
    fix: str


Rule = Callable[[Dataset], Iterable[Finding]]


def every_finding(dataset: Dataset) -> Iterator[tuple[str, Finding]]:
    """Run every rule over the data and give each finding with the name of its rule."""
    for name, rule in RULES.items():
        for finding in rule(dataset):
            yield name, finding


def _unknown_feature(dataset: Dataset) -> Iterator[Finding]:
    """Find statements about features that no layer has."""
    for statement in dataset.statements:
        for feature_id in statement.annotation.about:
            if feature_id not in dataset.features:
                yield Finding(
                    statement.id,
                    f"is about {feature_id!r}, which no layer has",
                    "use the id of a feature, or add the feature (unlocated, if no source gives a place)",
                )


def _unknown_asserter(dataset: Dataset) -> Iterator[Finding]:
    """Find speakers without a record."""
    for statement in dataset.statements:
        for asserter in statement.annotation.asserted_by:
            if asserter not in dataset.asserters:
                yield Finding(
                    statement.id,
                    f"names the asserter {asserter!r}, who has no record",
                    "add it to asserters.json",
                )


def _repeated_id(dataset: Dataset) -> Iterator[Finding]:
    """Find annotations that share an id."""
    for statement_id, times in Counter(s.id for s in dataset.statements).items():
        if times > 1:
            yield Finding(statement_id, f"stands {times} times", "give every annotation an id of its own")


def _status_without_fact(dataset: Dataset) -> Iterator[Finding]:
    """Find proposals and forecasts that carry a status."""
    for statement in dataset.statements:
        said = statement.annotation
        if said.status is not None and (said.mood is Mood.PROPOSED or said.voice is Voice.FORECAST):
            yield Finding(
                statement.id,
                f"gives the status {said.status.value!r} although it is a proposal or a forecast",
                "remove the status: a proposal never changes a status",
            )


def _paragraph(dataset: Dataset) -> Iterator[Finding]:
    """Find article statements without a paragraph or beyond the end of the text."""
    for statement in dataset.statements:
        said, source = statement.annotation, statement.source
        if source.kind is not SourceKind.ARTICLE:
            continue
        if said.paragraph is None:
            yield Finding(statement.id, "has no paragraph", "count the non-empty lines of the article from 1")
        elif source.paragraphs is not None and said.paragraph > source.paragraphs:
            yield Finding(
                statement.id,
                f"points at paragraph {said.paragraph}, but the article has {source.paragraphs}",
                "count the non-empty lines of the article from 1",
            )


def _unfounded_presence(dataset: Dataset) -> Iterator[Finding]:
    """Find features that only statements put on the map, and about which nobody speaks."""
    for feature in dataset.features.values():
        if feature.properties.presence == "claimed" and not dataset.statements_about(feature.id):
            yield Finding(
                feature.id,
                "is claimed, but no annotation is about it",
                "cite a source, or remove the feature",
            )


def _segment_end(dataset: Dataset) -> Iterator[Finding]:
    """Find segments whose ends are not on their nodes."""
    for feature in dataset.features.values():
        known = feature.properties
        if known.from_ is None and known.to is None:
            continue
        if feature.geometry is None or feature.geometry["type"] != "LineString":
            yield Finding(
                feature.id, "has from or to but is not a LineString", "draw the segment as one line"
            )
            continue
        line = list(positions_of(feature.geometry))
        for node_id, end in ((known.from_, line[0]), (known.to, line[-1])):
            node = dataset.features.get(node_id or "")
            if node is None or node.geometry is None or node.geometry["type"] != "Point":
                yield Finding(
                    feature.id, f"ends at {node_id!r}, which is no point of any layer", "name a node"
                )
            elif (away := distance_m(end, node.geometry["coordinates"])) > _END_TOLERANCE_M:
                yield Finding(
                    feature.id,
                    f"ends {away:.0f} m away from its node {node_id!r}",
                    f"move the end of the line to {node.geometry['coordinates']}",
                )


def _outside_extent(dataset: Dataset) -> Iterator[Finding]:
    """Find positions outside the extent of their layer."""
    extents = {layer.id: layer.extent_deg for layer in dataset.layers}
    for feature in dataset.features.values():
        if feature.geometry is None or feature.layer not in extents:
            continue
        west, south, east, north = extents[feature.layer]
        for longitude, latitude, *_ in positions_of(feature.geometry):
            if not (west <= longitude <= east and south <= latitude <= north):
                swapped = west <= latitude <= east and south <= longitude <= north
                yield Finding(
                    feature.id,
                    f"longitude {longitude}, latitude {latitude} lies outside the layer's extent",
                    f"GeoJSON is [longitude, latitude]; did you mean [{latitude}, {longitude}]?"
                    if swapped
                    else "correct the position, or widen extent_deg in catalog.json",
                )
                break


def _unknown_member(dataset: Dataset) -> Iterator[Finding]:
    """Find disagreements with members that are no annotation, and positions that share one."""
    for disagreement in dataset.disagreements:
        members = [m for position in disagreement.positions for m in position.members]
        for member in members:
            if member not in dataset.statement:
                yield Finding(
                    disagreement.id, f"names {member!r}, which is no annotation", "use an annotation's id"
                )
        for member, times in Counter(members).items():
            if times > 1:
                yield Finding(
                    disagreement.id, f"counts {member!r} {times} times", "a statement takes one position"
                )


def _unknown_whole(dataset: Dataset) -> Iterator[Finding]:
    """Find features that are part of something unknown, or may be something unknown."""
    for feature in dataset.features.values():
        known = feature.properties
        for words, other in (("is part of", known.part_of), ("may be", known.may_be)):
            if other is not None and other not in dataset.features:
                yield Finding(feature.id, f"{words} {other!r}, which no layer has", "use the id of a feature")


def _part_of_itself(dataset: Dataset) -> Iterator[Finding]:
    """Find features that are part of themselves, straight or by a ring of parts."""
    for feature in dataset.features.values():
        top = (feature.id, *dataset.wholes(feature.id))[-1]
        above = dataset.features[top].properties.part_of
        if above in dataset.features:
            yield Finding(
                feature.id,
                f"is part of {top!r}, which is part of {above!r}: a ring of parts",
                "let part_of lead to larger things only",
            )


RULES: dict[str, Rule] = {
    "unknown-feature": _unknown_feature,
    "unknown-asserter": _unknown_asserter,
    "repeated-id": _repeated_id,
    "status-without-fact": _status_without_fact,
    "paragraph": _paragraph,
    "unfounded-presence": _unfounded_presence,
    "segment-end": _segment_end,
    "outside-extent": _outside_extent,
    "unknown-member": _unknown_member,
    "unknown-whole": _unknown_whole,
    "part-of-itself": _part_of_itself,
}
