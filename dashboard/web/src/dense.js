// Many features at once: points as squares and lines as plain strokes, written straight into pixels.
import { POINT } from "./columns.js";

export const DENSE_POINTS = 6000;
export const DENSE_LINES = 3000;

function packed(colour, cache) {
  if (!cache.has(colour)) {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 1;
    const ctx = canvas.getContext("2d");
    ctx.fillStyle = colour;
    ctx.fillRect(0, 0, 1, 1);
    cache.set(colour, new Uint32Array(ctx.getImageData(0, 0, 1, 1).data.buffer)[0]);
  }
  return cache.get(colour);
}

export function drawDense(ctx, layer, indices, place, frame, theme) {
  const { width, height } = ctx.canvas;
  const image = ctx.getImageData(0, 0, width, height);
  const pixels = new Uint32Array(image.data.buffer);
  const cache = new Map();
  const scaled = {
    scale: place.scale * frame.ratio,
    dx: place.dx * frame.ratio,
    dy: place.dy * frame.ratio,
  };
  const raster = { pixels, width, height };
  for (const i of indices) {
    const style = theme.status(layer.state(i));
    const colour = packed(style ? style.colour : theme.colour("text_muted"), cache);
    if (layer.columns.geom[i] === POINT) square(raster, layer.columns, i, scaled, colour, indices.length > 100000 ? 1 : 2);
    else strokes(raster, layer.columns, i, scaled, colour);
  }
  ctx.putImageData(image, 0, 0);
}

function square({ pixels, width, height }, columns, i, { scale, dx, dy }, colour, r) {
  const at = columns.ring_off[columns.part_off[i]];
  const x = (dx + columns.x[at] * scale) | 0;
  const y = (dy + columns.y[at] * scale) | 0;
  if (x < r || y < r || x >= width - r || y >= height - r) return;
  for (let row = (y - r) * width + x; row <= (y + r) * width + x; row += width) pixels.fill(colour, row - r, row + r + 1);
}

function strokes(raster, { part_off: parts, ring_off: rings, x, y }, i, { scale, dx, dy }, colour) {
  for (let part = parts[i]; part < parts[i + 1]; part++) {
    let j = rings[part];
    let ax = (dx + x[j] * scale) | 0;
    let ay = (dy + y[j] * scale) | 0;
    for (j++; j < rings[part + 1]; j++) {
      const bx = (dx + x[j] * scale) | 0;
      const by = (dy + y[j] * scale) | 0;
      if (bx === ax && by === ay) continue;
      segment(raster, ax, ay, bx, by, colour);
      ax = bx;
      ay = by;
    }
  }
}

// Steps along the longer side; two pixels thick.
function segment({ pixels, width, height }, ax, ay, bx, by, colour) {
  const [right, bottom] = [width - 2, height - 2];
  if ((ax < 0 && bx < 0) || (ay < 0 && by < 0) || (ax > right && bx > right) || (ay > bottom && by > bottom)) return;
  const steps = Math.max(Math.abs(bx - ax), Math.abs(by - ay));
  const [sx, sy] = [(bx - ax) / steps, (by - ay) / steps];
  const beside = Math.abs(sx) > Math.abs(sy) ? width : 1;
  for (let k = 0; k <= steps; k++) {
    const x = (ax + sx * k) | 0;
    const y = (ay + sy * k) | 0;
    if (x < 0 || y < 0 || x > right || y > bottom) continue;
    pixels[y * width + x] = colour;
    pixels[y * width + x + beside] = colour;
  }
}
