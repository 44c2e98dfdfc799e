"""Rules about the network: stretches and their ends, checkpoints and the roads they stand on."""

from collections.abc import Iterator

from dashboard.domain.dataset import Dataset
from dashboard.domain.measure import away_from_line_m, distance_m, positions_of
from dashboard.domain.model import Feature
from dashboard.domain.problem import Finding
from dashboard.domain.rules.quoting import near
from dashboard.domain.rules.registry import rule

_END_TOLERANCE_M = 1.0
_OFF_ROAD_M = 4_000.0
_ROADS = ("road", "segment", "main-road", "corridor")


@rule("segment-ends", "truth", about="feature", needs=("feature",))
def segment_ends(dataset: Dataset) -> Iterator[Finding]:
    """Find stretches of the network without two ends that are points of a layer.

    Why: a stretch that hangs on nothing is on no way, and its words block nobody.
    Wrong: `"from": "bab-al-hawa", "to": "nowhere"`
    Right: `"from": "bab-al-hawa", "to": "sarmada"`
    """
    for feature in dataset.features.values():
        known = feature.properties
        if known.kind != "segment" and known.from_ is None and known.to is None:
            continue
        if feature.geometry is not None and feature.geometry["type"] != "LineString":
            yield Finding(
                feature.id,
                "has from or to but is not a LineString",
                "draw the stretch as one line",
                "/geometry/type",
            )
            continue
        if known.from_ == known.to and known.from_ is not None:
            yield Finding(
                feature.id, f"begins and ends at {known.from_!r}", "name its other end", "/properties/to"
            )
        for key, node_id in (("from", known.from_), ("to", known.to)):
            node = dataset.features.get(node_id or "")
            if node is None or node.geometry is None or node.geometry["type"] != "Point":
                said = (
                    f"ends at {node_id!r}, which is no point of any layer" if node_id else f"has no {key!r}"
                )
                guess = near(node_id or "", list(dataset.features)) if node_id else ""
                fix = f"did you mean {guess!r}?" if guess else "name the id of a point"
                yield Finding(feature.id, said, fix, f"/properties/{key}", node_id or "")


@rule("segment-end", "place", fixable=True, about="feature")
def segment_end(dataset: Dataset) -> Iterator[Finding]:
    """Find stretches whose ends are not on their nodes.

    Why: the line would stop short of the crossing it leads to, and the gap grows with each edit.
    Wrong: a stretch to `sarmada` that ends 400 m from its point
    Right: a stretch whose last position is exactly that of `sarmada`
    """
    for feature in dataset.features.values():
        known = feature.properties
        if feature.geometry is None or feature.geometry["type"] != "LineString":
            continue
        line = feature.geometry["coordinates"]
        for node_id, at in ((known.from_, 0), (known.to, len(line) - 1)):
            node = dataset.features.get(node_id or "")
            if node is None or node.geometry is None or node.geometry["type"] != "Point":
                continue
            end, wanted = line[at], node.geometry["coordinates"]
            if tuple(end) != tuple(wanted) and (away := distance_m(end, wanted)) > _END_TOLERANCE_M:
                yield Finding(
                    feature.id,
                    f"ends {away:.0f} m away from its node {node_id!r}",
                    f"move the end of the line to {list(wanted)}",
                    f"/geometry/coordinates/{at}",
                )


@rule("checkpoint-off-road", "place", about="feature", needs=("feature",))
def checkpoint_off_road(dataset: Dataset) -> Iterator[Finding]:
    """Find checkpoints farther from any road than both are inaccurate, and at least 4 km.

    Why: a checkpoint stands on a road; one in a field is a slip of a digit.
    Wrong: a checkpoint 9 km beside the road it is part of
    Right: a checkpoint on the road, or `"geometry": null` and `why_unlocated`
    """
    roads: list[Feature] | None = None
    for feature in dataset.features.values():
        if feature.properties.kind != "checkpoint" or feature.geometry is None:
            continue
        if roads is None:
            roads = [
                f for f in dataset.features.values() if f.properties.kind in _ROADS and f.geometry is not None
            ]
        if not roads or feature.geometry["type"] != "Point":
            continue
        away, road = _nearest(feature, roads)
        slack = _OFF_ROAD_M + (feature.properties.accuracy_m or 0) + (road.properties.accuracy_m or 0)
        if away > slack:
            yield Finding(
                feature.id,
                f"stands {away / 1000:.1f} km from the nearest road, {road.id!r}",
                "correct the position, or draw the road",
                "/geometry/coordinates",
            )


def _nearest(feature: Feature, roads: list[Feature]) -> tuple[float, Feature]:
    assert feature.geometry is not None
    point = feature.geometry["coordinates"]
    found = [(away_from_line_m(point, list(positions_of(road.geometry))), road) for road in roads]
    return min(found, key=lambda pair: pair[0])
