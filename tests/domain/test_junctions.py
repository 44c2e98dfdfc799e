"""Where lines become a network: what is joined, what is not, and what is dropped."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.domain.junctions import Junctions, components, join
from dashboard.domain.lines import UNRANKED, Lines, together, turned

Place = tuple[float, float]
A, B, C, D, E = (37.0, 36.0), (37.1, 36.0), (37.2, 36.0), (37.1, 36.1), (37.1, 35.9)


def lines(*drawn: Sequence[Place], oneway: Sequence[bool] = (), rank: Sequence[int] = ()) -> Lines:
    """Put lines given in degrees into columns; all of no class, to be driven both ways, unless told."""
    vertices = [place for line in drawn for place in line]
    return Lines(
        vertices=np.rint(np.array(vertices, float).reshape(-1, 2) * 1e7).astype(np.int32),
        starts=np.cumsum([0, *map(len, drawn)]),
        number=np.arange(len(drawn)) + 100,
        oneway=np.array(oneway or [False] * len(drawn), bool),
        bridge=np.zeros(len(drawn), bool),
        rank=np.array(rank or [UNRANKED] * len(drawn), np.uint8),
    )


def ways(joined: Junctions) -> list[tuple[Place, ...]]:
    """Give every segment as its vertices in degrees."""
    network = joined.network
    shapes = [network.line_deg(i).round(7).tolist() for i in range(len(network.tail))]
    return [tuple((x, y) for x, y in shape) for shape in shapes]


def undirected(joined: Junctions) -> list[tuple[object, ...]]:
    """Give segments in an order and direction of their own, with everything that is known of each."""
    network = joined.network
    return sorted(
        (
            way if network.oneway[i] else min(way, way[::-1]),
            bool(network.oneway[i]),
            float(network.length_m[i]),
        )
        for i, way in enumerate(ways(joined))
    )


def test_a_line_that_ends_on_another_cuts_it() -> None:
    joined = join(lines([A, B, C], [D, B]))
    assert ways(joined) == [(A, B), (B, C), (D, B)]
    assert joined.splits == 1
    assert joined.network.size == (4, 3)


def test_lines_that_share_an_inner_vertex_are_both_cut() -> None:
    assert ways(join(lines([A, B, C], [D, B, E]))) == [(A, B), (B, C), (D, B), (B, E)]


def test_a_bridge_without_a_shared_vertex_is_not_joined() -> None:
    joined = join(lines([A, C], [D, E]))
    assert ways(joined) == [(A, C), (D, E)]
    assert components(joined.network.tail, joined.network.head, 4).max() == 1


def test_an_inner_vertex_of_one_line_alone_is_kept_as_shape() -> None:
    joined = join(lines([A, D, C]))
    assert ways(joined) == [(A, D, C)]
    assert joined.network.size == (2, 1)


def test_a_line_that_touches_itself_is_cut_there() -> None:
    joined = join(lines([A, B, C, D, B]))
    assert ways(joined) == [(A, B), (B, C, D, B)]


def test_a_line_that_turns_back_is_cut_where_it_turns() -> None:
    joined = join(lines([A, B, C], [A, B, A], oneway=[True, True]))
    assert ways(joined) == [(A, B), (B, C), (B, A)]
    assert joined.duplicates == 1


def test_a_ring_is_one_segment_from_a_node_to_itself() -> None:
    joined = join(lines([B, C, D, B]))
    assert joined.network.tail.tolist() == joined.network.head.tolist() == [0]


def test_a_repeated_line_is_dropped_whichever_way_it_was_drawn() -> None:
    joined = join(lines([A, D, C], [C, D, A], [A, D, C]))
    assert ways(joined) == [(A, D, C)]
    assert joined.duplicates == 2
    assert joined.splits == 0


def test_a_shared_stretch_is_kept_once() -> None:
    joined = join(lines([A, B, C], [B, C, D]))
    assert ways(joined) == [(A, B), (B, C), (C, D)]
    assert joined.duplicates == 1


def test_two_ways_between_the_same_nodes_are_both_kept() -> None:
    joined = join(lines([A, D, C], [A, E, C]))
    assert len(ways(joined)) == 2
    assert joined.duplicates == 0


def test_opposite_one_way_lines_are_not_the_same() -> None:
    joined = join(lines([A, B], [B, A], [A, B], oneway=[True, True, True]))
    assert ways(joined) == [(A, B), (B, A)]
    assert joined.duplicates == 1


def test_a_line_of_no_length_is_dropped_and_counted() -> None:
    joined = join(lines([A, A], [B], [], [A, A, B, B]))
    assert ways(joined) == [(A, B)]
    assert joined.zero_length == 3


def test_no_lines_make_an_empty_network() -> None:
    joined = join(lines(), tolerance_m=1)
    assert joined.network.size == (0, 0)
    assert joined.network.shape_from.tolist() == [0]
    assert len(components(joined.network.tail, joined.network.head, 0)) == 0


def test_line_ends_within_the_tolerance_become_one_node() -> None:
    near = (37.100005, 36.0)  # 0.45 m east of B
    apart, one = (join(lines([A, B], [near, C]), tolerance_m=metres) for metres in (0.4, 0.5))
    assert (apart.network.size, apart.merged) == ((4, 2), 0)
    assert (one.network.size, one.merged) == ((3, 2), 1)
    assert ways(one) == [(A, B), (B, C)]


def test_the_tolerance_is_in_metres_at_every_latitude() -> None:
    # 1.5e-5 degrees of longitude are 1.67 m at the equator and 0.84 m at 60 degrees north.
    drawn = [[(x, y), (x, y + 0.1)] for y in (0.0, 60.0) for x in (37.0, 37.000015)]
    joined = join(lines(*drawn), tolerance_m=1)
    assert (joined.merged, joined.duplicates) == (2, 1)
    assert sorted(joined.network.node_at[:, 1].tolist()) == [0, 0, 0.1, 0.1, 60, 60.1]


def test_a_moved_end_takes_the_lines_that_pass_there_along() -> None:
    near = (37.099995, 36.0)
    joined = join(lines([D, B, E], [B, C], [A, near]), tolerance_m=1)
    assert ways(joined) == [(D, near), (near, E), (near, C), (A, near)]


def test_inner_vertices_are_not_merged() -> None:
    joined = join(lines([A, B, C], [D, (37.1, 36.000005)]), tolerance_m=1)
    assert joined.network.size == (4, 2)


def test_a_line_shorter_than_the_tolerance_is_dropped() -> None:
    joined = join(lines([A, B], [B, (37.100005, 36.0)]), tolerance_m=1)
    assert (ways(joined), joined.zero_length) == ([(A, B)], 1)


def test_segments_know_their_line_and_their_length() -> None:
    joined = join(lines([A, B, C], [D, B]))
    network = joined.network
    assert [network.road_ids[road] for road in network.road] == ["way-100", "way-100", "way-101"]
    assert list(network.segment_ids) == ["road-0", "road-1", "road-2"]
    assert network.length_m.tolist() == pytest.approx([9016.4, 9016.4, 11096.0], abs=0.1)


def test_extreme_longitudes_and_latitudes_survive() -> None:
    corners = [(-180.0, -90.0), (180.0, 90.0), (-180.0, 90.0), (0.0, -1e-7), (1e-7, 0.0)]
    assert ways(join(lines(corners))) == [tuple(corners)]


def test_the_largest_part_has_number_zero() -> None:
    tail, head = np.array([0, 2, 3], np.int32), np.array([1, 3, 4], np.int32)
    assert components(tail, head, 6).tolist() == [1, 1, 0, 0, 0, 2]


def test_a_turned_line_runs_backwards_and_its_neighbours_do_not() -> None:
    drawn = lines([A, B], [C, D, E], [A, C])
    both = turned(drawn.vertices, drawn.starts, np.array([False, True, False])) / 1e7
    assert [tuple(place) for place in both.tolist()] == [A, B, E, D, C, A, C]


def test_lines_put_together_keep_their_own_vertices() -> None:
    joined = together([lines([A, B], [C, D, E]), lines([D, A])])
    assert joined.starts.tolist() == [0, 2, 5, 7]
    assert together([]).starts.tolist() == [0]


grid = st.tuples(st.integers(0, 3), st.integers(0, 3)).map(lambda p: (37 + p[0] / 10, 36 + p[1] / 10))
drawings = st.lists(st.tuples(st.lists(grid, min_size=1, max_size=6), st.booleans()), max_size=8)


@settings(deadline=None)
@given(drawings, st.randoms(use_true_random=False))
def test_the_order_of_lines_changes_nothing_but_numbers(drawn, random) -> None:  # type: ignore[no-untyped-def]
    mixed = list(drawn)
    random.shuffle(mixed)
    one, other = (join(lines(*[d for d, _ in k], oneway=[o for _, o in k])) for k in (drawn, mixed))
    assert undirected(one) == undirected(other)
    assert one.network.node_at.tolist() == other.network.node_at.tolist()
    assert (one.duplicates, one.zero_length) == (other.duplicates, other.zero_length)


@settings(deadline=None)
@given(drawings)
def test_every_step_of_a_line_is_travelled_by_a_segment_and_no_other_is(drawn) -> None:  # type: ignore[no-untyped-def]
    joined = join(lines(*[d for d, _ in drawn], oneway=[o for _, o in drawn]))

    def steps(shapes: list[tuple[tuple[Place, ...], bool]]) -> set[tuple[Place, Place]]:
        found = {(a, b) for shape, _ in shapes for a, b in pairwise(shape) if a != b}
        back = {(b, a) for shape, oneway in shapes if not oneway for a, b in pairwise(shape)}
        return found | {(a, b) for a, b in back if a != b}

    rounded = [(tuple((round(x, 7), round(y, 7)) for x, y in d), o) for d, o in drawn]
    made = list(zip(ways(joined), joined.network.oneway.tolist(), strict=True))
    assert steps(made) == steps(rounded)
    inner = {place for way in ways(joined) for place in way[1:-1]}
    nodes = {(x, y) for x, y in joined.network.node_at.round(7).tolist()}
    assert not inner & nodes
