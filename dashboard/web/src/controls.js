// Buttons on the map: zoom, the two extents, and a metric scale bar.
import { ICONS, el, icon, setAttributes, setText } from "./dom.js";

const NICE_M = [50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000, 100000, 200000];
const SCALE_PX = 110;

export class Controls {
  constructor(app) {
    this.app = app;
    const { map } = app;
    this.zoomIn = el("button", { type: "button", class: "atlas-map-button", onclick: () => map.zoomIn(1) }, icon(ICONS.plus));
    this.zoomOut = el("button", { type: "button", class: "atlas-map-button", onclick: () => map.zoomOut(1) }, icon(ICONS.minus));
    this.zoom = el("div", { class: "atlas-zoom" }, this.zoomIn, this.zoomOut);
    this.extents = ["route", "city"].map((name) =>
      el("button", { type: "button", class: "atlas-seg", "data-testid": `atlas-extent-${name}`, onclick: () => app.fit(this.bounds(name), 12) }));
    this.extentGroup = el("div", { class: "atlas-segs atlas-extents", role: "group" }, ...this.extents);
    this.scaleText = el("span", { class: "atlas-scale-text" });
    this.scale = el("div", { class: "atlas-scale", "aria-hidden": "true" }, this.scaleText);
    this.elements = [this.extentGroup, this.zoom, this.scale];
    map.on("zoomend moveend", () => this.show());
  }

  bounds(name) {
    const { spec } = this.app;
    return name === "route" ? spec.whole || spec.bounds : spec.bounds;
  }

  label() {
    const { strings } = this.app;
    setAttributes(this.zoomIn, { "aria-label": strings.t("map.zoom_in"), title: strings.t("map.zoom_in") });
    setAttributes(this.zoomOut, { "aria-label": strings.t("map.zoom_out"), title: strings.t("map.zoom_out") });
    setAttributes(this.extentGroup, { "aria-label": strings.t("map.extent") });
    setText(this.extents[0], strings.t("map.extent_route"));
    setText(this.extents[1], strings.t("map.extent_city"));
    this.scale.hidden = this.app.spec.scale === false;
    this.show();
  }

  show() {
    const { map, strings } = this.app;
    this.zoomIn.disabled = map.getZoom() >= map.getMaxZoom();
    this.zoomOut.disabled = map.getZoom() <= map.getMinZoom();
    const y = map.getSize().y / 2;
    const metres = map.distance(map.containerPointToLatLng([0, y]), map.containerPointToLatLng([SCALE_PX, y]));
    const nice = NICE_M.filter((m) => m <= metres).at(-1) || NICE_M[0];
    this.scale.style.width = `${Math.round((nice / metres) * SCALE_PX)}px`;
    setText(this.scaleText, nice < 1000 ? strings.t("map.metres", { n: strings.number(nice) }) : strings.t("map.kilometres", { n: strings.number(nice / 1000) }));
  }
}
