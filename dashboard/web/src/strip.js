// The strip under the clocks: when statements hold, when sources were published, and both clocks as cursors.
import { clocksOf } from "./readings.js";
import { dayNumber, formatDay } from "./days.js";
import { el, setAttributes, setText } from "./dom.js";
import { AXIS, PAD, drawStrip } from "./stripdraw.js";
import { packRows } from "./striprows.js";
import { clean } from "./text.js";

const GRAB_PX = { mouse: 7, touch: 18 };

export class Strip {
  constructor(app) {
    this.app = app;
    this.canvas = el("canvas", { class: "atlas-strip-canvas", role: "img", "data-testid": "atlas-strip" });
    this.tip = el("div", { class: "atlas-strip-tip", hidden: true });
    this.element = el("div", { class: "atlas-strip", dir: "ltr" }, this.canvas, this.tip);
    this.counts = el("span", { class: "atlas-strip-counts" });
    this.size = new ResizeObserver(() => this.draw());
    this.size.observe(this.canvas);
    this.canvas.addEventListener("pointermove", (event) => this.move(event));
    this.canvas.addEventListener("pointerdown", (event) => this.press(event));
    this.canvas.addEventListener("pointerup", (event) => this.release(event));
    this.canvas.addEventListener("pointercancel", () => (this.held = null));
    this.canvas.addEventListener("pointerleave", () => this.point(null));
  }

  get range() {
    return [dayNumber(this.app.spec.first_day), dayNumber(this.app.spec.last_day)];
  }

  x(day) {
    const [first, last] = this.range;
    return PAD + ((day - first) / (last - first)) * (this.canvas.clientWidth - 2 * PAD);
  }

  dayAt(x) {
    const [first, last] = this.range;
    const share = (x - PAD) / (this.canvas.clientWidth - 2 * PAD);
    return Math.max(first, Math.min(last, Math.round(first + share * (last - first))));
  }

  // What may be seen at all: nothing published after the known-by day.
  statements() {
    const { knownBy } = clocksOf(this.app.view);
    return (this.app.table?.statements || []).filter((one) => one.known <= knownBy);
  }

  // Many clock moves may come before the next picture; one drawing serves them all.
  // In the frame after the map's: the map is what a reader who moves a clock looks at.
  later() {
    this.waiting ||= requestAnimationFrame(() => {
      this.timer = setTimeout(() => {
        this.waiting = 0;
        this.draw();
      });
    });
  }

  draw() {
    const { app, canvas } = this;
    if (!app.isReady || !canvas.clientWidth) return;
    const ratio = Math.min(2, devicePixelRatio || 1);
    const [width, height] = [canvas.clientWidth, canvas.clientHeight];
    if (canvas.width !== Math.round(width * ratio)) canvas.width = Math.round(width * ratio);
    if (canvas.height !== Math.round(height * ratio)) canvas.height = Math.round(height * ratio);
    const ctx = canvas.getContext("2d");
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    ctx.clearRect(0, 0, width, height);
    const statements = this.statements();
    const { range } = this;
    const x = (day) => PAD + ((day - range[0]) / (range[1] - range[0])) * (width - 2 * PAD);
    const packed = packRows(statements, range, x, height - AXIS - 3);
    this.bars = packed.bars;
    drawStrip(ctx, { ...packed, width, height, range, x, pointed: this.pointed }, app);
    this.words(statements, packed.left.length);
  }

  words(statements, left) {
    const { strings } = this.app;
    const context = statements.filter((one) => one.kind === "context").length;
    const articles = statements.length - context;
    const text = strings.t(context ? "strip.counts_both" : "strip.counts", { articles: strings.number(articles), context: strings.number(context) });
    setText(this.counts, this.app.table ? text : "");
    const more = left ? ` ${strings.t("strip.left_out", { n: strings.number(left) })}` : "";
    const { view } = this.app;
    const days = strings.t("strip.days", { as_of: view.as_of, known_by: view.known_by === "all" ? strings.t("clock.all") : view.known_by });
    setAttributes(this.canvas, { "aria-label": `${strings.t("strip.title")}: ${text}. ${days}${more}` });
  }

  cursorNear(x, pointer) {
    const reach = GRAB_PX[pointer] || GRAB_PX.mouse;
    const far = (key) => (this.app.view[key] === "all" ? Infinity : Math.abs(this.x(dayNumber(this.app.view[key])) - x));
    const key = far("as_of") <= far("known_by") ? "as_of" : "known_by";
    return far(key) <= reach ? key : null;
  }

  barAt(x, y) {
    return (this.bars || []).find((bar) => x >= bar.x0 - 3 && x <= Math.max(bar.x1, bar.x0 + 3) + 3 && y >= bar.y - 1 && y <= bar.y + bar.h + 1) || null;
  }

  press(event) {
    const key = this.cursorNear(event.offsetX, event.pointerType);
    this.held = { key, moved: false };
    if (key) this.canvas.setPointerCapture(event.pointerId);
  }

  move(event) {
    if (this.held?.key && event.buttons) {
      this.held.moved = true;
      this.app.clocks.set(this.held.key, this.dayAt(event.offsetX));
      return;
    }
    const key = this.cursorNear(event.offsetX, event.pointerType);
    const bar = this.barAt(event.offsetX, event.offsetY);
    this.canvas.style.cursor = bar ? "pointer" : key ? "ew-resize" : "pointer";
    this.point(bar, event.offsetX);
  }

  release(event) {
    const held = this.held;
    this.held = null;
    if (!held || held.moved) return;
    const bar = this.barAt(event.offsetX, event.offsetY);
    this.app.clocks.set("as_of", bar ? Math.max(bar.statement.from, this.range[0]) : this.dayAt(event.offsetX));
  }

  point(bar, x) {
    if (bar === this.pointed) return;
    this.pointed = bar;
    this.tip.hidden = !bar;
    if (bar) {
      const { statement } = bar;
      const { strings } = this.app;
      const kind = strings.t(statement.kind === "context" ? "strip.context" : "strip.article");
      const first = Math.max(this.range[0], statement.from);
      this.tip.replaceChildren(
        el("div", { class: "atlas-strip-tip-title", text: clean(statement.title), dir: "auto" }),
        el("div", { class: "atlas-strip-tip-meta", text: `${clean(statement.who)} · ${kind} · ${formatDay(first, strings.locale, "short")}` }));
      const width = this.canvas.clientWidth;
      this.tip.style.insetInlineStart = `${Math.max(8, Math.min(width - 268, x - 130))}px`;
      this.app.highlight(statement.features || []);
    } else {
      this.app.highlight([]);
    }
    this.draw();
  }

  close() {
    cancelAnimationFrame(this.waiting);
    clearTimeout(this.timer);
    this.size.disconnect();
  }
}
