"""A data folder as it lies on the disk: which files are data, their stamps, their bytes."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from dashboard.store.durable import read_regular

CATALOG = "catalog.json"
SINGLE = (CATALOG, "asserters.json", "disagreements.json")
_MANY = (("layers", ".geojson"), ("sources", ".json"))

Stamp = tuple[int, ...]


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


def _stamps(folder: Path, prefix: str, endings: tuple[str, ...]) -> Iterator[tuple[str, Stamp]]:
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        wanted = entry.name.endswith(endings) if prefix else entry.name in endings
        if wanted and not entry.name.startswith("."):
            yield prefix + entry.name, stamp_of(Path(entry.path))


def stamp_of(path: Path) -> Stamp:
    """Give what changes with a file; for one that cannot be looked at, why.

    A program can set the time of a change, and two changes may fall into one tick of the clock: the time
    of the last change of the inode is among it, which only the system sets.
    """
    try:
        known = path.stat()
    except OSError as error:
        return (error.errno or -1,)
    return (known.st_size, known.st_mtime_ns, known.st_ctime_ns, known.st_ino)
