"""Check files and data folders by their paths: every problem, in one pass."""

import math
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from dashboard.domain.problem import Problem, Severity, visible
from dashboard.store import verdicts
from dashboard.store.durable import read_regular
from dashboard.store.folder import read_bodies


@dataclass(kw_only=True)
class Report:
    """What a check found: problems in the order of the files, and a line for each folder or file."""

    problems: list[Problem] = field(default_factory=list)
    counted: list[str] = field(default_factory=list)

    @property
    def errors(self) -> int:
        """Count the problems that are not mere warnings."""
        return sum(problem.severity is Severity.ERROR for problem in self.problems)


def check(paths: Iterable[Path], *, recall: bool = True) -> Report:
    """Check data folders and files. A file inside a data folder is checked as a part of it.

    With `recall`, a folder whose bytes were checked before is not checked again. Raises FileNotFoundError
    for a folder that is no data folder.
    """
    report = Report()
    folders: dict[Path, set[str] | None] = {}
    for path in paths:
        home, name = home_of(path)
        if home is None:
            _check_file(path, report)
        elif name is None:
            folders[home] = None
        elif (wanted := folders.setdefault(home, set())) is not None:
            wanted.add(name)
    for folder, wanted in folders.items():
        _check_folder(folder, wanted, report, recall)
    return report


def shown_name(path: Path) -> str:
    """Name a path as a reader of the terminal follows it: from the working folder, if it lies below."""
    absolute = Path(os.path.abspath(path))
    if absolute.is_relative_to(Path.cwd()):
        absolute = absolute.relative_to(Path.cwd())
    # A name may be any bytes; what is shown must be text that every terminal and file can hold.
    return os.fsencode(absolute.as_posix()).decode("utf-8", "backslashreplace")


def home_of(path: Path) -> tuple[Path | None, str | None]:
    """Find the data folder to which a path belongs, and its name there; None for a file by itself."""
    if path.is_dir():
        if not (path / "catalog.json").is_file():
            raise FileNotFoundError(f"{path} has no catalog.json: it is not a data folder")
        return path, None
    folder = path.parent
    if folder.name in ("layers", "sources") and (folder.parent / "catalog.json").is_file():
        if path.suffix in (".geojson", ".json"):
            return folder.parent, f"{folder.name}/{path.name}"
    elif path.name in ("catalog.json", "asserters.json", "disagreements.json") and _is_home(folder):
        return folder, path.name
    return None, None


def _is_home(folder: Path) -> bool:
    return (folder / "catalog.json").is_file() and (folder / "layers").is_dir()


def _check_folder(folder: Path, wanted: set[str] | None, report: Report, recall: bool) -> None:
    bodies, shown = read_bodies(folder), shown_name(folder)
    key = verdicts.key_of(bodies, shown) if recall else None
    known = verdicts.recall(key) if key else None
    if known is None:
        from dashboard.store.load import load_bodies  # importing it takes longer than recalling

        dataset, problems = load_bodies(bodies, shown=shown)
        counts = f"{len(dataset.features)} features, {len(dataset.statements)} annotations"
        known = f"{counts}, {len(dataset.disagreements)} disagreements", list(problems)
        if key:
            verdicts.keep(key, *known)
    counted, found = known
    if wanted is not None:
        names = {f"{shown}/{name}" for name in wanted}
        found = [problem for problem in found if problem.file in names]
        counted = f"{counted} (problems of {len(wanted)} files only)"
    report.problems += _in_order(found)
    report.counted.append(counted)


def _in_order(problems: Sequence[Problem]) -> list[Problem]:
    """Sort the problems of each file by their places; the files stay in the order in which they were read."""
    files = {problem.file: number for number, problem in reversed(list(enumerate(problems)))}
    return sorted(problems, key=lambda each: (files[each.file], each.line or math.inf, each.column))


def _check_file(path: Path, report: Report) -> None:
    from dashboard.domain.rules import RULES
    from dashboard.store.standalone import check_body

    shown = shown_name(path)
    try:
        body, _ = read_regular(path)
    except OSError as error:
        found = RULES["unreadable"].check(error.strerror or str(error))
        report.problems.append(Problem(shown, "unreadable", found.message, found.fix))
        report.counted.append(f"{visible(shown)}: not read")
        return
    checked = check_body(body, shown)
    report.problems += _in_order(checked.problems)
    kind = {"layer": "a layer of ours", "geojson": "GeoJSON", "records": "records of ours"}[checked.kind]
    what = "records" if checked.kind == "records" else "features"
    counts = f"{checked.features} {what}, {checked.set_aside} set aside"
    report.counted.append(f"{visible(shown)}: {'refused' if checked.refused else f'{kind}, {counts}'}")
