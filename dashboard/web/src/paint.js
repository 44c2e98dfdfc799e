// Paints one layer: areas, then lines, then points; very many features straight into pixels.
import { drawArea, isLaborious } from "./areas.js";
import { drawGround } from "./base.js";
import { INFERRED, LINE, POINT, POLYGON, SCHEMATIC } from "./columns.js";
import { DENSE_LINES, DENSE_POINTS, drawDense } from "./dense.js";
import { pixelsPerMetre, placing, unitBox } from "./frame.js";
import { drawFadedEdge, drawLine, lineWidth } from "./lines.js";
import { near, project, smooth, trace } from "./paths.js";
import { FULL, HIDDEN, SMALL, sizeOf } from "./generalise.js";
import { stamped } from "./stamps.js";
import { drawErrorCircle, drawSymbol, symbolOf } from "./symbols.js";

const REACH_PX = 80;
const ROUGH_M = 150;
const CIRCLE_PX = 8;

export function visibleOf(layer, frame, pad = REACH_PX) {
  const found = layer.blocks.query(...unitBox(layer.columns, frame, pad));
  return found.filter((i) => layer.isDrawn(i));
}

export const isRough = (columns, i) => columns.precision[i] >= INFERRED && columns.accuracy[i] >= ROUGH_M;
export const isFuzzy = (columns, i, kind) => kind === "fuzzy-area" || columns.precision[i] >= INFERRED;

// Pixel geometry as it is drawn: sketches are smoothed.
export function shapeOf(layer, i, place) {
  const lines = project(layer.columns, i, place);
  const sketch = layer.columns.geom[i] === LINE && layer.columns.precision[i] === SCHEMATIC;
  return sketch ? lines.map((line) => smooth(line)) : lines;
}

// indices: the visible features.
export function paintLayer(ctx, layer, indices, frame, theme) {
  const place = placing(layer.columns, frame);
  if (layer.isGround) return drawGround(ctx, layer, indices, place, frame, theme);
  const groups = [[], [], []];
  for (const i of indices) groups[layer.columns.geom[i]].push(i);
  for (const i of groups[POLYGON]) paintArea(ctx, layer, i, place, frame, theme);
  if (groups[LINE].length > DENSE_LINES) drawDense(ctx, layer, groups[LINE], place, frame, theme);
  else byClaim(layer, groups[LINE]).forEach((i) => paintLine(ctx, layer, i, place, frame, theme));
  if (groups[POINT].length > DENSE_POINTS) drawDense(ctx, layer, groups[POINT], place, frame, theme);
  else paintPoints(ctx, layer, groups[POINT], place, frame, theme);
}

// Lines with something said of them lie above silent ones.
function byClaim(layer, indices) {
  return [...indices].sort((a, b) => (layer.readings[a] >= 0) - (layer.readings[b] >= 0) || a - b);
}

function paintArea(ctx, layer, i, place, frame, theme) {
  const rings = project(layer.columns, i, place);
  const spreadPx = 2 * layer.columns.accuracy[i] * pixelsPerMetre(frame, rings[0]?.[1] ?? 0);
  const fuzzy = isFuzzy(layer.columns, i, layer.kind(i));
  const state = layer.state(i);
  // Silence about an area is its plain outline; silence about a road is a pattern of its own.
  const area = { rings, style: state === "no-claim" ? null : theme.status(state), fuzzy, spreadPx };
  if (!isLaborious(area)) return drawArea(ctx, area, frame, theme);
  stamped(ctx, `${layer.id}/${i}/${state}`, reachOf(rings), frame, (pen) => drawArea(pen, area, frame, theme));
}

function reachOf(rings) {
  let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const ring of rings) {
    for (let j = 0; j < ring.length; j += 2) {
      x0 = Math.min(x0, ring[j]);
      x1 = Math.max(x1, ring[j]);
      y0 = Math.min(y0, ring[j + 1]);
      y1 = Math.max(y1, ring[j + 1]);
    }
  }
  return [x0 - REACH_PX, y0 - REACH_PX, x1 + REACH_PX, y1 + REACH_PX];
}

function paintLine(ctx, layer, i, place, frame, theme) {
  const lines = shapeOf(layer, i, place).flatMap((line) => near(line, frame));
  if (!lines.length) return;
  const state = layer.state(i);
  if (state === "no-claim" && layer.umbrellas.has(i)) return; // its segments are drawn
  const style = theme.status(state);
  const { precision, accuracy } = layer.columns;
  if (style) {
    const sketch = precision[i] === SCHEMATIC;
    drawLine(ctx, lines, style, { ...theme.linen, width: lineWidth(frame.zoom), sketch });
    return;
  }
  const path = new Path2D();
  for (const line of lines) trace(path, line);
  const colour = theme.colour("text_muted");
  if (precision[i] >= INFERRED) {
    drawFadedEdge(ctx, path, colour, Math.min(18, 2 * accuracy[i] * pixelsPerMetre(frame, lines[0][1])), 0.24);
    return;
  }
  ctx.save();
  ctx.strokeStyle = colour;
  ctx.lineWidth = 1.4;
  ctx.stroke(path);
  ctx.restore();
}

function paintPoints(ctx, layer, indices, place, frame, theme) {
  const { columns } = layer;
  const sorted = indices.filter((i) => sizeOf(layer, i, frame.zoom) !== HIDDEN).sort((a, b) => columns.importance[b] - columns.importance[a]);
  const marks = sorted.flatMap((i) => project(columns, i, place).map(([x, y]) => ({ i, x, y })));
  for (const { i, x, y } of marks) {
    const radius = columns.accuracy[i] * pixelsPerMetre(frame, y);
    if (isRough(columns, i) && radius >= CIRCLE_PX) drawErrorCircle(ctx, x, y, radius, theme.colour("error_circle"));
  }
  for (const { i, x, y } of marks) drawSymbol(ctx, x, y, markOf(layer, i, theme, sizeOf(layer, i, frame.zoom)), theme);
}

// How a point is marked; the legend draws its samples from the same record.
export function markOf(layer, i, theme, size = FULL) {
  const state = layer.state(i);
  const style = state === "no-claim" ? null : theme.status(state);
  const kind = layer.kind(i);
  return {
    symbol: size === SMALL ? "speck" : symbolOf(kind),
    importance: layer.columns.importance[i],
    colour: style ? style.colour : theme.colour("symbol"),
    neutral: !style,
    hollow: isRough(layer.columns, i),
    proposed: state === "proposed",
  };
}
