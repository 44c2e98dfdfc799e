// Draws brought lines and polygons: each with the vertices its zoom needs, a few as paths, very many as pixels.
import { LINE, POLYGON } from "./columns.js";
import { SLOTS, UNSOURCED } from "./crowdmarks.js";
import { colourOf } from "./crowdsymbols.js";
import { placing, unitBox } from "./frame.js";
import { near, trace } from "./paths.js";
import { fillRings, packed, rasterFor, strokeRings } from "./raster.js";

const FEW = 3000;
const TINY_PX = 2.5;
const WIDTH_PX = { [LINE]: 2, [POLYGON]: 1 };
const FILL_ALPHA = 0.2;
const FILL_FROM_PX = 4;
const DASH = [4, 3];

// The zoom whose vertices are drawn: half a pixel of error at most.
const levelOf = (frame) => Math.ceil(frame.zoom);

export function paintShapes(ctx, crowd, frame, theme) {
  const visible = crowd.blocks.query(...unitBox(crowd.columns, frame), crowd.marks);
  crowd.mode = visible.length <= FEW ? "paths" : "pixels";
  (crowd.mode === "paths" ? drawPaths : drawPixels)(ctx, crowd, visible, frame, theme);
}

// Flat pixel lines of a feature, with the vertices of a level.
export function linesOf({ part_off: parts, ring_off: rings, x, y, lod }, i, { scale, dx, dy }, level) {
  const lines = [];
  for (let part = parts[i]; part < parts[i + 1]; part++) {
    const line = [];
    for (let j = rings[part]; j < rings[part + 1]; j++) if (lod[j] <= level) line.push(dx + x[j] * scale, dy + y[j] * scale);
    lines.push(line);
  }
  return lines;
}

function drawPaths(ctx, crowd, visible, frame, theme) {
  const { columns, marks, geometry } = crowd;
  const place = placing(columns, frame);
  const level = levelOf(frame);
  const paths = Array.from({ length: SLOTS }, () => null);
  for (const i of visible) {
    const slot = marks[i];
    const path = (paths[slot] ??= { fill: new Path2D(), edge: new Path2D() });
    for (const line of linesOf(columns, i, place, level)) {
      if (geometry === POLYGON) trace(path.fill, line, true);
      for (const run of near(line, frame)) trace(path.edge, run);
    }
    const box = columns.box.subarray(i * 4, i * 4 + 4);
    if (Math.max(box[2] - box[0], box[3] - box[1]) * place.scale < TINY_PX) path.edge.rect(place.dx + box[0] * place.scale, place.dy + box[1] * place.scale, 1, 1);
  }
  ctx.save();
  ctx.lineJoin = ctx.lineCap = "round";
  paths.forEach((path, slot) => {
    if (!path) return;
    ctx.fillStyle = ctx.strokeStyle = colourOf(slot, theme);
    if (geometry === POLYGON && slot !== UNSOURCED) {
      ctx.globalAlpha = FILL_ALPHA;
      ctx.fill(path.fill, "evenodd");
      ctx.globalAlpha = 1;
    }
    ctx.setLineDash(slot === UNSOURCED ? DASH : []);
    ctx.lineWidth = geometry === LINE ? 2 : 1.4;
    ctx.stroke(path.edge);
  });
  ctx.restore();
}

function drawPixels(ctx, crowd, visible, frame, theme) {
  const { columns, geometry } = crowd;
  const place = placing(columns, frame);
  const raster = rasterFor(ctx.canvas);
  const thick = Math.round(WIDTH_PX[geometry] * frame.ratio);
  const plan = {
    scaled: { scale: place.scale * frame.ratio, dx: place.dx * frame.ratio, dy: place.dy * frame.ratio },
    level: levelOf(frame),
    tiny: TINY_PX * frame.ratio,
    fills: geometry === POLYGON,
    styles: Array.from({ length: SLOTS }, (_, slot) => slot && {
      colour: packed(colourOf(slot, theme)), light: packed(colourOf(slot, theme), FILL_ALPHA), thick, dash: slot === UNSOURCED ? Math.round(3 * frame.ratio) : 0,
    }),
  };
  for (const i of visible) drawPixelsOf(raster, columns, i, crowd.marks[i], plan);
  ctx.putImageData(raster.image, 0, 0);
}

function drawPixelsOf(raster, columns, i, slot, { scaled, level, tiny, fills, styles }) {
  const { box } = columns;
  const b = i * 4;
  const size = Math.max(box[b + 2] - box[b], box[b + 3] - box[b + 1]) * scaled.scale;
  const style = styles[slot];
  if (size < tiny) return fillBox(raster, scaled, box, b, style.colour);
  strokeRings(raster, columns, i, scaled, style, level);
  if (fills && slot !== UNSOURCED && size >= FILL_FROM_PX) fillRings(raster, columns, i, scaled, style.light, level);
}

// A shape of two or three pixels has no form to show: its box is all that the eye can tell.
function fillBox({ pixels, width, height }, { scale, dx, dy }, box, b, colour) {
  const x0 = Math.max(0, (dx + box[b] * scale) | 0);
  const y0 = Math.max(0, (dy + box[b + 1] * scale) | 0);
  const x1 = Math.min(width - 1, (dx + box[b + 2] * scale) | 0);
  const y1 = Math.min(height - 1, (dy + box[b + 3] * scale) | 0);
  for (let y = y0; y <= y1; y++) for (let x = x0; x <= x1; x++) pixels[y * width + x] = colour;
}
