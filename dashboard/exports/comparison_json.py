"""The report of a comparison as JSON for other programs; ASCII only, so that it steers no terminal."""

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from dashboard.domain.differences.records import ABSENT, FieldChange
from dashboard.domain.lens import Lens
from dashboard.i18n.consequence_wording import worded_consequences
from dashboard.i18n.difference_wording import sentence
from dashboard.store.comparison import Comparison

FORMAT = 1
_DEEPEST = 60


def as_json(comparison: Comparison) -> str:
    """Write a comparison as one JSON object; a member that a side does not have is left out of its change."""
    found = comparison.consequences
    document = {
        "format": FORMAT,
        "before": comparison.before,
        "after": comparison.after,
        "differences": [{**_plain(each), "sentence": sentence(each)} for each in comparison.differences],
        "broken": [{"side": side, **_plain(problem)} for side, problem in comparison.broken],
        "consequences": None if found is None else {**_plain(found), "sentences": worded_consequences(found)},
    }
    if found is None:
        document["why_not"] = comparison.why_not
    return json.dumps(document, ensure_ascii=True, indent=1)


def _plain(value: Any, depth: int = 0) -> Any:
    """Turn records into JSON: days as text, no end as null, a lens by its name; nothing nested too deep."""
    if depth > _DEEPEST:
        return "nested too deep to show"
    if isinstance(value, FieldChange):
        sides = {"before": value.before, "after": value.after}
        given = {key: _plain(each, depth + 1) for key, each in sides.items() if each is not ABSENT}
        return {"path": list(value.path)} | given
    if isinstance(value, Lens):
        return "with-context" if value.context else "articles-only"
    if isinstance(value, date):
        return None if value == date.max else value.isoformat()
    deeper = depth + 1
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: _plain(getattr(value, each.name), deeper) for each in fields(value)}
    if hasattr(value, "_asdict"):
        return _plain(value._asdict(), deeper)
    if isinstance(value, Mapping):
        return {str(key): _plain(each, deeper) for key, each in value.items()}
    if isinstance(value, frozenset):
        return sorted((_plain(each, deeper) for each in value), key=repr)
    return [_plain(each, deeper) for each in value] if isinstance(value, (list, tuple)) else value
