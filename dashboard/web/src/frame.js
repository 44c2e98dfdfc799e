// The frame: which part of the world the canvases cover, and how a layer's units become canvas pixels.
const EARTH_M = 40075016.686;
export const PADDING = 0.2;

export const screenRatio = () => Math.min(2, devicePixelRatio || 1);

export function frameOf(map, padding = PADDING, ratio = screenRatio()) {
  const size = map.getSize();
  const min = map.containerPointToLayerPoint(size.multiplyBy(-padding)).round();
  const origin = map.getPixelOrigin();
  return {
    min,
    zoom: map.getZoom(),
    world: 256 * 2 ** map.getZoom(),
    ox: origin.x + min.x,
    oy: origin.y + min.y,
    width: Math.round(size.x * (1 + 2 * padding)),
    height: Math.round(size.y * (1 + 2 * padding)),
    ratio,
    // Names are chosen as if the margin were there, so that they do not change when it comes.
    reach: [size.x * (PADDING - padding), size.y * (PADDING - padding)],
  };
}

// pixel = shift + unit * scale
export function placing(columns, frame) {
  return {
    scale: (columns.s / columns.q) * frame.world,
    dx: columns.x0 * frame.world - frame.ox,
    dy: columns.y0 * frame.world - frame.oy,
  };
}

// Flat canvas pixels of [[lon, lat], …].
export function pixelsOf(lonLats, { world, ox, oy }) {
  const line = [];
  for (const [lon, lat] of lonLats) {
    const y = 0.5 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / (2 * Math.PI);
    line.push(((lon + 180) / 360) * world - ox, y * world - oy);
  }
  return line;
}

export function unitBox(columns, frame, pad = 0) {
  const { scale, dx, dy } = placing(columns, frame);
  const [rx, ry] = frame.reach || [0, 0];
  return [
    (-pad - rx - dx) / scale, (-pad - ry - dy) / scale,
    (frame.width + pad + rx - dx) / scale, (frame.height + pad + ry - dy) / scale,
  ];
}

// Web Mercator stretches with latitude: pixels per true metre at a canvas row.
export function pixelsPerMetre(frame, pixelY) {
  const y = (pixelY + frame.oy) / frame.world;
  return (frame.world * Math.cosh(Math.PI * (1 - 2 * y))) / EARTH_M;
}

export function latLngOf(columns, unitX, unitY) {
  const x = columns.x0 + (unitX / columns.q) * columns.s;
  const y = columns.y0 + (unitY / columns.q) * columns.s;
  return [(Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI, x * 360 - 180];
}

// The [[south, west], [north, east]] of features of a layer, or null.
export function boundsOf(columns, indices) {
  let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const i of indices) {
    const box = columns.boxes.subarray(i * 4, i * 4 + 4);
    x0 = Math.min(x0, box[0]);
    y0 = Math.min(y0, box[1]);
    x1 = Math.max(x1, box[2]);
    y1 = Math.max(y1, box[3]);
  }
  if (x0 === Infinity) return null;
  const [north, west] = latLngOf(columns, x0, y0);
  const [south, east] = latLngOf(columns, x1, y1);
  return [[south, west], [north, east]];
}
