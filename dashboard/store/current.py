"""The data as it stands now: loaded once per process, loaded again when a file changes."""

import os
import threading
from pathlib import Path

from dashboard.domain.attach import attach
from dashboard.domain.dataset import Dataset
from dashboard.domain.network import Network, network_of
from dashboard.domain.rules import Problem
from dashboard.store.load import fingerprint, load
from dashboard.store.networks import NetworkFileError, load_network

_lock = threading.Lock()
_held: dict[Path, tuple[object, Dataset, tuple[Problem, ...]]] = {}
_made: list[tuple[Dataset, object, Network]] = []


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


def current_network(dataset: Dataset) -> Network:
    """Give the network that ways are looked for in: one that was brought, otherwise the data's own.

    It is made once for each version of the data and shared by all sessions. Raises NetworkFileError
    where the file that was brought cannot be read.
    """
    path = chosen_network_file()
    try:
        mark = None if path is None else (path, path.stat().st_mtime_ns)
    except OSError as error:
        raise NetworkFileError(Path(str(path)), error.strerror or "it cannot be read") from error
    with _lock:
        if _made and _made[0][0] is dataset and _made[0][1] == mark:
            return _made[0][2]
        network = network_of(dataset) if path is None else attach(load_network(path), dataset)[0]
        _made[:] = [(dataset, mark, network)]
    return network
