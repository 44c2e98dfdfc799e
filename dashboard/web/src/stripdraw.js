// Draws the strip: days, publication marks, bars of statements, and the cursors of both clocks.
import { dayNumber, formatDay } from "./days.js";
import { clocksOf } from "./readings.js";

export const PAD = 10; // half of a slider's thumb, so that cursors and thumbs line up
export const AXIS = 18;
const DAY_MS = 86400000;
const KNOB_PX = 9;

// scene: {bars, left, width, height, range, x (day → pixel), pointed (a bar or null)}
export function drawStrip(ctx, scene, app) {
  drawDays(ctx, scene, app);
  drawSources(ctx, scene, app);
  shadeUnknown(ctx, scene, app);
  for (const bar of scene.bars) drawBar(ctx, bar, scene.pointed?.statement === bar.statement, app.theme);
  countLeft(ctx, scene.left, app.theme);
  drawCursors(ctx, scene, app);
}

function drawDays(ctx, { width, height, range: [first, last], x: toX }, { theme, strings, view }) {
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
  const knob = view.known_by === "all" ? -Infinity : toX(dayNumber(view.known_by));
  for (let day = first; day <= last; day++) {
    const date = new Date(day * DAY_MS);
    const month = date.getUTCDate() === 1;
    const monday = date.getUTCDay() === 1;
    if (!month && !monday && space < 9) continue;
    const x = Math.round(toX(day)) + 0.5;
    ctx.moveTo(x, month ? 2 : base - (monday ? 3 : 1));
    ctx.lineTo(x, base + (month ? AXIS - 4 : 0));
    if (month) drawMonth(ctx, formatDay(day, strings.locale, "month"), { x: x + 5, y: base + AXIS / 2 + 1, knob, end: width });
  }
  ctx.stroke();
}

// The knob of the known-by clock stands in this row: a name it would cover steps aside, or is left out at the edge.
function drawMonth(ctx, name, { x, y, knob, end }) {
  const length = ctx.measureText(name).width;
  const covered = knob > x - KNOB_PX && knob < x + length + KNOB_PX;
  const at = covered ? knob + KNOB_PX : x;
  if (!covered || at + length <= end) ctx.fillText(name, at, y);
}

// Articles are full triangles, context is hollow: told apart here as everywhere.
function drawSources(ctx, { height, range: [first, last], x: toX }, { theme, table, view }) {
  const { knownBy } = clocksOf(view);
  const base = height - AXIS;
  ctx.fillStyle = theme.colour("text");
  ctx.strokeStyle = theme.colour("text_muted");
  for (const source of table?.sources || []) {
    const day = source.known ?? source.published;
    if (day > knownBy || day < first || day > last) continue;
    const x = toX(day);
    ctx.beginPath();
    ctx.moveTo(x, base - 1);
    ctx.lineTo(x + 3.4, base + 5.4);
    ctx.lineTo(x - 3.4, base + 5.4);
    ctx.closePath();
    if (source.kind === "article") ctx.fill();
    else ctx.stroke();
  }
}

// Nothing published after the known-by day can be seen.
function shadeUnknown(ctx, { width, height, x: toX }, { theme, view }) {
  if (view.known_by === "all") return;
  const x = toX(dayNumber(view.known_by));
  ctx.save();
  ctx.globalAlpha = 0.12;
  ctx.fillStyle = theme.colour("text_muted");
  ctx.fillRect(x, 0, Math.max(0, width - PAD - x), height - AXIS);
  ctx.restore();
}

function paintOf(ctx, { x0, x1, solid, fadeIn, fadeOut }, colour) {
  if (!fadeIn && !fadeOut) return colour;
  const width = Math.max(x1 - x0, 3);
  const fade = ctx.createLinearGradient(x0, 0, x0 + width, 0);
  const start = Math.min(0.9, fadeIn / width);
  fade.addColorStop(0, fadeIn ? "transparent" : colour);
  fade.addColorStop(start, colour);
  fade.addColorStop(Math.max(start, Math.min(1, Math.max(0.1, solid / width))), colour);
  fade.addColorStop(1, fadeOut ? "transparent" : colour);
  return fade;
}

function drawBar(ctx, bar, pointed, theme) {
  const { statement, x0, x1, y, h } = bar;
  const style = theme.status(statement.mood === "proposed" ? "proposed" : statement.state || "");
  const paint = paintOf(ctx, bar, style ? theme.wash(style.colour, "panel") : theme.colour("text_muted"));
  const hollow = statement.kind === "context";
  ctx.save();
  ctx.beginPath();
  ctx.roundRect(x0 + 0.5, y + 0.5, Math.max(x1 - x0, 3) - 1, h - 1, Math.min(2, h / 2));
  ctx.fillStyle = paint;
  ctx.strokeStyle = paint;
  ctx.lineWidth = 1;
  ctx.globalAlpha = hollow ? 0.14 : 0.92;
  ctx.fill();
  ctx.globalAlpha = 1;
  if (pointed) {
    ctx.strokeStyle = theme.colour("text");
    ctx.lineWidth = 1.4;
  }
  if (hollow || pointed) ctx.stroke();
  ctx.restore();
}

// What found no row is counted on its day.
function countLeft(ctx, left, theme) {
  const days = new Map();
  for (const { statement, x0 } of left) days.set(statement.from, { x0, n: (days.get(statement.from)?.n || 0) + 1 });
  ctx.font = `600 9px ${theme.font}`;
  ctx.textAlign = "center";
  ctx.textBaseline = "top";
  ctx.fillStyle = theme.colour("text_muted");
  let end = -Infinity;
  for (const { x0, n } of [...days.values()].sort((a, b) => a.x0 - b.x0)) {
    if (x0 < end) continue;
    ctx.fillText(`+${n}`, x0 + 4, 0);
    end = x0 + 20;
  }
}

function drawCursors(ctx, { height, x: toX }, { theme, view }) {
  const base = height - AXIS;
  ctx.lineWidth = 2;
  if (view.known_by !== "all") {
    const x = toX(dayNumber(view.known_by));
    ctx.strokeStyle = theme.colour("text_muted");
    ctx.setLineDash([3, 3]);
    ctx.beginPath();
    ctx.moveTo(x, 0);
    ctx.lineTo(x, base + 6);
    ctx.stroke();
    ctx.setLineDash([]);
    ctx.fillStyle = theme.colour("panel");
    ctx.beginPath();
    ctx.arc(x, base + 9, 4.4, 0, Math.PI * 2);
    ctx.fill();
    ctx.stroke();
  }
  const x = toX(dayNumber(view.as_of));
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
