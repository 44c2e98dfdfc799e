"""What others changed on the disk under the draft: taken in where it fits, by choice where not."""

import json
from typing import Any

from markupsafe import Markup

from dashboard.domain.conflicts import word
from dashboard.domain.merging import ABSENT, ORDER, Conflict, key_of
from dashboard.editor.bar import command
from dashboard.editor.state import window
from dashboard.panels.context import Desk
from dashboard.panels.markup import join, quoted, tag
from dashboard.store.drafts import body_of, document_of
from dashboard.store.merge import MergeResult, merge_bodies
from dashboard.store.strict_json import Refused
from dashboard.store.workbench import Bench


def merged_with_disk(bench: Bench, file: str) -> MergeResult | None:
    """Merge the draft of a file with what is on the disk now; None where that cannot be read."""
    theirs = bench.disk.get(file)
    if not isinstance(theirs, bytes):
        return None
    mine = body_of(bench.draft.drafted[file], file)
    try:
        return merge_bodies(bench.kept.opened[file], mine, theirs, file)
    except Refused:
        return None


def conflicts_of(bench: Bench, desk: Desk, file: str) -> Markup:
    """Say that a file changed meanwhile; list what both sides changed, for choice."""
    result = merged_with_disk(bench, file)
    head = tag("h2", desk.say("editor.moved", file=""), " ", tag("code", quoted(file)))
    if result is None:
        return tag("div", head, tag("p", desk.say("editor.moved-broken")), class_="ed-ask", role="alert")
    document = document_of(result.body, file)
    rows = [_row(desk, file, conflict, document) for conflict in result.conflicts]
    said = desk.count("editor.conflicts", len(rows)) if rows else desk.say("editor.moved-fits")
    take = command("take-in", desk.say("editor.take-in"), file=file, class_="ed-button ed-main")
    return tag("div", head, tag("p", said), *rows, take, class_="ed-ask", role="alert")


def _row(desk: Desk, file: str, conflict: Conflict, document: Any) -> Markup:
    said = word(conflict, document)
    chosen = window().choices.get(choice_key(file, conflict), "mine")
    sides = [
        command(
            "choose",
            tag("strong", desk.say(f"editor.side.{side}")),
            " ",
            quoted(_shown(desk, value)),
            key=choice_key(file, conflict),
            side=side,
            class_="ed-side",
            aria_pressed="true" if side == chosen else "false",
        )
        for side, value in (("mine", conflict.mine), ("theirs", conflict.theirs))
        if conflict.place[-1:] != (ORDER,)
    ]
    title = tag("p", tag("strong", quoted(said.subject)), " ", quoted(said.member))
    return tag("div", title, join(sides) if sides else quoted(said.message), class_="ed-conflict")


def choice_key(file: str, conflict: Conflict) -> str:
    """Name a conflict, so that a choice finds it again."""
    return f"{file} {json.dumps(conflict.place, ensure_ascii=False)}"


def decided(result: MergeResult, file: str, choices: dict[str, str]) -> Any:
    """Give the merged document with the choices that were made; what was not chosen stays mine."""
    document = document_of(result.body, file)
    for conflict in result.conflicts:
        if choices.get(choice_key(file, conflict)) == "theirs" and conflict.place[-1:] != (ORDER,):
            document = _put(document, conflict.place, conflict.theirs, "")
    return document


def _put(value: Any, place: tuple[str, ...], given: Any, name: str) -> Any:
    """Put something at a place; a place leads by member names and by the keys of records."""
    if not place:
        return given
    step, rest = place[0], place[1:]
    if isinstance(value, list):
        found = [_put(each, rest, given, name) if key_of(each, name) == step else each for each in value]
        if all(key_of(each, name) != step for each in value) and not rest and given is not ABSENT:
            found.append(given)
        return [each for each in found if each is not ABSENT]
    known = dict(value) if isinstance(value, dict) else {}
    inner = _put(known.get(step), rest, given, step)
    if inner is ABSENT:
        known.pop(step, None)
    else:
        known[step] = inner
    return known


def _shown(desk: Desk, value: Any) -> str:
    if value is ABSENT:
        return desk.say("editor.side.nothing")
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 300 else f"{text[:300]}…"
