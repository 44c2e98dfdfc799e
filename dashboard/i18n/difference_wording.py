"""Sentences about what differs between two versions of the data: `worded` gives them as plain strings."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from dashboard.domain.differences.records import ABSENT, Difference, FieldChange, How, RecordKind
from dashboard.i18n.plain_text import change_shown, counted, listed, shortened, shown
from dashboard.i18n.shape_wording import shape_words

# Of a file that came or went as a whole so many records are named one by one.
NAMED_OF_A_WHOLE_FILE = 40
_UNORDERED = ("about", "topics", "for_whom", "constraint", "key_terms", "members", "features")
_SINGULAR = {"positions": "position", "figures": "figure"}
_UNSAID_KINDS = (RecordKind.FEATURE, RecordKind.ANNOTATION)


def worded(differences: Iterable[Difference]) -> list[str]:
    """Say each difference in one sentence, in the order given.

    Texts of the data are quoted and cleaned of marks that steer a terminal; they are not escaped for any
    markup: whoever writes HTML or Markdown does that with the whole sentence.
    """
    return [sentence(difference) for difference in differences]


def grouped(differences: Iterable[Difference]) -> dict[str, list[str]]:
    """Say the differences by file; a file that came or went with very many records is counted, not listed."""
    by_file: dict[str, list[Difference]] = {}
    for difference in differences:
        by_file.setdefault(difference.file, []).append(difference)
    return {file: list(_of_file(found)) for file, found in by_file.items()}


def _of_file(found: list[Difference]) -> Iterator[str]:
    whole = (How.ADDED, How.REMOVED)
    if len(found) <= NAMED_OF_A_WHOLE_FILE or any(d.how not in whole for d in found):
        yield from worded(found)
        return
    yield from worded(found[:NAMED_OF_A_WHOLE_FILE])
    rest = Counter((d.how, d.kind) for d in found[NAMED_OF_A_WHOLE_FILE:])
    for (how, kind), number in rest.items():
        yield f"{counted(number, f'more {kind.value}')} {how.value}"


def sentence(difference: Difference) -> str:
    """Say one difference: what it is about, then its parts."""
    parts = list(_parts(difference))
    return f"{subject(difference)}: {', '.join(parts)}"


def subject(difference: Difference) -> str:
    """Name the record: by its id, with its kind where the file does not say that."""
    kind = difference.kind
    if kind is RecordKind.FILE:
        return "the file"
    name = shown(difference.id) if difference.id else f"a {kind.value} without an id"
    return (
        name if kind in _UNSAID_KINDS else kind.value if kind is RecordKind.FRAME else f"{kind.value} {name}"
    )


def _parts(difference: Difference) -> Iterator[str]:
    if difference.how is How.FORM:
        yield "only the form changed"
        return
    if difference.how is not How.CHANGED:
        about = _described(difference)
        yield f"{difference.how.value}{f' ({about})' if about else ''}"
        return
    if difference.old_id is not None:
        yield f"renamed from {shown(difference.old_id)}"
    if difference.old_file is not None:
        yield f"moved here from {shown(difference.old_file)}"
    for change in difference.fields:
        yield field_words(change)
    if difference.shape is not None:
        yield from shape_words(difference.shape, _accuracy(difference))


def _accuracy(difference: Difference) -> float | None:
    properties = (difference.record or {}).get("properties")
    value = properties.get("accuracy_m") if isinstance(properties, Mapping) else None
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def field_words(change: FieldChange) -> str:
    """Say how one member differs: its name in the model, the old and the new value."""
    if not change.path:
        return change_shown(change.before, change.after)
    path = [part for part in change.path if part != "properties"] or list(change.path)
    if path[0] == "order" and len(path) == 2:
        return f"the order of {path[1]} {shown(change.before)} → {shown(change.after)}"
    if path == ["status"] and ABSENT not in (change.before, change.after):
        return change_shown(change.before, change.after)
    label = " ".join(_label(part, number) for number, part in enumerate(path))
    if change.before is ABSENT:
        return f"{label} {_value(path, change.after)} added"
    if change.after is ABSENT:
        return f"{label} {_value(path, change.before)} removed"
    if path[-1] in _UNORDERED and isinstance(change.before, list) and isinstance(change.after, list):
        return f"{label}: {_exchanged(change.before, change.after)}"
    if path[-1] == "asserted_by":
        return f"{label} {_chain(change.before)} → {_chain(change.after)}"
    return f"{label} {change_shown(change.before, change.after)}"


def _label(part: str, number: int) -> str:
    return _SINGULAR.get(part, part) if number == 0 else shown(part, 60)


def _value(path: list[str], value: Any) -> str:
    if path[-1] == "asserted_by":
        return _chain(value)
    if path[0] == "figures" and len(path) == 2 and isinstance(value, Mapping):
        bounds = [shown(value[key]) for key in ("low", "high") if value.get(key) is not None]
        words = [shown(value[key]) for key in ("unit", "qualifier") if key in value]
        return f"({' to '.join(dict.fromkeys(bounds))} {', '.join(words)})"
    if path[0] == "positions" and len(path) == 2 and isinstance(value, Mapping):
        return f"({shown(value.get('members'))})"
    return shown(value)


def _chain(value: Any) -> str:
    return " › ".join(map(shown, value)) if isinstance(value, (list, tuple)) else shown(value)


def _exchanged(before: list[Any], after: list[Any]) -> str:
    old, new = ([shown(each) for each in values] for values in (before, after))
    come, gone = (
        list((Counter(new) - Counter(old)).elements()),
        list((Counter(old) - Counter(new)).elements()),
    )
    parts = [f"{listed(words)} {what}" for words, what in ((come, "added"), (gone, "removed")) if words]
    return " and ".join(parts) or "written otherwise"


def _described(difference: Difference) -> str:
    """Say what a record that came or went is, as briefly as a maintainer can know it by."""
    record = difference.record
    if record is None:
        return ""
    name = shown(difference.name, 120) if difference.name else ""
    match difference.kind:
        case RecordKind.FEATURE:
            inner = record.get("properties")
            properties = inner if isinstance(inner, Mapping) else {}
            drawn = record.get("geometry")
            where = shown(drawn.get("type")) if isinstance(drawn, Mapping) else "unlocated"
            parts = [name, shown(properties["kind"]) if "kind" in properties else "", where]
        case RecordKind.ANNOTATION:
            parts = [name, *_statement(record)]
        case RecordKind.SOURCE:
            parts = [shown(record[key]) for key in ("kind", "publisher", "published") if key in record]
            parts.insert(0, name)
        case RecordKind.DISAGREEMENT:
            positions = record.get("positions")
            number = len(positions) if isinstance(positions, list) else 0
            parts = [name, counted(number, "position")]
        case _:
            parts = [name]
    return ", ".join(part for part in parts if part)


def _statement(record: Mapping[str, Any]) -> Iterator[str]:
    if "asserted_by" in record:
        yield _chain(record["asserted_by"])
    if record.get("mood") not in (None, "actual"):
        yield shown(record["mood"])
    about = record.get("about")
    subjects = listed([shown(each) for each in about]) if isinstance(about, list) else ""
    if record.get("status") is not None:
        yield f"{shown(record['status'])} for {subjects}" if subjects else shown(record["status"])
    elif subjects:
        yield f"about {subjects}"
    valid = record.get("valid")
    if isinstance(valid, Mapping) and "from" in valid:
        until = f" to {shown(valid['to'])}" if valid.get("to") is not None else ""
        yield shortened(f"from {shown(valid['from'])}{until}")
    if record.get("paragraph") is not None:
        yield f"paragraph {shown(record['paragraph'])}"
