"""The definition of the map, in folium: which layers, in which order, from where.

folium objects are read by the compiler and never rendered: folium's own output would run text from
data as code. No text of the data's reaches a member that folium would render: only ids, addresses, numbers.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import folium
from folium.map import Layer as FoliumLayer

from dashboard.domain.dataset import Dataset


class ColumnsLayer(FoliumLayer):
    """A layer whose features come as binary columns from an address of ours."""

    def __init__(self, layer_id: str, url: str, role: str, shown: bool) -> None:
        super().__init__(name=layer_id, overlay=True, control=True, show=shown)
        self.layer_id = layer_id
        self.url = url
        self.role = role


class BroughtLayer(FoliumLayer):
    """A layer from a file of the reader's; `entry` is what the component is told of it."""

    def __init__(self, entry: Mapping[str, Any]) -> None:
        super().__init__(name=entry["id"], overlay=True, control=True, show=entry["shown"])
        self.entry = entry


def define_map(
    dataset: Dataset, urls: Mapping[str, str], brought: Sequence[Mapping[str, Any]] = ()
) -> folium.Map:
    """Define the map of a dataset; `urls` names the columns of each layer, `brought` is what else to draw.

    There are no tiles: nothing is asked of the network.
    """
    frame = dataset.frame
    west, south, east, north = frame.start_deg
    atlas = folium.Map(
        location=[(south + north) / 2, (west + east) / 2],
        tiles=None,
        control_scale=True,
        prefer_canvas=True,
    )
    atlas.fit_bounds([[south, west], [north, east]])
    for layer in dataset.layers:
        ColumnsLayer(layer.id, urls[layer.id], layer.role, layer.shown).add_to(atlas)
    for entry in brought:
        BroughtLayer(entry).add_to(atlas)
    return atlas
