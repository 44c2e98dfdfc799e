"""Texts that are made once for all sessions that ask for the same, as many as fit.

A hundred readers in a meeting look at the same days. What a page shows depends on the data and the view
alone, so the first of them makes it and the others take it.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable

from dashboard.serving.metrics import SHARED

LIMIT_CHARS = 32 * 2**20
# Python runs one thread at a time: more at once make each of them later, and keep the answers of all waiting.
TURNS = threading.BoundedSemaphore(2)


class Shared:
    """Texts by what they depend on; the one not asked for the longest goes first."""

    def __init__(self, limit_chars: int = LIMIT_CHARS) -> None:
        self._limit_chars = limit_chars
        self._texts: OrderedDict[Hashable, str] = OrderedDict()
        self._making: dict[Hashable, threading.Event] = {}
        self._held_chars = 0
        self._lock = threading.Lock()

    def text(self, key: Hashable, make: Callable[[], str]) -> str:
        """Give the text of a key, made by the first who asks; who asks meanwhile waits for it.

        `key` must hold everything that the text depends on. What `make` raises, its caller meets; the next
        who waits tries again.
        """
        while True:
            with self._lock:
                held = self._texts.get(key)
                if held is not None:
                    self._texts.move_to_end(key)
                    SHARED.labels("yes").inc()
                    return held
                making = self._making.get(key)
                if making is None:
                    mine = self._making[key] = threading.Event()
                    break
            making.wait()
        try:
            SHARED.labels("no").inc()
            made = make()
            self._keep(key, made)
            return made
        finally:
            with self._lock:
                del self._making[key]
            mine.set()

    def _keep(self, key: Hashable, made: str) -> None:
        with self._lock:
            self._texts[key] = made
            self._held_chars += len(made)
            while self._held_chars > self._limit_chars:
                _, dropped = self._texts.popitem(last=False)
                self._held_chars -= len(dropped)
