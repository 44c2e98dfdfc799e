"""The folder in which layers are held from one start to the next: found by content, whole or not at all."""

import json
import os
import secrets
import shutil
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from dashboard import __version__
from dashboard.store.layers.held import ABOUT, DAMAGE, DROPPED, ROWS, Held
from dashboard.store.layers.limits import LayerOptions
from dashboard.store.layers.locks import locked

FORMAT = 2
MOST_CACHE_BYTES = 5_000_000_000
# A reading that was killed leaves its folder; after so long nobody writes into it any more.
STALE_S = 6 * 3600
_WHOLE = "layer.json"
_USED = "used"
_MAKING = ".making-"
_holding: set[int] = set()
_KINDS = ("point", "line", "polygon")


def layers_folder() -> Path:
    """Find where layers are held: `aleppo-dashboard/layers` in XDG_CACHE_HOME, else in ~/.cache."""
    given = os.environ.get("XDG_CACHE_HOME", "")
    home = Path(given) if os.path.isabs(given) else Path.home() / ".cache"
    return home / "aleppo-dashboard" / "layers"


def key_of(content: str, options: LayerOptions) -> str:
    """Give the name under which a content, read with such options by this version, is held."""
    asked = json.dumps([FORMAT, __version__, content, options.layer, options.encoding, options.crs])
    return sha256(asked.encode()).hexdigest()[:40]


def making(key: str) -> Path:
    """Make an empty folder in which a layer is to be made."""
    folder = layers_folder() / f"{_MAKING}{key}-{secrets.token_hex(8)}"
    folder.mkdir(parents=True, mode=0o700)
    return folder


def finish(folder: Path, key: str, abouts: Mapping[str, Mapping[str, Any]]) -> list[Held]:
    """Make a folder that was written to the layer that is held under a key; give it.

    `abouts` says of each kind of geometry what stands in its about.json. Raises ValueError where what was
    written does not fit together, OSError where the folder cannot be written.
    """
    for kind, about in abouts.items():
        for name in (ROWS, DROPPED):
            _share(folder / name, folder / kind / name)
        _write_json(folder / kind / ABOUT, about)
        _open_all(_held(folder, kind))
    for name in (ROWS, DROPPED):
        (folder / name).unlink()
    files = {
        str(path.relative_to(folder)): path.stat().st_size for path in folder.rglob("*") if path.is_file()
    }
    _write_json(folder / _WHOLE, {"format": FORMAT, "kinds": list(abouts), "files": files})
    place = layers_folder() / key
    with locked(layers_folder()):
        if (others := held_under(key)) is not None:  # another process was quicker
            shutil.rmtree(folder, ignore_errors=True)
            return others
        shutil.rmtree(place, ignore_errors=True)
        folder.rename(place)
        (place / _USED).touch()
    return [_held(place, kind) for kind in abouts]


def held_under(key: str) -> list[Held] | None:
    """Give the layer that is held under a key; None where there is none, or it is not whole."""
    place = layers_folder() / key
    try:
        told = json.loads((place / _WHOLE).read_bytes())
        whole = told["format"] == FORMAT and all(
            (place / file).stat().st_size == size for file, size in told["files"].items()
        )
        found = [_held(place, kind) for kind in told["kinds"] if kind in _KINDS]
        for held in found:
            _open_all(held)
    except DAMAGE:
        return None
    if not whole or not found:
        return None
    with suppress(OSError):  # a cache that cannot be written can be read
        (place / _USED).touch()
    return found


def prune(in_use: Sequence[str], most: int = MOST_CACHE_BYTES) -> list[str]:
    """Remove what was longest not used until the rest is below `most`, and what ended readings left.

    Nothing under a key that is `in_use` goes, nor anything that another process has open.
    """
    folder = layers_folder()
    removed = []
    kept: list[tuple[float, int, Path]] = []
    for place in folder.glob("*") if folder.is_dir() else ():
        if place.name.startswith(_MAKING):
            if _left(place):
                shutil.rmtree(place, ignore_errors=True)
            continue
        with suppress(OSError):
            used = place / _USED
            kept.append(((used if used.exists() else place).stat().st_mtime, _size(place), place))
    total = sum(size for _, size, _ in kept)
    for _, size, place in sorted(kept):
        if total <= most:
            break
        if place.name not in in_use and _removed(place):
            total -= size
            removed.append(place.name)
    return removed


def hold(key: str) -> None:
    """Keep a layer, if there is one, from being removed by other processes for as long as this one lives."""
    place = layers_folder() / key / _USED
    with suppress(ImportError, OSError):  # where there are no locks, only `in_use` protects
        import fcntl

        file = os.open(place, os.O_RDONLY)
        if os.fstat(file).st_ino in _holding:
            os.close(file)
            return
        fcntl.flock(file, fcntl.LOCK_SH)
        _holding.add(os.fstat(file).st_ino)


def _removed(place: Path) -> bool:
    """Remove a layer unless some process holds it."""
    file = None
    try:
        with suppress(ImportError, FileNotFoundError):
            import fcntl

            file = os.open(place / _USED, os.O_RDONLY)
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    else:
        shutil.rmtree(place, ignore_errors=True)
        return True
    finally:
        if file is not None:
            os.close(file)


def _left(place: Path) -> bool:
    """Tell whether nothing was written into a folder for long."""
    try:
        newest = max(each.stat().st_mtime for each in (place, *place.rglob("*")))
    except OSError:
        return False
    return time.time() - newest > STALE_S


def _held(place: Path, kind: str) -> Held:
    return Held(folder=place / kind, key=f"{place.name}-{kind}")


def _open_all(held: Held) -> None:
    """Look at the header of each file; raises what a damaged one raises."""
    if held.geometry == "point":
        lengths = {len(held.row_of), len(held.lon), len(held.lat)}
    else:
        lengths = {len(held.row_of), len(held.part_off) - 1}
        if held.ring_off[-1] != len(held.vertices) or held.part_off[-1] != len(held.ring_off) - 1:
            raise ValueError("vertices that are not there")
    held.number_of(0)
    if lengths != {held.about["features"]} or held.row_count != held.about["rows"]:
        raise ValueError("rows that are not there")


def _size(place: Path) -> int:
    known = {}
    for path in place.rglob("*"):
        if path.is_file():
            about = path.stat()
            known[about.st_ino] = about.st_size  # rows.arrow has several names
    return sum(known.values())


def _share(path: Path, other: Path) -> None:
    """Give a file another name, or a copy where the disk knows no second names."""
    try:
        os.link(path, other)
    except OSError:
        shutil.copyfile(path, other)


def _write_json(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value), encoding="utf-8")
