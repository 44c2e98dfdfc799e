"""Choices between mine and theirs: what is chosen stands in the merged file, the rest stays as merged."""

import json
from typing import Any

from dashboard.editor.merging import choice_key, decided
from dashboard.store.merge import MergeResult, merge_bodies

FILE = "asserters.json"


def body(**names: str) -> bytes:
    people = [{"id": key, "name": {"en": name}, "group": "media"} for key, name in names.items()]
    return json.dumps({"asserters": people}).encode()


def merged(mine: bytes, theirs: bytes) -> MergeResult:
    return merge_bodies(body(a="A", b="B"), mine, theirs, FILE)


def names(document: Any) -> dict[str, str]:
    return {one["id"]: one["name"]["en"] for one in document["asserters"]}


def test_without_a_choice_mine_stays_and_what_only_they_changed_comes() -> None:
    result = merged(body(a="mine", b="B"), body(a="theirs", b="new"))
    assert len(result.conflicts) == 1
    assert names(decided(result, FILE, {})) == {"a": "mine", "b": "new"}


def test_theirs_stands_where_it_is_chosen() -> None:
    result = merged(body(a="mine", b="B"), body(a="theirs", b="B"))
    choices = {choice_key(FILE, result.conflicts[0]): "theirs"}
    assert names(decided(result, FILE, choices)) == {"a": "theirs", "b": "B"}


def test_a_record_that_they_removed_goes_where_theirs_is_chosen() -> None:
    result = merged(body(a="mine", b="B"), body(b="B"))
    (conflict,) = result.conflicts
    assert names(decided(result, FILE, {})) == {"a": "mine", "b": "B"}
    assert names(decided(result, FILE, {choice_key(FILE, conflict): "theirs"})) == {"b": "B"}


def test_a_record_that_i_removed_comes_back_where_theirs_is_chosen() -> None:
    result = merged(body(b="B"), body(a="theirs", b="B"))
    (conflict,) = result.conflicts
    found = names(decided(result, FILE, {choice_key(FILE, conflict): "theirs"}))
    assert found == {"a": "theirs", "b": "B"}
