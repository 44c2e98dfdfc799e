"""Compile a folium map into the small JSON spec that our own component draws."""

from typing import Any

import folium
from folium.map import FitBounds

from dashboard.domain.dataset import Dataset
from dashboard.maps.definition import BroughtLayer, ColumnsLayer
from dashboard.maps.style import palettes


class UnknownElementError(TypeError):
    """A folium element that the component cannot draw."""


def compile_map(atlas: folium.Map, dataset: Dataset, attribution: str, disclaimer: str) -> dict[str, Any]:
    """Read a folium map into a spec; nothing of it is rendered.

    Raises UnknownElementError for any element the component does not know, rather than drawing a
    map with something silently missing.
    """
    frame = dataset.frame
    titles = {layer.id: layer.title for layer in dataset.layers}
    spec: dict[str, Any] = {
        "version": 1,
        "bounds": None,
        "whole": _corners(frame.whole_deg),
        "max_bounds": _corners(frame.limits_deg),
        "min_zoom": frame.min_zoom,
        "max_zoom": frame.max_zoom,
        "scale": bool(atlas.control_scale),
        "attribution": attribution,
        "disclaimer": disclaimer,
        "layers": [],
        "palette": palettes(),
        "first_day": frame.first_day.isoformat(),
        "last_day": frame.last_day.isoformat(),
    }
    for element in atlas._children.values():
        if isinstance(element, ColumnsLayer):
            title = titles[element.layer_id]
            features = dataset.features_by_layer[element.layer_id]
            spec["layers"].append(
                {
                    "id": element.layer_id,
                    "role": element.role,
                    "title": {"en": title.en, "ar": title.ar or title.en},
                    "url": element.url,
                    "count": len(features),
                    "located": sum(f.located for f in features),
                    "shown": bool(element.show),
                }
            )
        elif isinstance(element, BroughtLayer):
            spec["layers"].append(dict(element.entry))
        elif isinstance(element, FitBounds):
            spec["bounds"] = element.bounds
        else:
            raise UnknownElementError(f"the map component cannot draw a folium {type(element).__name__}")
    return spec


def _corners(box: tuple[float, float, float, float]) -> list[list[float]]:
    west, south, east, north = box
    return [[south, west], [north, east]]
