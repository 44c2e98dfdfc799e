// Draws brought points: a few as marks, many as squares in pixels, too many for that as density cells.
import { runsIn } from "./cellgrid.js";
import { countCells, crowdedShare, drawDensity, gridOf, roundUp } from "./crowddensity.js";
import { SLOTS, UNSOURCED } from "./crowdmarks.js";
import { colourOf, drawMark } from "./crowdsymbols.js";
import { placing, unitBox } from "./frame.js";
import { packed, rasterFor, square } from "./raster.js";

export const FEW = 1500;
const [SQUARE_PX, SMALL_PX] = [4, 3];
const PAD_PX = 8;
// From squares to cells and back; apart, so that a map that moves a little does not flicker between them.
const [CROWDED, ROOMY] = [0.5, 0.25];

export function paintPoints(ctx, crowd, frame, theme) {
  const counted = countCells(crowd, frame, gridOf(frame));
  const mode = modeOf(crowd, counted);
  crowd.mode = mode;
  crowd.inFrame = counted.drawn;
  if (mode === "cells") {
    crowd.top = topOf(crowd, counted);
    drawDensity(ctx, counted, crowd.top, theme, frame.ratio);
  } else if (mode === "marks") drawMarks(ctx, crowd, frame, theme);
  else drawSquares(ctx, crowd, frame, theme, crowdedShare(counted, SQUARE_PX) > ROOMY ? SMALL_PX : SQUARE_PX);
}

function modeOf(crowd, counted) {
  const share = crowdedShare(counted, SMALL_PX);
  if (share > (crowd.mode === "cells" ? ROOMY : CROWDED)) return "cells";
  return counted.drawn <= FEW ? "marks" : "squares";
}

// The ramp's upper end only grows while zoom and filter stay, so that a colour keeps its count while the map is dragged.
function topOf(crowd, { counts, cells }) {
  let most = 1;
  for (const count of counts) if (count > most) most = count;
  const key = `${crowd.version}/${cells}`;
  if (crowd.topKey === key && crowd.top >= most) return crowd.top;
  crowd.topKey = key;
  return Math.max(10, roundUp(most));
}

function drawMarks(ctx, { columns, marks }, frame, theme) {
  const { x, y } = columns;
  const { scale, dx, dy } = placing(columns, frame);
  ctx.save();
  ctx.lineJoin = "round";
  runsIn(columns, unitBox(columns, frame, PAD_PX), (from, to) => {
    for (let i = from; i < to; i++) if (marks[i]) drawMark(ctx, dx + x[i] * scale, dy + y[i] * scale, marks[i], theme);
  });
  ctx.restore();
}

function drawSquares(ctx, { columns, marks }, frame, theme, sizePx) {
  const place = placing(columns, frame);
  const raster = rasterFor(ctx.canvas);
  const size = Math.round(sizePx * frame.ratio);
  const plan = {
    ...raster,
    scale: place.scale * frame.ratio,
    dx: place.dx * frame.ratio,
    dy: place.dy * frame.ratio,
    edge: size + 1,
    full: square(raster.width, size),
    open: square(raster.width, size + 1, true),
    colours: Uint32Array.from({ length: SLOTS }, (_, slot) => (slot ? packed(colourOf(slot, theme)) : 0)),
  };
  runsIn(columns, unitBox(columns, frame), (from, to) => squareRun(from, to, columns, marks, plan));
  ctx.putImageData(raster.image, 0, 0);
}

function squareRun(from, to, { x, y }, marks, { pixels, width, height, scale, dx, dy, edge, full, open, colours }) {
  for (let i = from; i < to; i++) {
    const slot = marks[i];
    if (slot === 0) continue;
    const px = (dx + x[i] * scale) | 0;
    const py = (dy + y[i] * scale) | 0;
    if (px < edge || py < edge || px >= width - edge || py >= height - edge) continue;
    const at = py * width + px;
    const offsets = slot === UNSOURCED ? open : full;
    const colour = colours[slot];
    for (let k = 0; k < offsets.length; k++) pixels[at + offsets[k]] = colour;
  }
}
