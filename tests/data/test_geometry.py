"""Positions and lengths of the shipped layers against known figures."""

import csv
from pathlib import Path

import geopandas
import pytest
import shapely
from shapely.geometry import shape

from dashboard.domain.dataset import Dataset
from dashboard.domain.measure import distance_m, length_m, positions_of

UTM_37N = 32637
# The Castello road in nineteen vertices, west to east, as sourced; ours may differ by its accuracy.
CASTELLO = [
    (37.11580, 36.23567), (37.12291, 36.24282), (37.13296, 36.25383), (37.13457, 36.25510),
    (37.13596, 36.25590), (37.13752, 36.25657), (37.13927, 36.25708), (37.14064, 36.25733),
    (37.14190, 36.25746), (37.14368, 36.25747), (37.14480, 36.25737), (37.15126, 36.25622),
    (37.15391, 36.25560), (37.15892, 36.25468), (37.16478, 36.25341), (37.16650, 36.25259),
    (37.16864, 36.25112), (37.17160, 36.24964), (37.17307, 36.24880),
]  # fmt: skip


def frame(dataset: Dataset) -> geopandas.GeoDataFrame:
    located = [f for f in dataset.features.values() if f.geometry is not None]
    return geopandas.GeoDataFrame(
        {"id": [f.id for f in located]},
        geometry=[shape(dict(f.geometry or {})) for f in located],
        crs=4326,
    ).set_index("id")


def test_the_castello_road_is_six_and_a_half_kilometres_of_at_least_fifteen_vertices(
    shipped: Dataset,
) -> None:
    line = list(positions_of(shipped.features["castello-road"].geometry))
    assert len(line) >= 15
    assert 6_300 <= length_m(line) <= 6_700


def test_the_castello_road_runs_within_a_hundred_metres_of_the_reference(shipped: Dataset) -> None:
    ours = frame(shipped).to_crs(UTM_37N).loc["castello-road"].geometry
    theirs = geopandas.GeoSeries([shapely.LineString(CASTELLO)], crs=4326).to_crs(UTM_37N).iloc[0]
    assert ours.hausdorff_distance(theirs) <= 100


def test_lengths_agree_with_the_ellipsoid_to_half_a_percent(shipped: Dataset) -> None:
    lines = frame(shipped)
    lines = lines[lines.geom_type == "LineString"]
    for feature_id, planar in lines.to_crs(UTM_37N).length.items():
        measured = length_m(list(lines.loc[feature_id].geometry.coords))
        assert measured == pytest.approx(planar, rel=0.005), feature_id


def test_every_geometry_is_valid_and_wound_as_rfc_7946_asks(shipped: Dataset) -> None:
    shapes = frame(shipped).geometry
    assert shapes.is_valid.all(), list(shapes[~shapes.is_valid].index)
    for feature_id, geometry in shapes.items():
        for part in shapely.get_parts(geometry):
            if part.geom_type == "Polygon":
                assert part.exterior.is_ccw, feature_id
                assert not any(hole.is_ccw for hole in part.interiors), feature_id


def test_the_network_is_one_piece_from_the_hubs_to_both_sides_of_the_city(shipped: Dataset) -> None:
    edges = [(f.properties.from_, f.properties.to) for f in shipped.features.values() if f.properties.from_]
    assert len(edges) >= 40
    reached, frontier = set(), ["reyhanli"]
    while frontier:
        node = frontier.pop()
        if node in reached:
            continue
        reached.add(node)
        frontier += [b if a == node else a for a, b in edges if node in (a, b)]
    hubs = {"reyhanli", "gaziantep", "kilis", "iskenderun", "mersin", "antakya"}
    assert hubs | {"bab-al-hawa", "bab-al-salama", "aleppo-east-centre", "aleppo-west-centre"} <= reached
    assert {node for edge in edges for node in edge} == reached


def test_schematic_lines_claim_no_road_accuracy(shipped: Dataset) -> None:
    for feature in shipped.features.values():
        if feature.properties.precision == "schematic":
            assert (feature.properties.accuracy_m or 0) >= 500, feature.id


def test_no_geometry_is_written_finer_than_its_accuracy_deserves(shipped: Dataset) -> None:
    nodes = {
        tuple(f.geometry["coordinates"])
        for f in shipped.features.values()
        if f.geometry and f.geometry["type"] == "Point"
    }
    for feature in shipped.features.values():
        if feature.geometry is None or (feature.properties.accuracy_m or 0) < 1000:
            continue
        if feature.properties.from_ or any(
            f.properties.part_of == feature.id for f in shipped.features.values()
        ):
            continue  # ends on its nodes, or is drawn along its segments
        for position in positions_of(feature.geometry):
            decimals = max(len(repr(float(n)).partition(".")[2]) for n in position[:2])
            assert decimals <= 4 or tuple(position) in nodes, feature.id


def test_all_forty_four_reference_places_are_there(shipped: Dataset) -> None:
    with (Path(__file__).parent / "places.csv").open(encoding="utf-8", newline="") as table:
        places = list(csv.DictReader(table))
    assert len(places) == 44
    shapes = [(f, shape(dict(f.geometry))) for f in shipped.features.values() if f.geometry is not None]
    names = [
        (f, g)
        for f, g in shapes
        if f.properties.kind not in ("land", "sea", "governorate", "district", "city", "area")
    ]
    for place in places:
        position = (float(place["longitude"]), float(place["latitude"]))
        tolerance = max(float(place["tolerance_m"]), 250)
        near = [
            feature.id
            for feature, geometry in names
            if geometry.covers(shapely.Point(position))
            or any(distance_m(p, position) <= tolerance for p in positions_of(feature.geometry))
        ]
        assert near, place["name"]
