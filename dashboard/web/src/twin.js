// The map as a list: every named feature drawn now as a button, for the keyboard and for screen readers.
import { el, setAttributes, setText } from "./dom.js";
import { nearOf } from "./crowdlabels.js";
import { rowWords, summaryWords } from "./crowdwords.js";
import { ageWords, clocksOf } from "./readings.js";
import { overlayWords } from "./overlaywords.js";
import { clean } from "./text.js";
import { stateWords } from "./tooltip.js";

const MOST = 400;

export class Twin {
  constructor(app) {
    this.app = app;
    this.title = el("div", { class: "atlas-twin-title" });
    this.asked = el("p", { class: "atlas-twin-asked", id: "atlas-asked", role: "status", "data-testid": "atlas-asked" });
    this.brought = el("div", { class: "atlas-twin-brought", "data-testid": "atlas-twin-brought" });
    this.list = el("ul", { class: "atlas-twin-list", role: "list" });
    this.more = el("div", { class: "atlas-twin-more", hidden: true });
    this.element = el("nav", { class: "atlas-twin", "data-testid": "atlas-twin" }, this.title, this.asked, this.brought, this.list, this.more);
    this.current = "";
    this.list.addEventListener("keydown", (event) => this.key(event));
    this.list.addEventListener("focusin", (event) => this.focus(event.target));
    this.list.addEventListener("focusout", () => app.highlight([]));
    this.list.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button) app.select(button.dataset.feature, true);
    });
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.show(), 60);
  }

  // Said-of features first, then by importance, then what users bring, where few of it are in sight.
  rows() {
    const rows = [];
    for (const layer of this.app.layers) {
      if (!layer.shown || layer.isGround || layer.isCrowd || layer.failed) continue;
      for (let i = 0; i < layer.columns.n; i++) if (layer.isDrawn(i)) rows.push({ layer, i });
    }
    const order = ({ layer, i }) => (layer.readings[i] >= 0 ? 0 : 10) + layer.columns.importance[i];
    return [...rows.sort((a, b) => order(a) - order(b)), ...this.broughtRows()];
  }

  broughtRows() {
    const { app } = this;
    const [x, y, wide, high] = app.stage.inSight().map((px) => px / app.stage.frame.ratio);
    const crowds = app.shownLayers().filter((layer) => layer.isCrowd);
    return crowds.flatMap((layer) => nearOf(layer, app.stage.frame, [x, y, x + wide, y + high]).map((i) => ({ layer, i })));
  }

  show() {
    const { strings, view } = this.app;
    setText(this.title, strings.t("map.features"));
    setAttributes(this.element, { "aria-label": strings.t("map.features") });
    setText(this.asked, overlayWords(this.app).join(" "));
    this.summarise();
    const rows = this.rows();
    const kept = rows.slice(0, MOST);
    kept.forEach((row, k) => this.write(this.button(k), row));
    while (this.list.children.length > kept.length) this.list.lastChild.remove();
    this.more.hidden = rows.length <= MOST;
    setText(this.more, strings.t("map.features_more", { n: strings.number(rows.length - MOST) }));
    const buttons = [...this.list.querySelectorAll("button")];
    const stop = buttons.find((b) => b.dataset.feature === (this.current || view.sel)) || buttons[0];
    for (const button of buttons) button.tabIndex = button === stop ? 0 : -1;
  }

  // A brought layer is one sentence, from near a list too: a million buttons would help nobody.
  summarise() {
    const crowds = this.app.shownLayers().filter((layer) => layer.isCrowd);
    crowds.forEach((crowd, k) => {
      if (!this.brought.children[k]) this.brought.append(el("p", { dir: "auto" }));
      setText(this.brought.children[k], summaryWords(this.app.strings, crowd));
    });
    while (this.brought.children.length > crowds.length) this.brought.lastChild.remove();
  }

  button(k) {
    if (!this.list.children[k]) this.list.append(el("li", {}, el("button", { type: "button", class: "atlas-twin-button" })));
    return this.list.children[k].firstChild;
  }

  write(button, { layer, i }) {
    const { strings, theme } = this.app;
    const { columns } = layer;
    if (layer.isCrowd) return this.set(button, layer.idOf(i), rowWords(strings, layer, i));
    const reading = layer.reading(i);
    const state = layer.state(i);
    const [en, ar] = columns.names[i];
    const name = clean(strings.language === "ar" ? ar || en : en || ar);
    const said = state ? stateWords(strings, theme, state, reading) : "";
    const age = reading ? ageWords(strings, clocksOf(this.app.view).asOf, reading) : "";
    this.set(button, columns.ids[i], [name, said, age]);
  }

  set(button, id, words) {
    button.dataset.feature = id;
    setText(button, words.filter(Boolean).join(this.app.strings.t("map.list_separator")));
    setAttributes(button, { "aria-current": this.app.view.sel === id ? "true" : null });
  }

  focus(target) {
    const button = target.closest("button");
    if (!button) return;
    this.current = button.dataset.feature;
    for (const other of this.list.querySelectorAll('button[tabindex="0"]')) other.tabIndex = -1;
    button.tabIndex = 0;
    this.app.highlight([this.current]);
  }

  key(event) {
    const buttons = [...this.list.querySelectorAll("button")];
    const at = buttons.indexOf(event.target.closest("button"));
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    buttons[Math.max(0, Math.min(buttons.length - 1, to))]?.focus();
  }

  close() {
    clearTimeout(this.timer);
  }
}
