// The editor on the map: shows the selected feature's geometry with handles, draws new ones, and tells the page.
import { DrawBar } from "./bar.js";
import { Guides } from "./guides.js";
import { listenToHand } from "./hand.js";
import { listenToKeys } from "./keys.js";
import { DRAWN, geometryOf, isEditable, layerOf, pin, same } from "./shapes.js";

const SNAP_PX = 14;
const MANY_CORNERS = 250;
const HEARD_WITHIN_MS = 4000;
const MOST_TIMES = 20;
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
    this.stopHand = listenToHand(this);
    app.root.atlas.editor = this;
  }

  // Words are told one after the other, each until it is heard: of two in one breath Streamlit may lose one.
  tell(name, payload) {
    const older = ({ times, ...one }) => name === "edit" && one.name === "edit" && !times && one.payload.id === payload.id;
    this.untold = this.untold.filter((one) => !older(one));
    this.untold.push({ name, payload: { ...payload, seq: ++this.seq }, times: 0 });
    if (this.untold.length === 1) this.tellNext();
  }

  tellNext() {
    clearTimeout(this.reminder);
    const [word] = this.untold;
    if (!word) return;
    if (word.times++ < MOST_TIMES) this.app.component.setTriggerValue(word.name, word.payload);
    else this.untold.shift();
    this.reminder = setTimeout(() => this.tellNext(), HEARD_WITHIN_MS);
  }

  hear(heard) {
    const [word] = this.untold;
    if (!word || !heard.includes(word.payload.seq)) return;
    this.untold.shift();
    this.tellNext();
  }

  // Each rerun of the page brings what is to be edited. A hand on a handle is not disturbed.
  take(editing) {
    if (!editing) return;
    this.hear(editing.heard);
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
    // An answer to something earlier is no reason to take back what is being told.
    if (!this.untold.some(({ name }) => name === "edit")) this.show(editing.target);
  }

  show(target) {
    const { layer } = this;
    const kept = layer && target && target.id === this.target?.id && target.geometry?.type === this.target.geometry.type;
    this.target = target;
    this.told = null;
    this.app.root.dataset.edits = target?.id ?? "";
    if (kept && same(geometryOf(layer, target.geometry.type), target.geometry)) return;
    this.clear();
    if (target && isEditable(target.geometry) && !this.drawing) this.hold(target.geometry);
  }

  hold(geometry) {
    this.layer = layerOf(geometry).addTo(this.app.map);
    const corners = JSON.stringify(geometry.coordinates).split("],[").length;
    this.layer.pm.enable({ ...SNAP, allowSelfIntersection: true, removeLayerBelowMinVertexCount: false, hideMiddleMarkers: corners > MANY_CORNERS });
    this.layer.on("pm:edit", () => this.changed());
  }

  // What one movement of the hand did is one change; what came meanwhile is shown now.
  letGo() {
    const { waiting, late } = this;
    Object.assign(this, { held: false, waiting: null, late: false });
    if (late) this.changed();
    else if (waiting) this.take(waiting);
  }

  changed() {
    if (this.held) return void (this.late = true);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      const { target, layer } = this;
      if (!target || !layer) return;
      const geometry = geometryOf(layer, target.geometry.type);
      if (same(geometry, target.geometry) || same(geometry, this.told)) return;
      this.told = geometry;
      this.tell("edit", { id: target.id, geometry });
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
    this.stopHand();
    this.clear();
    this.guides.clear();
  }
}
