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

// An opaque pixel that covers a share of one that lies under it.
export function over(ink, share, under) {
  const below = (under >>> 24) / 255 * (1 - share);
  const alpha = share + below;
  const channel = (shift) => Math.round((((ink >>> shift) & 255) * share + ((under >>> shift) & 255) * below) / alpha) << shift;
  return ((Math.round(255 * alpha) << 24) | channel(16) | channel(8) | channel(0)) >>> 0;
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

// The rings of a feature as strokes, with the vertices that the zoom `level` needs; without levels in the file, with all.
// style: {colour, thick, dash}; a broken stroke is `dash` pixels long and as long away.
export function strokeRings(raster, { part_off: parts, ring_off: rings, x, y, lod }, i, { scale, dx, dy }, style, level) {
  for (let part = parts[i]; part < parts[i + 1]; part++) {
    let j = rings[part];
    let ax = (dx + x[j] * scale) | 0;
    let ay = (dy + y[j] * scale) | 0;
    let phase = 0;
    for (const end = rings[part + 1], first = j++; j < end; j++) {
      if (lod && lod[j] > level) continue;
      const bx = (dx + x[j] * scale) | 0;
      const by = (dy + y[j] * scale) | 0;
      if (bx === ax && by === ay && (j < end - 1 || end > first + 2)) continue;
      phase = segment(raster, ax, ay, bx, by, style, phase);
      ax = bx;
      ay = by;
    }
  }
}

// Steps along the longer side; gives how far along the line the next stroke begins.
function segment(raster, ax, ay, bx, by, style, phase) {
  const { pixels, width, height } = raster;
  const { colour, thick, dash } = style;
  const right = width - thick;
  const bottom = height - thick;
  const steps = Math.max(Math.abs(bx - ax), Math.abs(by - ay));
  if ((ax < 0 && bx < 0) || (ay < 0 && by < 0) || (ax > right && bx > right) || (ay > bottom && by > bottom)) return phase + steps;
  if (steps > width + height) return clipped(raster, ax, ay, bx, by, style, phase);
  const sx = steps ? (bx - ax) / steps : 0;
  const sy = steps ? (by - ay) / steps : 0;
  const beside = Math.abs(sx) > Math.abs(sy) ? width : 1;
  for (let k = 0; k <= steps; k++) {
    const x = (ax + sx * k) | 0;
    const y = (ay + sy * k) | 0;
    if (x < 0 || y < 0 || x > right || y > bottom || (dash && ((phase + k) / dash) & 1)) continue;
    let at = y * width + x;
    for (let t = 0; t < thick; t++, at += beside) pixels[at] = colour;
  }
  return phase + steps;
}

// A stroke much longer than the canvas is cut to it first (Liang and Barsky), or every step outside would cost.
function clipped(raster, ax, ay, bx, by, style, phase) {
  let [from, to] = [0, 1];
  const [dx, dy] = [bx - ax, by - ay];
  for (const [p, q] of [[-dx, ax], [dx, raster.width - ax], [-dy, ay], [dy, raster.height - ay]]) {
    if (p === 0 && q < 0) return phase;
    if (p < 0) from = Math.max(from, q / p);
    if (p > 0) to = Math.min(to, q / p);
  }
  if (from >= to) return phase;
  const at = (a, d, share) => Math.round(a + d * share);
  return segment(raster, at(ax, dx, from), at(ay, dy, from), at(ax, dx, to), at(ay, dy, to), style, phase);
}

let parity = new Uint8Array(0);

// Fills what lies inside the rings of a feature (even-odd), where nothing is drawn yet: each edge turns the rest of its rows over.
export function fillRings(raster, { part_off: parts, ring_off: rings, x, y, lod, box }, i, { scale, dx, dy }, colour, level) {
  const { pixels, width, height } = raster;
  const x0 = Math.max(0, Math.floor(dx + box[i * 4] * scale));
  const y0 = Math.max(0, Math.floor(dy + box[i * 4 + 1] * scale));
  const wide = Math.min(width - 1, Math.ceil(dx + box[i * 4 + 2] * scale)) - x0 + 1;
  const high = Math.min(height - 1, Math.ceil(dy + box[i * 4 + 3] * scale)) - y0 + 1;
  if (wide < 1 || high < 1) return;
  if (parity.length < wide * high) parity = new Uint8Array(Math.max(wide * high, width * height));
  for (let part = parts[i]; part < parts[i + 1]; part++) {
    let j = rings[part];
    let ax = dx + x[j] * scale - x0;
    let ay = dy + y[j] * scale - y0;
    for (j++; j < rings[part + 1]; j++) {
      if (lod && lod[j] > level) continue;
      const bx = dx + x[j] * scale - x0;
      const by = dy + y[j] * scale - y0;
      const slope = (bx - ax) / (by - ay);
      const low = Math.min(ay, by);
      const top = Math.max(ay, by);
      for (let row = Math.max(0, Math.ceil(low - 0.5)); row + 0.5 < top && row < high; row++) {
        const at = Math.ceil(ax + (row + 0.5 - ay) * slope - 0.5);
        if (at < wide) parity[row * wide + Math.max(0, at)] ^= 1;
      }
      ax = bx;
      ay = by;
    }
  }
  for (let row = 0, at = 0; row < high; row++) {
    let inside = 0;
    for (let to = (y0 + row) * width + x0, end = to + wide; to < end; to++, at++) {
      inside ^= parity[at];
      parity[at] = 0;
      if (inside && pixels[to] === 0) pixels[to] = colour;
    }
  }
}
