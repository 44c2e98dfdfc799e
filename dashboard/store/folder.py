"""A data folder on the disk: which one, which files are data, their stamps, their bytes. Imports little."""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from dashboard.store.durable import read_regular

CATALOG = "catalog.json"
SINGLE = (CATALOG, "asserters.json", "disagreements.json")
_MANY = (("layers", ".geojson"), ("sources", ".json"))

DATA_FILE = re.compile(
    r"(?:catalog|asserters|disagreements)\.json|layers/[^/.][^/]*\.geojson|sources/[^/.][^/]*\.json"
)

Stamp = tuple[int, ...]
Bodies = Mapping[str, bytes | OSError]


def chosen_folder() -> Path:
    """Find the data folder to work on: the one that ALEPPO_DATA names, otherwise the shipped one."""
    named = os.environ.get("ALEPPO_DATA")
    return Path(named) if named else data_folder()


def data_folder() -> Path:
    """Find the shipped data: beside the package in a checkout, inside it in a wheel."""
    package = Path(__file__).resolve().parent.parent
    beside = package.parent / "geodata"
    return beside if (beside / "catalog.json").is_file() else package / "geodata"


def stamps_of(folder: Path) -> dict[str, Stamp]:
    """Tell cheaply whether a file may have changed: by its name below the folder its size, times and inode.

    A folder that is not there has no files. Names that begin with a dot are droppings of editors.
    """
    found = dict(_stamps(folder, "", SINGLE))
    for room, ending in _MANY:
        found |= _stamps(folder / room, f"{room}/", (ending,))
    return dict(sorted(found.items()))


def bodies_of(folder: Path, names: Iterable[str]) -> dict[str, bytes | OSError]:
    """Read files of a folder: the bytes of each, or why it cannot be read."""
    found: dict[str, bytes | OSError] = {}
    for name in names:
        try:
            found[name] = read_regular(folder / name)[0]
        except OSError as error:
            found[name] = error
    return found


def read_bodies(folder: Path) -> dict[str, bytes | OSError]:
    """Read every data file of a folder: its bytes by its name below the folder, or why it cannot be read.

    Raises FileNotFoundError where there is no catalog.json.
    """
    names = stamps_of(folder)
    if CATALOG not in names:
        raise FileNotFoundError(f"{folder} has no catalog.json: it is not a data folder")
    return bodies_of(folder, names)


def _stamps(folder: Path, prefix: str, endings: tuple[str, ...]) -> Iterator[tuple[str, Stamp]]:
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        name = entry.name
        if (name.endswith(endings) if prefix else name in endings) and not name.startswith("."):
            yield prefix + name, stamp_of(entry)


def stamp_of(path: Path | os.DirEntry[str]) -> Stamp:
    """Give what changes with a file; for one that cannot be looked at, why.

    A program can set the time of a change, and two changes may fall into one tick of the clock: the time
    of the last change of the inode is among it, which only the system sets.
    """
    try:
        known = path.stat()
    except OSError as error:
        return (error.errno or -1,)
    return (known.st_size, known.st_mtime_ns, known.st_ctime_ns, known.st_ino)
