"""Comparing the members of two records by the model: another way of writing the same is equal."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple, get_args

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from dashboard.domain.differences.records import ABSENT, FieldChange

# Lists in which the order says nothing.
_UNORDERED = frozenset({"about", "topics", "for_whom", "constraint", "key_terms", "members", "features"})
# Lists of records without an id, and the member that each is known by.
_KNOWN_BY = {"positions": "says", "figures": "what"}

Pair = tuple[Any, Any]


class _Member(NamedTuple):
    default: Any
    model: type[BaseModel] | None


def same(a: Any, b: Any, *, in_order: bool = False) -> bool:
    """Tell whether two JSON values are the same: 1 is 1.0, but no truth value is a number.

    With `in_order` the members of objects must stand in the same order as well.

    >>> same([1, {"a": 2.0}], [1.0, {"a": 2}]), same(1, True)
    (True, False)
    """
    waiting: list[Pair] = [(a, b)]
    while waiting:  # no recursion: a file may be nested as deep as its reader allows
        one, other = waiting.pop()
        if isinstance(one, Mapping) and isinstance(other, Mapping):
            if (list(one) != list(other)) if in_order else (one.keys() != other.keys()):
                return False
            waiting += [(one[key], other[key]) for key in one]
        elif isinstance(one, (list, tuple)) and isinstance(other, (list, tuple)):
            if len(one) != len(other):
                return False
            waiting += zip(one, other, strict=True)
        elif isinstance(one, bool) is not isinstance(other, bool) or one != other:
            return False
    return True


def field_changes(
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    model: type[BaseModel] | None,
    path: tuple[str, ...] = (),
) -> Iterator[FieldChange]:
    """Name each member in which two records differ, members that the model does not know included.

    Members of the model that are left out have their default. Nested records are compared member by member.
    """
    known = _members(model) if model else {}
    for key in [*before, *(key for key in after if key not in before)]:
        here, member = (*path, key), known.get(key)
        old, new = before.get(key, ABSENT), after.get(key, ABSENT)
        if member is not None and _plain(old, member) is _plain(new, member) is ABSENT:
            continue
        inner = member.model if member else None
        if inner is not None and isinstance(old, Mapping) and isinstance(new, Mapping):
            yield from field_changes(old, new, inner, here)
        elif inner is not None and key in _KNOWN_BY and _are_records(old) and _are_records(new):
            yield from _list_changes(old, new, inner, here)
        elif not _equal(key, old, new):
            yield FieldChange(path=here, before=old, after=new)


def _plain(value: Any, member: _Member) -> Any:
    """Give what stands for a member: left out, null where that is the default, or the default written out."""
    return ABSENT if value is ABSENT or same(_jsonlike(value), _jsonlike(member.default)) else value


def _jsonlike(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _equal(key: str, old: Any, new: Any) -> bool:
    if key in _UNORDERED and isinstance(old, list) and isinstance(new, list):
        return Counter(map(_text, old)) == Counter(map(_text, new))
    if (old is ABSENT) is not (new is ABSENT):
        return False
    return same(old, new)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else f"\0{value!r}"


def _are_records(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, Mapping) for each in value)


def _list_changes(
    before: Sequence[Any], after: Sequence[Any], model: type[BaseModel], path: tuple[str, ...]
) -> Iterator[FieldChange]:
    """Compare lists of records without ids: by equality, then by what they are known by, then by place."""
    label = _KNOWN_BY[path[-1]]

    def known_alike(one: Any, other: Any) -> bool:
        return one.get(label) is not None and same(one.get(label), other.get(label))

    old, new = list(before), list(after)
    pairs: list[Pair] = []
    for alike in (same, known_alike):
        for one in list(old):
            other = next((each for each in new if alike(one, each)), None)
            if other is not None:
                _take(old, one)
                _take(new, other)
                pairs.append((one, other))
    if len(old) == len(new):
        pairs += zip(old, new, strict=True)
        old, new = [], []
    for one, other in pairs:
        yield from field_changes(one, other, model, (*path, _label(one, label)))
    yield from (FieldChange(path=(*path, _label(one, label)), before=one) for one in old)
    yield from (FieldChange(path=(*path, _label(one, label)), after=one) for one in new)


def _take(values: list[Any], value: Any) -> None:
    del values[next(i for i, each in enumerate(values) if each is value)]


def _label(record: Mapping[str, Any], key: str) -> str:
    value = record.get(key)
    if isinstance(value, Mapping):
        value = value.get("en")
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


@cache
def _members(model: type[BaseModel]) -> dict[str, _Member]:
    found = {}
    for name, info in model.model_fields.items():
        default = ABSENT if info.default is PydanticUndefined else info.default
        found[info.alias or name] = _Member(default, _record_in(info.annotation))
    return found


def _record_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((inner for part in get_args(annotation) if (inner := _record_in(part))), None)
