"""Ways and cuts, against an independent library and against trying everything."""

from itertools import pairwise

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.domain.alternatives import different_ways
from dashboard.domain.cuts import Cuts, cut_analysis
from dashboard.domain.network import Network, NumberedIds
from dashboard.domain.routing import graph_of, shortest

Edge = tuple[int, int, int, bool]

NODES = 6
edges = st.lists(
    st.tuples(st.integers(0, NODES - 1), st.integers(0, NODES - 1), st.integers(1, 20), st.booleans()).filter(
        lambda e: e[0] != e[1]
    ),
    min_size=1,
    max_size=14,
)


def network(*given_edges: Edge, nodes: int = NODES) -> Network:
    """Make a network of (tail, head, length in metres, one-way) edges."""
    tail, head, length, oneway = (list(column) for column in zip(*given_edges, strict=True))
    return Network(
        node_ids=NumberedIds("node", np.arange(nodes)),
        node_at=np.zeros((nodes, 2)),
        segment_ids=NumberedIds("road", np.arange(len(tail))),
        tail=np.array(tail, np.int32),
        head=np.array(head, np.int32),
        length_m=np.array(length, np.float32),
        spread_m=np.zeros(len(tail), np.float32),
        oneway=np.array(oneway, bool),
        shape_from=np.arange(0, 2 * len(tail) + 1, 2, dtype=np.uint32),
        shape=np.zeros((2 * len(tail), 2), np.int32),
        road=np.full(len(tail), -1, np.int32),
    )


def plain(given_edges: list[Edge], without: int | None = None) -> "nx.MultiDiGraph[int]":
    found: nx.MultiDiGraph[int] = nx.MultiDiGraph()
    found.add_nodes_from(range(NODES))
    for i, (tail, head, length, oneway) in enumerate(given_edges):
        if i != without:
            found.add_edge(tail, head, weight=length)
            if not oneway:
                found.add_edge(head, tail, weight=length)
    return found


def analyse(roads: Network, origins: tuple[int, ...] = (0,), target: int = NODES - 1) -> Cuts:
    return cut_analysis(roads, np.ones(len(roads.tail), bool), origins, target)


@settings(deadline=None, max_examples=300)
@given(edges, st.sampled_from([(0,), (0, 1)]))
def test_the_shortest_way_is_as_short_as_another_library_finds(
    given_edges: list[Edge], origins: tuple[int, ...]
) -> None:
    roads = network(*given_edges)
    weights = roads.length_m.astype(float)
    found = shortest(graph_of(roads), weights, origins, NODES - 1)
    other = plain(given_edges)
    lengths = nx.multi_source_dijkstra_path_length(other, set(origins))
    assert (found.weight if found else None) == lengths.get(NODES - 1)
    if found:
        assert weights[list(found.segments)].sum() == pytest.approx(found.weight)
        for (start, end), segment in zip(pairwise(found.nodes), found.segments, strict=True):
            tail, head, _, oneway = given_edges[segment]
            assert (start, end) == (tail, head) or (not oneway and (start, end) == (head, tail))


@settings(deadline=None, max_examples=300)
@given(edges)
def test_single_points_of_failure_are_those_whose_loss_cuts_the_target_off(given_edges: list[Edge]) -> None:
    found = analyse(network(*given_edges))
    whole = plain(given_edges)
    target = NODES - 1
    if not nx.has_path(whole, 0, target):
        assert found == Cuts(0)
        return
    lost_nodes = [v for v in range(1, target) if not nx.has_path(whole.subgraph(set(whole) - {v}), 0, target)]
    lost_segments = [
        i for i in range(len(given_edges)) if not nx.has_path(plain(given_edges, without=i), 0, target)
    ]
    assert list(found.single_nodes) == lost_nodes
    assert list(found.single_segments) == lost_segments


@settings(deadline=None, max_examples=300)
@given(edges)
def test_ways_without_a_common_node_are_counted_as_another_library_counts_them(
    given_edges: list[Edge],
) -> None:
    found = analyse(network(*given_edges))
    other = plain(given_edges)
    target = NODES - 1
    straight = other.number_of_edges(0, target)
    other.remove_edges_from([(0, target)] * straight)
    expected = nx.node_connectivity(nx.DiGraph(other), 0, target) + straight
    assert found.disjoint == expected


@settings(deadline=None, max_examples=200)
@given(edges)
def test_the_loss_of_a_smallest_cut_leaves_no_way(given_edges: list[Edge]) -> None:
    roads = network(*given_edges)
    found = analyse(roads)
    nodes, segments = found.smallest
    assert len(nodes) + len(segments) == found.disjoint
    usable = np.ones(len(given_edges), bool)
    usable[list(segments)] = False
    shut = np.zeros(NODES, bool)
    shut[list(nodes)] = True
    assert cut_analysis(roads, usable, (0,), NODES - 1, shut).disjoint == 0
    assert set(nodes) <= set(found.member_nodes)
    assert set(segments) <= set(found.member_segments)


def test_of_parallel_roads_the_shorter_is_taken_and_neither_is_a_single_point_of_failure() -> None:
    roads = network((0, 1, 9, False), (1, 0, 2, False), (1, 5, 1, False))
    found = shortest(graph_of(roads), roads.length_m.astype(float), (0,), 5)
    assert found is not None
    assert (found.segments, found.weight) == ((1, 2), 3.0)
    assert analyse(roads).single_segments == (2,)


def test_of_parallel_roads_only_the_one_in_use_can_be_a_single_point_of_failure() -> None:
    roads = network((0, 5, 9, False), (0, 5, 2, False))
    found = cut_analysis(roads, np.array([True, False]), (0,), 5)
    assert (found.disjoint, found.single_segments) == (1, (0,))


def test_ways_that_share_nothing_are_told_apart_until_there_are_none() -> None:
    roads = network((0, 1, 1, False), (1, 5, 1, False), (0, 2, 2, False), (2, 5, 2, False), (1, 2, 1, False))
    found = different_ways(roads, roads.length_m.astype(float), (0,), 5, count=5, shared=0)
    assert [way.segments for way in found] == [(0, 1), (2, 3)]


def test_a_detour_of_a_small_part_is_not_another_way() -> None:
    trunk = [(0, 1, 100, False), (1, 2, 1, False), (1, 3, 1, False), (3, 2, 1, False), (2, 5, 100, False)]
    side = [(0, 4, 150, False), (4, 5, 150, False)]
    roads = network(*trunk, *side)
    found = different_ways(roads, roads.length_m.astype(float), (0,), 5, count=3)
    assert [way.segments for way in found] == [(0, 1, 4), (5, 6)]


def test_a_stretch_that_no_way_can_avoid_does_not_count_as_shared() -> None:
    roads = network(
        (0, 1, 500, False), (1, 2, 5, False), (2, 5, 5, False), (1, 3, 6, False), (3, 5, 6, False)
    )
    found = different_ways(roads, roads.length_m.astype(float), (0,), 5, count=3)
    assert [way.segments for way in found] == [(0, 1, 2), (0, 3, 4)]


def test_a_way_far_longer_than_the_shortest_is_not_offered() -> None:
    roads = network((0, 5, 10, False), (0, 1, 20, False), (1, 5, 20, False))
    assert len(different_ways(roads, roads.length_m.astype(float), (0,), 5, count=3)) == 1


def test_a_network_without_a_way_has_none() -> None:
    roads = network((0, 1, 1, False))
    assert different_ways(roads, roads.length_m.astype(float), (0,), 5, count=3) == ()
    assert analyse(roads) == Cuts(0)


def test_the_target_itself_is_no_way() -> None:
    roads = network((0, 5, 1, False))
    assert different_ways(roads, roads.length_m.astype(float), (5,), 5, count=3) == ()
    assert analyse(roads, origins=(5,)) == Cuts(0)
