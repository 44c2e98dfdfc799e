// Makes the Leaflet map and keeps its place and the view's `at` in step.
import { Map as LeafletMap, latLngBounds } from "leaflet/dist/leaflet-src.esm.js";
import { boundsOf, latLngOf } from "./frame.js";

const NEAREST = 14.5;
const AROUND_M = 1500;

const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

export function makeMap(element, onMoved, onResized) {
  const map = new LeafletMap(element, {
    zoomControl: false, attributionControl: false, zoomSnap: 0.25, zoomDelta: 1, wheelPxPerZoomLevel: 100,
    maxBoundsViscosity: 0.7, zoomAnimation: !still(), inertia: !still(),
  });
  const place = { map, settled: false, resizing: false, onPaper: false, start: null };
  map.on("moveend", () => {
    if (!place.settled || place.resizing) return;
    const { lat, lng } = map.getCenter();
    onMoved(`${lat.toFixed(4)},${lng.toFixed(4)},${Number(map.getZoom().toFixed(2))}`);
  });
  let hasSize = null;
  place.sized = new Promise((resolve) => (hasSize = resolve));
  place.observer = new ResizeObserver(() => {
    if (!element.clientWidth || !element.clientHeight) return; // not styled yet, or in a closed part of the page
    hasSize();
    // On paper the map keeps the screen's view: printing fits it, and the paper's width is no reason to move.
    if (!place.settled || place.onPaper || matchMedia("print").matches) return;
    place.resizing = true;
    map.invalidateSize({ pan: true, animate: false });
    if (!place.moved) goToStart(place);
    onResized();
    place.resizing = false;
  });
  place.observer.observe(element);
  return place;
}

export function settle(place, spec, at) {
  const { map } = place;
  Object.assign(map.options, { minZoom: spec.min_zoom ?? 6, maxZoom: spec.max_zoom ?? 16 });
  place.start = spec.bounds;
  place.resizing = true;
  map._sizeChanged = true; // Leaflet remembers the size it had before the styles came
  if (at) goTo(place, at);
  else goToStart(place);
  if (spec.max_bounds) map.setMaxBounds(latLngBounds(spec.max_bounds));
  place.resizing = false;
  place.settled = true;
  place.moved = Boolean(at);
}

function goToStart({ map, start }) {
  map.fitBounds(start, { animate: false, padding: [12, 12] });
}

export function goTo(place, at) {
  if (!at) return goToStart(place);
  const [lat, lng, zoom] = at.split(",").map(Number);
  place.map.setView([lat, lng], zoom, { animate: false });
}

// `left` keeps a strip free where the legend stands.
export function fit(place, bounds, padding = 36, left = 0) {
  const { map } = place;
  const options = { paddingTopLeft: [padding + left, padding], paddingBottomRight: [padding, padding], maxZoom: NEAREST };
  place.moved = true;
  if (still()) map.fitBounds(bounds, { ...options, animate: false });
  else map.flyToBounds(bounds, { ...options, duration: 0.7 });
}

// Bounds of features by id, widened by how little is known of their place.
export function boundsOfFeatures(layers, ids) {
  let bounds = null;
  for (const layer of layers) {
    for (const id of ids) {
      const i = layer.index.get(id);
      if (i === undefined) continue;
      if (layer.isCrowd) {
        const around = latLngBounds(layer.boundsOf(i));
        bounds = bounds ? bounds.extend(around) : around;
        continue;
      }
      const box = boundsOf(layer.columns, [i]);
      if (!box) continue;
      const widened = latLngBounds(box);
      const [lat, lng] = latLngOf(layer.columns, layer.columns.lx[i], layer.columns.ly[i]);
      const d = Math.max(AROUND_M, layer.columns.accuracy[i]) / 111320;
      const dx = d / Math.cos((lat * Math.PI) / 180);
      widened.extend([lat - d, lng - dx]).extend([lat + d, lng + dx]);
      bounds = bounds ? bounds.extend(widened) : widened;
    }
  }
  return bounds;
}
