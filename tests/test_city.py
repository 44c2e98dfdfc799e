"""The made-up city of the benchmarks: what the measurements rely on."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
from numpy.typing import NDArray
from pyproj import Geod
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from benchmarks.city import city, crossings, ends, write_lines
from dashboard.domain.network import Network

SIZE = 10_000


@pytest.fixture(scope="module")
def made() -> Network:
    return city(SIZE)


def parts(network: Network, *, both_ways: bool) -> NDArray[np.int32]:
    """Number the part of each node, streets taken as they may be driven or both ways."""
    back = np.ones(len(network.tail), bool) if both_ways else ~network.oneway
    tail = np.concatenate([network.tail, network.head[back]])
    head = np.concatenate([network.head, network.tail[back]])
    graph = coo_array((np.ones(len(tail)), (tail, head)), shape=(network.size[0],) * 2)
    return np.asarray(connected_components(graph, connection="strong")[1])


def test_a_seed_gives_the_same_city_each_time(made: Network) -> None:
    again = city(SIZE)
    for column in ("tail", "head", "length_m", "oneway", "shape_from", "shape", "road", "node_at"):
        assert np.array_equal(getattr(made, column), getattr(again, column)), column
    assert again.road_ids == made.road_ids
    assert not np.array_equal(city(SIZE, seed=2).shape[:100], made.shape[:100])


@pytest.mark.parametrize("segments", [2_000, 10_000, 100_000])
@pytest.mark.parametrize("seed", [1, 2])
def test_it_has_the_size_asked_for(segments: int, seed: int) -> None:
    assert abs(city(segments, seed).size[1] / segments - 1) < 0.1


def test_all_of_it_hangs_together(made: Network) -> None:
    assert len(np.unique(parts(made, both_ways=True))) == 1


def test_nearly_all_of_it_can_be_reached_and_left_by_its_one_way_streets(made: Network) -> None:
    part = parts(made, both_ways=False)
    origin, destination = ends(made)
    assert np.bincount(part).max() > 0.97 * len(part)
    assert part[origin] == part[destination]


def test_a_tenth_to_a_fifth_of_the_streets_is_one_way(made: Network) -> None:
    assert 0.1 < made.oneway.mean() < 0.2


def test_lengths_are_those_on_the_ellipsoid(made: Network) -> None:
    geod = Geod(ellps="WGS84")
    for segment in range(0, made.size[1], 7):
        lon, lat = made.line_deg(segment).T
        assert made.length_m[segment] == pytest.approx(geod.line_length(lon, lat), rel=0.005), segment


def test_a_segment_runs_from_its_tail_to_its_head_and_some_are_bent(made: Network) -> None:
    first, last = made.shape_from[:-1], made.shape_from[1:] - 1
    assert np.array_equal(made.shape[first], np.rint(made.node_at[made.tail] * 1e7))
    assert np.array_equal(made.shape[last], np.rint(made.node_at[made.head] * 1e7))
    assert set(np.unique(last - first)) == {1, 2}


def test_no_segment_is_a_loop_or_without_length(made: Network) -> None:
    assert (made.tail != made.head).all()
    assert (made.length_m > 0).all()


def test_a_few_bridges_are_the_only_ways_over_the_river(made: Network) -> None:
    bridges = [i for i, road in enumerate(made.road_ids) if road.startswith("bridge-")]
    assert 6 <= len(bridges) <= 30
    # Dead ends may step over the water, but lead nowhere: without the bridges the centre is cut off.
    dry = ~np.isin(made.road, bridges)
    tail, head = made.tail[dry], made.head[dry]
    graph = coo_array((np.ones(len(tail)), (tail, head)), shape=(made.size[0],) * 2)
    part = connected_components(graph, directed=False)[1]
    origin, destination = ends(made)
    assert part[origin] != part[destination]


def test_the_crossings_lie_far_outside_and_only_the_last_has_several_roads(made: Network) -> None:
    degree = np.bincount(np.concatenate([made.tail, made.head]), minlength=made.size[0])
    origin, destination = ends(made)
    assert degree[list(crossings(made))].tolist() == [1, 1, 1, 1, 6]
    assert origin == crossings(made)[-1]
    assert degree[destination] >= 6
    away = np.hypot(*(made.node_at - made.node_at[destination]).T)
    assert away[list(crossings(made))].min() > 0.9 * np.quantile(away, 0.999)


@pytest.mark.parametrize("name", ["streets.geojson", "streets.gpkg"])
def test_the_written_lines_have_the_columns_of_a_road_extract(tmp_path: Path, name: str) -> None:
    network = city(2_000)
    write_lines(network, tmp_path / name)
    read = gpd.read_file(tmp_path / name)
    assert list(read.columns) == ["id", "highway", "oneway", "bridge", "name", "geometry"]
    assert read["id"].tolist() == list(network.segment_ids)
    assert (read["oneway"] == "yes").tolist() == network.oneway.tolist()
    assert read["bridge"].value_counts().to_dict()["yes"] == sum(
        road.startswith("bridge-") for road in network.road_ids
    )
    assert {"trunk", "primary", "tertiary", "residential"} <= set(read["highway"])
    vertices = np.concatenate([np.asarray(line.coords) for line in read.geometry])
    assert np.array_equal(np.rint(vertices * 1e7), network.shape)
