// The editor on the map: shows the selected feature's geometry with handles, draws new ones, and tells the page.
import { DrawBar } from "./bar.js";
import { Guides } from "./guides.js";
import { listenToKeys } from "./keys.js";
import { DRAWN, geometryOf, isEditable, layerOf, pin, same } from "./shapes.js";

const SNAP_PX = 14;
const MANY_CORNERS = 250;
const HEARD_WITHIN_MS = 3000;
const MOST_TIMES = 5;
const FORM_AFTER_MS = 600;
const SNAP = { snappable: true, snapDistance: SNAP_PX, snapSegment: false, snapMiddle: false };

// The field over the first fault of the form gets the focus.
function toFault() {
  const fault = document.querySelector(".st-key-ad-panel .ed-fault");
  const box = fault?.closest('[data-testid="stElementContainer"]')?.previousElementSibling;
  fault?.scrollIntoView({ block: "center" });
  box?.querySelector("input, textarea, [role=combobox]")?.focus({ preventScroll: true });
}

export class Editor {
  constructor(app) {
    Object.assign(this, { app, target: null, layer: null, drawing: null, held: false, waiting: null, seq: Date.now(), untold: [], words: {} });
    this.guides = new Guides(app);
    this.bar = new DrawBar(this);
    app.mapBox.parentElement.append(this.bar.element);
    app.map.pm.setGlobalOptions({ ...SNAP, tooltips: false, continueDrawing: false });
    app.map.on("pm:create", ({ layer }) => this.drew(layer));
    this.stop = listenToKeys(this);
    app.root.atlas.editor = this;
  }

  // Told until it is heard: of two words in one breath Streamlit may hear the last only. Each counts once.
  tell(name, payload) {
    const older = (one) => name === "edit" && one.name === "edit" && one.payload.id === payload.id;
    const word = { name, payload: { ...payload, seq: ++this.seq }, times: 0 };
    this.untold = [...this.untold.filter((one) => !older(one)), word];
    this.send(word);
  }

  send(word) {
    word.times += 1;
    this.app.component.setTriggerValue(word.name, word.payload);
    clearTimeout(this.reminder);
    this.reminder = setTimeout(() => {
      const next = this.untold.find(({ times }) => times < MOST_TIMES);
      if (next) this.send(next);
    }, HEARD_WITHIN_MS);
  }

  // Each rerun of the page brings what is to be edited. A hand on a handle is not disturbed.
  take(editing) {
    if (!editing) return;
    this.untold = this.untold.filter(({ payload }) => !editing.heard.includes(payload.seq));
    if (this.held) return void (this.waiting = editing);
    this.words = editing.words;
    this.editing = editing;
    this.bar.show();
    this.guides.from(editing.guides, editing.target?.id);
    if (editing.select && editing.select.seq !== this.selected) {
      this.selected = editing.select.seq;
      this.app.patch(editing.select.view);
      if (editing.select.fly) this.app.flyTo([editing.select.view.sel]);
      if (editing.select.fault) setTimeout(toFault, FORM_AFTER_MS);
    }
    this.show(editing.target);
  }

  show(target) {
    const { layer } = this;
    const kept = layer && target && target.id === this.target?.id && target.geometry?.type === this.target.geometry.type;
    this.target = target;
    this.app.root.dataset.edits = target?.id ?? "";
    if (kept && same(geometryOf(layer, target.geometry.type), target.geometry)) return;
    this.clear();
    if (target && isEditable(target.geometry) && !this.drawing) this.hold(target.geometry);
  }

  hold(geometry) {
    this.layer = layerOf(geometry).addTo(this.app.map);
    const corners = JSON.stringify(geometry.coordinates).split("],[").length;
    this.layer.pm.enable({ ...SNAP, allowSelfIntersection: true, removeLayerBelowMinVertexCount: false, hideMiddleMarkers: corners > MANY_CORNERS });
    this.layer.on("pm:markerdragstart pm:dragstart", () => (this.held = true));
    this.layer.on("pm:markerdragend pm:dragend", () => this.letGo());
    this.layer.on("pm:edit", () => this.changed());
  }

  letGo() {
    this.held = false;
    const { waiting } = this;
    this.waiting = null;
    if (waiting && waiting.target?.id !== this.target?.id) this.take(waiting);
  }

  changed() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      const { target, layer } = this;
      if (!target || !layer) return;
      const geometry = geometryOf(layer, target.geometry.type);
      if (!same(geometry, target.geometry)) this.tell("edit", { id: target.id, geometry });
    }, 30);
  }

  clear() {
    this.layer?.pm.disable();
    this.layer?.remove();
    this.layer = null;
  }

  // `type` is a GeoJSON type; `how` goes back to the page with what was drawn.
  draw(type, how) {
    this.cancel();
    this.clear();
    this.drawing = { type, how };
    const { map, mapBox, tooltip, legend, root } = this.app;
    root.classList.add("atlas-draws");
    tooltip.hide();
    legend.fold(true);
    const style = { className: "editor-shape" };
    map.pm.enableDraw(DRAWN[type], { ...SNAP, tooltips: false, continueDrawing: false, markerStyle: { icon: pin("point") }, pathOptions: style, templineStyle: style, hintlineStyle: { className: "editor-hint" }, cursorMarker: true });
    mapBox.scrollIntoView({ block: "nearest" });
    mapBox.focus({ preventScroll: true });
    this.bar.show();
  }

  drew(layer) {
    const { drawing } = this;
    layer.remove();
    if (!drawing) return;
    const geometry = geometryOf(layer, drawing.type);
    this.ended();
    this.tell("edit", { ...drawing.how, geometry });
  }

  finish() {
    const { map } = this.app;
    map.pm.Draw[DRAWN[this.drawing?.type]]?._finishShape?.();
  }

  cancel() {
    if (!this.drawing) return;
    this.app.map.pm.disableDraw();
    this.ended();
    this.show(this.editing?.target ?? null);
  }

  ended() {
    this.drawing = null;
    this.app.root.classList.remove("atlas-draws");
    this.app.legend.fold(false);
    this.bar.show();
  }

  command(command) {
    if (command.draw) this.draw(command.draw, command.how ?? {});
    else this.tell("command", command);
  }

  close() {
    clearTimeout(this.reminder);
    this.stop();
    this.clear();
    this.guides.clear();
  }
}
