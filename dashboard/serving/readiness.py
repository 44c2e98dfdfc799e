"""Whether this process should be sent readers."""

import threading
import time

from dashboard.store.assets import AssetsMissing, assets
from dashboard.store.current import failing
from dashboard.store.shelf import chosen_shelf

_stopping = threading.Event()
_warm = threading.Event()
_LATELY_S = 120.0
_asked_at = [-_LATELY_S]


def note_asked() -> None:
    """Remember that somebody asks whether this process is ready."""
    _asked_at[0] = time.monotonic()


def is_watched() -> bool:
    """Tell whether somebody asked lately, who should hear of it before nobody comes in any more."""
    return time.monotonic() - _asked_at[0] < _LATELY_S


def begin_stopping() -> None:
    """Say from now on that no new readers should come."""
    _stopping.set()


def be_warm() -> None:
    """Say that the data and the first tables are there."""
    _warm.set()


def is_warm() -> bool:
    """Tell whether the data and the first tables are there."""
    return _warm.is_set()


def unready() -> tuple[str, ...]:
    """Name in one word each what keeps readers away; empty when they are welcome.

    "data" is not loaded, the "looker" that follows it is not there or fails, "assets" are not installed,
    it is not yet "warm", or it is "stopping".
    """
    try:
        found = list(failing(chosen_shelf()))
    except ValueError:  # what says where the data is cannot be read
        found = ["data"]
    try:
        assets()
    except AssetsMissing:
        found.append("assets")
    if not is_warm():
        found.append("warm")
    if _stopping.is_set():
        found.append("stopping")
    return tuple(found)
