"""Two versions of the data to compare: files, folders, git and database revisions become bytes of files."""

import errno
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from dashboard.store.database_names import bodies_named, names_database
from dashboard.store.durable import read_regular
from dashboard.store.git import GitError, Repository, repository_of
from dashboard.store.load import Bodies
from dashboard.store.shelf import Place, read_all, shelf_of

_DATA_FILE = re.compile(
    r"(?:catalog|asserters|disagreements)\.json|layers/[^/]+\.geojson|sources/[^/]+\.json"
)


class NoSuchVersion(ValueError):
    """A version that was asked for and cannot be had: what is wrong, and what to write instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One side of a comparison: what it is called, and the bytes of its files by their names in the folder.

    `whole` tells whether it is a data folder; otherwise it is one file.
    """

    title: str
    bodies: Bodies
    whole: bool = True


def versions(before: str | None, after: str | None, folder: Place) -> tuple[Version, Version]:
    """Find the two sides of a comparison; `folder` is the working data folder.

    Without a second name the first is compared with the working folder, without any its last commit. A name
    is a path if something has it, otherwise a git revision; `main:geodata` names a folder in a revision,
    `main..feature` two revisions, `main...feature` the second and where it left the first.
    A database is named by its address, or as `database` for the one that is chosen; `#17` behind it is a
    revision, and `#-1` the last but one.

    Raises NoSuchVersion where a side cannot be found.
    """
    try:
        if before is not None and not names_database(before) and not Path(before).exists() and ".." in before:
            return _range(before, after, folder)
        first = _last(folder) if before is None else _version(before, folder)
        second = _working(folder) if after is None else _version(after, folder)
    except GitError as error:
        raise NoSuchVersion(str(error)) from error
    return _fitted(first, second, folder)


def _range(text: str, after: str | None, folder: Place) -> tuple[Version, Version]:
    if after is not None:
        raise NoSuchVersion(f"{text!r} names two versions already: leave {after!r} out")
    repository, folder = _repository(folder)
    dots = "..." if "..." in text else ".."
    names = [name or "HEAD" for name in text.split(dots, 1)]
    commits = [repository.commit(name) for name in names]
    if dots == "...":
        names[0], commits[0] = f"{names[0]}...", repository.common(*commits)
    inside = repository.below(folder)
    first, second = (_tree(repository, c, n, inside) for n, c in zip(names, commits, strict=True))
    return first, second


def _version(name: str, folder: Place) -> Version:
    if names_database(name):
        return _database(name)
    path = Path(name)
    if path.is_dir():
        return _folder(path)
    if path.exists():
        return Version(title=name, bodies={path.name: _read(path)}, whole=False)
    repository, folder = _repository(folder)
    revision, colon, inside = name.partition(":")
    if colon and not revision:
        raise NoSuchVersion(f"{name!r} is no file, folder or revision: write REVISION or REVISION:FOLDER")
    return _tree(repository, repository.commit(revision), name, inside if colon else repository.below(folder))


def _folder(place: Place) -> Version:
    try:
        return Version(title=shelf_of(place).title, bodies=read_all(place))
    except OSError as error:
        raise NoSuchVersion(str(error)) from error


def _working(place: Place) -> Version:
    title = "the working files" if isinstance(place, Path) else "the database"
    return Version(title=title, bodies=_folder(place).bodies)


def _last(place: Place) -> Version:
    """Give what the working data began as: the last commit, or what a database held before its last save."""
    return _version("HEAD", place) if isinstance(place, Path) else _database("database#-1")


def _database(name: str) -> Version:
    try:
        title, bodies = bodies_named(name)
    except (ValueError, OSError) as error:
        raise NoSuchVersion(str(error)) from error
    return Version(title=title, bodies=bodies)


def _repository(place: Place) -> tuple[Repository, Path]:
    if not isinstance(place, Path):
        said = "the data is in a database, which knows no git revisions"
        raise NoSuchVersion(f"{said}: write database#REVISION, or name the folder with --data")
    return repository_of(place), place


def _read(path: Path) -> bytes | OSError:
    try:
        return read_regular(path)[0]
    except OSError as error:
        return error


def _tree(repository: Repository, commit: str, name: str, inside: str) -> Version:
    """Read a folder, or one file, of a commit."""
    title = f"{name} ({commit[:9]})" if not commit.startswith(name) else commit[:9]
    kind, found = repository.object_at(commit, inside)
    if kind == "blob":
        body = repository.read([found])[found]
        return Version(title=title, bodies={PurePosixPath(inside).name: body}, whole=False)
    listed = {file: entry for file, entry in repository.files(found).items() if _DATA_FILE.fullmatch(file)}
    if "catalog.json" not in listed:
        where = f"the folder {inside!r}" if inside else "the repository itself"
        raise NoSuchVersion(f"{name}: {where} has no catalog.json there; name the data folder: {name}:FOLDER")
    links = {file for file, entry in listed.items() if not entry.regular}
    bodies = repository.read(entry.object_id for entry in listed.values() if entry.regular)
    return Version(
        title=title,
        bodies={
            file: OSError(errno.ELOOP, "it is a link") if file in links else bodies[entry.object_id]
            for file, entry in listed.items()
        },
    )


def _fitted(first: Version, second: Version, folder: Place) -> tuple[Version, Version]:
    """Set one file against its like: of a folder only the file of that name is compared.

    A file that the working folder knows by its name takes its place there.
    """
    if first.whole and second.whole:
        return first, second
    if not first.whole and not second.whole:
        (old_name,), (new_name,) = first.bodies, second.bodies
        place = _place(new_name, folder) or _place(old_name, folder) or new_name
        return tuple(_only(side, {place: body}) for side in (first, second) for body in side.bodies.values())  # type: ignore[return-value]
    single, whole = (first, second) if second.whole else (second, first)
    ((name, body),) = single.bodies.items()
    matches = [file for file in whole.bodies if PurePosixPath(file).name == name]
    if len(matches) != 1:
        raise NoSuchVersion(f"{single.title}: {whole.title} has no file of the name {name!r} to compare with")
    fitted = _only(single, {matches[0]: body})
    against = _only(whole, {matches[0]: whole.bodies[matches[0]]})
    return (fitted, against) if second.whole else (against, fitted)


def _only(version: Version, bodies: Mapping[str, bytes | OSError]) -> Version:
    return Version(title=version.title, bodies=bodies, whole=False)


def _place(name: str, folder: Place) -> str | None:
    """Find where a data folder has a file of a name."""
    try:
        known: Iterable[str] = read_all(folder)
    except OSError:
        return None
    return next((file for file in known if PurePosixPath(file).name == name), None)


def in_place(version: Version, folder: Place) -> Bodies:
    """Give the bytes of a whole data folder: of one file, the working folder with that file in its place."""
    if version.whole:
        return version.bodies
    try:
        rest = read_all(folder)
    except OSError as error:
        raise NoSuchVersion(str(error)) from error
    return rest | dict(version.bodies)
