"""The floor of a move: a Streamlit page with one slider and the number it stands at."""

import streamlit as st

st.set_page_config(layout="wide")
day = st.slider("day", 1, 90)
st.markdown(f'<p data-testid="floor">{day}</p>', unsafe_allow_html=True)
