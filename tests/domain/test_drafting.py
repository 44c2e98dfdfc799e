"""A draft: every step can be taken back and done again, and nothing is changed that is not what it was."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.domain.drafting import (
    HEAD,
    Draft,
    Edit,
    RecordChange,
    Stale,
    apply,
    closing,
    differing_records,
    discarding,
    rebased,
    redo,
    undo,
)

FILE = "layers/roads.geojson"
IDS = ("a", "b", "c", "d")
RECORDS = st.fixed_dictionaries({"value": st.integers(0, 3)})
LISTS = st.lists(st.sampled_from(IDS), unique=True)


def document(*ids: str, title: str = "roads") -> dict[str, Any]:
    features = [{"id": name, "value": 0} for name in ids]
    return {"type": "FeatureCollection", "title": title, "features": features}


def opened(*ids: str) -> Draft:
    return Draft().opening(FILE, document(*ids))


def change(
    name: str, before: int | None, after: int | None, index: int = 0, section: str = "features"
) -> RecordChange:
    def record(value: int | None) -> Any:
        return None if value is None else {"id": name, "value": value}

    return RecordChange(
        file=FILE, section=section, id=name, before=record(before), after=record(after), index=index
    )


def edit(*changes: RecordChange) -> Edit:
    return Edit(kind="field", subject=changes[0].id, changes=changes)


@st.composite
def drafts_with_steps(draw: st.DrawFn) -> tuple[Draft, list[Draft]]:
    """Make a draft by edits that fit: records changed, added and taken out; with every state."""
    draft = opened(*draw(LISTS))
    states = [draft]
    for _ in range(draw(st.integers(1, 6))):
        standing = {one["id"]: one for one in draft.drafted[FILE]["features"]}
        name = draw(st.sampled_from(IDS))
        after = draw(st.none() | st.integers(1, 9))
        index = list(standing).index(name) if name in standing else draw(st.integers(0, len(standing)))
        before = standing[name]["value"] if name in standing else None
        draft = apply(draft, edit(change(name, before, after, index)))
        states.append(draft)
    return draft, states


@given(drafts_with_steps())
def test_undoing_an_edit_gives_what_was_there_before(made: tuple[Draft, list[Draft]]) -> None:
    draft, states = made
    seen = [state.drafted for state in states]
    while draft.done:
        assert draft.drafted in seen
        draft = undo(draft)
    assert draft.drafted == states[0].drafted
    assert draft.changed_files == ()


@given(drafts_with_steps(), st.integers(0, 6))
def test_doing_again_gives_what_was_undone(made: tuple[Draft, list[Draft]], steps: int) -> None:
    draft, _ = made
    back = draft
    for _ in range(steps):
        back = undo(back)
    for _ in range(steps):
        back = redo(back)
    assert back == draft


@given(drafts_with_steps())
def test_discarding_is_one_step_that_can_be_undone(made: tuple[Draft, list[Draft]]) -> None:
    draft, states = made
    gone = apply(draft, discarding(draft))
    assert sorted(map(str, gone.drafted[FILE]["features"])) == sorted(
        map(str, states[0].drafted[FILE]["features"])
    )
    if gone is not draft:
        assert undo(gone).drafted == draft.drafted


@given(LISTS, LISTS)
def test_the_records_that_differ_lead_from_one_version_to_the_other(old: list[str], new: list[str]) -> None:
    before, after = document(*old), document(*new, title="other")
    changes = tuple(differing_records(FILE, before, after))
    made = Draft().opening(FILE, before)
    if changes:
        made = apply(made, Edit(kind="upload", subject=FILE, changes=changes))
    assert {one["id"] for one in made.drafted[FILE]["features"]} == set(new)
    assert made.drafted[FILE]["title"] == "other"


def test_a_change_of_what_is_no_longer_there_is_refused_and_changes_nothing() -> None:
    draft = opened("a")
    with pytest.raises(Stale, match="'a' is not what it was"):
        apply(draft, edit(change("a", 7, 8)))
    assert draft == opened("a")


def test_an_edit_that_changes_nothing_is_no_step() -> None:
    draft = opened("a")
    assert apply(draft, edit(change("a", 0, 0))) is draft


def test_a_new_edit_forgets_what_was_undone() -> None:
    draft = undo(apply(opened("a"), edit(change("a", 0, 1))))
    assert draft.undone
    assert apply(draft, edit(change("a", 0, 2))).undone == ()


def test_changes_count_records_not_steps() -> None:
    draft = apply(opened("a", "b"), edit(change("a", 0, 1)))
    draft = apply(draft, edit(change("a", 1, 2)))
    assert [one.id for one in draft.changes()] == ["a"]
    assert [one.id for one in apply(draft, edit(change("a", 2, 0))).changes()] == []


def test_the_head_of_a_file_is_changed_without_its_records() -> None:
    before = {"type": "FeatureCollection", "title": "roads"}
    head = RecordChange(file=FILE, section=HEAD, id=FILE, before=before, after={**before, "title": "ways"})
    draft = apply(opened("a"), Edit(kind="field", subject=FILE, changes=(head,)))
    assert draft.drafted[FILE]["title"] == "ways"
    assert [one["id"] for one in draft.drafted[FILE]["features"]] == ["a"]


def test_what_was_saved_is_no_longer_a_change_and_can_still_be_undone() -> None:
    draft = apply(opened("a"), edit(change("a", 0, 1)))
    saved = rebased(draft, FILE, draft.drafted[FILE])
    assert saved.changed_files == ()
    assert undo(saved).changed_files == (FILE,)


def test_a_file_that_is_let_go_takes_its_steps_along() -> None:
    draft = apply(opened("a"), edit(change("a", 0, 1)))
    assert closing(draft, FILE) == Draft()
