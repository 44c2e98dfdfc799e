// Finds the feature under a pointer: symbols before lines before labels before areas, top layers first.
import { LINE, POINT } from "./columns.js";
import { placing } from "./frame.js";
import { HIDDEN, sizeOf } from "./generalise.js";
import { shapeOf } from "./paint.js";
import { contains, distance2, project } from "./paths.js";

const REACH = { mouse: { point: 13, line: 7 }, touch: { point: 24, line: 16 } };

// x, y in canvas pixels; layers from bottom to top.
export function hit(layers, frame, labels, x, y, pointer = "mouse") {
  const reach = REACH[pointer] || REACH.mouse;
  let best = null;
  const offer = (rank, far, layer, i) => {
    if (!best || rank < best.rank || (rank === best.rank && far < best.far)) best = { rank, far, layer, i };
  };
  for (const layer of [...layers].reverse()) {
    if (layer.isGround) continue;
    const { columns } = layer;
    const place = placing(columns, frame);
    const pad = reach.point / place.scale;
    const [ux, uy] = [(x - place.dx) / place.scale, (y - place.dy) / place.scale];
    for (const i of layer.grid.query(ux - pad, uy - pad, ux + pad, uy + pad)) {
      if (layer.isDrawn(i)) offerFeature(layer, i, place, { x, y, zoom: frame.zoom }, reach, offer);
    }
  }
  if (!best || best.rank > 1) {
    const label = labels.find(({ box, layer }) => !layer.isGround && x >= box[0] && x <= box[2] && y >= box[1] && y <= box[3]);
    if (label) return { layer: label.layer, i: label.i };
  }
  return best && { layer: best.layer, i: best.i };
}

function offerFeature(layer, i, place, { x, y, zoom }, reach, offer) {
  const { columns } = layer;
  if (columns.geom[i] === POINT) {
    if (sizeOf(layer, i, zoom) === HIDDEN) return;
    for (const [px, py] of project(columns, i, place)) {
      const far = Math.hypot(px - x, py - y);
      if (far <= reach.point) offer(0, far, layer, i);
    }
  } else if (columns.geom[i] === LINE) {
    const far = Math.min(...shapeOf(layer, i, place).map((line) => distance2(line, x, y)));
    // What somebody speaks of wins over a silent line beside it.
    if (far <= reach.line ** 2) offer(1, far + (layer.readings[i] >= 0 ? 0 : reach.line ** 2), layer, i);
  } else {
    const box = columns.boxes.subarray(i * 4, i * 4 + 4);
    const size = (box[2] - box[0]) * (box[3] - box[1]) * place.scale * place.scale;
    if (contains(project(columns, i, place), x, y)) offer(2, size, layer, i);
  }
}

// A canvas pixel that lies on the feature: for tests and for the tooltip of the keyboard.
export function pointOn(layer, i, frame) {
  const { columns } = layer;
  const place = placing(columns, frame);
  const shapes = project(columns, i, place);
  if (!shapes.length) return null;
  if (columns.geom[i] === POINT) return { x: shapes[0][0], y: shapes[0][1] };
  const anchor = { x: place.dx + columns.lx[i] * place.scale, y: place.dy + columns.ly[i] * place.scale };
  if (columns.geom[i] !== LINE) return anchor;
  const line = shapeOf(layer, i, place).sort((a, b) => b.length - a.length)[0];
  let [best, far] = [anchor, Infinity];
  for (let j = 0; j + 3 < line.length; j += 2) {
    const [mx, my] = [(line[j] + line[j + 2]) / 2, (line[j + 1] + line[j + 3]) / 2];
    const away = Math.hypot(mx - frame.width / 2, my - frame.height / 2);
    if (away < far) [best, far] = [{ x: mx, y: my }, away];
  }
  return best;
}
