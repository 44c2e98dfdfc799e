"""Everything that was loaded, in one frozen record, with the look-ups that the rest needs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from types import MappingProxyType

from pydantic import Field

from dashboard.domain.memo import Memo
from dashboard.domain.model import (
    Annotation,
    Asserter,
    Disagreement,
    Feature,
    Id,
    Layer,
    Number,
    Record,
    Source,
    Whole,
    Words,
)
from dashboard.domain.vocabulary import Axis, SourceKind, Topic


@dataclass(frozen=True, slots=True)
class Statement:
    """An annotation together with the document that makes it."""

    annotation: Annotation
    source: Source

    @property
    def id(self) -> str:
        """Give the id of the annotation."""
        return self.annotation.id

    @property
    def known_from(self) -> date:
        """Give the first day on which a reader could know it."""
        return self.source.known_from

    @property
    def is_context(self) -> bool:
        """Tell whether it comes from anything but the five articles."""
        return self.source.kind is SourceKind.CONTEXT

    @property
    def certain_from(self) -> date:
        """Give the day by which it has certainly begun.

        A loose date ends at the latest with the publication: what was printed on a Thursday
        as of "this week" had happened by that Thursday.
        """
        start = self.annotation.valid.start
        return max(start.earliest, min(start.latest, self.known_from))


class Card(Record):
    """A question that the first screen answers: a place or a topic worth a look on any day."""

    id: Id
    title: Words
    question: Words
    features: tuple[Id, ...] = ()
    topics: tuple[Topic, ...] = ()
    axis: Axis | None = None


Box = tuple[Number, Number, Number, Number]


class Frame(Record):
    """What the map opens on, and the days it covers; boxes are west, south, east, north in degrees."""

    start_deg: Box
    whole_deg: Box
    limits_deg: Box
    min_zoom: Whole = Field(default=7, ge=0, le=22)
    max_zoom: Whole = Field(default=16, ge=0, le=22)
    first_day: date
    last_day: date


_EMPTY_FRAME = Frame(
    start_deg=(36.9, 36.1, 37.4, 36.4),
    whole_deg=(36.0, 35.8, 38.2, 37.2),
    limits_deg=(30.0, 30.0, 44.0, 42.0),
    first_day=date(2016, 7, 1),
    last_day=date(2016, 9, 20),
)


@dataclass(frozen=True)
class Dataset:
    """Layers, features, sources, asserters and disagreements under one content version."""

    layers: tuple[Layer, ...] = ()
    features: Mapping[str, Feature] = field(default_factory=lambda: MappingProxyType({}))
    sources: Mapping[str, Source] = field(default_factory=lambda: MappingProxyType({}))
    asserters: Mapping[str, Asserter] = field(default_factory=lambda: MappingProxyType({}))
    disagreements: tuple[Disagreement, ...] = ()
    cards: tuple[Card, ...] = ()
    frame: Frame = _EMPTY_FRAME
    version: str = ""

    @cached_property
    def memo(self) -> Memo:
        """Hold what was derived from this dataset."""
        return Memo()

    @cached_property
    def texts(self) -> Memo:
        """Hold texts that were made of its statements, about 2 MB for a setting."""
        return Memo(8)

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """Give every annotation with its source, in publication order, independent of file order."""
        every = (Statement(a, s) for s in self.sources.values() for a in s.annotations)
        return tuple(
            sorted(every, key=lambda s: (s.known_from, s.source.id, s.annotation.paragraph or 0, s.id))
        )

    @cached_property
    def statement(self) -> Mapping[str, Statement]:
        """Look a statement up by the id of its annotation."""
        return {s.id: s for s in self.statements}

    @cached_property
    def _about(self) -> Mapping[str, tuple[Statement, ...]]:
        found: dict[str, list[Statement]] = {}
        for statement in self.statements:
            for feature_id in statement.annotation.about:
                found.setdefault(feature_id, []).append(statement)
        return {key: tuple(value) for key, value in found.items()}

    def statements_about(self, feature_id: str) -> tuple[Statement, ...]:
        """Give what was said of one feature, in publication order; nothing is an empty tuple."""
        return self._about.get(feature_id, ())

    def wholes(self, feature_id: str) -> tuple[str, ...]:
        """Follow `part_of` from a feature to the top, nearest first; a ring ends where it would repeat."""
        found: list[str] = []
        feature = self.features.get(feature_id)
        while feature is not None and (whole := feature.properties.part_of) in self.features:
            if whole is None or whole in found or whole == feature_id:
                break
            found.append(whole)
            feature = self.features[whole]
        return tuple(found)

    @cached_property
    def features_by_layer(self) -> Mapping[str, tuple[Feature, ...]]:
        """Group the features by layer, each group in file order."""
        groups: dict[str, list[Feature]] = {layer.id: [] for layer in self.layers}
        for feature in self.features.values():
            groups.setdefault(feature.layer, []).append(feature)
        return {key: tuple(value) for key, value in groups.items()}

    def asserter_name(self, asserter_id: str) -> Words:
        """Name an asserter; an id without a record stands for itself."""
        known = self.asserters.get(asserter_id)
        return known.name if known else Words(en=asserter_id)
