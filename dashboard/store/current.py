"""The data as it stands now: loaded once per process, loaded again when a file changes."""

import os
import threading
from pathlib import Path

from dashboard.domain.attach import TOLERANCE_M, Attachment, attach
from dashboard.domain.dataset import Dataset
from dashboard.domain.network import Network, network_of
from dashboard.domain.rules import Problem
from dashboard.store.load import chosen_folder, fingerprint, load
from dashboard.store.networks import NetworkFileError, load_network

FARTHEST_SNAP_M = 100_000.0
_lock = threading.Lock()
_held: dict[Path, tuple[object, Dataset, tuple[Problem, ...]]] = {}
_made: list[tuple[Dataset, object, Network, tuple[Attachment, ...]]] = []


def current(folder: Path) -> tuple[Dataset, tuple[Problem, ...]]:
    """Give the dataset of a folder, shared by all sessions; frozen, so that nobody can change it."""
    mark = fingerprint(folder)
    with _lock:
        held = _held.get(folder)
        if held is None or held[0] != mark:
            dataset, problems = load(folder)
            _held[folder] = held = (mark, dataset, problems)
    return held[1], held[2]


def chosen_network_file() -> Path | None:
    """Find the network that was brought: the file that ALEPPO_NETWORK names; None for the data's own."""
    named = os.environ.get("ALEPPO_NETWORK")
    return Path(named) if named else None


def chosen_snap_m() -> float:
    """Find how near a brought network must be for the data to be tied to it: ALEPPO_SNAP, else 500 m.

    Raises ValueError for what is no distance.
    """
    given = os.environ.get("ALEPPO_SNAP")
    try:
        metres = float(given) if given else TOLERANCE_M
    except ValueError:
        metres = -1.0
    if not 0 <= metres <= FARTHEST_SNAP_M:
        fix = f"give a number of metres from 0 to {FARTHEST_SNAP_M:,.0f}"
        raise ValueError(f"ALEPPO_SNAP: {given!r} is no distance\n  fix: {fix}")
    return metres


def bring_network(path: Path, *, snap_m: float) -> None:
    """Choose the network of a file for this process, and load it now, so that the first reader finds it.

    Raises ValueError, of which NetworkFileError is one, where it cannot be used.
    """
    os.environ |= {"ALEPPO_NETWORK": str(path.resolve()), "ALEPPO_SNAP": str(snap_m)}
    current_network(current(chosen_folder())[0])


def current_network(dataset: Dataset) -> Network:
    """Give the network that ways are looked for in: one that was brought, otherwise the data's own.

    It is made once for each version of the data and shared by all sessions. Raises NetworkFileError
    where the file that was brought cannot be read.
    """
    return _current_network(dataset)[0]


def current_ties(dataset: Dataset) -> tuple[Attachment, ...]:
    """Tell how the data was tied to the network that was brought; empty for the data's own network."""
    return _current_network(dataset)[1]


def _current_network(dataset: Dataset) -> tuple[Network, tuple[Attachment, ...]]:
    path = chosen_network_file()
    mark = None if path is None else (path, _state_of(path), chosen_snap_m())
    with _lock:
        if not _made or _made[0][0] is not dataset or _made[0][1] != mark:
            ties: tuple[Attachment, ...] = ()
            if path is None:
                network = network_of(dataset)
            else:
                network, ties = attach(load_network(path), dataset, tolerance_m=chosen_snap_m())
            _made[:] = [(dataset, mark, network, ties)]
        return _made[0][2:]


def _state_of(path: Path) -> tuple[int, ...]:
    try:
        found = path.stat()
    except FileNotFoundError as error:
        raise NetworkFileError(path, "there is no such file") from error
    except OSError as error:
        raise NetworkFileError(path, error.strerror or "it cannot be read") from error
    return (found.st_mtime_ns, found.st_size, found.st_ino)
