// The stage: a Leaflet layer holding one canvas per data layer, others for halos, ways, labels and tools.
import { DomUtil, Layer as LeafletLayer } from "leaflet/dist/leaflet-src.esm.js";
import { Flat } from "./flat.js";
import { PADDING, frameOf, screenRatio } from "./frame.js";

const ROOM_AFTER_MS = 600;
const UNDER_HALO = new Set(["base", "boundary", "area"]);
const POINTS = new Set(["place", "crossing", "checkpoint", "unlocated"]);

export const Stage = LeafletLayer.extend({
  initialize({ paint }) {
    this.paint = paint;
    this.canvases = new Map();
    this.flat = new Flat();
  },

  onAdd(map) {
    this.box = DomUtil.create("div", "atlas-stage leaflet-zoom-animated", this.getPane());
    this.frame = frameOf(map);
  },

  onRemove() {
    clearTimeout(this.widening);
    this.box.remove();
    this.canvases.clear();
  },

  getEvents() {
    return {
      movestart: this.flatten,
      move: this.follow,
      moveend: this.rest,
      viewreset: this.drawAll,
      zoom: () => this.stretch(this._map.getCenter(), this._map.getZoom()),
      zoomanim: (event) => this.stretch(event.center, event.zoom),
    };
  },

  // Names from bottom to top; ways and halos go above the areas and under the roads, assumptions over the roads,
  // and what users bring under the ways and roads: a status is never covered by it.
  setLayers(all) {
    const [layers, brought] = [all.filter((layer) => !layer.isCrowd), all.filter((layer) => layer.isCrowd)];
    const idsOf = (some) => some.map((layer) => layer.id);
    const first = (fits) => (layers.findIndex(fits) + layers.length + 1) % (layers.length + 1);
    const lines = first((layer) => !UNDER_HALO.has(layer.role));
    const points = Math.max(lines, first((layer) => POINTS.has(layer.role)));
    const [areas, roads, marks] = [layers.slice(0, lines), layers.slice(lines, points), layers.slice(points)].map(idsOf);
    const crowds = idsOf(brought);
    const names = [...areas, ...crowds, "*ways", "*halo", ...roads, "*assumed", ...marks, "*labels", "*marks", "*tool"];
    for (const [name, canvas] of this.canvases) {
      if (!names.includes(name)) canvas.remove();
    }
    this.canvases = new Map(names.map((name) => [name, this.canvases.get(name) || this.canvas(name)]));
    this.box.append(...this.canvases.values());
  },

  canvas(name) {
    const canvas = DomUtil.create("canvas");
    canvas.dataset.name = name;
    return canvas;
  },

  context(name) {
    const canvas = this.canvases.get(name);
    const { width, height, ratio } = this.frame;
    const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
    const ctx = canvas.getContext("2d");
    if (canvas.width !== w || canvas.height !== h) {
      canvas.width = w;
      canvas.height = h;
      canvas.style.width = `${width}px`;
      canvas.style.height = `${height}px`;
    } else {
      ctx.setTransform(1, 0, 0, 1, 0, 0);
      ctx.clearRect(0, 0, w, h);
    }
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    return ctx;
  },

  // A hidden layer gives its pixels back.
  blank(name) {
    const canvas = this.canvases.get(name);
    if (canvas && canvas.width > 1) canvas.width = canvas.height = 1;
  },

  drawAll() {
    if (!this._map) return;
    this.frame = frameOf(this._map, this.roomy && !this.paperRatio ? PADDING : 0, this.paperRatio || screenRatio());
    this.corner = this._map.layerPointToLatLng(this.frame.min);
    DomUtil.setTransform(this.box, this.frame.min, 1);
    this.paint([...this.canvases.keys()], true);
    if (!this.roomy && !this.paperRatio && this.canvases.size) this.widen();
  },

  flatten() {
    if (this.canvases.size && !this.paperRatio) this.flat.show(this.box, this.canvases.values(), this.frame);
  },

  rest() {
    this.flat.hide(this.box);
    this.drawAll();
  },

  // A long drag must not run into blank edges: once the view leaves what is drawn, it is drawn anew.
  follow() {
    const { min, width, height, zoom } = this.frame;
    if (!this.roomy || this.paperRatio || this._map.getZoom() !== zoom) return;
    const at = this._map.containerPointToLayerPoint([0, 0]).subtract(min);
    const size = this._map.getSize();
    if (at.x < 0 || at.y < 0 || at.x + size.x > width || at.y + size.y > height) {
      this.drawAll();
      this.flatten();
    }
  },

  // The first picture is drawn without the margin that panning uses: a reader sees it sooner.
  widen() {
    clearTimeout(this.widening);
    this.widening = setTimeout(() => {
      this.roomy = true;
      this.drawAll();
    }, ROOM_AFTER_MS);
  },

  draw(names) {
    if (!this._map) return;
    this.paint(names, false);
    if (this.flat.on) this.flatten();
  },

  // For paper: finer than any screen, without the margin for panning; null goes back to the screen.
  setPaper(ratio) {
    this.paperRatio = ratio;
  },

  // While zooming the drawn picture is scaled; it is drawn anew at the end.
  stretch(center, zoom) {
    if (!this.corner) return;
    const at = this._map._latLngToNewLayerPoint(this.corner, zoom, center);
    DomUtil.setTransform(this.box, at, this._map.getZoomScale(zoom, this.frame.zoom));
  },

  // Canvas pixel of a point of the map's container, and back.
  fromContainer(point) {
    return this._map.containerPointToLayerPoint(point).subtract(this.frame.min);
  },

  toContainer(point) {
    return this._map.layerPointToContainerPoint(this.frame.min.add(point));
  },
});
