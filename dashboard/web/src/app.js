// The application: holds the view and the data, and wires the map, the drawing and the controls together.
import { AreaTool } from "./areatool.js";
import { choiceOf } from "./broughtchoice.js";
import { Clocks } from "./clocks.js";
import { Controls } from "./controls.js";
import { isNear } from "./crowdlabels.js";
import { el, setText } from "./dom.js";
import { Fetcher } from "./fetching.js";
import { forgetWidths } from "./labels.js";
import { Legend } from "./legend.js";
import { Live } from "./live.js";
import { dropOld, lensOf, loadGround, loadLayers, loadTable, tableUrl } from "./loading.js";
import { boundsOfFeatures, fit, goTo, makeMap, settle } from "./map.js";
import { Notice } from "./notice.js";
import { Overlay } from "./overlay.js";
import { listenToPanel, showPanel } from "./panel-links.js";
import { paintNames } from "./picture.js";
import { listenToPointer } from "./pointer.js";
import { clocksOf } from "./readings.js";
import { Printing } from "./printing.js";
import { probeOf } from "./probe.js";
import { layersWith, shownIds } from "./shown.js";
import { Stage } from "./stage.js";
import { Strip } from "./strip.js";
import { Catalogue, clean } from "./text.js";
import { Theme } from "./theme.js";
import { Toolbar } from "./toolbar.js";
import { Tooltip } from "./tooltip.js";
import { Twin } from "./twin.js";
import { ViewStore } from "./view.js";

const LENS_PATIENCE_MS = 120;

export class App {
  constructor({ data, parentElement }) {
    Object.assign(this, { fetcher: new Fetcher(), strings: new Catalogue(), layers: [], labels: [], highlighted: [], lenses: [], spec: null, table: null, isReady: false, redraws: 0, lastRedrawMs: 0, turn: 0 });
    this.store = new ViewStore({ view: data.view, defaults: data.defaults, onChange: (changed) => this.changed(changed), tell: (view) => this.component.setStateValue("view", view) });
    this.build(parentElement);
  }

  get view() {
    return this.store.view;
  }

  get map() {
    return this.place.map;
  }

  build(parent) {
    this.root = el("div", { class: "atlas", "data-testid": "atlas", "data-ready": "0", style: "visibility: hidden" });
    parent.append(this.root);
    this.mapBox = el("div", { class: "atlas-map" });
    this.theme = new Theme(this.root, () => this.recolour());
    this.place = makeMap(this.mapBox, (at) => this.moved(at), () => this.legend.settle(this.mapBox));
    this.overlay = new Overlay(this);
    this.areaTool = new AreaTool(this);
    this.stage = new Stage({ paint: (names) => paintNames(this, names) }).addTo(this.map);
    this.notice = new Notice(this);
    this.toolbar = new Toolbar(this);
    this.controls = new Controls(this);
    this.legend = new Legend(this);
    this.tooltip = new Tooltip(this);
    this.twin = new Twin(this);
    this.clocks = new Clocks(this);
    this.strip = new Strip(this);
    this.live = new Live(this);
    this.foot = el("p", { class: "atlas-foot" });
    const stage = el("div", { class: "atlas-map-frame" }, this.twin.element, this.mapBox, ...this.controls.elements, this.legend.element, this.tooltip.element, this.areaTool.bar.element, this.notice.element, this.live.note, this.live.spoken);
    const stripHead = el("div", { class: "atlas-strip-head" }, this.clocks.link, this.strip.counts);
    const time = el("div", { class: "atlas-time" }, this.clocks.asOf.element, this.clocks.knownBy.element, stripHead, this.strip.element);
    this.root.append(el("div", { class: "atlas-body" }, this.toolbar.element, stage, this.foot, time));
    this.root.atlas = probeOf(this);
    this.stopPanel = listenToPanel(this);
    this.printing = new Printing(this);
    listenToPointer(this);
    this.onFonts = () => {
      forgetWidths();
      this.drawLabels();
      this.strip.draw();
    };
    document.fonts?.addEventListener("loadingdone", this.onFonts);
    this.map.on("movestart", () => (this.isMoving = true)).on("moveend", () => (this.isMoving = false));
  }

  // Each rerun of the page brings its data; what has the same address stays.
  async update(component) {
    const { session } = component.data;
    // Another server answers than before, after a restart: it knows the link the page was opened with, and no move since.
    if (this.component && this.session !== session) component.setStateValue("view", this.view);
    Object.assign(this, { component, session, answered: true });
    this.lenses = Object.keys(component.data.tables || {});
    await this.load();
  }

  async load() {
    const turn = ++this.turn;
    const { data } = this.component;
    this.root.dataset.ready = "0";
    this.notice.loading();
    const late = setTimeout(() => this.forgetLens(), LENS_PATIENCE_MS);
    try {
      const { strings, spec } = await loadGround(this.fetcher, data, this.view);
      const [table, { layers, failures }] = await Promise.all([loadTable(this.fetcher, data, this.view), loadLayers(this.fetcher, spec, this.layers, (crowd) => this.crowdChanged(crowd)), this.place.sized]);
      if (turn !== this.turn) return;
      const first = !this.isReady;
      const same = !first && strings.messages === this.strings.messages;
      const drawn = same && spec === this.spec;
      const all = !drawn || table !== this.table || layers.some((layer, k) => layer !== this.layers[k]);
      Object.assign(this, { strings: same ? this.strings : strings, spec, table, layers, lens: lensOf(this.view) });
      this.isReady = true;
      dropOld(this.fetcher, data, spec);
      if (first) {
        settle(this.place, spec, this.view.at);
        this.legend.settle(this.mapBox);
      }
      if (!drawn) this.reframe();
      if (!same) this.relabel();
      else if (!drawn) this.rename();
      this.live.take(data.live);
      const asked = this.answered && this.overlay.take(data.overlay);
      this.answered = false;
      this.refresh(all);
      if (asked && !all) this.showOverlay();
      this.report(failures);
    } catch (error) {
      if (turn === this.turn) this.fail(error);
    } finally {
      clearTimeout(late);
    }
  }

  // What another lens said must not stay on screen under the new one's name while its table is on the way.
  forgetLens() {
    if (!this.isReady || this.lens === lensOf(this.view)) return;
    this.table = null;
    this.refresh(true);
    this.root.dataset.ready = "0";
  }

  fail(error) {
    this.table = null;
    if (this.isReady) this.refresh(true);
    this.root.dataset.ready = "0";
    this.root.dataset.error = clean(error.message);
    this.notice.failed(error.message, () => this.load());
  }

  report(failures) {
    delete this.root.dataset.error;
    if (failures.length) {
      const names = failures.map(({ layer, error }) => `${this.strings.words(layer.title)} (${error.message})`).join("; ");
      this.root.dataset.error = names;
      this.notice.failed(names, () => this.load());
      return;
    }
    const held = this.heldLayer();
    if (held) this.notice.held(held);
    else if (this.shownLayers().length) this.notice.clear();
    else this.notice.empty();
  }

  // A brought layer that the known-by clock keeps off the map altogether.
  heldLayer() {
    return this.shownLayers().find((layer) => layer.spec.brought && layer.columns.n && layer.counts().byKnown === layer.columns.n);
  }

  // Other data, the same words: what depends on the data alone, so that nothing is taken from under the reader's hands.
  rename() {
    this.toolbar.list();
    for (const part of [this.controls, this.clocks]) part.label();
  }

  // Other data: what is drawn, in which order and colours.
  reframe() {
    const { spec } = this;
    this.theme.setPalettes(spec.palette);
    this.stage.setLayers(this.layers);
    this.foot.replaceChildren(el("span", { class: "atlas-disclaimer", text: clean(spec.disclaimer) }), el("span", { class: "atlas-attribution", title: clean(spec.attribution), text: clean(spec.attribution) }));
    this.legend.key = "";
  }

  relabel() {
    const { strings } = this;
    this.root.dir = strings.direction;
    this.root.lang = strings.language;
    this.mapBox.setAttribute("role", "application");
    this.mapBox.setAttribute("aria-label", strings.t("map.title"));
    this.mapBox.setAttribute("aria-describedby", "atlas-asked");
    for (const part of [this.toolbar, this.controls, this.legend, this.clocks]) part.label();
  }

  // The reader is about to switch: have the table ready.
  prepare(values) {
    const url = this.component && tableUrl(this.component.data, { ...this.view, ...values });
    if (url) this.fetcher.json(url).catch(() => {});
  }

  recolour() {
    if (!this.isReady) return;
    this.legend.key = "";
    this.refresh(true);
  }

  patch(values) {
    return this.store.patch(values);
  }

  changed(changed) {
    if (!this.isReady) return;
    this.overlay.asked(changed);
    if (changed.includes("tab")) this.areaTool.stop();
    if (changed.includes("context") || changed.includes("voice")) {
      this.toolbar.show();
      return void this.load();
    }
    if (changed.includes("at") && !this.fromMap) goTo(this.place, this.view.at);
    const drawing = changed.filter((key) => ["as_of", "known_by", "layers", "sel", "names", "brought"].includes(key));
    if (drawing.length) this.refresh(drawing.includes("layers"), drawing);
    else {
      this.toolbar.show();
      if (changed.includes("at")) this.twin.later();
    }
    if (changed.includes("as_of") || changed.includes("known_by")) this.clocks.follow();
  }

  showOverlay() {
    this.legend.show();
    this.twin.later();
    this.stage.draw(["*ways", "*assumed", "*labels"]);
  }

  // Looks every reading up anew and draws what changed.
  refresh(all = false, keys = []) {
    const start = performance.now();
    this.root.dataset.ready = "0";
    const clocks = clocksOf(this.view);
    const dirty = [];
    let named = false;
    const shown = new Set(shownIds(this.view.layers, this.layers));
    for (const layer of this.layers) {
      layer.setTable(this.table);
      const filtered = layer.isCrowd && layer.setFilter(this.choiceOf(layer.spec));
      layer.shown = shown.has(layer.id);
      const moved = layer.setClocks(clocks);
      if (!(moved || filtered) || !layer.shown) continue;
      dirty.push(layer.id);
      named ||= !layer.isCrowd || isNear(layer);
    }
    if (all) {
      this.legend.show();
      this.stage.drawAll();
    } else this.redraw(dirty, named || keys.includes("sel") || keys.includes("names"));
    this.lastRedrawMs = performance.now() - start;
    this.told(clocks);
  }

  // Names ask where the legend stands: to write into it before would have them wait for the page's layout.
  redraw(dirty, named) {
    const before = this.legend.key;
    if (dirty.length || named) this.stage.draw([...dirty, "*halo", ...(named ? ["*labels"] : [])]);
    this.legend.show();
    if (this.legend.key !== before) this.stage.draw(["*labels"]);
  }

  told() {
    this.clocks.show();
    this.toolbar.later();
    this.strip.later();
    this.twin.later();
    this.tooltip.hide();
    const { dataset } = this.root;
    dataset.asOf = this.view.as_of;
    dataset.knownBy = this.view.known_by;
    dataset.lens = `${this.view.context}:${this.view.voice}`;
    dataset.drawn = this.shownLayers().reduce((sum, layer) => sum + layer.countDrawn(), 0);
    dataset.ready = "1";
    Object.assign(this.root.atlas, { redraws: ++this.redraws, lastRedrawMs: this.lastRedrawMs });
    const noticed = ["empty", "held"].includes(this.notice.element.dataset.kind);
    if (noticed || !this.shownLayers().length || this.heldLayer()) this.report([]);
  }

  moved(at) {
    this.place.moved = true;
    this.fromMap = true;
    this.patch({ at });
    this.fromMap = false;
  }

  // The same object as long as the link says the same: a filter that did not change costs nothing.
  choiceOf(spec) {
    const { brought } = this.view;
    if (this.choices?.text !== brought) this.choices = { text: brought, of: new Map() };
    const { of } = this.choices;
    if (!of.has(spec)) of.set(spec, choiceOf(brought, spec));
    return of.get(spec);
  }

  // A brought layer's filter moved: its own canvas and what counts it, nothing else.
  crowdChanged(crowd) {
    if (!this.isReady) return;
    const start = performance.now();
    if (crowd.shown) this.stage.draw([crowd.id, "*halo", ...(isNear(crowd) ? ["*labels"] : [])]);
    this.legend.show();
    this.lastRedrawMs = performance.now() - start;
    this.told();
    if (crowd.loadError) this.report([{ layer: crowd.spec, error: crowd.loadError }]);
  }

  drawLabels() {
    this.stage.draw(["*labels"]);
  }

  showLayer(id, on) {
    this.patch({ layers: layersWith(this.view.layers, this.layers, id, on) });
  }

  shownLayers() {
    return this.layers.filter((layer) => layer.shown && !layer.failed);
  }

  select(id, bring = false) {
    this.patch({ sel: id, tab: "feature", note: "", source: "" });
    if (id) showPanel();
    const bounds = bring && boundsOfFeatures(this.layers, [id]);
    if (bounds && !this.map.getBounds().contains(bounds.getCenter())) this.fit(bounds);
  }

  flyTo(ids) {
    for (const layer of this.layers) if (!layer.shown && ids.some((id) => layer.index.has(id))) this.showLayer(layer.id, true);
    const bounds = boundsOfFeatures(this.layers, ids);
    if (bounds) this.fit(bounds);
  }

  fit(bounds, padding) {
    const { element, list } = this.legend;
    const wide = !list.hidden && element.offsetWidth < this.mapBox.clientWidth / 3;
    fit(this.place, bounds, padding, wide ? element.offsetWidth : 0);
  }

  highlight(ids) {
    if (ids.join() === this.highlighted.join()) return;
    this.highlighted = ids;
    this.stage.draw(["*halo"]);
  }

  close() {
    this.store.close();
    this.stopPanel();
    for (const part of [this.theme, this.toolbar, this.clocks, this.strip, this.twin, this.printing, this.live]) part.close();
    this.place.observer.disconnect();
    document.fonts?.removeEventListener("loadingdone", this.onFonts);
    this.map.remove();
    this.root.remove();
  }
}
