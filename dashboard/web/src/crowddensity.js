// Where points would cover each other: cells of a grid that stands still in the world, each with its honest count.
import { runsIn } from "./cellgrid.js";
import { UNSOURCED } from "./crowdmarks.js";
import { digitsOf } from "./digits.js";
import { placing, unitBox } from "./frame.js";
import { over, packed, rasterFor } from "./raster.js";

const CELL_PX = 32;
const DIGIT_PX = 6;
const STEPS = 6;

// The grid of a frame: cells per world, the first column and row, and how many; the same at every place of one zoom.
export function gridOf(frame) {
  const cells = 2 ** (Math.round(frame.zoom) + Math.log2(256 / CELL_PX));
  const px = frame.world / cells;
  const [col, row] = [Math.floor(frame.ox / px), Math.floor(frame.oy / px)];
  const cols = Math.floor((frame.ox + frame.width) / px) - col + 1;
  const rows = Math.floor((frame.oy + frame.height) / px) - row + 1;
  return { cells, px, col, row, cols, rows, x: col * px - frame.ox, y: row * px - frame.oy };
}

// How many drawn points each cell of the frame holds, and how many of them are unsourced.
export function countCells({ columns, marks }, frame, grid) {
  const { cols, rows, cells } = grid;
  const counted = { ...grid, counts: new Uint32Array(cols * rows), unsourced: new Uint32Array(cols * rows), drawn: 0 };
  counted.scale = (columns.s / columns.q) * cells;
  [counted.dx, counted.dy] = [columns.x0 * cells - grid.col, columns.y0 * cells - grid.row];
  runsIn(columns, unitBox(columns, frame), (from, to) => countRun(from, to, columns, marks, counted));
  return counted;
}

// Which features are hidden is random to the processor: adding nothing is quicker than a branch.
function countRun(from, to, { x, y }, marks, counted) {
  const { cols, rows, counts, unsourced, scale, dx, dy } = counted;
  let drawn = 0;
  for (let i = from; i < to; i++) {
    const c = dx + x[i] * scale;
    const r = dy + y[i] * scale;
    if (c < 0 || r < 0 || c >= cols || r >= rows) continue;
    const mark = marks[i];
    const shown = (mark + 255) >> 8;
    const at = (r | 0) * cols + (c | 0);
    counts[at] += shown;
    unsourced[at] += ((mark ^ UNSOURCED) - 1) >>> 31;
    drawn += shown;
  }
  counted.drawn += drawn;
}

// The share of the points that live in cells which their squares would fill.
export function crowdedShare({ counts, drawn, px }, squarePx) {
  const full = (0.35 * px * px) / (squarePx * squarePx);
  let crowded = 0;
  for (const count of counts) if (count > full) crowded += count;
  return drawn ? crowded / drawn : 0;
}

// The count at which each step of the ramp begins: 1, then even steps of the logarithm up to `top`.
export function stepsTo(top) {
  const steps = [];
  for (let k = 0; k < STEPS; k++) steps.push(Math.max(k + 1, Math.round(top ** (k / STEPS))));
  return steps;
}

// A round number not under `count`: 1, 2 or 5 times a power of ten, so that colours keep their meaning from frame to frame.
export function roundUp(count) {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, count)));
  return [1, 2, 5, 10].map((k) => k * power).find((n) => n >= count);
}

// Hundreds of cells anew at every move of a clock: written as pixels, they cost a third of what a canvas needs for them.
export function drawDensity(ctx, counted, top, theme, ratio) {
  const { counts, unsourced, cols, rows, px } = counted;
  const steps = stepsTo(top);
  const digits = digitsOf(theme.font, ratio);
  const looks = Object.fromEntries(["density", "density_unsourced"].map((name) => [name, theme.colour(name).map((colour, step) => lookOf(colour, step, theme, digits))]));
  const raster = rasterFor(ctx.canvas);
  const dashes = { colour: packed(theme.colour("unsourced")), px: Math.max(1, Math.round(ratio)) };
  const at = (start, k) => Math.round(Math.round(start + k * px) * ratio);
  for (let row = 0, cell = 0; row < rows; row++) {
    const [y0, y1] = [at(counted.y, row), at(counted.y, row + 1) - dashes.px];
    for (let col = 0; col < cols; col++, cell++) {
      const count = counts[cell];
      if (!count) continue;
      let step = 0;
      while (step + 1 < STEPS && count >= steps[step + 1]) step++;
      const box = [at(counted.x, col), y0, at(counted.x, col + 1) - dashes.px, y1];
      const look = looks[unsourced[cell] === count ? "density_unsourced" : "density"][step];
      fillBox(raster, box, look.fill);
      if (unsourced[cell] * 2 >= count) edge(raster, box, dashes);
      const text = String(count);
      if (text.length * DIGIT_PX + 4 <= px) write(raster, box, text, digits, look.glyphs);
    }
  }
  ctx.putImageData(raster.image, 0, 0);
}

// Few are faint, so that roads and areas show through; the number is in the ink that suits what the eye sees.
function lookOf(colour, step, theme, digits) {
  const alpha = 0.5 + 0.06 * step;
  const channel = (hex, k) => parseInt(hex.slice(1 + 2 * k, 3 + 2 * k), 16);
  const mixed = [0, 1, 2].map((k) => Math.round(channel(colour, k) * alpha + channel(theme.colour("land"), k) * (1 - alpha)));
  const fill = packed(colour, alpha);
  const ink = packed(theme.inkOn(`rgb(${mixed.join()})`));
  return { fill, glyphs: digits.map(({ cover }) => cover.map((share) => (share ? over(ink, share / 255, fill) : 0))) };
}

function fillBox({ pixels, width, height }, [x0, y0, x1, y1], colour) {
  const [left, right] = [Math.max(0, x0), Math.min(width, x1)];
  if (left >= right) return;
  for (let y = Math.max(0, y0), end = Math.min(height, y1); y < end; y++) {
    for (let at = y * width + left, to = y * width + right; at < to; at++) pixels[at] = colour;
  }
}

// A cell half of which is unsourced has the broken edge of what nobody is named for.
function edge(raster, [x0, y0, x1, y1], { colour, px }) {
  const [on, next] = [3 * px, 5 * px];
  for (let x = x0; x < x1; x += next) {
    const to = Math.min(x1, x + on);
    fillBox(raster, [x, y0, to, y0 + px], colour);
    fillBox(raster, [x, y1 - px, to, y1], colour);
  }
  for (let y = y0; y < y1; y += next) {
    const to = Math.min(y1, y + on);
    fillBox(raster, [x0, y, x0 + px, to], colour);
    fillBox(raster, [x1 - px, y, x1, to], colour);
  }
}

// A number in the middle of a cell.
function write({ pixels, width, height }, [x0, y0, x1, y1], text, digits, glyphs) {
  const { size } = digits[0];
  let left = Math.round((x0 + x1 - [...text].reduce((sum, digit) => sum + digits[digit].wide, 0)) / 2);
  const top = Math.round((y0 + y1 - size) / 2);
  for (const digit of text) {
    const glyph = glyphs[digit];
    for (let row = Math.max(0, -top); row < Math.min(size, height - top); row++) {
      for (let col = Math.max(0, -left); col < Math.min(size, width - left); col++) {
        const pixel = glyph[row * size + col];
        if (pixel) pixels[(top + row) * width + left + col] = pixel;
      }
    }
    left += digits[digit].wide;
  }
}

// What the cell under a canvas pixel holds: a box in the layer's units, and {count, unsourced, byCategory, firstDay, lastDay}.
export function cellAt(crowd, frame, px, py) {
  const grid = gridOf(frame);
  const { columns, marks } = crowd;
  const [col, row] = [Math.floor((px - grid.x) / grid.px), Math.floor((py - grid.y) / grid.px)];
  const { scale, dx, dy } = placing(columns, frame);
  const left = (grid.x + col * grid.px - dx) / scale;
  const upper = (grid.y + row * grid.px - dy) / scale;
  const size = grid.px / scale;
  const [x, y] = [columns.x, columns.y];
  const found = { box: [left, upper, left + size, upper + size], key: `${grid.cells}/${grid.col + col}/${grid.row + row}`, count: 0, unsourced: 0, byCategory: new Map(), firstDay: null, lastDay: null };
  runsIn(columns, found.box, (from, to) => {
    for (let i = from; i < to; i++) {
      if (marks[i] === 0 || x[i] < left || x[i] >= left + size || y[i] < upper || y[i] >= upper + size) continue;
      const { day, code } = crowd.facts(i);
      found.count++;
      if (marks[i] === UNSOURCED) found.unsourced++;
      found.byCategory.set(code, (found.byCategory.get(code) ?? 0) + 1);
      if (day === null) continue;
      found.firstDay = found.firstDay === null ? day : Math.min(found.firstDay, day);
      found.lastDay = found.lastDay === null ? day : Math.max(found.lastDay, day);
    }
  });
  return found.count ? found : null;
}
