// Finds the feature under a pointer: symbols before lines before labels before areas, top layers first.
import { LINE, POINT } from "./columns.js";
import { placing } from "./frame.js";
import { HIDDEN, sizeOf } from "./generalise.js";
import { shapeOf } from "./paint.js";
import { contains, distance2, lengthOf, near, pointAt, project } from "./paths.js";

const SYMBOL_PX = 11;
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
    if (layer.isCrowd) {
      const found = layer.hit(frame, x, y, reach);
      if (found && (!best || found.rank < best.rank || (found.rank === best.rank && found.far < best.far))) best = { ...found, layer };
      continue;
    }
    const { columns } = layer;
    const place = placing(columns, frame);
    const pad = reach.point / place.scale;
    const [ux, uy] = [(x - place.dx) / place.scale, (y - place.dy) / place.scale];
    for (const i of layer.blocks.query(ux - pad, uy - pad, ux + pad, uy + pad)) {
      if (layer.isDrawn(i)) offerFeature(layer, i, place, { x, y, zoom: frame.zoom }, reach, offer);
    }
  }
  if (!best || best.rank > 1) {
    const label = labels.find(({ box, layer }) => !layer.isGround && x >= box[0] && x <= box[2] && y >= box[1] && y <= box[3]);
    if (label) return { layer: label.layer, i: label.i };
  }
  return best;
}

function offerFeature(layer, i, place, { x, y, zoom }, reach, offer) {
  const { columns } = layer;
  if (columns.geom[i] === POINT) {
    if (sizeOf(layer, i, zoom) === HIDDEN) return;
    for (const [px, py] of project(columns, i, place)) {
      const far = Math.hypot(px - x, py - y);
      // On the symbol itself it wins; near it only over what is farther away, so that a finger can meet a line.
      if (far <= reach.point) offer(far <= SYMBOL_PX ? 0 : 1, far * far, layer, i);
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

// Canvas pixels that lie on the feature, the likeliest first.
export function pointsOn(layer, i, frame) {
  const { columns } = layer;
  const place = placing(columns, frame);
  const shapes = shapeOf(layer, i, place);
  if (columns.geom[i] === POINT) return shapes;
  if (columns.geom[i] === LINE) {
    const lines = shapes.flatMap((line) => near(line, frame)).sort((a, b) => lengthOf(b) - lengthOf(a));
    return lines.flatMap((line) => [0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.1, 0.9].map((share) => {
      const { x, y } = pointAt(line, lengthOf(line) * share);
      return [x, y];
    }));
  }
  const anchor = [place.dx + columns.lx[i] * place.scale, place.dy + columns.ly[i] * place.scale];
  const spots = [anchor];
  for (let k = 1; k < 144; k++) {
    const box = columns.boxes.subarray(i * 4, i * 4 + 4);
    const x = place.dx + (box[0] + ((box[2] - box[0]) * (k % 12)) / 12) * place.scale;
    const y = place.dy + (box[1] + ((box[3] - box[1]) * Math.floor(k / 12)) / 12) * place.scale;
    if (contains(shapes, x, y)) spots.push([x, y]);
  }
  return spots;
}
