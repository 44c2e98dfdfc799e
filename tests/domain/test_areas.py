"""Which segments touch an area that a reader drew."""

from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, Polygon

from dashboard.domain.areas import lying_in
from dashboard.domain.network import network_of
from tests.domain.small_network import PLACES, road, roads

EDGES = ("ab", "ac", "bd", "cd", "de", "df")
corner = st.tuples(
    st.floats(36.9, 37.4).map(lambda x: round(x, 4)), st.floats(35.8, 36.2).map(lambda y: round(y, 4))
)


@settings(deadline=None)
@given(st.lists(corner, min_size=3, max_size=3, unique=True))
def test_a_segment_is_marked_exactly_if_it_touches_the_area(ring: list[tuple[float, float]]) -> None:
    area = Polygon(ring)
    network = network_of(roads(*EDGES))
    marked = lying_in(network, ring)
    for name, found in zip(network.segment_ids, marked, strict=True):
        line = LineString([PLACES[name[0]], PLACES[name[1]]])
        near = area.distance(line)
        if near > 1e-6 or area.intersection(line).length > 1e-6:
            assert bool(found) is (near == 0), name


def test_an_area_that_crosses_itself_is_taken_too_large_rather_than_too_small() -> None:
    bow = [(37.05, 35.9), (37.15, 36.1), (37.15, 35.9), (37.05, 36.1)]
    gap = {"type": "LineString", "coordinates": [[37.1, 36.08], [37.1, 36.09]]}
    network = network_of(roads("ab", more=[road("ab", geometry=gap)]))
    assert lying_in(network, bow).tolist() == [True]


def test_a_network_without_segments_has_none_to_mark() -> None:
    assert lying_in(network_of(roads()), [(37, 36), (37.1, 36), (37, 36.1)]).tolist() == []
