"""The floor: a Streamlit page with one line of text."""

import streamlit as st

st.set_page_config(layout="wide")
st.markdown('<p data-testid="floor">ready</p>', unsafe_allow_html=True)
