"""Merging versions of a data file: with what is on the disk, and when saving."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dashboard.domain.conflicts import word
from dashboard.domain.merging import Conflict, merge
from dashboard.domain.rules import Problem
from dashboard.store import durable, journal
from dashboard.store.durable import SaveError, content_hash
from dashboard.store.format import canonical
from dashboard.store.save import ChangedMeanwhile, Saved, save
from dashboard.store.shelf import FolderShelf, Shelf
from dashboard.store.strict_json import Refused, line_of, parse

RULE = "both-changed"
_TRIES = 100
_OF_GIT = ".merge_file_"


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeResult:
    """A merged version: its bytes, what could not be decided, and the hash of theirs, for `save`.

    Where there are conflicts, `body` has mine in their places; `problems` says each in words.
    """

    body: bytes
    conflicts: tuple[Conflict, ...]
    opened_hash: str
    problems: tuple[Problem, ...] = ()


class Conflicting(SaveError):
    """A file that was not saved because both sides changed the same; `result` has the merged version."""

    def __init__(self, path: Path, result: MergeResult) -> None:
        said = f"somebody else changed the same: {len(result.conflicts)} conflicts; nothing was saved"
        super().__init__(path, said, "decide each conflict, then save the merged version")
        self.result = result


def merge_bodies(base: bytes | None, mine: bytes, theirs: bytes, file: str) -> MergeResult:
    """Merge two versions of a data file that both began as `base`; None or empty where nothing was there.

    The merged version is canonical, unless one side changed nothing: then it is the other, byte for byte.
    `file` is the name that problems give. Raises Refused for a version that cannot be read, with `base`,
    `mine` or `theirs` behind the name.
    """
    opened = content_hash(theirs)
    if theirs in (base, mine):
        return MergeResult(body=mine, conflicts=(), opened_hash=opened)
    if mine == base:
        return MergeResult(body=theirs, conflicts=(), opened_hash=opened)
    versions = [("base", base or b"{}"), ("mine", mine), ("theirs", theirs)]
    documents = [parse(body, f"{file} ({name})") for name, body in versions]
    try:
        merged = merge(*documents)
        text = json.dumps(merged.document, ensure_ascii=False, allow_nan=False)
    except RecursionError as error:
        said = "arrays or objects are nested too deep"
        raise Refused(Problem(file, "too-deep", said, "flatten the file")) from error
    body = canonical(text.encode(), file)
    problems = tuple(_problem(conflict, merged.document, body, file) for conflict in merged.conflicts)
    return MergeResult(body=body, conflicts=merged.conflicts, opened_hash=opened, problems=problems)


def merge_with_disk(path: Path, base_body: bytes | None, my_body: bytes) -> MergeResult:
    """Merge a version with what is on the disk now; save the result with `opened=result.opened_hash`.

    Raises SaveError where the file cannot be read, and Refused for a version that cannot be.
    """
    return merge_with_shelf(FolderShelf(path.parent), path.name, base_body, my_body)


def merge_with_shelf(shelf: Shelf, name: str, base_body: bytes | None, my_body: bytes) -> MergeResult:
    """Merge a version with what a shelf has of the file now, as `merge_with_disk` does."""
    theirs, _ = shelf.read(name)
    return merge_bodies(base_body, my_body, theirs, str(shelf.path(name)))


def save_merged(path: Path, body: bytes, *, base: bytes) -> Saved:
    """Save a version that began as `base`; what others saved meanwhile is merged in, not written over.

    Raises Conflicting, and saves nothing, where both sides changed the same; Refused for a version that
    cannot be read, and what `save` raises.
    """
    return save_merged_on(FolderShelf(path.parent), path.name, body, base=base)


def save_merged_on(shelf: Shelf, name: str, body: bytes, *, base: bytes) -> Saved:
    """Save a version into a shelf, as `save_merged` does."""
    path = shelf.path(name)
    for _ in range(_TRIES):
        result = merge_with_shelf(shelf, name, base, body)
        if result.conflicts:
            raise Conflicting(path, result)
        try:
            return shelf.save(name, result.body, opened=result.opened_hash)
        except ChangedMeanwhile:
            continue
    said = f"others saved {_TRIES} times while this was saved"
    raise SaveError(path, said, "look who writes all the time, then save again")


def base_of(path: Path, opened: str) -> bytes | None:
    """Find in the journal the version of a file that had a hash; None where it was not kept."""
    for entry in journal.entries(path):
        if entry.kept == opened:
            return journal.body_of(entry)
    return None


def write_merged(out: Path, body: bytes, *, mine: Path, my_body: bytes) -> None:
    """Write a merged version over `mine` (whose bytes were `my_body`), or into a new file.

    The temporary files of a git merge are written whole but leave nothing in the journal: git has them.
    Raises SaveError where `out` is some other file that is there already.
    """
    if out.resolve() != mine.resolve():
        save(out, body, opened=None)
    elif out.name.startswith(_OF_GIT):
        try:
            with durable.opened_folder(out.parent) as folder:
                durable.put(folder, out.name, body, mode=0o600)
        except OSError as error:
            raise durable.explained(out, error) from error
    else:
        save(out, body, opened=content_hash(my_body))


def _problem(conflict: Conflict, document: Any, body: bytes, file: str) -> Problem:
    said = word(conflict, document)
    line = line_of(body, said.subject) if said.subject else 0
    return Problem(file, RULE, said.message, said.fix, line, 1 if line else 0, said.subject)
