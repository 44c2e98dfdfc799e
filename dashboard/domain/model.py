"""The records of the project: features, sources, annotations, asserters, disagreements."""

import re
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from dashboard.domain.dates import LooseDate, parse_loose_date
from dashboard.domain.vocabulary import (
    AsserterGroup,
    Audience,
    Constraint,
    DateBasis,
    DisagreementKind,
    Effect,
    Mood,
    Precision,
    Presence,
    SourceKind,
    Status,
    Topic,
    Voice,
)

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
# Marks that turn the text around them: they could make a name read as another one.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


def broken(rule: str, said: str) -> PydanticCustomError:
    """Make the error of a validator, under the name of the rule that is broken."""
    return PydanticCustomError(rule, "{said}", {"said": said})


def _is_a_loose_date(value: str | None) -> str | None:
    if value is not None:
        try:
            parse_loose_date(value)
        except ValueError as error:
            raise broken("date-form", str(error)) from error
    return value


def _turns_nothing(text: str) -> str:
    found = _TURNING.search(text)
    if found is not None:
        said = f"holds the invisible mark U+{ord(found[0]):04X}, which turns the text around it"
        raise broken("turning-mark", said)
    return text


# Neither a text nor true is a number, though Python and pydantic would take them for one.
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Whole = Annotated[int, Field(strict=True)]
Yes = Annotated[bool, Field(strict=True)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=2000), AfterValidator(_turns_nothing)]


class Record(BaseModel):
    """A frozen record that refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Words(Record):
    """One text in English and, where we have it, Arabic."""

    en: Text
    ar: Text | None = None


class ValidTime(Record):
    """When a statement is said to hold on the ground, half-open, no finer than the source.

    Without `to` the statement stands until something newer is said.
    """

    from_: str = Field(alias="from")
    to: str | None = None
    printed: Text
    reasoning: Text | None = None

    @field_validator("from_", "to")
    @classmethod
    def _is_a_date(cls, value: str | None) -> str | None:
        return _is_a_loose_date(value)

    @model_validator(mode="after")
    def _runs_forward(self) -> "ValidTime":
        if self.to is not None and parse_loose_date(self.to).earliest <= self.start.earliest:
            raise broken("period", f"the period ends ({self.to}) before it begins ({self.from_})")
        return self

    @property
    def start(self) -> LooseDate:
        """Give the begin as the range of days that the source allows."""
        return parse_loose_date(self.from_)

    @property
    def first_day(self) -> date:
        """Give the first day on which the statement may hold."""
        return self.start.earliest

    @property
    def end_day(self) -> date | None:
        """Give the first day on which it no longer holds; None while nobody said that it ended."""
        return None if self.to is None else parse_loose_date(self.to).earliest

    def holds_on(self, day: date) -> bool:
        """Tell whether the statement holds, or by its own loose date may hold, on `day`."""
        return self.first_day <= day and (self.end_day is None or day < self.end_day)


class Figure(Record):
    """A number as stated; never merged with another, never averaged."""

    what: Id
    low: Number | None = None
    high: Number | None = None
    qualifier: Text
    unit: Text
    about: Id

    @model_validator(mode="after")
    def _has_a_number(self) -> "Figure":
        if self.low is None and self.high is None:
            raise broken("figure-number", "a figure needs low, high or both")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise broken("figure-number", "low is greater than high")
        return self


class Annotation(Record):
    """What one source says about the world, restated in our words."""

    id: Id
    paragraph: Whole | None = Field(default=None, ge=1, le=100_000)
    says: Words
    asserted_by: tuple[Id, ...] = Field(min_length=1)
    voice: Voice
    mood: Mood
    valid: ValidTime
    about: tuple[Id, ...] = Field(min_length=1)
    status: Status | None = None
    for_whom: tuple[Audience, ...] = ()
    effect: Effect = Effect.STATE
    topics: tuple[Topic, ...] = Field(min_length=1)
    constraint: tuple[Constraint, ...] = ()
    key_terms: tuple[Text, ...] = ()
    figures: tuple[Figure, ...] = ()

    @property
    def original_asserter(self) -> str:
        """Give the first speaker of the chain."""
        return self.asserted_by[0]

    @property
    def gives_status(self) -> bool:
        """Tell whether it may count towards the status of a day.

        A proposal never does, nor does a forecast. A denial is a position without a status of its own.
        """
        return self.status is not None and self.mood is Mood.ACTUAL and self.voice is not Voice.FORECAST


class Source(Record):
    """A published document and its annotations."""

    id: Id
    kind: SourceKind
    publisher: Text
    publisher_confirmed: Yes = True
    title: Text
    published: str
    published_basis: DateBasis
    published_note: Text | None = None
    where_read: Text
    url: Text | None = None
    licence: Text
    text_sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] | None = None
    paragraphs: Whole | None = Field(default=None, ge=1, le=100_000)
    annotations: tuple[Annotation, ...]

    @field_validator("published")
    @classmethod
    def _is_a_date(cls, value: str | None) -> str | None:
        return _is_a_loose_date(value)

    @cached_property
    def known_from(self) -> date:
        """Give the first day on which the document was certainly out: the last day its date can mean."""
        return parse_loose_date(self.published).latest


class Asserter(Record):
    """Somebody who says something: a person in office, a body, a publisher."""

    id: Id
    name: Words
    group: AsserterGroup
    anonymous: Yes = False
    note: Text | None = None


class Position(Record):
    """One answer to the question, with the annotations that give it."""

    says: Words
    members: tuple[Id, ...] = Field(min_length=1)


class Disagreement(Record):
    """Statements that do not fit together, side by side; never merged, never averaged."""

    id: Id
    question: Words
    kind: DisagreementKind
    positions: tuple[Position, ...] = Field(min_length=2)
    note: Words | None = None


class Properties(Record):
    """The properties of a feature: flat, so that they survive other programs."""

    name: Text
    name_ar: Text | None = None
    name_tr: Text | None = None
    other_names: Text | None = None
    kind: Id
    presence: Presence
    source: Text
    licence: Text
    method: Text
    precision: Precision | None = None
    accuracy_m: Number | None = Field(default=None, gt=0, le=1_000_000)
    importance: Whole = Field(default=3, ge=1, le=5)
    part_of: Id | None = None
    from_: Id | None = Field(default=None, alias="from")
    to: Id | None = None
    pcode: Text | None = None
    why_unlocated: Text | None = None
    may_be: Id | None = None
    may_be_why: Text | None = None
    note: Text | None = None


class Feature(Record):
    """A place, line or area with a stable id (RFC 7946).

    `geometry` is the GeoJSON geometry, longitude first, or None where no source pins the place down.
    """

    id: Id
    layer: Id
    geometry: Mapping[str, Any] | None
    properties: Properties

    @model_validator(mode="after")
    def _precision_fits_geometry(self) -> "Feature":
        known = self.properties
        if self.geometry is None and known.why_unlocated is None:
            raise broken("unlocated", "a feature without geometry says why in why_unlocated")
        if self.geometry is not None and (known.precision is None or known.accuracy_m is None):
            raise broken("no-precision", "a geometry needs precision and accuracy_m")
        if (known.may_be is None) != (known.may_be_why is None):
            raise broken(
                "may-be", "may_be and may_be_why belong together: one is not given without the other"
            )
        if self.geometry is not None and known.may_be is not None:
            raise broken("may-be", "only a feature that no source pins down may be another")
        if self.geometry is None and (known.precision is not None or known.accuracy_m is not None):
            raise broken("unlocated", "a feature without geometry has no precision")
        return self

    @property
    def located(self) -> bool:
        """Tell whether a source pins the feature down."""
        return self.geometry is not None


class Layer(Record):
    """Features drawn and toggled together; one GeoJSON file."""

    id: Id
    title: Words
    file: Annotated[str, StringConstraints(pattern=r"^layers/[a-z0-9-]+\.geojson$")]
    extent_deg: tuple[Number, Number, Number, Number]
    shown: Yes
    role: Id
