"""A draft: changes to data files that are not saved yet, each of which can be undone and done again.

A data file is seen as its JSON document: lists of records by id (`SECTIONS`), and a head, all the rest. An
edit is a set of changes of records; it names what stood there before, so that it can be taken back, and so
that it is refused where something else stands there by now.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

Document = Mapping[str, Any]
SECTIONS = ("features", "annotations", "asserters", "disagreements", "cards", "layers")
HEAD = ""
MOST_UNDONE = 200


class Stale(ValueError):
    """A change that does not fit any more: something else stands in its place."""

    def __init__(self, change: "RecordChange") -> None:
        super().__init__(f"{change.file}: {change.id!r} is not what it was when it was changed")
        self.change = change


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordChange:
    """One record before and after; None before is a new one, None after one that is gone.

    `section` is the list that holds it, or `HEAD`; `index` is its place in the list where it is added or
    taken out.
    """

    file: str
    section: str
    id: str
    before: Any = None
    after: Any = None
    index: int = 0

    @property
    def back(self) -> "RecordChange":
        """Give the change that takes this one back."""
        return replace(self, before=self.after, after=self.before)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What was done in one step: `kind` names it for the reader, `subject` is the record it is about."""

    kind: str
    subject: str
    changes: tuple[RecordChange, ...]

    @property
    def back(self) -> "Edit":
        """Give the edit that takes this one back."""
        return replace(self, changes=tuple(change.back for change in reversed(self.changes)))


@dataclass(frozen=True, kw_only=True)
class Draft:
    """The files that were touched, as they were opened (`base`) and as they are by now, with the steps."""

    base: Mapping[str, Document] = field(default_factory=dict)
    drafted: Mapping[str, Document] = field(default_factory=dict)
    done: tuple[Edit, ...] = ()
    undone: tuple[Edit, ...] = ()

    @property
    def changed_files(self) -> tuple[str, ...]:
        """Name the files that differ from what was opened."""
        return tuple(sorted(file for file in self.drafted if self.drafted[file] != self.base[file]))

    def opening(self, file: str, document: Document) -> "Draft":
        """Take a file in, as it is on the disk; one that is in already stays as it is."""
        if file in self.drafted:
            return self
        return replace(self, base={**self.base, file: document}, drafted={**self.drafted, file: document})

    def changes(self) -> tuple[RecordChange, ...]:
        """List what differs from what was opened, record by record, whatever the steps were."""
        return tuple(
            change
            for file in self.changed_files
            for change in differing_records(file, self.base[file], self.drafted[file])
        )


def apply(draft: Draft, edit: Edit) -> Draft:
    """Do an edit; what was undone before can then not be done again. Raises Stale.

    An edit that changes nothing leaves the draft as it is.
    """
    if all(change.before == change.after for change in edit.changes):
        return draft
    return replace(_with(draft, edit), done=(*draft.done, edit)[-MOST_UNDONE:], undone=())


def undo(draft: Draft) -> Draft:
    """Take the last edit back; without one the draft stays as it is. Raises Stale."""
    if not draft.done:
        return draft
    last = draft.done[-1]
    return replace(_with(draft, last.back), done=draft.done[:-1], undone=(*draft.undone, last))


def redo(draft: Draft) -> Draft:
    """Do again what was undone last; without one the draft stays as it is. Raises Stale."""
    if not draft.undone:
        return draft
    again = draft.undone[-1]
    return replace(_with(draft, again), done=(*draft.done, again), undone=draft.undone[:-1])


def discarding(draft: Draft) -> Edit:
    """Make the edit that brings every file back to what was opened; it can be undone like any other."""
    return Edit(kind="discard", subject="", changes=tuple(c.back for c in reversed(draft.changes())))


def rebased(draft: Draft, file: str, base: Document, now: Document | None = None) -> Draft:
    """Put what is on the disk now under a draft: after a save, or when somebody else changed the file.

    `now` is what the draft has of the file from then on, where that changes too. Steps that do not fit any
    more are refused when they are undone.
    """
    return replace(
        draft,
        base={**draft.base, file: base},
        drafted=draft.drafted if now is None else {**draft.drafted, file: now},
    )


def closing(draft: Draft, file: str) -> Draft:
    """Let go of a file, with the steps that touched it."""

    def elsewhere(edits: Iterable[Edit]) -> tuple[Edit, ...]:
        return tuple(edit for edit in edits if all(change.file != file for change in edit.changes))

    return Draft(
        base={name: kept for name, kept in draft.base.items() if name != file},
        drafted={name: kept for name, kept in draft.drafted.items() if name != file},
        done=elsewhere(draft.done),
        undone=elsewhere(draft.undone),
    )


def records(document: Document, section: str) -> list[Any]:
    """Give the records of a section; none where the file has no such list."""
    found = document.get(section)
    return list(found) if isinstance(found, list) else []


def head(document: Document) -> dict[str, Any]:
    """Give what is no list of records."""
    return {key: value for key, value in document.items() if key not in SECTIONS}


def find(document: Document, section: str, record_id: str) -> tuple[int, Any] | None:
    """Find a record by its id: its place and itself; the first where several share it."""
    if section == HEAD:
        return 0, head(document)
    for index, record in enumerate(records(document, section)):
        if isinstance(record, dict) and record.get("id") == record_id:
            return index, record
    return None


def differing_records(file: str, before: Document, after: Document) -> Iterator[RecordChange]:
    """Name every record that differs between two versions of a file. Records without an id are passed over.

    What is gone comes first, from the end of the list to its begin; so the changes can be done one by one.
    """
    for section in SECTIONS:
        old, new = (_by_id(document, section) for document in (before, after))
        for key, (index, record) in reversed(old.items()):
            if key not in new:
                yield RecordChange(file=file, section=section, id=key, before=record, index=index)
        for key, (index, record) in new.items():
            known = old.get(key, (index, None))[1]
            if known != record:
                yield RecordChange(
                    file=file, section=section, id=key, before=known, after=record, index=index
                )
    if (was := head(before)) != (now := head(after)):
        yield RecordChange(file=file, section=HEAD, id=str(now.get("id", file)), before=was, after=now)


def _by_id(document: Document, section: str) -> dict[str, tuple[int, Any]]:
    found: dict[str, tuple[int, Any]] = {}
    for index, record in enumerate(records(document, section)):
        if isinstance(record, dict) and isinstance(record.get("id"), str):
            found.setdefault(record["id"], (index, record))
    return found


def _with(draft: Draft, edit: Edit) -> Draft:
    now = dict(draft.drafted)
    for change in edit.changes:
        now[change.file] = _changed(now[change.file], change)
    return replace(draft, drafted=now)


def _changed(document: Document, change: RecordChange) -> Document:
    found = find(document, change.section, change.id)
    standing = None if found is None else found[1]
    if standing != change.before:
        raise Stale(change)
    if change.section == HEAD:
        return {**change.after, **{key: document[key] for key in SECTIONS if key in document}}
    listed = records(document, change.section)
    if found is None:
        listed.insert(change.index, change.after)
    elif change.after is None:
        del listed[found[0]]
    else:
        listed[found[0]] = change.after
    return {**document, change.section: listed}
