// Pixels written by hand: squares, strokes and fills for very many features, in one buffer that is used again and again.
const cache = new Map();

// A CSS colour as one little-endian pixel.
export function packed(colour, alpha = 1) {
  const key = `${colour}/${alpha}`;
  if (!cache.has(key)) {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 1;
    const ctx = canvas.getContext("2d", { willReadFrequently: true });
    ctx.fillStyle = colour;
    ctx.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = ctx.getImageData(0, 0, 1, 1).data;
    cache.set(key, ((Math.round(a * alpha) << 24) | (b << 16) | (g << 8) | r) >>> 0);
  }
  return cache.get(key);
}

let shared = null;

// An empty raster of the canvas's size. There is one buffer: put it on its canvas before asking for another.
export function rasterFor({ width, height }) {
  if (shared?.width === width && shared.height === height) shared.pixels.fill(0);
  else {
    const image = new ImageData(width, height);
    shared = { width, height, image, pixels: new Uint32Array(image.data.buffer) };
  }
  return shared;
}

// The offsets of a square's pixels from its middle; a hollow one has its edge only.
export function square(width, size, hollow = false) {
  const low = -(size >> 1);
  const offsets = [];
  for (let row = low; row < low + size; row++) {
    for (let col = low; col < low + size; col++) {
      const edge = row === low || col === low || row === low + size - 1 || col === low + size - 1;
      if (edge || !hollow) offsets.push(row * width + col);
    }
  }
  return Int32Array.from(offsets);
}

// Steps along the longer side; `thick` pixels wide.
export function segment({ pixels, width, height }, ax, ay, bx, by, colour, thick) {
  const [right, bottom] = [width - thick, height - thick];
  if ((ax < 0 && bx < 0) || (ay < 0 && by < 0) || (ax > right && bx > right) || (ay > bottom && by > bottom)) return;
  const steps = Math.max(Math.abs(bx - ax), Math.abs(by - ay));
  if (steps > width + height) return clipped({ pixels, width, height }, ax, ay, bx, by, colour, thick);
  const sx = steps ? (bx - ax) / steps : 0;
  const sy = steps ? (by - ay) / steps : 0;
  const beside = Math.abs(sx) > Math.abs(sy) ? width : 1;
  for (let k = 0; k <= steps; k++) {
    const x = (ax + sx * k) | 0;
    const y = (ay + sy * k) | 0;
    if (x < 0 || y < 0 || x > right || y > bottom) continue;
    let at = y * width + x;
    for (let t = 0; t < thick; t++, at += beside) pixels[at] = colour;
  }
}

// A stroke much longer than the canvas is cut to it first (Liang and Barsky), or every step outside would cost.
function clipped(raster, ax, ay, bx, by, colour, thick) {
  let [from, to] = [0, 1];
  const [dx, dy] = [bx - ax, by - ay];
  for (const [p, q] of [[-dx, ax], [dx, raster.width - ax], [-dy, ay], [dy, raster.height - ay]]) {
    if (p === 0 && q < 0) return;
    if (p < 0) from = Math.max(from, q / p);
    if (p > 0) to = Math.min(to, q / p);
  }
  if (from >= to) return;
  segment(raster, Math.round(ax + dx * from), Math.round(ay + dy * from), Math.round(ax + dx * to), Math.round(ay + dy * to), colour, thick);
}
