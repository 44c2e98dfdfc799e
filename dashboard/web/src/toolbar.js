// The row above the map: search, articles or context, whose voice, layers, names.
import { BroughtList } from "./broughtlist.js";
import { ICONS, el, icon, setAttributes, setText } from "./dom.js";

const SEARCH_WAIT_MS = 200;

export class Toolbar {
  constructor(app) {
    this.app = app;
    this.search = el("input", { type: "search", class: "atlas-search-input", maxlength: "200", autocomplete: "off", spellcheck: "false", "data-testid": "atlas-search" });
    this.search.addEventListener("input", () => this.type());
    this.search.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.clear(event);
      if (event.key === "Enter") this.sendSearch();
    });
    this.context = ["0", "1"].map((value) =>
      el("button", { type: "button", class: "atlas-seg", "data-testid": `atlas-context-${value}`, onclick: () => app.patch({ context: value }), onpointerenter: () => app.prepare({ context: value }), onfocus: () => app.prepare({ context: value }) }));
    this.contextGroup = el("div", { class: "atlas-segs", role: "group" }, ...this.context);
    this.voice = this.select("voice");
    this.names = this.select("names");
    this.layersButton = el("button", { type: "button", class: "atlas-button", "aria-expanded": "false", "aria-controls": "atlas-layers", "data-testid": "atlas-layers-button", onclick: () => this.toggleLayers() });
    this.layersLabel = el("span", { class: "atlas-button-label" });
    this.layersButton.append(icon(ICONS.layers), this.layersLabel);
    this.layersList = el("ul", { class: "atlas-layers-list" });
    this.popover = el("div", { class: "atlas-popover", id: "atlas-layers", hidden: true, role: "group" }, this.layersList);
    this.popover.addEventListener("keydown", (event) => event.key === "Escape" && this.toggleLayers(false, true));
    const layers = el("div", { class: "atlas-layers" }, this.layersButton, this.popover);
    this.element = el("div", { class: "atlas-toolbar", role: "toolbar" },
      el("div", { class: "atlas-search" }, icon(ICONS.search), this.search),
      this.contextGroup, this.voice.label, this.names.label, layers);
    this.onSlash = (event) => this.slash(event);
    this.onOutside = (event) => !event.composedPath().includes(layers) && this.toggleLayers(false);
    document.addEventListener("keydown", this.onSlash);
    document.addEventListener("pointerdown", this.onOutside);
  }

  select(key) {
    const field = el("select", { class: "atlas-select", "data-testid": `atlas-${key}`, onchange: () => this.app.patch({ [key]: field.value }) });
    const name = el("span", { class: "atlas-field-name" });
    return { field, name, label: el("label", { class: `atlas-field atlas-field-${key}` }, name, field) };
  }

  type() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.sendSearch(), SEARCH_WAIT_MS);
  }

  sendSearch() {
    clearTimeout(this.timer);
    const q = this.search.value.trim();
    const { tab } = this.app.view;
    this.app.patch(q ? { q, tab: "search" } : { q: "", ...(tab === "search" ? { tab: "day" } : {}) });
  }

  clear(event) {
    event.preventDefault();
    if (!this.search.value) return this.search.blur();
    this.search.value = "";
    this.sendSearch();
  }

  slash(event) {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    const [target] = event.composedPath();
    if (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) return;
    event.preventDefault();
    this.search.focus();
    this.search.select();
  }

  toggleLayers(open = this.popover.hidden, back = false) {
    this.popover.hidden = !open;
    this.layersButton.setAttribute("aria-expanded", String(open));
    if (open) this.show();
    if (back) this.layersButton.focus();
  }

  // Words and choices; called when the catalogue, the layers or the lens tables change.
  label() {
    const { strings, lenses } = this.app;
    setAttributes(this.element, { "aria-label": strings.t("toolbar.title") });
    setAttributes(this.search, { placeholder: strings.t("toolbar.search"), "aria-label": strings.t("toolbar.search_label"), "aria-keyshortcuts": "/" });
    setAttributes(this.contextGroup, { "aria-label": strings.t("toolbar.context_label") });
    setText(this.context[0], strings.t("toolbar.context_off"));
    setText(this.context[1], strings.t("toolbar.context_on"));
    setText(this.voice.name, strings.t("toolbar.voice"));
    setText(this.names.name, strings.t("toolbar.names"));
    setText(this.layersLabel, strings.t("toolbar.layers"));
    setAttributes(this.layersButton, { "aria-label": strings.t("toolbar.layers") });
    setAttributes(this.popover, { "aria-label": strings.t("toolbar.layers_label") });
    const voices = [...new Set(lenses.map((key) => key.split(":")[1]))];
    this.options(this.voice.field, voices.map((id) => [id, strings.t(id ? `voice.${id}` : "voice.everyone")]));
    this.options(this.names.field, ["en", "ar", "both"].map((id) => [id, strings.t(`toolbar.names_${id}`)]));
    this.list();
    this.show();
  }

  // Rows of layers that are still there stay, and the focus in them.
  list() {
    const old = new Map([...this.layersList.children].map((row) => [row.key, row]));
    const { layers } = this.app;
    const listed = [...layers.filter(({ spec }) => !spec.brought).reverse(), ...layers.filter(({ spec }) => spec.brought)];
    const rows = listed.map((layer) => {
      const key = JSON.stringify([layer.id, layer.spec.title, layer.spec.brought && layer.spec.url, this.app.strings.language]);
      const row = old.get(key) || this.layerRow(layer);
      return Object.assign(row, { key, layer });
    });
    const mine = rows.findIndex(({ layer }) => layer.spec.brought);
    if (mine >= 0) rows.splice(mine, 0, this.heading(old));
    const same = rows.length === this.layersList.children.length && rows.every((row, k) => row === this.layersList.children[k]);
    if (!same) this.layersList.replaceChildren(...rows);
  }

  heading(old) {
    const { strings } = this.app;
    const key = `heading ${strings.language}`;
    const made = () => el("li", { class: "atlas-layers-heading" }, el("div", { text: strings.t("brought.heading") }), el("p", { text: strings.t("brought.heading_note") }));
    return old.get(key) || Object.assign(made(), { key, update: () => {} });
  }

  options(field, pairs) {
    field.replaceChildren(...pairs.map(([value, text]) => el("option", { value, text })));
  }

  layerRow(layer) {
    const { strings } = this.app;
    const box = el("input", { type: "checkbox", "data-layer": layer.id, onchange: () => this.app.showLayer(layer.id, box.checked) });
    const count = el("span", { class: "atlas-layers-count" });
    const more = layer.spec.brought && !layer.failed ? new BroughtList(this.app, layer) : null;
    const row = el("li", {}, el("label", {}, box, el("span", { class: "atlas-layers-title", text: strings.words(layer.spec.title) }), count), more?.element);
    row.update = () => {
      const { layer } = row;
      box.checked = layer.shown;
      if (layer.isCrowd && !layer.shown) return setText(count, ""); // counting what is hidden would cost a pass over it
      setText(count, layer.failed ? strings.t("error.layer_short") : strings.number(layer.countDrawn()));
      if (more && !this.popover.hidden) more.show();
      setAttributes(count, { title: strings.t("toolbar.layer_count", { drawn: layer.countDrawn(), all: layer.spec.count }) });
    };
    return row;
  }

  // After the map's picture: a list of hundreds of counts costs as much as the picture does.
  later() {
    this.waiting ||= requestAnimationFrame(() => {
      this.counting = setTimeout(() => {
        this.waiting = 0;
        this.show();
      });
    });
  }

  show() {
    const { view } = this.app;
    this.context.forEach((button, value) => setAttributes(button, { "aria-pressed": String(view.context === String(value)) }));
    if (this.voice.field.value !== view.voice) this.voice.field.value = view.voice;
    if (this.names.field.value !== view.names) this.names.field.value = view.names;
    const typing = this.search.getRootNode().activeElement === this.search;
    if (!typing && this.search.value !== view.q) this.search.value = view.q;
    for (const row of this.layersList.children) row.update();
  }

  close() {
    cancelAnimationFrame(this.waiting);
    clearTimeout(this.counting);
    clearTimeout(this.timer);
    document.removeEventListener("keydown", this.onSlash);
    document.removeEventListener("pointerdown", this.onOutside);
  }
}
