"""A data folder that changes while it is read: what stands now, always old or new as a whole.

A change is taken once the folder has been quiet for a moment, so that a set of files that one `git pull`
or one slow save changes comes as a set. Bad news waits longer than good news: what is half written is
worse than what is shown, but only for a moment.
"""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from types import MappingProxyType

from dashboard.domain.attach import Attachment
from dashboard.domain.dataset import Dataset
from dashboard.domain.network import Network
from dashboard.domain.rules import Problem
from dashboard.store.brought import Brought, Tied, network_stamp
from dashboard.store.durable import content_hash
from dashboard.store.folder import CATALOG, Stamp
from dashboard.store.shelf import Place, Shelf, Trouble, no_catalog, shelf_of
from dashboard.store.versions import Body, Taken, Version, take

QUIET_S = 0.2  # good news: this long without a change
PATIENCE_S = 0.7  # bad news
LONGEST_S = 3.0  # a folder that never rests is taken as it is
REREAD_S = 1.0  # all bytes, whatever the stamps say
_REREAD_SHARE = 200  # but reading them takes no more than a two-hundredth of the time
_FIRST_TRIES = 20
_NETWORK, _SHELF = "\0network", "\0shelf"  # no file has these names


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What all readers are shown now; frozen, so that nobody can change it.

    `kept` names files of which the last good version is shown, as the problems name them, with the time
    at which that was read; None where there is no good version. `mark` changes whenever anything else does.
    """

    dataset: Dataset
    problems: tuple[Problem, ...]
    kept: Mapping[str, datetime | None]
    network: Network
    ties: tuple[Attachment, ...]
    mark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sight:
    """All bytes of a folder, seen once; torn where something changed meanwhile."""

    bodies: Mapping[str, Body]
    content: Mapping[str, object]
    stamps: Mapping[str, Stamp | Trouble | None]
    is_torn: bool
    cost_s: float


class Watch:
    """Looks at one folder or database again and again, and holds what stands; any thread may look."""

    def __init__(self, place: Place) -> None:
        """Load what is there.

        Raises FileNotFoundError where there is no catalog.json, another OSError where a database cannot be
        read, and NetworkFileError where the network that was brought cannot be used.
        """
        self.shelf = shelf_of(place)
        self._lock = threading.Lock()
        self._listeners: list[Callable[[], object]] = []
        self._brought = Brought()
        self._judged: tuple[Mapping[str, object], Taken, Tied] | None = None
        self._versions: Mapping[str, Version] = {}
        self._quiet_since = self._reread_at = 0.0
        self._unrest_since: float | None = None
        self._seen = _see(self.shelf)
        for _ in range(_FIRST_TRIES):
            if not self._seen.is_torn:
                break
            self._seen = _see(self.shelf)
        if CATALOG not in self._seen.bodies:
            raise FileNotFoundError(no_catalog(self.shelf))
        self.standing = _standing(*self._judge(None), self._seen)
        self._accept()

    def look(self, at: float, *, patient: bool = True) -> None:
        """Look once, and take what has changed if it has come to rest by `at`, seconds of a steady clock.

        Without patience it is taken at once: for who has just saved and knows that all is there.
        """
        with self._lock:
            if not self._look(at, patient):
                return
        for listener in tuple(self._listeners):
            listener()

    def listen(self, listener: Callable[[], object]) -> Callable[[], None]:
        """Call `listener` after each change of what stands, in the thread that looks; the answer ends it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def _look(self, at: float, patient: bool) -> bool:
        if not patient or at >= self._reread_at or _stamps(self.shelf) != self._seen.stamps:
            self._see_again(at)
        if self._seen.content == self._shown:
            self._unrest_since = None
            return False
        if self._unrest_since is None:
            self._unrest_since = at
        rest_s, is_over = at - self._quiet_since, not patient or at - self._unrest_since >= LONGEST_S
        if rest_s < QUIET_S and not is_over:
            return False
        self._see_again(at)
        if self._quiet_since == at and not is_over:  # what is taken has been read twice alike
            return False
        taken, tied = self._judge(self.standing)
        found = _standing(taken, tied, self._seen)
        if rest_s < PATIENCE_S and not is_over and set(found.problems) - set(self.standing.problems):
            return False
        self._accept()
        is_new = found.mark != self.standing.mark
        self.standing = found
        return is_new

    def _see_again(self, at: float) -> None:
        seen = _see(self.shelf)
        if seen.is_torn or seen.content != self._seen.content:
            self._quiet_since = at
        self._seen = seen
        self._reread_at = at + max(REREAD_S, _REREAD_SHARE * seen.cost_s)

    def _judge(self, standing: Standing | None) -> tuple[Taken, Tied]:
        """Make a dataset of what was seen last: once, however long it then waits."""
        if self._judged is None or self._judged[0] != self._seen.content:
            now = datetime.now(UTC)
            taken = take(self._seen.bodies, self._versions, now)
            if standing is not None and standing.dataset.version == taken.dataset.version:
                taken = replace(taken, dataset=standing.dataset)
            self._judged = (self._seen.content, taken, self._brought.tie(taken.dataset, now))
        return self._judged[1:]

    def _accept(self) -> None:
        assert self._judged is not None
        self._shown, self._versions = self._judged[0], self._judged[1].versions
        self._judged = None  # its times are those of this taking


def _stamps(shelf: Shelf) -> dict[str, Stamp | Trouble | None]:
    return {**shelf.stamps(), _NETWORK: network_stamp(), _SHELF: shelf.trouble()}


def _see(shelf: Shelf) -> _Sight:
    before, start = _stamps(shelf), time.perf_counter()
    bodies = shelf.bodies(before.keys() - {_NETWORK, _SHELF})
    content: dict[str, object] = {name: _content_of(body) for name, body in bodies.items()}
    content[_NETWORK] = before[_NETWORK]  # it may be large: its stamp stands for it
    content[_SHELF] = before[_SHELF]
    cost_s = time.perf_counter() - start
    after = _stamps(shelf)
    return _Sight(bodies=bodies, content=content, stamps=after, is_torn=before != after, cost_s=cost_s)


def _content_of(body: Body) -> object:
    return content_hash(body) if isinstance(body, bytes) else body.errno


def _standing(taken: Taken, tied: Tied, seen: _Sight) -> Standing:
    problems, kept = taken.problems, dict(taken.kept)
    if tied.problem is not None and tied.read_at is not None:
        problems = (*problems, tied.problem)
        kept[tied.problem.file] = tied.read_at
    if isinstance(trouble := seen.content[_SHELF], Trouble):
        problems = (trouble.problem, *problems)
        kept[trouble.problem.file] = trouble.read_at
    told = repr((taken.dataset.version, problems, sorted(kept.items()), seen.content[_NETWORK]))
    return Standing(
        dataset=taken.dataset,
        problems=problems,
        kept=MappingProxyType(kept),
        network=tied.network,
        ties=tied.ties,
        mark=content_hash(told.encode()),
    )
