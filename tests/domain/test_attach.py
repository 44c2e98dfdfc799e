"""Attaching: what is said of a drawn road reaches the imported road beside it, and nothing else."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from dashboard.domain.attach import Attachment, NamedIds, attach
from dashboard.domain.dataset import Dataset
from dashboard.domain.junctions import join
from dashboard.domain.model import Feature
from dashboard.domain.network import Network, NumberedIds, network_of
from tests.conftest import annotation, feature, source, world
from tests.domain.test_junctions import lines

# A degree has about 90 km to the east and 111 km to the north here.
EAST_M, NORTH_M = 90_100.0, 110_960.0


def at(east_m: float, north_m: float) -> tuple[float, float]:
    """Give a place by its distance from 37, 36."""
    return 37 + east_m / EAST_M, 36 + north_m / NORTH_M


def network(*drawn: list[tuple[float, float]], rank: Sequence[int] = ()) -> Network:
    """Make a network of lines given in metres."""
    return join(lines(*[[at(*place) for place in line] for line in drawn], rank=rank)).network


def road(feature_id: str = "road", *places: tuple[float, float], **given: Any) -> Feature:
    """Draw a road, from 0 to 1000 m east unless told, 30 m accurate."""
    drawn = [list(at(*place)) for place in places or ((0, 0), (1000, 0))]
    return feature(feature_id, geometry={"type": "LineString", "coordinates": drawn}, **given)


def place(feature_id: str, east_m: float, north_m: float, **given: Any) -> Feature:
    return feature(feature_id, geometry={"type": "Point", "coordinates": list(at(east_m, north_m))}, **given)


def said(*about: str, **given: Any) -> Dataset:
    return world(source(annotation(about=about, **given)), features=(road(),))


CUT = said("road", status="cut")
ALONG = [(0.0, 20.0), (500.0, 30.0), (1000.0, 20.0)]


def segments(tied: Network, name: str = "road") -> list[int]:
    return [row for row, names in tied.bearers.items() if name in names]


def attachment(found: tuple[Attachment, ...], name: str) -> Attachment:
    return next(a for a in found if a.feature_id == name)


def test_a_segment_beside_the_road_bears_its_words() -> None:
    tied, found = attach(network(ALONG), CUT)
    assert tied.bearers == {0: ("road",)}
    assert (found[0].feature_id, found[0].kind, found[0].count, found[0].node) == ("road", "segment", 1, None)
    assert found[0].distance_m == pytest.approx(30, abs=0.5)


def test_a_street_across_the_road_does_not_bear_its_words() -> None:
    tied, found = attach(network([(500, -60), (500, 60)]), CUT)
    assert segments(tied) == []
    assert (found[0].count, found[0].distance_m) == (0, 0)


@pytest.mark.parametrize(("north_m", "count"), [(30, 1), (45, 0)])
def test_forty_degrees_are_the_limit(north_m: float, count: int) -> None:
    # 50 m to the east: 31 degrees and 42 degrees.
    _, found = attach(network([(500, -north_m / 2), (550, north_m / 2)]), CUT)
    assert found[0].count == count


@pytest.mark.parametrize(("away_m", "count"), [(79, 1), (82, 0)])
def test_the_accuracy_and_fifty_metres_are_the_limit(away_m: float, count: int) -> None:
    _, found = attach(network([(100, away_m), (900, away_m)]), CUT)
    assert found[0].count == count
    assert found[0].distance_m == pytest.approx(away_m, abs=1)


def test_the_tolerance_caps_what_an_inaccurate_road_takes() -> None:
    loose = world(source(annotation(status="cut")), features=(road(accuracy_m=400),))
    beside = network([(100, 200), (900, 200)])
    assert attach(beside, loose, tolerance_m=250)[1][0].count == 1
    assert attach(beside, loose, tolerance_m=150)[1][0].count == 0


def test_a_segment_that_leads_away_does_not_bear_the_words() -> None:
    tied, _ = attach(network([(0, 0), (500, 0), (900, 400)]), CUT)
    assert segments(tied) == []


def test_the_middle_of_a_long_segment_counts() -> None:
    bent = world(source(annotation(status="cut")), features=(road("road", (0, 0), (500, 200), (1000, 0)),))
    assert attach(network([(0, 0), (1000, 0)]), bent)[1][0].count == 0


def test_only_the_pieces_along_the_road_bear_its_words() -> None:
    tied, found = attach(
        network([(-900, 0), (0, 0), (400, 0), (1000, 0)], [(0, 0), (0, 900)], [(400, 0), (400, -900)]), CUT
    )
    ends = {tuple(tied.line_deg(row)[:, 0].round(4)) for row in segments(tied)}
    assert ends == {(37.0, 37.0044), (37.0044, 37.0111)}
    assert found[0].count == 2


def test_a_road_in_parts_is_followed_part_by_part() -> None:
    parts = [[at(0, 0), at(400, 0)], [at(600, 0), at(600, 400)]]
    drawn = feature(geometry={"type": "MultiLineString", "coordinates": parts})
    dataset = world(source(annotation(status="cut")), features=(drawn,))
    tied, _ = attach(network([(0, 0), (400, 0)], [(600, 50), (600, 350)], [(580, 20), (620, 20)]), dataset)
    assert [tied.line_deg(row)[0, 1] < 36.0001 for row in segments(tied)] == [True, False]


def test_a_ring_runs_along_nothing() -> None:
    ring = [(0.0, 0.0), (40.0, 0.0), (40.0, 40.0), (0.0, 0.0)]
    assert attach(network(ring), CUT)[1][0].count == 0


@pytest.mark.parametrize(
    ("given", "tried"),
    [
        ({"status": "open"}, True),
        ({"status": "hindered"}, True),
        ({"mood": "proposed"}, True),
        ({"status": "held-by-government"}, False),
        ({}, False),
    ],
)
def test_only_roads_whose_passage_is_spoken_of_are_tried(given: dict[str, Any], tried: bool) -> None:
    assert len(attach(network(ALONG), said("road", **given))[1]) == tried


def test_a_road_with_ends_is_tried_without_a_word() -> None:
    dataset = world(features=(road("r", **{"from": "a", "to": "b"}), place("a", 0, 0), place("b", 1000, 0)))
    tied, found = attach(network(ALONG), dataset)
    assert [(a.feature_id, a.kind, a.count) for a in found] == [
        ("a", "node", 1),
        ("b", "node", 1),
        ("r", "segment", 1),
    ]
    assert (tied.node("a"), tied.node("b"), tied.node("r")) == (0, 1, None)


def test_parts_come_before_their_wholes() -> None:
    whole = road("a-whole", (0, 0), (2000, 0))
    part = road("z-part", part_of="a-whole", **{"from": "x", "to": "y"})
    dataset = world(source(annotation(about=("a-whole",), status="cut")), features=(whole, part))
    tied, _ = attach(network([(0, 0), (900, 0)], [(1100, 0), (1900, 0)]), dataset)
    assert tied.bearers == {0: ("z-part", "a-whole"), 1: ("a-whole",)}


def test_a_road_too_far_away_is_told_with_its_distance() -> None:
    tied, found = attach(network([(0, 2100), (1000, 2100)]), CUT)
    assert segments(tied) == []
    assert (found[0].count, found[0].node) == (0, None)
    assert found[0].distance_m == pytest.approx(2100, rel=0.01)


def test_an_empty_network_is_infinitely_far() -> None:
    dataset = world(features=(road("r", **{"from": "a", "to": "b"}), place("a", 0, 0)))
    _, found = attach(network(), dataset)
    assert [(a.count, a.distance_m) for a in found] == [(0, float("inf"))] * 2


def test_ids_come_before_nearness() -> None:
    far = network([(0, 9000), (500, 9000), (1000, 9000)], [(500, 9000), (500, 9500)])
    features = tuple(feature(name, geometry=None) for name in ("way-100", "road-2"))
    tied, found = attach(far, world(features=features))
    assert tied.bearers == {0: ("way-100",), 1: ("way-100",), 2: ("road-2",)}
    assert [(a.feature_id, a.count, a.distance_m) for a in found] == [("road-2", 1, 0), ("way-100", 2, 0)]


def gate(east_m: float, north_m: float) -> tuple[Feature, ...]:
    return (road(), place("gate", east_m, north_m, kind="checkpoint", part_of="road"))


def test_a_gate_stands_on_the_nearest_node_of_its_road() -> None:
    dataset = world(source(annotation(status="cut")), features=gate(480, 40))
    # The alley's end is nearer, but the checkpoint is on the road.
    alley = [(480.0, 45.0), (480.0, 300.0), (1000.0, 300.0), (1000.0, 0.0)]
    tied, found = attach(network([(0, 0), (500, 0), (1000, 0)], [(500, 0), (500, -9)], alley), dataset)
    node = attachment(found, "gate").node
    assert node is not None
    assert tied.node_at[node].tolist() == pytest.approx(at(500, 0))
    assert tied.node_gates == {node: ("gate", "road")}
    assert tied.gates == {}


def test_a_gate_that_no_source_places_stands_on_the_whole_road() -> None:
    unplaced = feature("gate", geometry=None, kind="checkpoint", part_of="road")
    dataset = world(source(annotation(status="cut")), features=(road(), unplaced))
    tied, _ = attach(network([(0, 0), (500, 0), (1000, 0)], [(500, 0), (500, 900)]), dataset)
    assert tied.gates == {row: ("gate",) for row in segments(tied)}
    assert len(tied.gates) == 2


def test_a_gate_too_far_from_any_node_is_told_and_stands_on_its_road() -> None:
    dataset = world(source(annotation(status="cut")), features=gate(500, 600))
    tied, found = attach(network(ALONG), dataset)
    assert attachment(found, "gate").node is None
    assert attachment(found, "gate").distance_m == pytest.approx(766, rel=0.01)
    assert tied.gates == {0: ("gate",)}


def test_a_node_carries_its_own_gates_and_wholes() -> None:
    crossing = place("crossing", 0, 40, kind="border-crossing", part_of="border")
    features = (
        road("r", **{"from": "crossing", "to": "crossing"}),
        crossing,
        feature("border"),
        feature("customs", geometry=None, kind="customs", part_of="crossing"),
    )
    tied, found = attach(network(ALONG), world(features=features))
    assert tied.node_gates == {0: ("crossing", "customs", "border")}
    assert attachment(found, "crossing").distance_m == pytest.approx(20, abs=0.5)


def test_the_largest_part_of_the_network_is_preferred() -> None:
    features = (road("r", **{"from": "a", "to": "a"}), place("a", 0, 300))
    yard, town = [(0.0, 310.0), (10.0, 310.0)], [(0.0, 0.0), (500.0, 0.0), (1000.0, 0.0)]
    branch = [(500.0, 0.0), (500.0, -500.0)]
    tied, found = attach(network(yard, town, branch), world(features=features))
    assert attachment(found, "a").distance_m == pytest.approx(300, rel=0.01)
    tied, found = attach(network(yard, town, branch), world(features=features), tolerance_m=100)
    assert attachment(found, "a").distance_m == pytest.approx(10, rel=0.02)
    assert tied.node("a") == attachment(found, "a").node


def test_two_places_on_one_node_are_both_found() -> None:
    features = (road("r", **{"from": "a", "to": "b"}), place("a", 0, 0), place("b", 10, 0))
    tied, _ = attach(network(ALONG), world(features=features))
    assert (tied.node("a"), tied.node("b"), tied.node("node-0")) == (0, 0, 0)
    assert tied.node_ids[0] == "a"


def test_the_dataset_attached_to_its_own_network_changes_nothing_that_is_said(shipped: Dataset) -> None:
    own = network_of(shipped)
    tied, found = attach(own, shipped)
    assert all(a.count for a in found)
    assert {row: set(names) for row, names in tied.bearers.items()} == {
        row: set(names) for row, names in own.bearers.items()
    }
    for row, names in own.node_gates.items():
        assert tied.node_gates[row][: len(names)] == names


@pytest.mark.parametrize("named", [False, True])
def test_ids_are_looked_up_without_writing_them_out(monkeypatch: pytest.MonkeyPatch, named: bool) -> None:
    def refuse(self: NumberedIds, i: object) -> str:
        raise AssertionError("written out")

    monkeypatch.setattr(NumberedIds, "__getitem__", refuse)
    plain = NumberedIds("way", np.array([5, 6, 7]))
    ids = NamedIds(plain, {"gate": 0}) if named else plain
    assert "way-6" in ids
    assert "way-8" not in ids
    assert not ids.__contains__(6)
    assert ids.index("way-7") == 2
    for call in (("way-8",), ("way-5", 1), ("way-7", 0, 2)):
        with pytest.raises(ValueError, match="is not among the ids"):
            ids.index(*call)


def test_named_ids_are_a_sequence_of_ids() -> None:
    ids = NamedIds(NumberedIds("node", np.array([5, 6, 7])), {"crossing": 1, "gate": 1})
    assert list(ids) == ["node-5", "crossing", "node-7"]
    assert (ids[-2], ids[1:]) == ("crossing", ("crossing", "node-7"))
    assert [ids.find(name) for name in ("gate", "node-6", "node-8", "x")] == [1, 1, None, None]
    assert NamedIds(("a", "b"), {"c": 0}).find("b") == 1
    with pytest.raises(IndexError):
        ids[3]
