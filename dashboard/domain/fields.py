"""The fields of a record, taken from the model: what each may hold, and what is wrong with what it holds."""

import difflib
import types
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from dashboard.domain.model import Annotation, Asserter, Disagreement, Feature, Properties, Record, Source

Path = tuple[str | int, ...]
# Texts of a sentence and more.
_LONG = {"en", "ar", "note", "method", "reasoning", "why_unlocated", "may_be_why", "published_note"}
# Fields that hold the id of something else, and where that stands.
_REFERS = {
    "part_of": "features",
    "from": "features",
    "to": "features",
    "may_be": "features",
    "about": "features",
    "asserted_by": "asserters",
    "members": "annotations",
    "kind": "kinds",
}
_DATES = {"valid.from", "valid.to", "published"}
_MODELS: dict[str, type[BaseModel]] = {
    "features": Properties,
    "annotations": Annotation,
    "asserters": Asserter,
    "disagreements": Disagreement,
    "": Source,
}
_NOT_ASKED = {"id", "annotations"}


class Holds(StrEnum):
    """What a field holds, and so what is used to fill it in."""

    TEXT = "text"
    LONG_TEXT = "long-text"
    TEXTS = "texts"
    NUMBER = "number"
    WHOLE = "whole"
    YES_NO = "yes-no"
    CHOICE = "choice"
    CHOICES = "choices"
    DATE = "date"
    REFERENCE = "reference"
    REFERENCES = "references"
    RECORDS = "records"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a record: `path` leads to it from the record, `name` is that without numbers."""

    path: Path
    name: str
    holds: Holds
    required: bool
    choices: tuple[str, ...] = ()
    refers: str = ""
    within: tuple["Field", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong with a field; without a path it is the record as a whole."""

    path: Path
    message: str
    missing: bool = False


def fields_of(section: str) -> tuple[Field, ...]:
    """List the fields of the records of a section, in the order of the model."""
    root: Path = ("properties",) if section == "features" else ()
    return tuple(_fields(_MODELS[section], root, needed=True))


def _fields(model: type[BaseModel], at: Path, *, needed: bool) -> Iterator[Field]:
    for name, found in model.model_fields.items():
        key = found.alias or name
        if key in _NOT_ASKED and not (at and at != ("properties",)):
            continue
        path = (*at, key)
        required = needed and found.is_required()
        kind, several = _kind_of(found.annotation)
        if isinstance(kind, type) and issubclass(kind, Record):
            if several:
                inner = tuple(_fields(kind, (), needed=True))
                yield Field(path=path, name=_name(path), holds=Holds.RECORDS, required=required, within=inner)
            else:
                yield from _fields(kind, path, needed=required)
        else:
            yield _field(path, kind, several, required)


def _field(path: Path, kind: Any, several: bool, required: bool) -> Field:
    key, name = str(path[-1]), _name(path)
    choices = tuple(word.value for word in kind) if _is_enum(kind) else ()
    refers = "" if choices or name in _DATES else _REFERS.get(key, "")
    if choices:
        holds = Holds.CHOICES if several else Holds.CHOICE
    elif refers:
        holds = Holds.REFERENCES if several else Holds.REFERENCE
    elif several:
        holds = Holds.TEXTS
    elif name in _DATES:
        holds = Holds.DATE
    elif kind in (bool, int, float):
        holds = {bool: Holds.YES_NO, int: Holds.WHOLE, float: Holds.NUMBER}[kind]
    else:
        holds = Holds.LONG_TEXT if key in _LONG else Holds.TEXT
    return Field(path=path, name=name, holds=holds, required=required, choices=choices, refers=refers)


def _name(path: Path) -> str:
    return ".".join(str(step) for step in path if step != "properties" and not isinstance(step, int))


def _is_enum(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Enum)


def _kind_of(annotation: Any) -> tuple[Any, bool]:
    """Give what stands in a field, without None and constraints, and whether there are several of it."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _kind_of(get_args(annotation)[0])
    if origin in (Union, types.UnionType):
        return _kind_of(next(part for part in get_args(annotation) if part is not type(None)))
    if origin is tuple:
        return _kind_of(get_args(annotation)[0])[0], True
    return annotation, False


def value_at(record: Any, path: Path) -> Any:
    """Give what stands at a path in a record; None where nothing does."""
    for step in path:
        if isinstance(record, Mapping):
            record = record.get(step)
        elif isinstance(record, list) and isinstance(step, int) and step < len(record):
            record = record[step]
        else:
            return None
    return record


def with_value(record: Any, path: Path, value: Any) -> Any:
    """Give a record with another value at a path; None takes it out, and what is left empty by that too.

    >>> with_value({"says": {"en": "a", "ar": "b"}}, ("says", "ar"), None)
    {'says': {'en': 'a'}}
    >>> with_value({"id": "x", "valid": {"to": "2016"}}, ("valid", "to"), None)
    {'id': 'x'}
    """
    if not path:
        return value
    step, rest = path[0], path[1:]
    if isinstance(step, int):
        listed = list(record) if isinstance(record, list) else []
        inner = with_value(listed[step] if step < len(listed) else {}, rest, value)
        if inner is None:
            return listed[:step] + listed[step + 1 :]
        return [*listed[:step], inner, *listed[step + 1 :]]
    known = dict(record) if isinstance(record, Mapping) else {}
    inner = with_value(known.get(step), rest, value)
    if inner is None or (rest and inner in ({}, [])):
        known.pop(step, None)
    else:
        known[step] = inner
    return known


def faults_of(section: str, record: Any) -> tuple[Fault, ...]:
    """Say what the model has against a record, each fault with the path of its field."""
    model, given = _MODELS[section], record
    if section == "features" and isinstance(record, Mapping):
        model = Feature
        given = {key: record.get(key) for key in ("id", "geometry", "properties")} | {"layer": "draft"}
    elif section == "" and isinstance(record, Mapping):
        given = {**record, "annotations": []}
    try:
        model.model_validate(given)
    except ValidationError as error:
        return tuple(
            Fault(
                path=tuple(fault["loc"]),
                message=fault["msg"].removeprefix("Value error, "),
                missing=fault["type"] == "missing",
            )
            for fault in error.errors(include_url=False)
        )
    return ()


def near(given: str, known: Iterable[str]) -> str | None:
    """Find what may have been meant; None where nothing is like it.

    >>> near("castelo-road", ["castello-road", "azaz-road"])
    'castello-road'
    """
    return next(iter(difflib.get_close_matches(given, list(known), n=1, cutoff=0.6)), None)


def id_from(name: str, taken: Iterable[str]) -> str:
    """Make an id of a name: lower-case-with-hyphens, not one that is taken.

    >>> id_from("Tell Rifaat, bridge", ["tell-rifaat-bridge"])
    'tell-rifaat-bridge-2'
    """
    plain = "".join(c if c.isascii() and c.isalnum() else " " for c in name.lower())
    stem = "-".join(plain.split())[:70].strip("-") or "unnamed"
    used = set(taken)
    if stem not in used:
        return stem
    return next(made for n in range(2, len(used) + 3) if (made := f"{stem}-{n}") not in used)
