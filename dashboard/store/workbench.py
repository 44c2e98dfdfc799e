"""The workbench: a data folder or database with a draft over it, shared by every window of the process."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from dashboard.domain.dataset import Dataset
from dashboard.domain.differences.consequences import Consequences, consequences
from dashboard.domain.drafting import (
    Document,
    Draft,
    Edit,
    apply,
    closing,
    differing_records,
    discarding,
    rebased,
    redo,
    undo,
)
from dashboard.domain.rules import Problem
from dashboard.store.drafts import Kept, body_of, document_of, held, keep, kept_draft, place_of
from dashboard.store.durable import SaveError, content_hash
from dashboard.store.folder import stamp_of
from dashboard.store.load import load_bodies
from dashboard.store.save import ChangedMeanwhile
from dashboard.store.shelf import Place, read_all, shelf_of
from dashboard.store.strict_json import Refused

Bodies = Mapping[str, bytes | OSError]


@dataclass(frozen=True, kw_only=True)
class Bench:
    """The data folder and the draft over it at one moment; made anew when either changes."""

    kept: Kept
    disk: Bodies
    on_disk: tuple[Dataset, tuple[Problem, ...]]
    documents: Mapping[str, Document]
    moved: tuple[str, ...] = ()

    @property
    def draft(self) -> Draft:
        """Give the draft."""
        return self.kept.draft

    @cached_property
    def bodies(self) -> Bodies:
        """Give the bytes of every file as they would be after a save."""
        changed = self.draft.changed_files
        return {**self.disk, **{file: body_of(self.draft.drafted[file], file) for file in changed}}

    @cached_property
    def _drafted(self) -> tuple[Dataset, tuple[Problem, ...]]:
        return load_bodies(self.bodies) if self.draft.changed_files else self.on_disk

    @property
    def dataset(self) -> Dataset:
        """Give the data as the draft has it."""
        return self._drafted[0]

    @property
    def saved(self) -> Dataset:
        """Give the data as it is on the disk."""
        return self.on_disk[0]

    @cached_property
    def consequences(self) -> Consequences:
        """Work out what the draft changes for readers; this takes a second or more, once for each draft."""
        after = tuple(problem for problem, _ in self.problems)
        return consequences(self.saved, self.dataset, self.on_disk[1], after)

    @cached_property
    def problems(self) -> tuple[tuple[Problem, bool], ...]:
        """List what is wrong in the draft; each with whether the draft brought it, those first."""
        known = {(p.file, p.rule, p.subject, p.message) for p in self.on_disk[1]}
        marked = [
            (problem, (problem.file, problem.rule, problem.subject, problem.message) not in known)
            for problem in self._drafted[1]
        ]
        return tuple(sorted(marked, key=lambda pair: not pair[1]))


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a save came to: the files that were written, and those that were not, each with the reason."""

    saved: tuple[str, ...] = ()
    refused: tuple[SaveError, ...] = ()
    moved: tuple[str, ...] = ()


class Workbench:
    """Changes the draft of one data folder, and saves it; a change is on the disk before it is answered."""

    def __init__(self, place: Place) -> None:
        self.shelf = shelf_of(place)
        self._lock = threading.RLock()
        self._seen: tuple[object, Bench] | None = None
        self._parsed: dict[str, tuple[bytes, Document]] = {}
        self._loaded: tuple[Bodies, tuple[Dataset, tuple[Problem, ...]]] | None = None

    def bench(self) -> Bench:
        """Give folder and draft as they are now. Raises SaveError where the draft cannot be read."""
        with self._lock:
            mark = (self.shelf.stamps(), stamp_of(place_of(self.shelf)))
            if self._seen is None or self._seen[0] != mark:
                self._seen = (mark, self._made(kept_draft(self.shelf)))
            return self._seen[1]

    def edit(self, edit: Edit) -> Bench:
        """Do an edit. Raises Stale, and SaveError where the draft cannot be kept."""

        def done(bench: Bench) -> Draft:
            draft = bench.draft
            for change in edit.changes:
                draft = draft.opening(change.file, bench.documents[change.file])
            return apply(draft, edit)

        return self._change(done)

    def undo(self) -> Bench:
        """Take the last edit back. Raises Stale."""
        return self._change(lambda bench: undo(bench.draft))

    def redo(self) -> Bench:
        """Do again what was undone. Raises Stale."""
        return self._change(lambda bench: redo(bench.draft))

    def discard(self) -> Bench:
        """Bring everything back to what was opened; this too can be undone."""
        return self._change(lambda bench: apply(bench.draft, discarding(bench.draft)))

    def save(self) -> Outcome:
        """Save every changed file in its canonical form, each over exactly the version that was opened.

        What is saved is no longer a change of the draft, and can still be undone in it.
        """
        written: list[str] = []
        refused: list[SaveError] = []
        moved: list[str] = []
        with self._lock, held(self.shelf) as place:
            bench = self._made(kept_draft(self.shelf))
            draft, opened = bench.draft, dict(bench.kept.opened)
            for file in draft.changed_files:
                try:
                    body = body_of(draft.drafted[file], file)
                    draft = _settled(draft, file, document_of(body, file))
                    self.shelf.save(file, body, opened=content_hash(opened[file]))
                except ChangedMeanwhile:
                    moved.append(file)
                except SaveError as error:
                    refused.append(error)
                else:
                    document = document_of(body, file)
                    draft, opened[file] = rebased(draft, file, document, document), body
                    written.append(file)
                    keep(place, draft, opened)
        return Outcome(saved=tuple(written), refused=tuple(refused), moved=tuple(moved))

    def put_under(self, file: str, body: bytes, now: Document) -> Bench:
        """Put the version that is on the disk by now under the draft; `now` is what the draft makes of it."""
        with self._lock, held(self.shelf) as place:
            kept = kept_draft(self.shelf)
            draft = rebased(kept.draft, file, document_of(body, file), now)
            keep(place, draft, {**kept.opened, file: body})
        return self.bench()

    def _change(self, make: Callable[[Bench], Draft]) -> Bench:
        with self._lock, held(self.shelf) as place:
            bench = self._made(kept_draft(self.shelf))
            draft = make(bench)
            if draft is not bench.draft:
                keep(place, draft, _opened(bench, draft))
        return self.bench()

    def _made(self, kept: Kept) -> Bench:
        disk = read_all(self.shelf)
        kept, moved = _followed(kept, disk)
        documents = {file: found for file, body in disk.items() if (found := self._document(file, body))}
        if self._loaded is None or self._loaded[0] != disk:
            self._loaded = (disk, load_bodies(disk))
        return Bench(
            kept=kept,
            disk=disk,
            on_disk=self._loaded[1],
            documents={**documents, **kept.draft.drafted},
            moved=moved,
        )

    def _document(self, file: str, body: bytes | OSError) -> Document | None:
        """Parse a file once for each version; None where it cannot be read, and so not be edited either."""
        if isinstance(body, OSError):
            return None
        known = self._parsed.get(file)
        if known is None or known[0] != body:
            try:
                self._parsed[file] = known = (body, document_of(body, file))
            except Refused:
                return None
        return known[1]


def _settled(draft: Draft, file: str, saved: Document) -> Draft:
    """Make what a save rounds a step of its own, so that the steps before it can still be undone."""
    rounded = tuple(differing_records(file, draft.drafted[file], saved))
    return apply(draft, Edit(kind="settle", subject=file, changes=rounded)) if rounded else draft


def _followed(kept: Kept, disk: Bodies) -> tuple[Kept, tuple[str, ...]]:
    """Let go of files that changed on the disk and hold no unsaved change; name those that do hold one."""
    draft, moved = kept.draft, []
    for file in draft.drafted:
        if disk.get(file) == kept.opened[file]:
            continue
        if file in draft.changed_files:
            moved.append(file)
        else:
            draft = closing(draft, file)
    return replace(kept, draft=draft), tuple(moved)


def _opened(bench: Bench, draft: Draft) -> dict[str, bytes]:
    found = {}
    for file in draft.drafted:
        was = bench.kept.opened.get(file) if file in bench.draft.drafted else bench.disk[file]
        assert isinstance(was, bytes)
        found[file] = was
    return found


_lock = threading.Lock()
_benches: dict[bytes, Workbench] = {}


def workbench(place: Place) -> Workbench:
    """Give the workbench of a data folder or database: one for the whole process."""
    with _lock:
        return _benches.setdefault(shelf_of(place).key, Workbench(place))
