"""A three-way merge of data files as JSON: by record and by member, with every conflict named.

How each kind of value is merged:

- Objects member by member. A member that one side changed is taken from that side; the same change on both
  sides is one change. Members that the model does not know are merged like all others.
- Lists of records by id (figures by what they count and what they are about, positions by what they say).
  Additions of both sides are kept, and so is the order of records, unless both sides changed it differently.
- The lists in `SETS` name things in no order that matters: what either side added or removed is done.
- Everything else is one value: texts, numbers, other lists (a chain of asserters, an extent), a geometry, a
  valid time. Half of one geometry or period with half of another would be something that nobody said.
- A geometry goes with its precision and accuracy: one side's geometry with the other side's accuracy could
  be drawn sharper than anybody said.

Where both sides changed one value differently, mine stays and the conflict names both. A removal never wins
over a change: what one side removed and the other changed stays, changed, and that is a conflict too.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final, TypeGuard

SETS = frozenset({"about", "for_whom", "topics", "constraint", "key_terms", "members", "features"})
WHOLE = frozenset({"geometry", "valid"})
KEYS: dict[str, tuple[tuple[str, ...], ...]] = {
    "figures": (("what",), ("about",)),
    "positions": (("says", "en"),),
}
_BY_ID: tuple[tuple[str, ...], ...] = (("id",),)
_SHARPNESS: tuple[tuple[str, ...], ...] = (
    ("geometry",),
    ("properties", "precision"),
    ("properties", "accuracy_m"),
)
ORDER = "(order)"

Place = tuple[str, ...]
Sides = tuple[Any, Any, Any]


class Absent(Enum):
    """Stands for a member or record that a version does not have; null is a value like others."""

    ABSENT = "absent"


ABSENT: Final = Absent.ABSENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """A place where the two sides do not fit together: what base, mine and theirs have there.

    `place` leads there from the document by member names and by the keys of records. The last step `ORDER`
    after a list of records stands for their order; the values are then keys.
    """

    place: Place
    base: Any
    mine: Any
    theirs: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """The merged document, and what could not be decided in it."""

    document: Any
    conflicts: tuple[Conflict, ...]


def merge(base: Any, mine: Any, theirs: Any) -> Merged:
    """Merge two JSON documents that both began as `base`.

    >>> base = {"features": [{"id": "a", "properties": {"name": "A"}}]}
    >>> mine = {"features": [{"id": "a", "properties": {"name": "A", "note": "mine"}}]}
    >>> merge(base, mine, {"features": []}).document == mine
    True
    """
    conflicts: list[Conflict] = []
    found = _value((base, mine, theirs), (), conflicts)
    return Merged(document=None if found is ABSENT else found, conflicts=tuple(conflicts))


def same(one: Any, other: Any) -> bool:
    """Tell whether two JSON values say the same: 1 is 1.0 but not true, the order of members is no matter."""
    if isinstance(one, str):
        return bool(one == other)
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(value, other[key]) for key, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return isinstance(one, bool) == isinstance(other, bool) and bool(one == other)


def _value(sides: Sides, place: Place, conflicts: list[Conflict]) -> Any:
    base, mine, theirs = sides
    if same(mine, theirs) or same(base, theirs):
        return mine
    if same(base, mine):
        return theirs
    name = place[-1] if place else ""
    versions = [{} if base is ABSENT else base, mine, theirs]
    if name not in WHOLE and all(isinstance(each, dict) for each in versions):
        return _object(versions[0], mine, theirs, place, conflicts)
    versions[0] = [] if base is ABSENT else base
    if name in SETS and all(map(_is_set, versions)):
        return _set(versions[0], mine, theirs)
    if all(_is_records(each, name) for each in versions):
        return _records(versions[0], mine, theirs, place, conflicts)
    conflicts.append(Conflict(place=place, base=base, mine=mine, theirs=theirs))
    return theirs if mine is ABSENT else mine


def _object(
    base: dict[str, Any],
    mine: dict[str, Any],
    theirs: dict[str, Any],
    place: Place,
    conflicts: list[Conflict],
) -> dict[str, Any]:
    found = {}
    for key in _order(list(base), list(mine), list(theirs)):
        sides = (base.get(key, ABSENT), mine.get(key, ABSENT), theirs.get(key, ABSENT))
        value = _value(sides, (*place, key), conflicts)
        if value is not ABSENT:
            found[key] = value
    if "geometry" in found:
        _keep_sharpness(found, base, mine, theirs, place, conflicts)
    return found


def _keep_sharpness(
    found: dict[str, Any],
    base: dict[str, Any],
    mine: dict[str, Any],
    theirs: dict[str, Any],
    place: Place,
    conflicts: list[Conflict],
) -> None:
    """Take geometry, precision and accuracy from one side only, where both changed some of them."""
    parts = [[_at(each, path) for path in _SHARPNESS] for each in (base, mine, theirs)]
    if same(parts[0], parts[1]) or same(parts[0], parts[2]) or same(parts[1], parts[2]):
        return
    known = {conflict.place for conflict in conflicts}
    for path, *sides in zip(_SHARPNESS, *parts, strict=True):
        where = (*place, *path)
        holder = found if len(path) == 1 else found.get(path[0])
        if isinstance(holder, dict) and where not in known and not same(sides[1], sides[2]):
            changed = {**holder, path[-1]: sides[1]}
            changed = {key: value for key, value in changed.items() if value is not ABSENT}
            found.update(changed if holder is found else {path[0]: changed})
            conflicts.append(Conflict(place=where, base=sides[0], mine=sides[1], theirs=sides[2]))


def _at(record: Any, path: tuple[str, ...]) -> Any:
    for key in path:
        if not isinstance(record, dict) or key not in record:
            return ABSENT
        record = record[key]
    return record


def _set(base: list[str], mine: list[str], theirs: list[str]) -> list[str]:
    gone = set(base) - (set(mine) & set(theirs))
    return [each for each in _order(base, mine, theirs) if each not in gone]


def _records(
    base: list[Any], mine: list[Any], theirs: list[Any], place: Place, conflicts: list[Conflict]
) -> list[Any]:
    name = place[-1] if place else ""
    before, ours, others = (
        {key_of(record, name): record for record in each} for each in (base, mine, theirs)
    )
    keys = [list(before), list(ours), list(others)]
    merged = {}
    for key in dict.fromkeys((*keys[1], *keys[2])):
        sides = (before.get(key, ABSENT), ours.get(key, ABSENT), others.get(key, ABSENT))
        value = _value(sides, (*place, key), conflicts)
        if value is not ABSENT:
            merged[key] = value
    kept = [[key for key in each if key in merged] for each in keys]
    if _moved(kept[0], kept[1]) and _moved(kept[0], kept[2]) and _moved(kept[1], kept[2]):
        order = (*place, ORDER)
        conflicts.append(Conflict(place=order, base=keys[0], mine=keys[1], theirs=keys[2]))
    return [merged[key] for key in _order(*kept)]


def _order(base: list[str], mine: list[str], theirs: list[str]) -> list[str]:
    """Put the keys of both sides in the order of the side that changed it, mine if both did."""
    lead, other = (theirs, mine) if _moved(base, theirs) and not _moved(base, mine) else (mine, theirs)
    return _woven(lead, other)


def _moved(one: Sequence[str], other: Sequence[str]) -> bool:
    """Tell whether what both have stands in another order."""
    shared = set(one) & set(other)
    return [key for key in one if key in shared] != [key for key in other if key in shared]


def _woven(lead: list[str], other: list[str]) -> list[str]:
    """Put what only the other has after what it follows there, and after what the lead has added there."""
    shared = set(lead) & set(other)
    after: dict[str | None, list[str]] = {}
    last: str | None = None
    for key in other:
        if key in shared:
            last = key
        else:
            after.setdefault(last, []).append(key)
    woven, due = [], after.pop(None, [])
    for key in lead:
        if key in shared:
            woven += due
            due = after.pop(key, [])
        woven.append(key)
    return woven + due


def _is_set(value: Any) -> TypeGuard[list[str]]:
    return (
        isinstance(value, list) and all(isinstance(v, str) for v in value) and len(set(value)) == len(value)
    )


def _is_records(value: Any, name: str) -> bool:
    """Tell whether a list holds records that can be told apart."""
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        return False
    keys = [key_of(each, name) for each in value]
    return "" not in keys and max(Counter(keys).values(), default=1) == 1


def key_of(record: Any, name: str) -> str:
    """Give what tells a record of the list `name` from its neighbours; empty where it has nothing such."""
    parts = [_at(record, path) for path in KEYS.get(name, _BY_ID)]
    return " ".join(parts) if all(isinstance(part, str) and part for part in parts) else ""
