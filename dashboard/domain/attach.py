"""Attaching: which segments and nodes of an imported network the dataset speaks of."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, overload

import numpy as np

from dashboard.domain.dataset import Dataset
from dashboard.domain.model import Feature
from dashboard.domain.nearness import Finder, Rows, Tie, Why
from dashboard.domain.network import GATE_KINDS, Ids, Network, gates_by_whole
from dashboard.domain.vocabulary import Axis, Mood

TOLERANCE_M = 500.0


class NamedIds(Ids):
    """Ids of which some rows have a name of their own; both the name and the plain id are found."""

    def __init__(self, plain: Sequence[str], names: Mapping[str, int]) -> None:
        self.plain = plain
        self.names = dict(names)
        self._shown = {row: name for name, row in reversed(self.names.items())}

    def __len__(self) -> int:
        return len(self.plain)

    @overload
    def __getitem__(self, i: int) -> str: ...
    @overload
    def __getitem__(self, i: slice) -> Sequence[str]: ...
    def __getitem__(self, i: int | slice) -> str | Sequence[str]:
        if isinstance(i, slice):
            return tuple(self[row] for row in range(len(self))[i])
        row = range(len(self))[i]
        return self._shown[row] if row in self._shown else self.plain[row]

    def find(self, name: str) -> int | None:
        """Give the row of a name or plain id; None where there is none."""
        return self.names[name] if name in self.names else find_id(self.plain, name)


def find_id(ids: Sequence[str], name: str) -> int | None:
    """Give the row of an id in any column of ids; None where there is none."""
    if isinstance(ids, Ids):
        return ids.find(name)
    return ids.index(name) if name in ids else None


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """How a feature of the dataset was tied to the network, or that it was not.

    For a segment `count` says to how many of them and `distance_m` how far the farthest of their vertices
    lies from the feature. For a node `node` is its row. What was not tied has no count and no node, and the
    distance to what is nearest: infinite in a network without segments. `why` says why it was not tied:
    everything is too far away, what is near does not run along it, or the line with its `accuracy_m` is too
    coarse to tell which road it is; the distance is then that to the nearest road of the best class there.
    """

    feature_id: str
    kind: Literal["segment", "node"]
    count: int
    node: int | None = None
    distance_m: float
    why: Why = ""
    accuracy_m: float = 0.0


def attach(
    network: Network, dataset: Dataset, *, tolerance_m: float = TOLERANCE_M
) -> tuple[Network, tuple[Attachment, ...]]:
    """Tie what the dataset says to a network that was made elsewhere.

    A feature whose id is that of a segment or of a road of the network is tied to it. Any other line that
    statements may close goes to the segments along it: each of their vertices and their middle lie within
    the line's accuracy and 50 m (at most `tolerance_m`), they run within 40 degrees of its direction, and
    no road of a higher class, nor a nearer one of their own, runs beside it there. A line that may be more
    than 500 m off is not tied by nearness.
    The ends of the dataset's segments, and gates on a road, go to the nearest node within `tolerance_m`, one
    of the largest connected part if there is one. A gate without such a node stands on all segments of its
    road. Nothing is tied silently: every feature that was tried is among the attachments, sorted by id.
    """
    features = dataset.features
    lines, points = tuple(_lines(dataset)), tuple(_points(dataset))
    finder = Finder(network, (*lines, *points))
    tied = {name: Tie(rows, 0.0) for name in sorted(features) if len(rows := _by_id(network, name))}
    tied |= {f.id: finder.along(f, tolerance_m) for f in lines if f.id not in tied}
    gates = gates_by_whole(features.values())
    nodes = {f.id: finder.node(f, _road_ends(network, f, tied), tolerance_m) for f in points}
    placed = {name: node for name, (node, _) in nodes.items() if node is not None}
    attachments = [_tied_to_segments(features[name], tie) for name, tie in tied.items()]
    attachments += [_tied_to_node(name, node, distance) for name, (node, distance) in nodes.items()]
    changed = replace(
        network,
        node_ids=NamedIds(network.node_ids, placed),
        bearers=_bearers(network.bearers, tied, dataset),
        gates=_merged(network.gates, _gates_on_segments(tied, gates, placed)),
        node_gates=_merged(network.node_gates, _gates_at_nodes(placed, gates, dataset)),
    )
    return changed, tuple(sorted(attachments, key=lambda a: (a.feature_id, a.kind)))


def _tied_to_segments(feature: Feature, tie: Tie) -> Attachment:
    return Attachment(
        feature_id=feature.id,
        kind="segment",
        count=len(tie.rows),
        distance_m=tie.distance_m,
        why=tie.why,
        accuracy_m=float(feature.properties.accuracy_m or 0),
    )


def _tied_to_node(name: str, node: int | None, distance_m: float) -> Attachment:
    found = node is not None
    return Attachment(
        feature_id=name,
        kind="node",
        count=int(found),
        node=node,
        distance_m=distance_m,
        why="" if found else "far",
    )


def _by_id(network: Network, name: str) -> Rows:
    """Give the segment of that id, or all segments of the road of that id."""
    row = network.segment(name)
    if row is not None:
        return np.array([row])
    road = find_id(network.road_ids, name)
    return np.flatnonzero(network.road == road) if road is not None else np.zeros(0, np.int64)


def _lines(dataset: Dataset) -> Iterator[Feature]:
    """Give the located lines that something may be said of which decides about passage."""
    for feature in sorted(dataset.features.values(), key=lambda f: f.id):
        known, found = feature.properties, dataset.statements_about(feature.id)
        if feature.geometry is None or "LineString" not in feature.geometry["type"]:
            continue
        said = (s.annotation for s in found)
        if (known.from_ and known.to) or any(
            (a.status is not None and a.status.axis is Axis.ACCESS) or a.mood is Mood.PROPOSED for a in said
        ):
            yield feature


def _points(dataset: Dataset) -> Iterator[Feature]:
    """Give the located ends of segments first, then the gates: an end lends its name to a shared node."""
    features = dataset.features
    lines = (f for f in features.values() if f.geometry and "LineString" in f.geometry["type"])
    known = (f.properties for f in lines if f.properties.from_ and f.properties.to)
    ends = {str(end) for p in known for end in (p.from_, p.to)}
    gates = {f.id for f in features.values() if f.properties.kind in GATE_KINDS and f.properties.part_of}
    for name in (*sorted(ends), *sorted(gates - ends)):
        if name in features and features[name].located:
            yield features[name]


def _road_ends(network: Network, feature: Feature, tied: Mapping[str, Tie]) -> Rows | None:
    """Give the nodes of the road that a gate stands on, where that road was found."""
    tie = tied.get(feature.properties.part_of or "")
    if feature.properties.kind not in GATE_KINDS or tie is None or not len(tie.rows):
        return None
    return np.unique(np.concatenate([network.tail[tie.rows], network.head[tie.rows]])).astype(np.int64)


def _bearers(
    known: Mapping[int, tuple[str, ...]], tied: Mapping[str, Tie], dataset: Dataset
) -> Mapping[int, tuple[str, ...]]:
    """Name for each segment whose words hold for it: parts before the wholes that they belong to."""
    found: dict[int, set[str]] = {row: set(names) for row, names in known.items()}
    for name, tie in tied.items():
        for row in tie.rows.tolist():
            found.setdefault(row, set()).update((name, *dataset.wholes(name)))

    def particular(name: str) -> tuple[int, str]:
        return (-len(dataset.wholes(name)), name)

    return {row: tuple(sorted(names, key=particular)) for row, names in sorted(found.items())}


def _gates_on_segments(
    tied: Mapping[str, Tie], gates: Mapping[str, tuple[str, ...]], placed: Mapping[str, int]
) -> Iterator[tuple[int, tuple[str, ...]]]:
    for name, tie in tied.items():
        standing = tuple(gate for gate in gates.get(name, ()) if gate not in placed)
        for row in tie.rows.tolist() if standing else ():
            yield row, standing


def _gates_at_nodes(
    placed: Mapping[str, int], gates: Mapping[str, tuple[str, ...]], dataset: Dataset
) -> Iterator[tuple[int, tuple[str, ...]]]:
    for name, row in placed.items():
        yield row, (name, *gates.get(name, ()), *dataset.wholes(name))


def _merged(
    known: Mapping[int, tuple[str, ...]], more: Iterable[tuple[int, tuple[str, ...]]]
) -> Mapping[int, tuple[str, ...]]:
    found = dict(known)
    for row, names in more:
        found[row] = tuple(dict.fromkeys((*found.get(row, ()), *names)))
    return dict(sorted(found.items()))
