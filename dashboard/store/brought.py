"""The network that ways are looked for in: the data's own, or one that was brought, as it last was sound."""

import os
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from dashboard.domain.attach import TOLERANCE_M, Attachment, attach
from dashboard.domain.dataset import Dataset
from dashboard.domain.network import Network, network_of
from dashboard.domain.rules import Problem
from dashboard.store.folder import Stamp, stamp_of
from dashboard.store.networks import NetworkFileError, load_network

FARTHEST_SNAP_M = 100_000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tied:
    """A network tied to a dataset, and how; a problem where an older version of its file is used."""

    network: Network
    ties: tuple[Attachment, ...] = ()
    problem: Problem | None = None
    read_at: datetime | None = None


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


def network_stamp() -> Stamp | None:
    """Tell cheaply whether the file that was brought may have changed; None where none was."""
    path = chosen_network_file()
    return None if path is None else stamp_of(path)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    path: Path
    stamp: Stamp
    network: Network
    read_at: datetime
    error: NetworkFileError | None = None


class Brought:
    """Holds the last good version of the network file, and what it was tied to last.

    Loading and tying a large network takes seconds: each is done anew only when its own input changed.
    """

    def __init__(self) -> None:
        self._read: _Read | None = None
        self._tied: tuple[Dataset, _Read | None, float, Tied] | None = None

    def tie(self, dataset: Dataset, now: datetime) -> Tied:
        """Give the network for a dataset; the same one as long as nothing changed.

        Raises NetworkFileError where the file that was brought cannot be read and never could.
        """
        path, snap_m = chosen_network_file(), chosen_snap_m()
        read = None if path is None else self._renewed(path, now)
        held = self._tied
        if held is None or held[0] is not dataset or held[1] is not read or held[2] != snap_m:
            self._tied = held = (dataset, read, snap_m, _made(dataset, read, snap_m))
        return held[3]

    def _renewed(self, path: Path, now: datetime) -> _Read:
        stamp, last = stamp_of(path), self._read
        if last is not None and (last.path, last.stamp) == (path, stamp):
            return last
        try:
            last = _Read(path=path, stamp=stamp, network=load_network(path), read_at=now)
        except NetworkFileError as error:
            if last is None or last.path != path:
                raise
            last = replace(last, stamp=stamp, error=error)
        self._read = last
        return last


def _made(dataset: Dataset, read: _Read | None, snap_m: float) -> Tied:
    if read is None:
        return Tied(network=network_of(dataset))
    network, ties = attach(read.network, dataset, tolerance_m=snap_m)
    if read.error is None:
        return Tied(network=network, ties=ties)
    # Its name only: readers are not told where on this machine it lies.
    problem = Problem(read.path.name, "network-file", read.error.what, read.error.fix)
    return Tied(network=network, ties=ties, problem=problem, read_at=read.read_at)
