"""The map is defined in folium, compiled, and never rendered."""

import folium
import pytest

from dashboard.domain.dataset import Dataset
from dashboard.maps.compile import UnknownElementError, compile_map
from dashboard.maps.definition import define_map


def urls(dataset: Dataset) -> dict[str, str]:
    return {layer.id: f"/atlas/{layer.id}" for layer in dataset.layers}


def test_the_spec_has_every_layer_in_drawing_order(shipped: Dataset) -> None:
    spec = compile_map(define_map(shipped, urls(shipped)), shipped, "by", "no")
    assert [layer["id"] for layer in spec["layers"]] == [layer.id for layer in shipped.layers]
    assert spec["layers"][0]["url"] == f"/atlas/{shipped.layers[0].id}"
    assert spec["scale"] is True


def test_the_map_has_no_tiles(shipped: Dataset) -> None:
    atlas = define_map(shipped, urls(shipped))
    assert not [e for e in atlas._children.values() if isinstance(e, folium.TileLayer)]


def test_an_element_the_component_cannot_draw_is_refused(shipped: Dataset) -> None:
    atlas = define_map(shipped, urls(shipped))
    folium.Marker([36.2, 37.1], popup="{{ 7 * 7 }}").add_to(atlas)
    with pytest.raises(UnknownElementError, match="Marker"):
        compile_map(atlas, shipped, "by", "no")
