"""What was derived already, held for the few settings that are asked for again and again."""

import threading
from collections import OrderedDict
from typing import Any


class Memo:
    """A mapping for each of the newest settings; what is in it can be derived again at any time.

    >>> memo = Memo(1)
    >>> memo.of("a")["x"] = 1
    >>> memo.of("a"), memo.of("b"), memo.of("a")
    ({'x': 1}, {}, {})
    """

    def __init__(self, most: int = 192) -> None:
        self._most = most
        self._held: OrderedDict[object, dict[str, Any]] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, setting: object) -> dict[str, Any]:
        """Give what is held for a setting; the one not asked for the longest is forgotten."""
        with self._lock:
            found = self._held.get(setting)
            if found is None:
                found = self._held[setting] = {}
                if len(self._held) > self._most:
                    self._held.popitem(last=False)
            else:
                self._held.move_to_end(setting)
            return found
