"""Export a layer drawn by lonboard as a page; a slider is tied to its filter, without a kernel."""

import re
import sys
from pathlib import Path

import geopandas
import ipywidgets
import lonboard
from ipywidgets.embed import embed_minimal_html
from lonboard.layer_extension import DataFilterExtension

path, latitude, longitude, zoom, kind, page = sys.argv[1:7]
frame = geopandas.read_parquet(path)[["damage", "n", "geometry"]]
shown = {
    "extensions": [DataFilterExtension()],
    "get_filter_value": frame["n"].astype("float32"),
    "filter_range": (0, 19),
    "pickable": True,
}
colour = [215, 25, 28]
if kind == "points":
    layer = lonboard.ScatterplotLayer.from_geopandas(
        frame, get_fill_color=colour, get_radius=2.5, radius_units="pixels", **shown
    )
elif kind == "lines":
    layer = lonboard.PathLayer.from_geopandas(
        frame, get_color=colour, get_width=2, width_units="pixels", **shown
    )
else:
    layer = lonboard.PolygonLayer.from_geopandas(frame, get_fill_color=colour, stroked=False, **shown)
place = {"longitude": float(longitude), "latitude": float(latitude), "zoom": float(zoom) - 1}
atlas = lonboard.Map(layer, basemap=None, view_state=place, height="600px", show_tooltip=True)
slider = ipywidgets.IntRangeSlider(value=(0, 19), min=0, max=19)
ipywidgets.jslink((slider, "value"), (layer, "filter_range"))
embed_minimal_html(page, [slider, atlas], drop_defaults=False)
# The checksum is of another host's minified file; the library of the same version comes from npm.
text = re.sub(r' integrity="[^"]*"', "", Path(page).read_text(encoding="utf-8"))
Path(page).write_text(text, encoding="utf-8")
