"""Brought lines and polygons as columns: every vertex comes back, and levels keep to their tolerance."""

from io import BytesIO
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import made
from dashboard.maps.brought import shapes
from dashboard.maps.brought.lod import COARSEST, FINEST, levels
from dashboard.maps.brought.shapes import encode_shapes
from dashboard.maps.packing import to_world
from tests.maps.test_columns import decode, lonlat

Position = tuple[float, float]
positions = st.tuples(st.floats(-179, 179), st.floats(-80, 80))
features = st.lists(st.lists(st.lists(positions, min_size=2, max_size=7), min_size=1, max_size=3), min_size=1)


def flat(layer: list[list[list[Position]]]) -> made.Shapes:
    rings = [ring for feature in layer for ring in feature]
    return made.Shapes(
        np.array([p for ring in rings for p in ring], float),
        np.cumsum([0, *(len(feature) for feature in layer)]).astype(np.uint32),
        np.cumsum([0, *(len(ring) for ring in rings)]).astype(np.uint32),
    )


def encoded(
    layer: made.Shapes, kind: str = "line"
) -> tuple[dict[str, Any], dict[str, np.ndarray], np.ndarray]:
    out = BytesIO()
    order = encode_shapes(kind, *layer, out)  # type: ignore[arg-type]
    header, arrays = decode(out.getvalue())
    return header, arrays, order


@given(features)
def test_any_feature_comes_back_with_its_rings_and_vertices(layer: list[list[list[Position]]]) -> None:
    header, arrays, order = encoded(flat(layer))
    assert sorted(order.tolist()) == list(range(len(layer)))
    step_deg = header["s"] / header["q"] * 360
    parts, rings = arrays["part_off"], arrays["ring_off"]
    for place, feature in enumerate(order):
        assert parts[place + 1] - parts[place] == len(layer[feature])
        for ring, wanted in zip(range(parts[place], parts[place + 1]), layer[feature], strict=True):
            assert rings[ring + 1] - rings[ring] == len(wanted)
            for vertex, position in zip(range(rings[ring], rings[ring + 1]), wanted, strict=True):
                back = lonlat(header, arrays["x"][vertex], arrays["y"][vertex])
                assert back == pytest.approx(position, abs=step_deg)


def test_features_at_one_place_keep_their_order() -> None:
    line = [[(37.0, 36.0), (37.1, 36.1)]]
    other = [[(38.0, 36.0), (38.1, 36.1)]]
    _, _, order = encoded(flat([other, *[line] * 400, other]))
    assert order.tolist() == [*range(1, 401), 0, 401]


@given(features)
def test_the_ends_of_every_line_are_always_kept(layer: list[list[list[Position]]]) -> None:
    _, arrays, _ = encoded(flat(layer))
    rings = arrays["ring_off"].astype(int)
    assert (arrays["lod"][rings[:-1]] == 0).all()
    assert (arrays["lod"][rings[1:] - 1] == 0).all()


def test_a_box_holds_its_feature_and_touches_it() -> None:
    _, arrays, _ = encoded(made.polygons(500), "polygon")
    first = arrays["ring_off"][arrays["part_off"]]
    for place in range(500):
        x, y = (arrays[axis][first[place] : first[place + 1]] for axis in "xy")
        assert arrays["box"][place * 4 : place * 4 + 4].tolist() == [x.min(), y.min(), x.max(), y.max()]


def test_a_coarser_level_is_part_of_the_finer_one_and_has_fewer_vertices() -> None:
    _, arrays, _ = encoded(made.lines(20_000, each=200))
    lod = arrays["lod"]
    kept = [int((lod <= zoom).sum()) for zoom in range(COARSEST, FINEST + 2)]
    assert kept == sorted(kept)
    assert kept[0] < len(lod) / 20
    assert kept[-1] == len(lod)


@pytest.mark.parametrize("zoom", [6, 9, 12, 14])
def test_a_line_of_a_level_is_nowhere_far_from_the_line_itself(zoom: int) -> None:
    layer = made.lines(4000, each=200)
    x, y = to_world(layer.vertices[:, 0], layer.vertices[:, 1])
    lod = levels(x, y, layer.ring_off)
    pixel = 1 / (256 * 2**zoom)
    for first, last in zip(layer.ring_off, layer.ring_off[1:], strict=False):
        whole = np.column_stack([x, y])[first:last]
        drawn = whole[lod[first:last] <= zoom]
        # Levels nest, so the halves of a pixel of all finer levels add up to less than one.
        assert shapely.hausdorff_distance(shapely.linestrings(whole), shapely.linestrings(drawn)) < pixel


def test_neighbours_on_the_map_are_neighbours_in_the_file() -> None:
    layer = made.polygons(4096)
    _, arrays, _ = encoded(layer, "polygon")
    boxes = arrays["box"].reshape(-1, 32, 4).astype(float)
    sizes = boxes[:, :, 2:].max(axis=1) - boxes[:, :, :2].min(axis=1)
    whole = boxes[:, :, 2:].max(axis=(0, 1)) - boxes[:, :, :2].min(axis=(0, 1))
    assert (np.median(sizes, axis=0) < whole / 10).all()


def test_too_many_vertices_are_a_sample_of_features_that_says_of_how_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(shapes, "MOST_VERTICES", 2000)
    layer = made.lines(20_000)
    header, arrays, order = encoded(layer)
    assert (header["n"], header["of"]) == (100, 1000)
    assert len(arrays["x"]) == 2000
    assert (encoded(layer)[2] == order).all()


def test_a_feature_without_vertices_is_refused() -> None:
    empty = made.Shapes(np.zeros((2, 2)), np.array([0, 1, 1], np.uint32), np.array([0, 2], np.uint32))
    with pytest.raises(ValueError, match="a feature has no vertices"):
        encoded(empty)
