// GeoJSON geometries as Leaflet layers that can be changed, and back; every untouched number stays as it was.
import { L } from "./leaflet.js";

const DEPTH = { LineString: 0, MultiLineString: 1, Polygon: 1, MultiPolygon: 2 };
export const DRAWN = { Point: "Marker", LineString: "Line", Polygon: "Polygon" };

const nest = (value, depth, turn) => (depth < 0 ? turn(value) : value.map((part) => nest(part, depth - 1, turn)));
const toLatLng = ([lng, lat, alt]) => new L.LatLng(lat, lng, alt);
const fromLatLng = ({ lat, lng, alt }) => (alt === undefined ? [lng, lat] : [lng, lat, alt]);

// Leaflet's polygons leave the closing corner out; GeoJSON repeats the first.
const closed = (ring) => (ring.length ? [...ring, ring[0]] : ring);

export const isEditable = (geometry) => Boolean(geometry && (geometry.type === "Point" || geometry.type in DEPTH));

export const pin = (name) => new L.DivIcon({ className: `editor-pin editor-pin-${name}`, iconSize: [18, 18] });

export function layerOf(geometry) {
  if (geometry.type === "Point") return new L.Marker(toLatLng(geometry.coordinates), { icon: pin("point"), keyboard: false });
  const corners = nest(geometry.coordinates, DEPTH[geometry.type], toLatLng);
  const options = { className: "editor-shape", interactive: false, smoothFactor: 0 };
  return geometry.type.endsWith("Polygon") ? new L.Polygon(corners, options) : new L.Polyline(corners, options);
}

export function geometryOf(layer, type) {
  if (type === "Point") return { type, coordinates: fromLatLng(layer.getLatLng()) };
  const rings = (corners, depth) => (depth === 0 ? closed(corners.map(fromLatLng)) : corners.map((part) => rings(part, depth - 1)));
  const corners = layer.getLatLngs();
  if (type === "Polygon") return { type, coordinates: rings(corners, 1) };
  if (type === "MultiPolygon") return { type, coordinates: rings(corners, 2) };
  return { type, coordinates: nest(corners, DEPTH[type], fromLatLng) };
}

// Invisible lines and points through every vertex that may be met; the library snaps to them and edits none.
export function guideOf(geometry) {
  const options = { interactive: false, opacity: 0, fillOpacity: 0, stroke: false, pmIgnore: true, snapIgnore: false };
  const { type, coordinates } = geometry;
  if (type === "Point") return new L.CircleMarker(toLatLng(coordinates), { ...options, radius: 1 });
  if (!(type in DEPTH)) return null;
  return new L.Polyline(nest(coordinates, DEPTH[type], toLatLng).flat(Math.max(0, DEPTH[type] - 1)), { ...options, noClip: true });
}

export const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
