"""The data as it stands now: one watch for each folder or database in a process, shared by all sessions."""

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

from dashboard.domain.dataset import Dataset
from dashboard.domain.rules import Problem
from dashboard.store.shelf import Place, chosen_shelf
from dashboard.store.watch import Standing, Watch

LOOK_S = 0.2
_lock = threading.Lock()
_watches: dict[Place, Watch] = {}
_lookers: dict[Place, threading.Thread] = {}
_failing: set[Place] = set()


def standing(folder: Place) -> Standing:
    """Give what stands of a folder: dataset, problems, network, and which files an older version is shown of.

    Where no thread follows the folder, or its looks fail, the caller looks, and meets what is wrong.
    """
    watch = _watch(folder)
    looker = _lookers.get(folder)
    if looker is None or not looker.is_alive() or folder in _failing:
        watch.look(time.monotonic())
    return watch.standing


def current(folder: Place) -> tuple[Dataset, tuple[Problem, ...]]:
    """Give the dataset of a folder and its problems."""
    now = standing(folder)
    return now.dataset, now.problems


def renew(folder: Place) -> Standing:
    """Take what lies in the folder at once: for who has just saved and shows the answer."""
    watch = _watch(folder)
    watch.shelf.refresh()
    watch.look(time.monotonic(), patient=False)
    return watch.standing


def follow(folder: Place) -> None:
    """Look at a folder for as long as the process lives; asked again it does nothing."""
    watch = _watch(folder)
    watch.shelf.follow()
    with _lock:
        if folder not in _lookers:
            looker = threading.Thread(target=_look_for_ever, args=(folder, watch), name="looker", daemon=True)
            _lookers[folder] = looker
            looker.start()


def failing(folder: Place) -> tuple[str, ...]:
    """Name what is not as it should be: "data" that is not loaded, a "looker" that is not there or fails.

    Looks at nothing on disk and waits for nobody.
    """
    looker = _lookers.get(folder)
    found = [] if folder in _watches else ["data"]
    if looker is None or not looker.is_alive() or folder in _failing:
        found.append("looker")
    return tuple(found)


def listen(folder: Place, listener: Callable[[], object]) -> Callable[[], None]:
    """Call `listener` after each change, from another thread; the answer ends it."""
    return _watch(folder).listen(listener)


def bring_network(path: Path, *, snap_m: float) -> None:
    """Choose the network of a file for this process, and load it now, so that the first reader finds it.

    Raises ValueError, of which NetworkFileError is one, where it cannot be used.
    """
    os.environ |= {"ALEPPO_NETWORK": str(path.resolve()), "ALEPPO_SNAP": str(snap_m)}
    renew(chosen_shelf())


def _watch(folder: Place) -> Watch:
    with _lock:
        if folder not in _watches:
            _watches[folder] = Watch(folder)
        return _watches[folder]


def _look_for_ever(folder: Place, watch: Watch) -> None:
    while True:
        try:
            watch.look(time.monotonic())
            _failing.discard(folder)
        except (OSError, ValueError):  # not lost: `standing` looks itself then, and raises it on the page
            _failing.add(folder)
        time.sleep(LOOK_S)
