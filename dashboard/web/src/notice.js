// Says over the map that it loads, what failed (with a way to try again), or that nothing is to be seen.
import { formatDay } from "./days.js";
import { el } from "./dom.js";

const PATIENCE_MS = 150;

export class Notice {
  constructor(app) {
    this.app = app;
    this.element = el("div", { class: "atlas-notice", role: "status", "data-testid": "atlas-notice", hidden: true });
  }

  set(kind, ...children) {
    clearTimeout(this.timer);
    this.element.hidden = !kind;
    if (kind) this.element.dataset.kind = kind;
    this.element.replaceChildren(...children);
  }

  // Quick answers get no flicker.
  loading() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.set("loading", el("span", { class: "atlas-spinner" }), el("span", { text: this.text("map.loading", "Loading the map…") })), PATIENCE_MS);
  }

  failed(what, retry) {
    this.set("error",
      el("strong", { text: this.text("error.title", "Part of the map could not be loaded") }),
      el("span", { class: "atlas-notice-what", text: what }),
      el("button", { type: "button", class: "atlas-button", text: this.text("error.retry", "Try again"), onclick: retry }));
  }

  empty() {
    this.set("empty", el("span", { text: this.text("map.empty", "No layer is shown.") }));
  }

  // A brought layer of which the known-by clock holds everything back: an empty map would look like an empty file.
  held(layer) {
    const { strings } = this.app;
    const { title, brought: { known } } = layer.spec;
    const key = !known ? "brought.held" : known.day === undefined ? "brought.held_rows" : "brought.held_later";
    const day = known?.day === undefined ? "" : formatDay(known.day, strings.locale);
    this.set("held",
      el("span", { text: strings.t(key, { title: strings.words(title), day }) }),
      el("button", { type: "button", class: "atlas-button", text: strings.t("brought.held_show"), onclick: () => this.app.patch({ known_by: "all" }) }));
  }

  clear() {
    this.set("");
  }

  // The catalogue itself may be what failed to load.
  text(key, plain) {
    return this.app.strings.has(key) ? this.app.strings.t(key) : plain;
  }
}
