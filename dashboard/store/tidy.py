"""Data files brought into their canonical form on the disk, one by one, each through a save."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from dashboard.store.check import home_of
from dashboard.store.durable import SaveError
from dashboard.store.fixes import Fix, fixed, nodes_of
from dashboard.store.folder import CATALOG, read_bodies, stamps_of
from dashboard.store.format import canonical
from dashboard.store.save import read, save
from dashboard.store.strict_json import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Tidied:
    """What became of a file: `changed` if it was not canonical, `problem` if it was not touched, and why.

    `fixes` are the remedies that were applied, if they were asked for.
    """

    path: Path
    changed: bool = False
    problem: str = ""
    fixes: tuple[Fix, ...] = ()


def data_files(paths: Iterable[Path]) -> list[Path]:
    """Give the files among paths, and for a data folder all its data files; each once, in their order.

    Raises FileNotFoundError for a folder that is no data folder.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if not path.is_dir():
            found[path] = None
            continue
        if CATALOG not in (names := stamps_of(path)):
            raise FileNotFoundError(f"{path} has no catalog.json: it is not a data folder")
        found |= dict.fromkeys(path / name for name in names)
    return list(found)


def tidy(path: Path, *, write: bool, fix: bool = False) -> Tidied:
    """Compare a file with its canonical form, and save that where it differs and `write` is set.

    With `fix` the safe remedies are applied before.
    """
    fixes: tuple[Fix, ...] = ()
    try:
        body, opened = read(path)
        if fix:
            home, _ = home_of(path)
            wanted, fixes = fixed(body, str(path), nodes_of(read_bodies(home)) if home else {})
        else:
            wanted = canonical(body, str(path))
        if write:
            save(path, wanted, opened=opened)
    except (Refused, SaveError) as error:
        return Tidied(path=path, problem=str(error))
    return Tidied(path=path, changed=body != wanted, fixes=fixes)
