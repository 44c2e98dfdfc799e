"""Copying all data between folders and databases, byte for byte; what was there before is kept."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from dashboard.store import durable
from dashboard.store.durable import content_hash
from dashboard.store.folder import CATALOG
from dashboard.store.journal import state_folder
from dashboard.store.shelf import FolderShelf, Shelf

Tell = Callable[[int, int], object]


class CopyError(Exception):
    """Data that was not copied: why, and the remedy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """What a copy did: files written and taken away, the bytes of all, and where what was taken away is."""

    files: int
    size: int
    written: tuple[str, ...]
    removed: tuple[str, ...]
    revision: int | None = None
    kept: Path | None = None


def copy_data(
    source: Shelf, target: Shelf, *, replace: bool, tell: Tell = lambda done, whole: None
) -> Copied:
    """Make `target` hold exactly the data files of `source`, sound or broken.

    A target that holds data already is refused without `replace`. What is replaced stays: in a database as
    the revision before, of a folder in the journal, and files that are taken away from a folder in the state
    folder. A database gets everything as one revision; a folder file by file, the catalog last. `tell` hears
    how many of how many bytes are done.

    Raises CopyError, SaveError and OSError.
    """
    bodies = _read(source)
    there = {name: _hash_of(name, body) for name, body in target.bodies(target.stamps()).items()}
    if there and not replace:
        said = f"{target.title} holds {len(there)} data files already"
        raise CopyError(f"{said}\n  fix: name another, or replace them with --replace; what is there is kept")
    if CATALOG in there and CATALOG not in bodies:
        said = f"{source.title} has no {CATALOG}, and {target.title} has one: nothing would be shown any more"
        raise CopyError(f"{said}\n  fix: name the folder that {CATALOG} is in")
    written = tuple(name for name, body in bodies.items() if there.get(name) != content_hash(body))
    removed = tuple(sorted(there.keys() - bodies.keys()))
    size = sum(map(len, bodies.values()))
    if isinstance(target, FolderShelf):
        _into_folder(target.folder, bodies, there, written, tell)
        kept = _take_away(target.folder, removed) if removed else None
        return Copied(files=len(bodies), size=size, written=written, removed=removed, kept=kept)
    from dashboard.store.postgis.database import DatabaseShelf

    assert isinstance(target, DatabaseShelf)
    changes = {**{name: bodies[name] for name in written}, **dict.fromkeys(removed)}
    opened = {name: there.get(name) for name in changes}
    revision = target.write(changes, opened=opened, kind="copy", tell=tell) if changes else None
    return Copied(files=len(bodies), size=size, written=written, removed=removed, revision=revision)


def _read(source: Shelf) -> dict[str, bytes]:
    bodies: dict[str, bytes] = {}
    for name, body in source.bodies(source.stamps()).items():
        if isinstance(body, OSError):
            raise CopyError(
                f"{source.path(name)}: it cannot be read: {body.strerror}\n  fix: look at the file"
            )
        try:
            name.encode()
        except UnicodeEncodeError as error:
            raise CopyError(f"{name!r}: its name is not UTF-8\n  fix: rename the file") from error
        bodies[name] = body
    if not bodies:
        fix = "name a folder with catalog.json, layers/ and sources/, or a database that was filled"
        raise CopyError(f"{source.title} holds no data files\n  fix: {fix}")
    return bodies


def _hash_of(name: str, body: bytes | OSError) -> str:
    if isinstance(body, OSError):
        raise CopyError(f"{name}: what is there cannot be read: {body.strerror}\n  fix: look at the file")
    return content_hash(body)


def _into_folder(
    folder: Path, bodies: Mapping[str, bytes], there: Mapping[str, str], written: tuple[str, ...], tell: Tell
) -> None:
    whole, done = sum(len(bodies[name]) for name in written), 0
    shelf = FolderShelf(folder)
    for name in sorted(written, key=lambda name: name == CATALOG):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shelf.save(name, bodies[name], opened=there.get(name))
        done += len(bodies[name])
        tell(done, whole)


def _take_away(folder: Path, names: tuple[str, ...]) -> Path:
    """Move files out of a folder into the state folder; each is on the disk there before it goes here."""
    kept = state_folder() / "replaced" / f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}"
    for name in names:
        place = kept / name
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with durable.opened_folder(place.parent) as opened:
            durable.put(opened, place.name, durable.read_regular(folder / name)[0], mode=0o600)
        os.unlink(folder / name)
    return kept
