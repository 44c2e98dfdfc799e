"""Columns: what the browser decodes is what the features say, to the metre."""

import json
import struct
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dashboard.domain.dataset import Dataset
from dashboard.domain.measure import distance_m, positions_of
from dashboard.maps.columns import encode
from tests.conftest import feature


def decode(body: bytes) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    (size,) = struct.unpack_from("<I", body)
    header = json.loads(body[4 : 4 + size])
    assert (4 + size) % 8 == 0
    arrays = {}
    for name, known in header["arrays"].items():
        assert known["off"] % 8 == 0
        arrays[name] = np.frombuffer(body, "<" + known["type"], known["len"], 4 + size + known["off"])
    return header, arrays


def lonlat(header: dict[str, Any], x: float, y: float) -> tuple[float, float]:
    across = header["x0"] + x / header["q"] * header["s"]
    down = header["y0"] + y / header["q"] * header["s"]
    return (across - 0.5) * 360, float(np.degrees(np.arctan(np.sinh((0.5 - down) * 2 * np.pi))))


def test_every_shipped_vertex_comes_back_within_a_metre(shipped: Dataset) -> None:
    for layer in shipped.layers:
        features = shipped.features_by_layer[layer.id]
        header, arrays = decode(encode(layer.id, features))
        located = [f for f in features if f.geometry is not None]
        assert header["ids"] == [f.id for f in located]
        for index, known in enumerate(located):
            first = arrays["ring_off"][arrays["part_off"][index]]
            last = arrays["ring_off"][arrays["part_off"][index + 1]]
            wanted = list(positions_of(known.geometry))
            assert last - first == len(wanted)
            for n, position in zip(range(first, last), wanted, strict=True):
                assert distance_m(lonlat(header, arrays["x"][n], arrays["y"][n]), position) < 1.0


def test_unlocated_features_are_in_no_column() -> None:
    body = encode("l", [feature("secret-place", geometry=None), feature("road")])
    header, _ = decode(body)
    assert header["ids"] == ["road"]
    assert b"secret-place" not in body


def test_a_layer_without_located_features_is_an_empty_layer() -> None:
    header, arrays = decode(encode("l", [feature(geometry=None)]))
    assert header["n"] == 0
    assert len(arrays["x"]) == 0


def test_accuracy_and_precision_travel_with_the_feature() -> None:
    _, arrays = decode(encode("l", [feature(precision="inferred", accuracy_m=1500)]))
    assert (arrays["precision"][0], arrays["accuracy"][0]) == (2, 1500)


@given(st.lists(st.tuples(st.floats(-179, 179), st.floats(-80, 80)), min_size=2, max_size=6))
def test_any_line_comes_back(line: list[tuple[float, float]]) -> None:
    known = feature(geometry={"type": "LineString", "coordinates": [list(p) for p in line]})
    header, arrays = decode(encode("l", [known]))
    for n, position in enumerate(line):
        assert distance_m(lonlat(header, arrays["x"][n], arrays["y"][n]), position) < 2.0
