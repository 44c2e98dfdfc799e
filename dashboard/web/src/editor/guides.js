// What vertices may snap to: the vertices of the features near the view, invisible and untouched.
import { guideOf } from "./shapes.js";

const MOST = 300;

export class Guides {
  constructor(app) {
    this.app = app;
    this.shapes = {};
    this.layers = new Map();
    app.map.on("moveend", () => this.show());
  }

  async from(url, except) {
    const moved = url !== this.url || except !== this.except;
    Object.assign(this, { url, except });
    if (!url) return this.clear();
    if (!moved) return;
    try {
      this.shapes = await this.app.fetcher.json(url);
    } catch {
      this.shapes = {}; // without guides everything works but the snapping
    }
    this.clear();
    this.show();
  }

  show() {
    if (!this.url) return;
    const view = this.app.map.getBounds().pad(0.2);
    const meets = ([west, south, east, north]) => west <= view.getEast() && east >= view.getWest() && south <= view.getNorth() && north >= view.getSouth();
    const near = Object.entries(this.shapes).filter(([id, { box }]) => id !== this.except && meets(box)).slice(0, MOST);
    const wanted = new Set(near.map(([id]) => id));
    for (const [id, layer] of this.layers) {
      if (wanted.has(id)) continue;
      layer.remove();
      this.layers.delete(id);
    }
    for (const [id, { geometry }] of near) {
      const layer = this.layers.has(id) ? null : guideOf(geometry);
      if (layer) this.layers.set(id, layer.addTo(this.app.map));
    }
  }

  clear() {
    for (const layer of this.layers.values()) layer.remove();
    this.layers.clear();
  }
}
