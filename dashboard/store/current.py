"""The data as it stands now: loaded once per process, loaded again when a file changes."""

import threading
from pathlib import Path

from dashboard.domain.dataset import Dataset
from dashboard.domain.rules import Problem
from dashboard.store.load import fingerprint, load

_lock = threading.Lock()
_held: dict[Path, tuple[object, Dataset, tuple[Problem, ...]]] = {}


def current(folder: Path) -> tuple[Dataset, tuple[Problem, ...]]:
    """Give the dataset of a folder, shared by all sessions; frozen, so that nobody can change it."""
    mark = fingerprint(folder)
    with _lock:
        held = _held.get(folder)
        if held is None or held[0] != mark:
            dataset, problems = load(folder)
            _held[folder] = held = (mark, dataset, problems)
    return held[1], held[2]
