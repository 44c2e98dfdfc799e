// Places names and status badges without overlaps, the most important first, and draws them.
import { LINE, POINT, POLYGON } from "./columns.js";
import { placeCrowdNames } from "./crowdlabels.js";
import { DENSE_LINES } from "./dense.js";
import { pixelsPerMetre, placing } from "./frame.js";
import { labelStyle } from "./labelstyles.js";
import { HIDDEN, sizeOf } from "./generalise.js";
import { shapeOf, visibleOf } from "./paint.js";
import { lengthOf, near, project, walk } from "./paths.js";
import { spotsOf } from "./spots.js";
import { BADGE_R, drawBadge, symbolOf, symbolRadius } from "./symbols.js";
import { isRtl, isolate, nameLines } from "./text.js";

const BADGE_STEP = 220;
const MOST = 1200;
const PRESSING = 140;

// Taken places. Those of minor symbols give way where an important name finds no other room.
class Boxes {
  constructor() {
    this.firm = [];
    this.minor = [];
  }

  free([x0, y0, x1, y1], pressing = false) {
    const clear = (box) => box[0] >= x1 || box[2] <= x0 || box[1] >= y1 || box[3] <= y0;
    return this.firm.every(clear) && (pressing || this.minor.every(clear));
  }

  add(box, minor = false) {
    (minor ? this.minor : this.firm).push(box);
  }
}

const around = (x, y, r) => [x - r, y - r, x + r, y + r];
const widths = new Map();

// Fonts that arrive late change every width.
export const forgetWidths = () => widths.clear();

function measure(ctx, text, font) {
  const key = `${font}|${text}`;
  if (!widths.has(key)) {
    if (widths.size > 5000) widths.clear();
    ctx.font = font;
    widths.set(key, ctx.measureText(text).width);
  }
  return widths.get(key);
}

// What lies over the map (the legend, buttons): names keep clear of it. `at` is the map's corner on the canvas.
export function coveredBoxes(mapBox, elements, at) {
  const frame = mapBox.getBoundingClientRect();
  return elements.map((element) => {
    const box = element.getBoundingClientRect();
    const [dx, dy] = [at.x - frame.left, at.y - frame.top];
    return [box.left + dx - 4, box.top + dy - 4, box.right + dx + 4, box.bottom + dy + 4];
  });
}

// scene: {layers, crowds, frame, theme, names, selected (Set of ids), obstacles (canvas boxes), inView (canvas box),
// marks (numbers of ways, from which status badges keep away)}
export function drawLabels(ctx, scene) {
  const boxes = new Boxes();
  scene.obstacles.forEach((box) => boxes.add(box));
  const candidates = [];
  scene.badges = scene.marks.filter((mark) => mark.n);
  for (const layer of scene.layers) collect(layer, scene, boxes, candidates, ctx);
  candidates.sort((a, b) => b.score - a.score);
  const placed = [];
  for (const candidate of candidates.slice(0, MOST)) {
    placed.push(...placeWhole(ctx, candidate, scene, boxes));
  }
  placed.push(...placeCrowdNames(scene, boxes, (text, font) => measure(ctx, text, font)));
  for (const label of placed.reverse()) drawOne(ctx, label, scene.theme);
  return placed;
}

function collect(layer, scene, boxes, candidates, ctx) {
  const { frame, theme } = scene;
  const { columns } = layer;
  const place = placing(columns, frame);
  const visible = visibleOf(layer, frame, 0);
  // Where features are drawn as mere pixels, names and badges would be a carpet.
  const dense = visible.length > DENSE_LINES;
  for (const i of dense ? visible.filter((one) => scene.selected.has(columns.ids[one])) : visible) {
    const id = columns.ids[i];
    const state = layer.state(i);
    const status = state && state !== "no-claim" && !layer.isGround ? theme.status(state) : null;
    const selected = scene.selected.has(id);
    const geometry = columns.geom[i];
    const style = labelStyle(layer.kind(i), columns.importance[i], geometry);
    const common = { layer, i, id, status, style, selected, hollow: state === "proposed" };
    common.score = (selected ? 1000 : 0) + (status ? 100 : 0) + (6 - columns.importance[i]) * 12 + (style.bonus || 0);
    const named = selected || (frame.zoom >= style.from - (status ? 1.8 : 0) && frame.zoom <= (style.to ?? 99));
    if (geometry === POINT && !layer.isGround && sizeOf(layer, i, frame.zoom) === HIDDEN && !selected) continue;
    if (geometry === POINT && !layer.isGround) pointSymbols(ctx, common, place, scene, boxes);
    if (geometry === LINE && status) lineBadges(ctx, common, place, scene, boxes);
    if (named || (status && geometry === 2)) candidates.push({ ...common, named, place });
  }
}

function pointSymbols(ctx, { layer, i, status, hollow }, place, { theme }, boxes) {
  const r = symbolRadius(symbolOf(layer.kind(i)), layer.columns.importance[i]);
  for (const [x, y] of project(layer.columns, i, place)) {
    boxes.add(around(x, y, hollow ? 11 : r + 1), !status && layer.columns.importance[i] >= 3);
    if (!status) continue;
    if (hollow) {
      letter(ctx, x, y, status, theme);
    } else {
      drawBadge(ctx, x + r + 5, y - r - 5, status, theme);
      boxes.add(around(x + r + 5, y - r - 5, BADGE_R));
    }
  }
}

function letter(ctx, x, y, status, theme) {
  ctx.font = `700 11px ${theme.font}`;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.direction = "ltr";
  ctx.fillStyle = status.colour;
  ctx.fillText(status.letter, x, y + 0.6);
}

function lineBadges(ctx, { layer, i, status, hollow }, place, { frame, theme, badges }, boxes) {
  for (const line of shapeOf(layer, i, place)) {
    const length = lengthOf(line);
    for (const run of near(line, frame)) walk(run, 6, 13, (x, y) => boxes.add(around(x, y, 5)));
    if (length < (layer.columns.importance[i] <= 2 ? 5 : 34)) continue;
    const start = length < BADGE_STEP * 1.5 ? length / 2 : BADGE_STEP / 2;
    for (const run of near(line, frame)) {
      walk(run, Math.min(start, lengthOf(run) / 2), BADGE_STEP, (x, y) => {
        if (badges.some((other) => Math.hypot(other.x - x, other.y - y) < BADGE_R * 2.4)) return;
        badges.push({ x, y });
        boxes.add(around(x, y, BADGE_R + 2));
        drawBadge(ctx, x, y, status, theme, hollow);
      });
    }
  }
}

// Where only the badge of a status has room in its area, an important name stands beside the area without it.
function placeWhole(ctx, candidate, scene, boxes) {
  const found = place(ctx, candidate, scene, boxes);
  const parted = found && candidate.named && !found.texts.length && candidate.layer.columns.geom[candidate.i] === POLYGON;
  const name = parted && place(ctx, { ...candidate, status: null }, scene, boxes);
  return [name, found].filter(Boolean);
}

function place(ctx, candidate, scene, boxes) {
  const { style, status, layer, i } = candidate;
  const { theme, frame } = scene;
  const lines = candidate.named ? nameLines(layer.columns.names[i], scene.names) : [];
  const inline = layer.columns.geom[i] === 2 && status;
  if (!lines.length && !inline) return null;
  const font = `${style.italic ? "italic " : ""}${candidate.selected ? 700 : style.weight} ${style.size}px ${theme.font}`;
  const texts = lines.map((line) => (style.upper && !isRtl(line) ? line.toLocaleUpperCase("en") : line));
  const spacing = style.spacing || 0;
  const textWidth = Math.max(0, ...texts.map((text) => measure(ctx, text, font) + (isRtl(text) ? 0 : spacing * text.length)));
  const lead = inline ? BADGE_R * 2 + (texts.length ? 4 : 0) : 0;
  const lineHeight = style.size * 1.22;
  const size = [textWidth + lead, Math.max(inline ? BADGE_R * 2 : 0, lineHeight * texts.length)];
  const tries = spotsOf(candidate, size, scene.frame).map(([x, y]) => ({
    x, y, box: [x - size[0] / 2 - 2, y - size[1] / 2 - 1, x + size[0] / 2 + 2, y + size[1] / 2 + 1],
  }));
  const [vx0, vy0, vx1, vy1] = scene.inView;
  const whole = ({ box }) => box[0] >= vx0 && box[1] >= vy0 && box[2] <= vx1 && box[3] <= vy1;
  const pressing = candidate.score >= PRESSING;
  const spot = tries.find((one) => whole(one) && boxes.free(one.box)) || (pressing && tries.find((one) => whole(one) && boxes.free(one.box, true)));
  if (!spot) return inline && texts.length ? place(ctx, { ...candidate, named: false }, scene, boxes) : null;
  boxes.add(spot.box);
  return { ...candidate, ...spot, texts, font, lineHeight, lead, spacing, textWidth, size, ppm: pixelsPerMetre(frame, spot.y) };
}

function drawOne(ctx, label, theme) {
  const { texts, font, lineHeight, lead, style, status, spacing } = label;
  const left = label.x - label.size[0] / 2;
  if (lead) drawBadge(ctx, left + BADGE_R, label.y, status, theme, label.hollow);
  ctx.font = font;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.lineJoin = "round";
  const middle = left + lead + label.textWidth / 2;
  texts.forEach((text, k) => {
    const y = label.y + (k - (texts.length - 1) / 2) * lineHeight;
    ctx.direction = isRtl(text) ? "rtl" : "ltr";
    if ("letterSpacing" in ctx) ctx.letterSpacing = isRtl(text) ? "0px" : `${spacing}px`;
    ctx.strokeStyle = theme.colour("halo");
    ctx.lineWidth = 3.6;
    ctx.globalAlpha = 0.92;
    ctx.strokeText(isolate(text), middle, y);
    ctx.globalAlpha = 1;
    ctx.fillStyle = label.selected ? theme.colour("text") : theme.colour(style.colour);
    ctx.fillText(isolate(text), middle, y);
  });
  if ("letterSpacing" in ctx) ctx.letterSpacing = "0px";
}

