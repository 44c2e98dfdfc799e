"""What the spec tells the browser about the map."""

from dataclasses import replace

from dashboard.domain.dataset import Dataset
from dashboard.maps.compile import compile_map
from dashboard.maps.definition import define_map
from tests.conftest import feature, world
from tests.maps.test_definition import urls


def test_the_spec_says_how_many_of_a_layer_are_drawn_and_whether_it_is_shown() -> None:
    dataset = world(features=(feature("a"), feature("b", geometry=None)))
    hidden = replace(dataset, layers=(dataset.layers[0].model_copy(update={"shown": False}),))
    (layer,) = compile_map(define_map(hidden, urls(hidden)), hidden, "by", "no")["layers"]
    assert (layer["count"], layer["located"], layer["shown"]) == (2, 1, False)


def test_the_spec_opens_where_the_frame_says_with_latitude_first(shipped: Dataset) -> None:
    spec = compile_map(define_map(shipped, urls(shipped)), shipped, "by", "no")
    for key, (west, south, east, north) in {
        "bounds": shipped.frame.start_deg,
        "whole": shipped.frame.whole_deg,
        "max_bounds": shipped.frame.limits_deg,
    }.items():
        assert spec[key] == [[south, west], [north, east]], key


def test_the_spec_says_whose_map_it_is_and_what_it_is_not_for(shipped: Dataset) -> None:
    spec = compile_map(define_map(shipped, urls(shipped)), shipped, "by us", "not for movement")
    assert (spec["attribution"], spec["disclaimer"]) == ("by us", "not for movement")
