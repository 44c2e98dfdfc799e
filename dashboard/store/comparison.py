"""Comparing two versions of the data from their bytes: what can be read is compared, what cannot is named."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dashboard.domain.dataset import Dataset
from dashboard.domain.differences.compare import compare
from dashboard.domain.differences.consequences import Consequences, consequences
from dashboard.domain.differences.records import Difference
from dashboard.domain.rules import Problem
from dashboard.store.load import Bodies, load_bodies
from dashboard.store.revisions import Version, in_place
from dashboard.store.shelf import Place
from dashboard.store.strict_json import Refused, parse


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two versions, what differs, and what that changes for readers.

    `broken` are the files that one side, named first, cannot be read of; they are left out on both sides.
    `consequences` is None where they cannot be worked out, and `why_not` then says why. `datasets` are the
    data of both sides, of one file that file in its place among the working files.
    """

    before: str
    after: str
    differences: tuple[Difference, ...]
    broken: tuple[tuple[str, Problem], ...] = ()
    consequences: Consequences | None = None
    why_not: str = ""
    datasets: tuple[Dataset, Dataset] = (Dataset(), Dataset())

    @property
    def same(self) -> bool:
        """Tell whether nothing differs, not even in form, and everything could be read."""
        return not self.differences and not self.broken


def compare_versions(first: Version, second: Version, folder: Place) -> Comparison:
    """Compare two versions; `folder` is the working data folder, in which a single file has its place."""
    broken: list[tuple[str, Problem]] = []
    documents = [_documents(version, broken) for version in (first, second)]
    bad = {problem.file for _, problem in broken}
    old, new = ({file: each for file, each in side.items() if file not in bad} for side in documents)
    rewritten = [file for file in old.keys() & new.keys() if first.bodies[file] != second.bodies[file]]
    found = compare(old, new, rewritten)
    worked_out: Consequences | None = None
    datasets = (Dataset(), Dataset())
    why_not = ""
    if "catalog.json" in bad:
        why_not = "what changes for readers is not known: the catalog of one side cannot be read"
    elif not _is_placed(first, second, folder):
        why_not = "what changes for readers is not known: the data folder has no file of this name"
    else:
        sides = [load_bodies(_without(in_place(version, folder), bad)) for version in (first, second)]
        (old_data, old_problems), (new_data, new_problems) = sides
        datasets = (old_data, new_data)
        worked_out = consequences(old_data, new_data, old_problems, new_problems, found)
    return Comparison(
        before=first.title,
        after=second.title,
        differences=found,
        broken=tuple(broken),
        consequences=worked_out,
        why_not=why_not,
        datasets=datasets,
    )


def _is_placed(first: Version, second: Version, folder: Place) -> bool:
    if first.whole and second.whole:
        return True
    return all(
        "/" in file or file in in_place(first, folder) for file in (*first.bodies, *second.bodies)
    ) and ("catalog.json" in in_place(first, folder))


def _without(bodies: Bodies, files: set[str]) -> Bodies:
    return {file: body for file, body in bodies.items() if file not in files}


def _documents(version: Version, broken: list[tuple[str, Problem]]) -> Mapping[str, Any]:
    found = {}
    for file, body in version.bodies.items():
        if isinstance(body, OSError):
            said = f"the file cannot be read: {body.strerror}"
            broken.append((version.title, Problem(file, "unreadable", said, "check that it is there")))
            continue
        try:
            found[file] = parse(body, file)
        except Refused as refused:
            broken.append((version.title, refused.problem))
    return found
