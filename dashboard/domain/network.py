"""The network: nodes and segments that aid could travel, as columns, and whose words hold for each."""

import sys
from abc import abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from dashboard.domain.dataset import Dataset
from dashboard.domain.measure import length_m, positions_of
from dashboard.domain.model import Feature

Integers = NDArray[np.int32]
Floats = NDArray[np.float64]

GATE_KINDS = frozenset({"checkpoint", "customs"})
CROSSING_KINDS = frozenset({"border-crossing", "informal-crossing"})
_UNRANKED = np.zeros(0, np.uint8)
_UNRANKED.setflags(write=False)  # shared by all networks without classes
_NOBODY: Mapping[int, tuple[str, ...]] = MappingProxyType({})


class Ids(Sequence[str]):
    """A column of ids that can be searched without an index of all of them."""

    @abstractmethod
    def find(self, name: str) -> int | None:
        """Give the row of an id; None where there is none."""

    # What a sequence has of its own would write out a million ids to look for one.
    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self.find(name) is not None

    def index(self, value: Any, start: int = 0, stop: int = sys.maxsize) -> int:
        """Give the row of an id; raises ValueError where there is none."""
        row = self.find(value)
        if row is None or not start <= row < stop:
            raise ValueError(f"{value!r} is not among the ids")
        return row


class NumberedIds(Ids):
    """Ids that are a word and a number, kept as numbers: a million of them cost eight bytes each."""

    def __init__(self, word: str, numbers: NDArray[np.int64]) -> None:
        self.word = word
        self.numbers = numbers

    def __len__(self) -> int:
        return len(self.numbers)

    @overload
    def __getitem__(self, i: int) -> str: ...
    @overload
    def __getitem__(self, i: slice) -> Sequence[str]: ...
    def __getitem__(self, i: int | slice) -> str | Sequence[str]:
        if isinstance(i, slice):
            return NumberedIds(self.word, self.numbers[i])
        return f"{self.word}-{self.numbers[i]}"

    def find(self, name: str) -> int | None:
        """Give the place of an id; None where there is none."""
        word, _, number = name.rpartition("-")
        if word != self.word or not number.isdecimal():
            return None
        found = np.flatnonzero(self.numbers == int(number))
        return int(found[0]) if len(found) else None


@dataclass(frozen=True, eq=False)
class Network:
    """A graph in columns, one row for each node or segment; distances in metres, places in degrees.

    `node_at` is (nodes, 2): longitude, latitude. `shape` holds all vertices of all segments, longitude
    and latitude in ten-millionths of a degree, the ones of segment i from `shape_from[i]` up to
    `shape_from[i + 1]`, running from its tail to its head. `spread_m` is by how much a length may be
    wrong, either way. `road` groups segments that are parts of one road: an index into `road_ids`, or -1.

    Words reach a segment through `bearers`: the features whose statements hold for it, the most
    particular first. `gates` are checkpoints and the like on a segment, `node_gates` on a node.

    `rank` orders the classes of roads: 0 is the highest, 255 a class that is not known; where no class is
    known of any segment, it may be empty.
    """

    node_ids: Sequence[str]
    node_at: Floats
    segment_ids: Sequence[str]
    tail: Integers
    head: Integers
    length_m: NDArray[np.float32]
    spread_m: NDArray[np.float32]
    oneway: NDArray[np.bool_]
    shape_from: NDArray[np.uint32]
    shape: Integers
    road: Integers
    road_ids: Sequence[str] = ()
    bearers: Mapping[int, tuple[str, ...]] = field(default_factory=lambda: _NOBODY)
    gates: Mapping[int, tuple[str, ...]] = field(default_factory=lambda: _NOBODY)
    node_gates: Mapping[int, tuple[str, ...]] = field(default_factory=lambda: _NOBODY)
    rank: NDArray[np.uint8] = field(default_factory=lambda: _UNRANKED)

    @cached_property
    def _node_index(self) -> Mapping[str, int]:
        return {name: i for i, name in enumerate(self.node_ids)}

    @cached_property
    def _segment_index(self) -> Mapping[str, int]:
        return {name: i for i, name in enumerate(self.segment_ids)}

    def node(self, name: str) -> int | None:
        """Give the row of a node; None where there is none."""
        if isinstance(self.node_ids, Ids):
            return self.node_ids.find(name)
        return self._node_index.get(name)

    def nodes(self, names: Iterable[str]) -> list[int]:
        """Give the rows of those names that are nodes, in the order given."""
        return [row for name in names if (row := self.node(name)) is not None]

    def segment(self, name: str) -> int | None:
        """Give the row of a segment; None where there is none."""
        if isinstance(self.segment_ids, Ids):
            return self.segment_ids.find(name)
        return self._segment_index.get(name)

    def line_deg(self, segment: int) -> Floats:
        """Give the vertices of a segment from tail to head, (n, 2), longitude and latitude in degrees."""
        first, until = int(self.shape_from[segment]), int(self.shape_from[segment + 1])
        return self.shape[first:until] / 1e7

    @property
    def size(self) -> tuple[int, int]:
        """Count nodes and segments."""
        return len(self.node_ids), len(self.tail)


def network_of(dataset: Dataset) -> Network:
    """Build the network of a dataset: every located line with `from` and `to` is a segment.

    A segment whose ends are not both located features is left out: no coordinates are invented for it.
    The rows are sorted by id, so that the order of files changes no answer.
    """
    features = dataset.features
    lines = sorted((f for f in features.values() if _is_segment(f, features)), key=lambda f: f.id)
    ends = {end for f in lines for end in (f.properties.from_, f.properties.to) if end}
    node_ids = sorted(ends)
    index = {name: i for i, name in enumerate(node_ids)}
    shapes = [np.asarray(_line_of(f), float) for f in lines]
    road_ids = sorted({road for f in lines if (road := _road_of(f, features))})
    parts = gates_by_whole(features.values())
    return Network(
        node_ids=tuple(node_ids),
        node_at=np.array([point_of(features[name]) for name in node_ids], float).reshape(-1, 2),
        segment_ids=tuple(f.id for f in lines),
        tail=np.array([index[str(f.properties.from_)] for f in lines], np.int32),
        head=np.array([index[str(f.properties.to)] for f in lines], np.int32),
        length_m=np.array([length_m(shape.tolist()) for shape in shapes], np.float32),
        spread_m=np.array([2 * float(f.properties.accuracy_m or 0) for f in lines], np.float32),
        oneway=np.zeros(len(lines), bool),
        shape_from=np.concatenate([[0], np.cumsum([len(s) for s in shapes])]).astype(np.uint32),
        shape=(
            np.rint(np.concatenate(shapes) * 1e7).astype(np.int32) if shapes else np.zeros((0, 2), np.int32)
        ),
        road=np.array(
            [road_ids.index(road) if (road := _road_of(f, features)) else -1 for f in lines], np.int32
        ),
        road_ids=tuple(road_ids),
        bearers={i: (f.id, *dataset.wholes(f.id)) for i, f in enumerate(lines)},
        gates={i: gates for i, f in enumerate(lines) if (gates := parts.get(f.id))},
        node_gates={
            i: (name, *parts.get(name, ()), *dataset.wholes(name)) for i, name in enumerate(node_ids)
        },
    )


def unplaced_ways(dataset: Dataset) -> tuple[Feature, ...]:
    """Give the roads and corridors that somebody speaks of and no source pins down, sorted by id."""
    found = (f for f in dataset.features.values() if not f.located and f.properties.kind in _WAY_KINDS)
    return tuple(sorted(found, key=lambda f: f.id))


_WAY_KINDS = frozenset({"road", "corridor", "segment"})


def _is_segment(feature: Feature, features: Mapping[str, Feature]) -> bool:
    known = feature.properties
    if feature.geometry is None or feature.geometry["type"] not in ("LineString", "MultiLineString"):
        return False
    ends = (features.get(known.from_ or ""), features.get(known.to or ""))
    return all(end is not None and end.geometry is not None for end in ends)


def _road_of(feature: Feature, features: Mapping[str, Feature]) -> str | None:
    whole = features.get(feature.properties.part_of or "")
    return whole.id if whole is not None and whole.properties.kind in _WAY_KINDS else None


def gates_by_whole(features: Iterable[Feature]) -> Mapping[str, tuple[str, ...]]:
    """Group the checkpoints and the like by the feature that they are part of, each group sorted by id."""
    found: dict[str, list[str]] = {}
    for feature in sorted(features, key=lambda f: f.id):
        if feature.properties.kind in GATE_KINDS and feature.properties.part_of:
            found.setdefault(feature.properties.part_of, []).append(feature.id)
    return {whole: tuple(gates) for whole, gates in found.items()}


def _line_of(feature: Feature) -> list[Any]:
    geometry = feature.geometry or {}
    coordinates = geometry["coordinates"]
    if geometry["type"] == "MultiLineString":
        return [position[:2] for part in coordinates for position in part]
    return [position[:2] for position in coordinates]


def point_of(feature: Feature) -> list[float]:
    """Give the place of a node: a point itself, of anything larger the middle of its box."""
    positions = np.array([p[:2] for p in positions_of(feature.geometry)], float)
    return [float(x) for x in (positions.min(axis=0) + positions.max(axis=0)) / 2]
