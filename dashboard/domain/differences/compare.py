"""Comparing two versions of the data record by record: `differences` of datasets, `compare` of documents."""

import json
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from typing import Any

from dashboard.domain.dataset import Dataset
from dashboard.domain.differences.entries import (
    MODELS,
    Documents,
    Entry,
    documents_of,
    entries,
    name_of,
    orders,
)
from dashboard.domain.differences.fields import field_changes, same
from dashboard.domain.differences.records import ABSENT, Difference, FieldChange, How, RecordKind, ShapeChange
from dashboard.domain.differences.shapes import can_be_measured, shape_change
from dashboard.domain.model import Properties

Pairs = list[tuple[Entry, Entry]]


def differences(before: Dataset, after: Dataset) -> tuple[Difference, ...]:
    """Name everything in which two datasets differ, in the order of the files.

    What a dataset does not hold, such as members that the model does not know, is compared by `compare`.
    """
    return compare(documents_of(before), documents_of(after), rewritten=())


def compare(
    before: Documents, after: Documents, rewritten: Collection[str] | None = None
) -> tuple[Difference, ...]:
    """Name everything in which the documents of two data folders differ, by file name and in its order.

    `rewritten` are the files whose bytes differ; of these one without a difference in meaning is said to
    differ in form. Unless given, they are the files whose JSON text differs.
    """
    alike = {f for f in before.keys() & after.keys() if _alike(before[f], after[f])}
    # What stands in a file that is the same on both sides has its partner there.
    old, new = (list(entries({f: side[f] for f in side if f not in alike})) for side in (before, after))
    pairs, gone, come = _paired(old, new)
    found = [difference for pair in pairs if (difference := _changed(*pair)) is not None]
    found += [_whole(entry, How.REMOVED) for entry in gone]
    found += [_whole(entry, How.ADDED) for entry in come]
    found += _reordered(before, after)
    spoken = {d.file for d in found} | {d.old_file for d in found}
    if rewritten is None:
        rewritten = (before.keys() & after.keys()) - alike
    for file in sorted(rewritten):
        if file not in spoken and file in before and file in after:
            found.append(Difference(file=file, kind=RecordKind.FILE, id=file, how=How.FORM))
    places = {entry.key[:3]: n for n, entry in enumerate([*old, *new])}
    return tuple(sorted(found, key=lambda d: (_file_rank(d.file), places.get((d.file, d.kind, d.id), -1))))


def _file_rank(file: str) -> tuple[int, str]:
    room = ("catalog.json", "layers/", "sources/", "disagreements.json", "asserters.json")
    return (next((n for n, begin in enumerate(room) if file.startswith(begin)), len(room)), file)


def _alike(one: Any, other: Any) -> bool:
    """Tell whether two documents are the same to the letter, the order of their members included."""
    return one is other or same(one, other, in_order=True)


def _paired(old: list[Entry], new: list[Entry]) -> tuple[Pairs, list[Entry], list[Entry]]:
    """Pair records: in the same file, then by id in another file, then by what stays when an id changes."""
    pairs: Pairs = []
    keys: tuple[Callable[[Entry], Hashable], ...] = (
        lambda entry: entry.key,
        lambda entry: (entry.kind, entry.id, entry.number) if entry.id else None,
        _identity,
    )
    for key_of in keys:
        waiting: dict[Hashable, list[Entry]] = {}
        for entry in new:
            if (key := key_of(entry)) is not None:
                waiting.setdefault(key, []).append(entry)
        taken: set[int] = set()
        kept = []
        for entry in old:
            found = waiting.get(key_of(entry)) if key_of(entry) is not None else None
            if found:
                partner = found.pop(0)
                taken.add(id(partner))
                pairs.append((entry, partner))
            else:
                kept.append(entry)
        old, new = kept, [entry for entry in new if id(entry) not in taken]
    return pairs, old, new


def _identity(entry: Entry) -> Hashable:
    """Give what a record is known by besides its id, so that a renamed one is not taken for another."""
    value = entry.value
    if not isinstance(value, Mapping) or not entry.id:
        return None
    match entry.kind:
        case RecordKind.FEATURE:
            properties = value.get("properties")
            name = properties.get("name") if isinstance(properties, Mapping) else None
            known = (name, value.get("geometry"))
        case RecordKind.SOURCE:
            known = (value.get("publisher"), value.get("title"))
        case RecordKind.ANNOTATION:
            known = (entry.owner, value.get("says"))
        case RecordKind.ASSERTER | RecordKind.LAYER | RecordKind.DISAGREEMENT | RecordKind.CARD:
            known = (value.get("name"), value.get("file") or value.get("question"))
        case _:
            return None
    if all(each is None for each in known):
        return None
    try:
        return (entry.kind, json.dumps(known))
    except RecursionError:  # nobody tells such a thing by its looks
        return None


def _changed(old: Entry, new: Entry) -> Difference | None:
    fields, shape = _compared(old.value, new.value, new.kind)
    # An annotation goes with its source: that the file of the source has another name is said once.
    moved = old.file != new.file and (new.kind is not RecordKind.ANNOTATION or old.owner != new.owner)
    if not (fields or shape or moved or old.id != new.id):
        return None
    return Difference(
        file=new.file,
        kind=new.kind,
        id=new.id,
        how=How.CHANGED,
        name=name_of(new),
        owner=new.owner,
        old_id=old.id if old.id != new.id else None,
        old_file=old.file if moved else None,
        fields=fields,
        shape=shape,
        record=_mapping(new.value),
        earlier=_mapping(old.value),
    )


def _compared(old: Any, new: Any, kind: RecordKind) -> tuple[tuple[FieldChange, ...], ShapeChange | None]:
    if not isinstance(old, Mapping) or not isinstance(new, Mapping):
        return (() if same(old, new) else (FieldChange(path=(), before=old, after=new),)), None
    if kind is not RecordKind.FEATURE:
        return tuple(field_changes(_without(old, "id"), _without(new, "id"), MODELS[kind])), None
    fields: list[FieldChange] = []
    shape = None
    apart = ["id"]
    inner = (old.get("properties"), new.get("properties"))
    if isinstance(inner[0], Mapping) and isinstance(inner[1], Mapping):
        apart.append("properties")
        fields += field_changes(inner[0], inner[1], Properties, ("properties",))
    drawn = (old.get("geometry", ABSENT), new.get("geometry", ABSENT))
    if all(each is not ABSENT and can_be_measured(each) for each in drawn):
        apart.append("geometry")
        shape = shape_change(*drawn)
        members = [_without(each or {}, "type", "coordinates") for each in drawn]
        fields += field_changes(members[0], members[1], None, ("geometry",))
    fields += field_changes(_without(old, *apart), _without(new, *apart), None)
    return tuple(fields), shape


def _without(record: Mapping[str, Any], *keys: str) -> Mapping[str, Any]:
    return {key: value for key, value in record.items() if key not in keys}


def _mapping(value: Any) -> Mapping[str, Any] | None:
    return value if isinstance(value, Mapping) else None


def _whole(entry: Entry, how: How) -> Difference:
    return Difference(
        file=entry.file,
        kind=entry.kind,
        id=entry.id,
        how=how,
        name=name_of(entry),
        owner=entry.owner,
        record=_mapping(entry.value),
    )


def _reordered(before: Documents, after: Documents) -> Iterable[Difference]:
    """Find lists whose order is seen, and whose records that both sides have stand in another order."""
    earlier = {(file, key): ids for file, key, ids in orders(before)}
    for file, key, ids in orders(after):
        known = earlier.get((file, key), [])
        old, new = [i for i in known if i in ids], [i for i in ids if i in known]
        if old != new:
            change = FieldChange(path=("order", key), before=old, after=new)
            yield Difference(file=file, kind=RecordKind.FILE, id=file, how=How.CHANGED, fields=(change,))
