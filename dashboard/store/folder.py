"""Data folders on the disk: which one, its files, their bytes. Imports little, so commands start fast."""

import os
from collections.abc import Mapping
from pathlib import Path

from dashboard.store.durable import read_regular


def chosen_folder() -> Path:
    """Find the data to show: the folder that ALEPPO_DATA names, otherwise the shipped one."""
    named = os.environ.get("ALEPPO_DATA")
    return Path(named) if named else data_folder()


def data_folder() -> Path:
    """Find the shipped data: beside the package in a checkout, inside it in a wheel."""
    package = Path(__file__).resolve().parent.parent
    beside = package.parent / "geodata"
    return beside if (beside / "catalog.json").is_file() else package / "geodata"


Bodies = Mapping[str, bytes | OSError]


def read_bodies(folder: Path) -> dict[str, bytes | OSError]:
    """Read every data file of a folder: its bytes by its name below the folder, or why it cannot be read.

    Raises FileNotFoundError where there is no catalog.json.
    """
    if not (folder / "catalog.json").is_file():
        raise FileNotFoundError(f"{folder} has no catalog.json: it is not a data folder")
    found: dict[str, bytes | OSError] = {}
    for path in _files(folder):
        try:
            found[path.relative_to(folder).as_posix()] = read_regular(path)[0]
        except OSError as error:
            found[path.relative_to(folder).as_posix()] = error
    return found


def fingerprint(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Tell cheaply whether anything in the folder may have changed: names, sizes, time stamps."""
    found = []
    for path in _files(folder):
        known = path.stat()
        found.append((path.relative_to(folder).as_posix(), known.st_size, known.st_mtime_ns))
    return tuple(found)


def _files(folder: Path) -> list[Path]:
    kept = [folder / name for name in ("catalog.json", "asserters.json", "disagreements.json")]
    return (
        [p for p in kept if p.is_file()]
        + sorted(folder.glob("layers/*.geojson"))
        + sorted(folder.glob("sources/*.json"))
    )
