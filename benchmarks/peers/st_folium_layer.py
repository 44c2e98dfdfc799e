"""The usual way: a layer inlined as GeoJSON into a folium map, drawn by st_folium, a day as a slider."""

import json
import sys
from pathlib import Path
from typing import Any

import folium
import streamlit as st
from streamlit_folium import st_folium

path, latitude, longitude, zoom = sys.argv[1:5]


@st.cache_data
def rows() -> list[dict[str, Any]]:
    """Read the file once."""
    found: list[dict[str, Any]] = json.loads(Path(path).read_text(encoding="utf-8"))["features"]
    return found


st.set_page_config(layout="wide")
day = st.slider("day", 0, 20, 20)
atlas = folium.Map(
    [float(latitude), float(longitude)],
    zoom_start=int(zoom),
    tiles=None,
    zoom_control=False,
    attribution_control=False,
    prefer_canvas=True,
)
folium.GeoJson(
    {"type": "FeatureCollection", "features": [row for row in rows() if row["properties"]["n"] < day]},
    marker=folium.CircleMarker(radius=2.5, weight=0, fill=True, fill_opacity=1),
    style_function=lambda feature: {
        "color": "#d7191c",
        "fillColor": "#d7191c",
        "weight": 2,
        "fillOpacity": 1,
    },
    tooltip=folium.GeoJsonTooltip(["damage"]),
).add_to(atlas)
folium.map.CustomPane(f"day-{day}").add_to(atlas)
st_folium(atlas, height=600, use_container_width=True, returned_objects=[])
