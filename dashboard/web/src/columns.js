// Decodes a layer's columns: a JSON header, then typed arrays with positions relative to the layer's extent.
const TYPES = { u1: Uint8Array, u2: Uint16Array, u4: Uint32Array, f4: Float32Array };
export const POINT = 0;
export const LINE = 1;
export const POLYGON = 2;
export const PRECISIONS = ["exact", "approximate", "inferred", "schematic"];
export const INFERRED = 2;
export const SCHEMATIC = 3;

export function decodeColumns(buffer) {
  const length = new DataView(buffer).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  const columns = { ...header };
  for (const [name, { type, off, len }] of Object.entries(header.arrays)) {
    columns[name] = new TYPES[type](buffer, 4 + length + off, len);
  }
  return columns;
}

// Four numbers per feature (x0, y0, x1, y1) in the layer's own units; a feature without vertices gets an empty box.
export function boxesOf({ n, part_off: parts, ring_off: rings, x, y }) {
  const boxes = new Float64Array(n * 4);
  for (let i = 0; i < n; i++) {
    let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity];
    for (let j = rings[parts[i]], end = rings[parts[i + 1]]; j < end; j++) {
      if (x[j] < x0) x0 = x[j];
      if (x[j] > x1) x1 = x[j];
      if (y[j] < y0) y0 = y[j];
      if (y[j] > y1) y1 = y[j];
    }
    boxes.set([x0, y0, x1, y1], i * 4);
  }
  return boxes;
}
