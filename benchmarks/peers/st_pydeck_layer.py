"""A layer drawn by st.pydeck_chart, without tiles, a day as a slider."""

import sys

import geopandas
import pandas
import pydeck
import streamlit as st

path, latitude, longitude, zoom, kind = sys.argv[1:6]


@st.cache_data
def rows() -> pandas.DataFrame:
    """Read the file once, into the columns that the layer asks for."""
    frame = geopandas.read_parquet(path)
    columns = {"n": frame["n"], "damage": frame["damage"]}
    if kind == "points":
        return pandas.DataFrame({**columns, "lon": frame.geometry.x, "lat": frame.geometry.y})
    shapes = frame.geometry if kind == "lines" else frame.geometry.exterior
    return pandas.DataFrame({**columns, "path": [[list(at) for at in shape.coords] for shape in shapes]})


st.set_page_config(layout="wide")
day = st.slider("day", 0, 20, 20)
frame = rows()
look = {"data": frame[frame["n"] < day], "id": "made", "pickable": True}
colour = [215, 25, 28]
if kind == "points":
    layer = pydeck.Layer(
        "ScatterplotLayer",
        get_position=["lon", "lat"],
        get_fill_color=colour,
        get_radius=2.5,
        radius_units="'pixels'",
        **look,
    )
elif kind == "lines":
    layer = pydeck.Layer(
        "PathLayer", get_path="path", get_color=colour, get_width=2, width_units="'pixels'", **look
    )
else:
    layer = pydeck.Layer("PolygonLayer", get_polygon="path", get_fill_color=colour, stroked=False, **look)
view = pydeck.ViewState(latitude=float(latitude), longitude=float(longitude), zoom=int(zoom) - 1)
deck = pydeck.Deck(
    [layer], initial_view_state=view, map_provider=None, map_style=None, tooltip={"text": "{damage}"}
)
st.pydeck_chart(deck, height=600)
st.html(f'<p data-day="{day}"></p>')
