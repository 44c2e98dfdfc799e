// The strip under the clocks: when statements hold, when sources were published, and both clocks as cursors.
import { clocksOf } from "./readings.js";
import { dayNumber, formatDay } from "./days.js";
import { el, setAttributes, setText } from "./dom.js";
import { packRows } from "./striprows.js";
import { clean } from "./text.js";

export const PAD = 10; // half of a slider's thumb, so that cursors and thumbs line up
const AXIS = 18;
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
    const packed = packRows(statements, this.range, (day) => this.x(day), height - AXIS - 3);
    this.bars = packed.bars;
    this.axis(ctx, width, height);
    this.unknown(ctx, width, height);
    for (const bar of packed.bars) this.bar(ctx, bar);
    this.left(ctx, packed.left);
    this.cursors(ctx, height);
    this.words(statements, packed.left.length);
  }

  axis(ctx, width, height) {
    const { theme, strings } = this.app;
    const [first, last] = this.range;
    const base = height - AXIS;
    ctx.strokeStyle = theme.colour("panel_border");
    ctx.fillStyle = theme.colour("text_muted");
    ctx.lineWidth = 1;
    ctx.font = `500 10.5px ${theme.font}`;
    ctx.textBaseline = "middle";
    ctx.textAlign = "left";
    ctx.beginPath();
    ctx.moveTo(PAD, base + 0.5);
    ctx.lineTo(width - PAD, base + 0.5);
    const space = (width - 2 * PAD) / (last - first);
    for (let day = first; day <= last; day++) {
      const date = new Date(day * 86400000);
      const month = date.getUTCDate() === 1;
      const monday = date.getUTCDay() === 1;
      if (!month && !monday && space < 9) continue;
      const x = Math.round(this.x(day)) + 0.5;
      ctx.moveTo(x, month ? 2 : base - (monday ? 3 : 1));
      ctx.lineTo(x, base + (month ? AXIS - 4 : 0));
      if (month) ctx.fillText(formatDay(day, strings.locale, "month"), x + 5, base + AXIS / 2 + 1);
    }
    ctx.stroke();
    const { knownBy } = clocksOf(this.app.view);
    ctx.fillStyle = theme.colour("text");
    for (const source of this.app.table?.sources || []) {
      if (source.known > knownBy || source.known < first || source.known > last) continue;
      const x = this.x(source.known);
      ctx.beginPath();
      ctx.moveTo(x, base - 1);
      ctx.lineTo(x + 3.4, base + 5.4);
      ctx.lineTo(x - 3.4, base + 5.4);
      ctx.closePath();
      if (source.kind === "article") ctx.fill();
      else {
        ctx.strokeStyle = theme.colour("text_muted");
        ctx.stroke();
      }
    }
  }

  // Days after the known-by day are shaded: nothing on them could be known yet.
  unknown(ctx, width, height) {
    const { theme, view } = this.app;
    if (view.known_by === "all") return;
    const x = this.x(dayNumber(view.known_by));
    ctx.save();
    ctx.globalAlpha = 0.12;
    ctx.fillStyle = theme.colour("text_muted");
    ctx.fillRect(x, 0, Math.max(0, width - PAD - x), height - AXIS);
    ctx.restore();
  }

  bar(ctx, { statement, x0, x1, solid, y, h, fadeIn, fadeOut }) {
    const { theme } = this.app;
    const style = theme.status(statement.mood === "proposed" ? "proposed" : statement.state || "");
    const colour = style ? style.colour : theme.colour("text_muted");
    const width = Math.max(x1 - x0, 3);
    const fade = ctx.createLinearGradient(x0, 0, x0 + width, 0);
    const clear = "transparent";
    const [start, end] = [Math.min(0.9, fadeIn / width), Math.max(0.1, solid / width)];
    fade.addColorStop(0, fadeIn ? clear : colour);
    if (fadeIn) fade.addColorStop(start, colour);
    fade.addColorStop(Math.max(start, Math.min(1, end)), colour);
    fade.addColorStop(1, fadeOut ? clear : colour);
    const hollow = statement.kind === "context";
    const here = this.pointed && this.pointed.statement === statement;
    ctx.save();
    ctx.beginPath();
    ctx.roundRect(x0 + 0.5, y + 0.5, width - 1, h - 1, Math.min(2, h / 2));
    ctx.globalAlpha = here ? 1 : 0.92;
    if (hollow) {
      ctx.globalAlpha = here ? 0.5 : 0.14;
      ctx.fillStyle = fade;
      ctx.fill();
      ctx.globalAlpha = 1;
      ctx.strokeStyle = fade;
      ctx.lineWidth = 1;
      ctx.stroke();
    } else {
      ctx.fillStyle = fade;
      ctx.fill();
    }
    if (here) {
      ctx.strokeStyle = theme.colour("text");
      ctx.lineWidth = 1.4;
      ctx.stroke();
    }
    ctx.restore();
  }

  // What found no row is counted on its day.
  left(ctx, left) {
    const days = new Map();
    for (const { statement, x0 } of left) days.set(statement.from, { x0, n: (days.get(statement.from)?.n || 0) + 1 });
    const { theme } = this.app;
    ctx.font = `600 9px ${theme.font}`;
    ctx.textAlign = "center";
    ctx.textBaseline = "top";
    let end = -Infinity;
    for (const { x0, n } of [...days.values()].sort((a, b) => a.x0 - b.x0)) {
      if (x0 < end) continue;
      ctx.strokeStyle = theme.colour("panel");
      ctx.lineWidth = 3;
      ctx.strokeText(`+${n}`, x0 + 4, 0);
      ctx.fillStyle = theme.colour("text_muted");
      ctx.fillText(`+${n}`, x0 + 4, 0);
      end = x0 + 20;
    }
  }

  cursors(ctx, height) {
    const { theme, view } = this.app;
    const base = height - AXIS;
    ctx.lineWidth = 2;
    if (view.known_by !== "all") {
      const x = this.x(dayNumber(view.known_by));
      ctx.strokeStyle = theme.colour("text_muted");
      ctx.setLineDash([3, 3]);
      ctx.beginPath();
      ctx.moveTo(x, 0);
      ctx.lineTo(x, base + 6);
      ctx.stroke();
      ctx.setLineDash([]);
      ctx.fillStyle = theme.colour("panel");
      ctx.beginPath();
      ctx.arc(x, base + 9, 4.4, 0, 7);
      ctx.fill();
      ctx.stroke();
    }
    const x = this.x(dayNumber(view.as_of));
    ctx.strokeStyle = theme.colour("accent");
    ctx.fillStyle = theme.colour("accent");
    ctx.beginPath();
    ctx.moveTo(x, 0);
    ctx.lineTo(x, base + 2);
    ctx.stroke();
    ctx.beginPath();
    ctx.moveTo(x - 5, 0);
    ctx.lineTo(x + 5, 0);
    ctx.lineTo(x, 7);
    ctx.fill();
  }

  words(statements, left) {
    const { strings } = this.app;
    const context = statements.filter((one) => one.kind === "context").length;
    const articles = statements.length - context;
    const text = strings.t(context ? "strip.counts_both" : "strip.counts", { articles: strings.number(articles), context: strings.number(context) });
    setText(this.counts, text);
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
    this.size.disconnect();
  }
}
