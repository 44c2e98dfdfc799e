// The stage: a Leaflet layer with one canvas per data layer, others for halos, ways, labels and tools. Only the
// picture blended from them is in the page: a browser without a graphics card needs 30 ms for a frame of fifteen
// canvases, and 5 for one.
import { DomUtil, Layer as LeafletLayer } from "leaflet/dist/leaflet-src.esm.js";
import { PADDING, frameOf, screenRatio } from "./frame.js";

const ROOM_AFTER_MS = 600;
const MARGIN_AFTER_MS = 1000;
const SEAM_PX = 2;
const PALE = 0.35;
const PALING = new Set(["*ways", "*marks"]);
const UNDER_HALO = new Set(["base", "boundary", "area"]);
const POINTS = new Set(["place", "crossing", "checkpoint", "unlocated"]);

export const Stage = LeafletLayer.extend({
  initialize({ paint }) {
    this.paint = paint;
    this.canvases = new Map();
    this.partly = new Set();
  },

  onAdd(map) {
    this.box = DomUtil.create("div", "atlas-stage leaflet-zoom-animated", this.getPane());
    this.picture = DomUtil.create("canvas", "", this.box);
    this.frame = frameOf(map);
  },

  onRemove() {
    clearTimeout(this.widening);
    clearTimeout(this.completing);
    this.box.remove();
    this.canvases.clear();
  },

  getEvents() {
    return {
      movestart: this.start,
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
    this.canvases = new Map(names.map((name) => [name, this.canvases.get(name) || document.createElement("canvas")]));
  },

  // A name's canvas, empty. `canWait`: what is out of sight may stay empty for a while. Not for lines: where the
  // browser leaves out what a clip hides, the dashes of the rest stand a little otherwise.
  context(name, canWait = false) {
    const canvas = this.canvases.get(name);
    const { ratio } = this.frame;
    const [w, h] = this.pixels();
    const ctx = canvas.getContext("2d");
    if (canvas.width !== w || canvas.height !== h) Object.assign(canvas, { width: w, height: h });
    else {
      ctx.restore();
      ctx.setTransform(1, 0, 0, 1, 0, 0);
      ctx.clearRect(0, 0, w, h);
    }
    ctx.save();
    if (canWait && this.narrow) {
      const [x, y, wide, high] = this.narrow;
      this.partly.add(name);
      ctx.beginPath();
      ctx.rect(x - SEAM_PX, y - SEAM_PX, wide + 2 * SEAM_PX, high + 2 * SEAM_PX);
      ctx.clip();
    }
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.blendSoon();
    return ctx;
  },

  pixels() {
    const { width, height, ratio } = this.frame;
    return [Math.round(width * ratio), Math.round(height * ratio)];
  },

  // A hidden layer gives its pixels back.
  blank(name) {
    const canvas = this.canvases.get(name);
    if (!canvas || canvas.width === 1) return;
    canvas.width = canvas.height = 1;
    this.blendSoon();
  },

  // Whatever is drawn in one turn is blended once, before the browser shows its next frame.
  blendSoon() {
    this.wholly ||= !this.narrow;
    this.blending ||= Promise.resolve().then(() => this.blend());
  },

  // Nothing can be drawn on a map that a closed part of the page gives no room, nor taken from its canvases.
  hasRoom() {
    return this.pixels().every((length) => length > 0);
  },

  // Paper takes the canvases themselves.
  blend() {
    this.blending = null;
    if (!this._map || this.paperRatio || !this.hasRoom()) return;
    const { picture } = this;
    const [w, h] = this.pixels();
    const resized = picture.width !== w || picture.height !== h;
    if (resized) {
      Object.assign(picture, { width: w, height: h });
      Object.assign(picture.style, { width: `${this.frame.width}px`, height: `${this.frame.height}px` });
    }
    const box = resized || this.wholly ? [0, 0, w, h] : this.inSight();
    this.wholly = false;
    const pen = picture.getContext("2d");
    pen.clearRect(...box);
    for (const [name, canvas] of this.canvases) {
      if (canvas.width !== w || canvas.height !== h) continue;
      pen.globalAlpha = this.isPale && PALING.has(name) ? PALE : 1;
      pen.drawImage(canvas, ...box, ...box);
    }
  },

  // The part of the canvases that the reader sees: left, top, width and height in their own pixels.
  inSight() {
    const { ratio } = this.frame;
    const at = this.fromContainer([0, 0]);
    const size = this._map.getSize();
    const [w, h] = this.pixels();
    const [x, y] = [Math.max(0, Math.floor(at.x * ratio)), Math.max(0, Math.floor(at.y * ratio))];
    return [x, y, Math.min(w, Math.ceil((at.x + size.x) * ratio)) - x, Math.min(h, Math.ceil((at.y + size.y) * ratio)) - y];
  },

  // An answer to another question than the reader's pales.
  pale(isPale) {
    if (this.isPale === isPale) return;
    this.isPale = isPale;
    this.blendSoon();
  },

  drawAll() {
    if (!this._map) return;
    this.frame = frameOf(this._map, this.roomy && !this.paperRatio ? PADDING : 0, this.paperRatio || screenRatio());
    this.corner = this._map.layerPointToLatLng(this.frame.min);
    DomUtil.setTransform(this.box, this.frame.min, 1);
    this.partly.clear();
    this.isPart = false;
    if (!this.hasRoom()) return;
    this.paint([...this.canvases.keys()]);
    if (!this.roomy && !this.paperRatio && this.canvases.size) this.widen();
  },

  start() {
    this.isMoving = true;
    this.complete();
  },

  rest() {
    this.isMoving = false;
    this.drawAll();
  },

  // A long drag must not run into blank edges: once the view leaves what is drawn, it is drawn anew.
  follow() {
    const { min, width, height, zoom } = this.frame;
    if (!this.roomy || this.paperRatio || this._map.getZoom() !== zoom) return;
    const at = this._map.containerPointToLayerPoint([0, 0]).subtract(min);
    const size = this._map.getSize();
    if (at.x < 0 || at.y < 0 || at.x + size.x > width || at.y + size.y > height) this.drawAll();
  },

  // The first picture is drawn without the margin that panning uses: a reader sees it sooner.
  widen() {
    clearTimeout(this.widening);
    this.widening = setTimeout(() => {
      this.roomy = true;
      this.drawAll();
    }, ROOM_AFTER_MS);
  },

  // What is in sight now, and the margin around it when nobody waits, or before the map moves.
  draw(names) {
    if (!this._map || !this.hasRoom()) return;
    this.narrow = this.roomy && !this.paperRatio && !this.isMoving ? this.inSight() : null;
    this.paint(names);
    if (!this.narrow) return;
    this.narrow = null;
    this.isPart = true;
    clearTimeout(this.completing);
    this.completing = setTimeout(() => this.complete(), MARGIN_AFTER_MS);
  },

  complete() {
    clearTimeout(this.completing);
    if (!this.isPart || !this._map || !this.hasRoom()) return;
    const names = [...this.partly];
    this.partly.clear();
    this.isPart = false;
    this.paint(names);
    this.blendSoon();
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
