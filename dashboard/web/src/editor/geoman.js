// Loads the drawing library after the global it needs; it adds `pm` to maps and layers made from then on.
import "./leaflet.js";
import "@geoman-io/leaflet-geoman-free";
