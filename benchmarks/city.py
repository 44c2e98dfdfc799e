"""A made-up city as a network of any size, the same for the same seed.

A grid of streets is bent into a disc. Its blocks vary in size and grow from the centre outwards; the old
core is dense, twisted and full of gaps. Ring roads are pairs of one-way carriageways, avenues run through the
middle, some pairs of streets are one-way, some streets end dead. A river is crossed only by bridges. Around
the city radial roads, joined by country lanes, lead to border crossings.

The last nodes are the crossings. The very last lies beyond the river and has as many roads as the square in
the centre needs; each of the others has one road, so that this road is a single point of failure.

`write_lines` writes the columns of a road extract: `id` (the segment's id), `highway` (as OpenStreetMap has
it), `oneway` and `bridge` (yes or no), `name` (the road's id; none for a nameless street), in longitude and
latitude. Segments meet where they have an end in common, and nowhere else.
"""

from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from benchmarks.city_plan import CROSSINGS, Draft, Flags, Floats, Ints, over_river, plan
from dashboard.domain.network import Network, NumberedIds

CENTRE_DEG = (37.16, 36.20)
BLOCK_M = 70.0
EQUATOR_M, FLATNESS = 6_378_137.0, 0.00669437999014  # WGS 84: half axis, squared eccentricity
Units = NDArray[np.int32]  # longitude, latitude in ten-millionths of a degree
HIGHWAYS = {
    "ring": "trunk",
    "avenue": "primary",
    "radial": "primary",
    "bridge": "primary",
    "street": "tertiary",
    "lane": "unclassified",
}


def city(segments: int, seed: int = 1) -> Network:
    """Make a city of about so many segments (within 10 %; 2,000 or more); one weakly connected part."""
    rng = np.random.default_rng(seed)
    side = 2 * round(np.sqrt(segments / 1.94) / 2) + 1
    return _network(plan(side, rng), radius_m=BLOCK_M * side / 2)


def crossings(network: Network) -> range:
    """Give the rows of the border crossings, the one with several roads last."""
    return range(network.size[0] - CROSSINGS, network.size[0])


def ends(network: Network) -> tuple[int, int]:
    """Give an origin, the border crossing with several roads, and a destination, the square in the centre."""
    away = np.abs(network.node_at - np.asarray(CENTRE_DEG)).sum(axis=1)
    return crossings(network)[-1], int(np.argmin(away))


def write_lines(network: Network, path: Path) -> None:
    """Write the segments as lines with the columns named above; the suffix says the format."""
    counts = (network.shape_from[1:] - network.shape_from[:-1]).astype(np.int64)
    lines = shapely.linestrings(network.shape / 1e7, indices=np.repeat(np.arange(len(counts)), counts))
    names = np.array([*network.road_ids, None], object)[network.road]
    words = np.array([road.split("-")[0] for road in network.road_ids] + ["none"], object)[network.road]
    frame = gpd.GeoDataFrame(
        {
            "id": list(network.segment_ids),
            "highway": [HIGHWAYS.get(word, "residential") for word in words],
            "oneway": np.where(network.oneway, "yes", "no"),
            "bridge": np.where(words == "bridge", "yes", "no"),
            "name": names,
        },
        geometry=lines,
        crs="EPSG:4326",
    )
    options = {"COORDINATE_PRECISION": "7"} if path.suffix in (".geojson", ".json") else {}
    frame.to_file(path, engine="pyogrio", **options)


def _network(draft: Draft, radius_m: float) -> Network:
    """Turn the plan into columns: the main connected part, places in degrees, lengths in metres."""
    held = _main_part(draft)
    at = np.concatenate(draft.at)[held]
    rows = np.concatenate(draft.rows)
    rows = rows[held[rows[:, 0]]]
    tail, head = (np.cumsum(held) - 1)[rows[:, :2]].T.astype(np.int32)
    road, bridges = _with_bridges(draft, rows[:, 2], over_river(at[tail], at[head]))
    scale = radius_m / 111_320 / np.array([np.cos(np.radians(CENTRE_DEG[1])), 1])
    units = np.rint((at * scale + CENTRE_DEG) * 1e7).astype(np.int32)
    shape_from, shape, length = _shape(units[tail], units[head], draft.rng.random(len(tail)) < 0.15)
    return Network(
        node_ids=NumberedIds("node", np.arange(len(units))),
        node_at=units / 1e7,
        segment_ids=NumberedIds("street", np.arange(len(tail))),
        tail=tail,
        head=head,
        length_m=length.astype(np.float32),
        spread_m=np.zeros(len(tail), np.float32),
        oneway=rows[:, 3].astype(bool),
        shape_from=shape_from,
        shape=shape,
        road=road.astype(np.int32),
        road_ids=(*draft.roads, *bridges),
    )


def _main_part(draft: Draft) -> Flags:
    """Tell which nodes hang together with the last crossing."""
    tail, head = np.concatenate(draft.rows)[:, :2].T
    graph = coo_array((np.ones(len(tail), np.int8), (tail, head)), shape=(draft.nodes, draft.nodes))
    _, part = connected_components(graph, directed=False)
    return np.asarray(part == part[-1])


def _with_bridges(draft: Draft, road: Ints, crosses: Flags) -> tuple[Ints, list[str]]:
    """Make every stretch of a road over the river a road of its own; gives the roads and the new ids."""
    bridge = np.flatnonzero(crosses & (road >= 0))
    road = road.copy()
    road[bridge] = len(draft.roads) + np.arange(len(bridge))
    return road, [f"bridge-{i + 1}" for i in range(len(bridge))]


def _shape(tail: Units, head: Units, bent: Flags) -> tuple[NDArray[np.uint32], Units, Floats]:
    """Draw each segment, some with a bend in the middle; gives offsets, vertices and lengths in metres."""
    aside = (head - tail)[:, ::-1] * [[-0.15, 0.15]] * bent[:, None]
    middle = np.rint((tail.astype(float) + head) / 2 + aside).astype(np.int32)
    shape_from = np.concatenate([[0], np.cumsum(2 + bent)])
    shape = np.empty((shape_from[-1], 2), np.int32)
    shape[shape_from[:-1]] = tail
    shape[shape_from[:-1] + 1] = middle  # of a straight segment overwritten by the end
    shape[shape_from[1:] - 1] = head
    return shape_from.astype(np.uint32), shape, _length_m(tail, middle) + _length_m(middle, head)


def _length_m(one: Units, other: Units) -> Floats:
    """Measure short distances on WGS 84 with the radii of curvature at the middle latitude."""
    lon, lat = np.radians((other.astype(float) - one) / 1e7).T
    middle = np.radians((one[:, 1] + other[:, 1].astype(float)) / 2e7)
    squeeze = 1 - FLATNESS * np.sin(middle) ** 2
    meridian = EQUATOR_M * (1 - FLATNESS) / squeeze**1.5
    parallel = EQUATOR_M / np.sqrt(squeeze) * np.cos(middle)
    return np.asarray(np.hypot(lon * parallel, lat * meridian))
