"""Where the data stands: a folder of files or a database that holds the same; one set of verbs for both."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import NamedTuple, Protocol, TypeAlias

from dashboard.domain.problem import Problem
from dashboard.store import journal
from dashboard.store import save as files
from dashboard.store.folder import CATALOG, DATA_FILE, Stamp, bodies_of, chosen_folder, stamps_of
from dashboard.store.journal import Entry
from dashboard.store.save import Saved

URL, URL_FILE = "ALEPPO_DATABASE_URL", "ALEPPO_DATABASE_URL_FILE"
_SCHEMES = ("postgresql://", "postgres://")


class Trouble(NamedTuple):
    """What keeps a shelf from being read now, and when it was read last."""

    problem: Problem
    read_at: datetime


class Shelf(Protocol):
    """Files by their names, `layers/places.geojson` for one: read, saved over what was opened, undone.

    What is raised is the same everywhere: SaveError, ChangedMeanwhile where somebody else saved since, and
    OSError where the shelf cannot be read at all.
    """

    @property
    def title(self) -> str:
        """Name the shelf for people; never a password."""

    @property
    def key(self) -> bytes:
        """Tell this shelf from every other: drafts are kept under it."""

    def stamps(self) -> dict[str, Stamp]:
        """Tell cheaply, for each file that is there, whether it may have changed."""

    def bodies(self, names: Iterable[str]) -> dict[str, bytes | OSError]:
        """Read files: the bytes of each, or why it cannot be read."""

    def path(self, name: str) -> Path:
        """Give what errors call a file."""

    def read(self, name: str) -> tuple[bytes, str]:
        """Read one file as it is now: its bytes and their hash, which `save` asks for."""

    def save(self, name: str, body: bytes, *, opened: str | None) -> Saved:
        """Write a file over exactly the version that was opened, or a new one (None)."""

    def history(self, name: str) -> tuple[Entry, ...]:
        """Give what happened to a file, oldest first."""

    def undo(self, name: str) -> Saved:
        """Put back the version before the last save of a file."""

    def follow(self) -> None:
        """Keep up with the shelf from now on, for as long as the process lives."""

    def refresh(self) -> None:
        """See what is there now, without waiting to be told."""

    def __hash__(self) -> int: ...

    def trouble(self) -> Trouble | None:
        """Tell why what was read last is shown; None where it is what is there."""


@dataclass(frozen=True)
class FolderShelf:
    """A data folder on this machine's disk."""

    folder: Path

    @property
    def title(self) -> str:
        """Name the folder."""
        return str(self.folder)

    @property
    def key(self) -> bytes:
        """Give the path, without links."""
        return os.fsencode(self.folder.resolve())

    def stamps(self) -> dict[str, Stamp]:
        """Look at sizes, times and inodes."""
        return stamps_of(self.folder)

    def bodies(self, names: Iterable[str]) -> dict[str, bytes | OSError]:
        """Read files of the folder."""
        return bodies_of(self.folder, names)

    def path(self, name: str) -> Path:
        """Give the path of a file."""
        return self.folder / name

    def read(self, name: str) -> tuple[bytes, str]:
        """Read one file."""
        return files.read(self.folder / name)

    def save(self, name: str, body: bytes, *, opened: str | None) -> Saved:
        """Save one file; the version before goes into the journal of this machine."""
        return files.save(self.folder / name, body, opened=opened)

    def history(self, name: str) -> tuple[Entry, ...]:
        """Read the journal."""
        return journal.entries(self.folder / name)

    def undo(self, name: str) -> Saved:
        """Put back what the journal holds."""
        return journal.undo(self.folder / name)

    def follow(self) -> None:
        """Nothing to do: who looks at the stamps follows."""

    def refresh(self) -> None:
        """Nothing to do: every look goes to the disk."""

    def trouble(self) -> Trouble | None:
        """What is wrong with a file is told of that file."""
        return None


Place: TypeAlias = Path | Shelf


def shelf_of(place: Place) -> Shelf:
    """Give a shelf; a path stands for the folder there."""
    return FolderShelf(place) if isinstance(place, Path) else place


def shelf_named(name: str) -> Shelf:
    """Give the shelf that somebody names: postgresql://… is a database, anything else a folder.

    `database` is the one that is chosen. Raises ValueError for an address that is none, or none chosen.
    """
    if name == "database":
        name = chosen_database() or ""
        if not name:
            raise ValueError(f"no database is chosen\n  fix: set {URL}, or write its address")
    if not is_address(name):
        return FolderShelf(Path(name))
    try:
        from dashboard.store.postgis.database import (
            database_at,
        )  # its driver is no part of the embedded store
    except ModuleNotFoundError as error:
        fix = "pip install 'aleppo-dashboard[postgis]'"
        raise ValueError(f"{error.name}, which reads databases, is not installed\n  fix: {fix}") from error
    return database_at(name)


def is_address(name: str) -> bool:
    """Tell whether a name is the address of a database."""
    return name.startswith(_SCHEMES)


def is_data_file(name: str) -> bool:
    """Tell whether a name is one that files of a data set have."""
    return DATA_FILE.fullmatch(name) is not None


def chosen_database() -> str | None:
    """Find the address of the database to show: in ALEPPO_DATABASE_URL, or in the file of …_URL_FILE.

    The file is read once: a new secret is for the next start. Raises ValueError where it is no address, or
    the file cannot be read or is empty.
    """
    address, source = os.environ.get(URL, ""), URL
    if not address and (file := os.environ.get(URL_FILE)):
        address, source = _address_in(file), URL_FILE
    if not address:
        return None
    if not is_address(address):
        fix = "write postgresql://USER@HOST/DATABASE, or leave it out for the data folder"
        raise ValueError(f"{source}: it is no address of a database\n  fix: {fix}")
    return address


@cache
def _address_in(file: str) -> str:
    try:
        address = Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"{URL_FILE}: {file} cannot be read\n  fix: name a file with the address") from error
    if not address:  # the data folder in its place would be other data, and edits would go there
        raise ValueError(
            f"{URL_FILE}: {file} is empty\n  fix: write the address into it, or leave {URL_FILE} out"
        )
    return address


def chosen_shelf() -> Place:
    """Find the data to show: the database that was chosen, otherwise the folder.

    Raises ValueError where ALEPPO_DATABASE_URL is no address.
    """
    address = chosen_database()
    return chosen_folder() if address is None else shelf_named(address)


def read_all(place: Place) -> dict[str, bytes | OSError]:
    """Read every data file: its bytes by its name, or why it cannot be read.

    Raises FileNotFoundError where there is no catalog.json.
    """
    shelf = shelf_of(place)
    names = shelf.stamps()
    if CATALOG not in names:
        raise FileNotFoundError(no_catalog(shelf))
    return shelf.bodies(names)


def no_catalog(shelf: Shelf) -> str:
    """Say that nothing is there that could be shown."""
    if isinstance(shelf, FolderShelf):
        return f"{shelf.folder} has no catalog.json: it is not a data folder"
    return f"{shelf.title} has no catalog.json: bring the data with `aleppo store copy FOLDER database`"
