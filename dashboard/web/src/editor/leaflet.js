// Leaflet as the drawing library expects it: a global that it may add to. There is one Leaflet, the map's own.
import * as leaflet from "leaflet/dist/leaflet-src.esm.js";

const L = { ...leaflet };
globalThis.L = L;
export { L };
