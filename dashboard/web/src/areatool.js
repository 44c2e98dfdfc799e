// Drawing an area to avoid on the map, corner by corner, with pointer, touch or keyboard.
import { AreaBar } from "./areabar.js";
import { pixelsOf } from "./frame.js";
import { pathThrough } from "./paths.js";
import { crossesClosed, crossesWith } from "./ring.js";
import { MOST_CORNERS } from "./view.js";

const DECIMALS = 4;
const NEAR_PX = { mouse: 10, pen: 12, touch: 22 };

export class AreaTool {
  constructor(app) {
    this.app = app;
    this.active = false;
    this.corners = [];
    this.bar = new AreaBar(this);
    const { map, mapBox } = app;
    mapBox.addEventListener("pointerdown", (event) => (this.pointer = event.pointerType), true);
    mapBox.addEventListener("pointerleave", () => this.point(null));
    map.on("dblclick", () => this.active && this.finish());
    map.on("mousemove", (event) => this.active && this.pointer !== "touch" && this.point(event.latlng));
    map.on("move", () => this.active && this.byKeys && this.draw());
  }

  // `opener` matches the button that started it; the focus goes back there, on whatever stands there by then.
  start({ opener, byKeys }) {
    if (this.active) return this.app.mapBox.focus();
    Object.assign(this, { active: true, corners: [], pointed: null, said: "", opener, byKeys });
    const { map, mapBox, root } = this.app;
    map.doubleClickZoom.disable();
    root.classList.add("atlas-draws");
    this.app.tooltip.hide();
    this.onKey = (event) => this.key(event);
    mapBox.parentElement.addEventListener("keydown", this.onKey, true);
    mapBox.scrollIntoView({ block: "nearest" });
    mapBox.focus({ preventScroll: true });
    this.show();
    this.app.legend.fold(true); // and names make room for the bar
  }

  stop() {
    if (!this.active) return;
    const { map, mapBox, root } = this.app;
    this.active = false;
    map.doubleClickZoom.enable();
    root.classList.remove("atlas-draws");
    mapBox.parentElement.removeEventListener("keydown", this.onKey, true);
    this.show();
    this.app.legend.fold(false);
    const { activeElement } = document;
    if (activeElement === document.body || mapBox.parentElement.contains(activeElement)) document.querySelector(this.opener)?.focus();
  }

  click({ latlng, containerPoint }) {
    this.byKeys = false;
    const first = this.corners.length >= 3 && this.onScreen(0);
    if (first && first.distanceTo(containerPoint) <= this.reach) this.finish();
    else this.add(latlng);
  }

  get reach() {
    return NEAR_PX[this.pointer] ?? NEAR_PX.mouse;
  }

  onScreen(k) {
    const [lng, lat] = this.corners.at(k);
    return this.app.map.latLngToContainerPoint([lat, lng]);
  }

  // The second click of a double click falls on the corner that the first one set.
  add({ lat, lng }) {
    const corner = [Number(lng.toFixed(DECIMALS)), Number(lat.toFixed(DECIMALS))];
    const again = this.corners.some((one) => one[0] === corner[0] && one[1] === corner[1]);
    const { map } = this.app;
    if (again || (this.corners.length && this.onScreen(-1).distanceTo(map.latLngToContainerPoint([lat, lng])) < 4)) return;
    if (this.corners.length >= MOST_CORNERS) return this.say("full");
    if (this.corners.length && crossesWith(this.corners, corner)) return this.say("crossing");
    this.corners.push(corner);
    this.say("");
  }

  addCentre() {
    this.byKeys = true;
    this.add(this.app.map.getCenter());
  }

  undo() {
    this.corners.pop();
    this.say("");
  }

  finish() {
    if (this.corners.length < 3) return this.say("");
    if (crossesClosed(this.corners)) return this.say("closing");
    const area = this.corners.map((corner) => corner.join(",")).join(";");
    this.stop();
    this.app.patch({ area });
  }

  // The bar's own buttons keep their keys; Escape works everywhere.
  key(event) {
    const onButton = event.target.closest("button");
    const act = { Escape: () => this.stop(), Enter: () => this.finish(), " ": () => this.addCentre(), Backspace: () => this.undo() }[event.key];
    if (event.key.startsWith("Arrow")) {
      this.byKeys = true;
      this.pointed = null;
      this.draw();
    }
    if (!act || (onButton && event.key !== "Escape")) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  point(latlng) {
    if (!this.active) return;
    if (latlng) this.byKeys = false;
    this.pointed = latlng;
    this.draw();
  }

  say(said) {
    this.said = said;
    this.show();
  }

  show() {
    this.bar.show();
    this.draw();
  }

  draw() {
    this.app.stage.draw(["*tool"]);
  }

  paint(ctx, frame, theme) {
    const line = pixelsOf(this.corners, frame);
    const { map, stage } = this.app;
    const next = this.byKeys ? map.getCenter() : this.pointed;
    const end = next ? pixelsOf([[next.lng, next.lat]], frame) : [];
    const ring = pathThrough([...line, ...end], true);
    const colour = theme.colour("avoided");
    ctx.fillStyle = colour;
    ctx.globalAlpha = 0.14;
    ctx.fill(ring);
    ctx.globalAlpha = 1;
    for (const [paint, width] of [[theme.colour("halo"), 4.6], [colour, 2.2]]) {
      Object.assign(ctx, { strokeStyle: paint, lineWidth: width, lineJoin: "round" });
      ctx.setLineDash([]);
      ctx.stroke(pathThrough(line));
      ctx.setLineDash([5, 4]);
      if (line.length && end.length) ctx.stroke(pathThrough([...line.slice(-2), ...end]));
    }
    ctx.setLineDash([]);
    for (let j = 0; j < line.length; j += 2) drawCorner(ctx, line[j], line[j + 1], j === 0, theme);
    if (this.byKeys) drawCross(ctx, stage.fromContainer(map.getSize().divideBy(2)), theme);
  }
}

// The first corner is larger: there the outline closes.
function drawCorner(ctx, x, y, first, theme) {
  ctx.beginPath();
  ctx.arc(x, y, first ? 7 : 4.5, 0, Math.PI * 2);
  ctx.fillStyle = theme.colour("panel");
  ctx.strokeStyle = theme.colour("avoided");
  ctx.lineWidth = 2.2;
  ctx.fill();
  ctx.stroke();
}

function drawCross(ctx, { x, y }, theme) {
  for (const [colour, width] of [["halo", 5], ["accent", 2]]) {
    ctx.beginPath();
    for (const [dx, dy] of [[1, 0], [0, 1]]) {
      ctx.moveTo(x - dx * 12, y - dy * 12);
      ctx.lineTo(x + dx * 12, y + dy * 12);
    }
    ctx.strokeStyle = theme.colour(colour);
    ctx.lineWidth = width;
    ctx.stroke();
  }
}
