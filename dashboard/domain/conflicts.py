"""The conflicts of a merge in words: which record, which member, what each side says."""

import json
from typing import Any, NamedTuple

from dashboard.domain.merging import ABSENT, ORDER, Conflict, key_of

_MOST_LETTERS = 160


class Worded(NamedTuple):
    """A conflict in words: the id of the record, the member within it, what is wrong, and the remedy."""

    subject: str
    member: str
    message: str
    fix: str


def word(conflict: Conflict, document: Any) -> Worded:
    """Say a conflict in words; `document` is the merged one, in which one side's value stands."""
    subject, member, stands = _found(conflict.place, document)
    if conflict.place[-1:] == (ORDER,):
        said = f"{member}: each side put the records in another order"
        return Worded(subject, member, said, "mine stays; put them in the order you mean")
    before = "" if conflict.base is ABSENT else f" (before: {_shown(conflict.base)})"
    sides = f"mine has {_shown(conflict.mine)}, theirs has {_shown(conflict.theirs)}"
    said = f"{member or 'the record'}: {sides}{before}"
    if conflict.mine is ABSENT and stands is not ABSENT:
        return Worded(subject, member, said, "theirs stays, changed; remove it if that is right")
    if conflict.theirs is ABSENT:
        return Worded(subject, member, said, "mine stays, changed; remove it if that is right")
    return Worded(subject, member, said, "mine stays; change it if theirs is right")


def plain(conflict: Conflict) -> dict[str, Any]:
    """Give a conflict as JSON: its place, and the values of the versions that have one there, whole."""
    values = {"base": conflict.base, "mine": conflict.mine, "theirs": conflict.theirs}
    return {"place": list(conflict.place)} | {k: v for k, v in values.items() if v is not ABSENT}


def _found(place: tuple[str, ...], document: Any) -> tuple[str, str, Any]:
    """Follow a place: the key of the innermost record, the members from there, and what stands there."""
    subject = str(document.get("id", "")) if isinstance(document, dict) else ""
    steps: list[str] = []
    for step in place:
        if step == ORDER:
            break
        if isinstance(document, list):
            subject, steps, name = step, [], steps[-1] if steps else ""
            document = next((each for each in document if key_of(each, name) == step), ABSENT)
        else:
            steps.append(step)
            document = document.get(step, ABSENT) if isinstance(document, dict) else ABSENT
    return subject, ".".join(steps), document


def _shown(value: Any) -> str:
    if value is ABSENT:
        return "nothing"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _MOST_LETTERS else f"{text[:_MOST_LETTERS]}… ({len(text):,} letters)"
