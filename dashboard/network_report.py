"""The report of an import: what was read, what was left out and why, what came of it, in plain English."""

from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from dashboard.domain.attach import Attachment, NamedIds
from dashboard.domain.junctions import Junctions, components
from dashboard.domain.network import Network
from dashboard.store.roads import Roads


def reading_lines(roads: Roads) -> Iterator[str]:
    """Tell what was read, kept and left out, one line each."""
    yield f"read: {_count(roads.read, 'feature')}"
    if roads.has_classes:
        yield f"kept: {_listed(roads.kept)}"
        if roads.other_classes:
            yield f"left out, of another class: {_listed(roads.other_classes)}"
    else:
        yield f"kept: {sum(roads.kept.values()):,}; the file names no classes, so every line counts as a road"
    for left in roads.left_out:
        yield f"left out, {left.reason}: {left.count:,}; the first is {left.first}"
    if roads.crs:
        yield f"coordinates: transformed from {roads.crs} to longitude and latitude"
    for remark in roads.remarks:
        yield f"remark of the reader: {remark}"


def network_lines(joined: Junctions, bridges: int, tolerance_m: float) -> Iterator[str]:
    """Tell what the network is made of, one line each."""
    network = joined.network
    yield f"cut at {_count(joined.splits, 'shared vertex', 'shared vertices')} inside lines"
    if tolerance_m:
        ends = _count(joined.merged, "place where lines end", "places where lines end")
        yield f"joined: {ends} with another within {tolerance_m:g} m"
    if joined.zero_length or joined.duplicates:
        yield f"dropped: {joined.zero_length:,} of no length, {joined.duplicates:,} repeated"
    nodes, segments = network.size
    yield (
        f"network: {_count(segments, 'segment')}, {_count(nodes, 'node')}, "
        f"{network.length_m.sum(dtype=np.float64) / 1000:,.1f} km; "
        f"{int(network.oneway.sum()):,} one-way, {_count(bridges, 'bridge')}"
    )
    part = components(network.tail, network.head, nodes)
    if nodes:
        share = np.count_nonzero(part == 0) / nodes
        yield f"in {_count(int(part.max()) + 1, 'part')}; the largest has {share:.1%} of the nodes"


def attachment_lines(
    network: Network, attachments: Iterable[Attachment], tolerance_m: float
) -> Iterator[str]:
    """Tell what the network has in common with the dataset, one line for each feature that was tried."""
    ids = network.node_ids.plain if isinstance(network.node_ids, NamedIds) else network.node_ids
    for tied in attachments:
        if tied.node is not None:
            what = f"{ids[tied.node]}, {_distance(tied.distance_m)} away"
        elif tied.count:
            what = f"{_count(tied.count, 'segment')}, at most {_distance(tied.distance_m)} away"
        elif tied.why == "coarse":
            what = (
                f"too coarse to tie: ±{_distance(tied.accuracy_m)}; "
                f"nearest road of the best class {_distance(tied.distance_m)} away"
            )
        elif tied.why == "far":
            what = f"nothing within {tolerance_m:g} m, nearest {_distance(tied.distance_m)}"
        else:
            what = f"nothing runs along it, nearest {_distance(tied.distance_m)}"
        yield f"{tied.feature_id}: {what}"


def nothing_usable(roads: Roads) -> str:
    """Say why no network came of a file, and what would help."""
    if roads.other_classes:
        names = ",".join(roads.other_classes)
        return f"no road of the classes asked for\n  fix: choose among those it has: --classes {names}"
    if not roads.read:
        return "it has no features\n  fix: choose the file with the roads"
    return "none of its features is a usable line\n  fix: see above what was left out, and why"


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def _listed(counts: Mapping[str, int]) -> str:
    """Name the most frequent first."""
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{name or 'no class'} {count:,}" for name, count in ordered) or "nothing"


def _distance(metres: float) -> str:
    if not np.isfinite(metres):
        return "nowhere"
    return f"{metres:,.0f} m" if metres < 1000 else f"{metres / 1000:,.1f} km"
