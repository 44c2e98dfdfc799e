"""The usual way: the same layers inlined into a folium map, drawn by st_folium, a date as a widget."""

import datetime

import folium
import streamlit as st
from streamlit_folium import st_folium

from dashboard.domain.lens import Clocks, Lens
from dashboard.domain.timeline import read
from dashboard.maps.style import STATUS
from dashboard.store.current import current
from dashboard.store.load import data_folder

st.set_page_config(layout="wide")
dataset, _ = current(data_folder())
day = st.slider("day", datetime.date(2016, 9, 1), datetime.date(2016, 9, 20), datetime.date(2016, 9, 8))
clocks = Clocks(day, day)
atlas = folium.Map([36.21, 37.15], zoom_start=11, tiles=None)
for layer in dataset.layers:
    rows = []
    for feature in dataset.features_by_layer[layer.id]:
        if feature.geometry is not None:
            colour = STATUS[read(dataset, feature, clocks, Lens()).state].colour
            rows.append(
                {
                    "type": "Feature",
                    "geometry": dict(feature.geometry),
                    "properties": {"id": feature.id, "colour": colour, "day": day.isoformat()},
                }
            )
    if rows:
        folium.GeoJson(
            {"type": "FeatureCollection", "features": rows},
            style_function=lambda f: {"color": f["properties"]["colour"], "weight": 2},
        ).add_to(atlas)
folium.map.CustomPane(f"day-{day.isoformat()}").add_to(atlas)
st_folium(atlas, height=500, use_container_width=True, returned_objects=[])
