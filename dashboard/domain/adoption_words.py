"""What differs between two versions of a layer, in words."""

from collections.abc import Iterator
from typing import Any

from dashboard.domain import retrace
from dashboard.domain.merging import same

Record = dict[str, Any]
_MOST_LETTERS = 160


def changes(before: list[Record], after: list[Record]) -> list[str]:
    """Say in words what differs between two versions of a layer's features, feature by feature."""
    old, new = ({record["id"]: record for record in each} for each in (before, after))
    found = []
    for feature_id in dict.fromkeys((*old, *new)):
        if feature_id in old and feature_id in new:
            found += [f"{feature_id}: {said}" for said in _differences(old[feature_id], new[feature_id])]
        else:
            found.append(f"{feature_id}: {'removed' if feature_id in old else 'added'}")
    return found


def _differences(old: Record, new: Record) -> Iterator[str]:
    before, after = old["properties"], new["properties"]
    for key in dict.fromkeys((*before, *after)):
        if key not in after:
            yield f"{key}: {quoted(before[key])} removed"
        elif key not in before:
            yield f"{key}: {quoted(after[key])} added"
        elif not same(before[key], after[key]):
            yield f"{key}: {quoted(before[key])} → {quoted(after[key])}"
    if not same(old["geometry"], new["geometry"]):
        yield f"geometry: {retrace.told(old['geometry'], new['geometry'])}"


def quoted(value: Any) -> str:
    """Write a value as words show it: texts between quotation marks, long ones cut."""
    text = f"“{value}”" if isinstance(value, str) else str(value)
    return text if len(text) <= _MOST_LETTERS else f"{text[:_MOST_LETTERS]}… ({len(text):,} letters)"
