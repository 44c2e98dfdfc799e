"""Domain to folium: style, columns, the definition of the map and its compiler."""
