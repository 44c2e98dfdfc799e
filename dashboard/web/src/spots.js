// Where a name may stand, best places first: beside a point, along a line, inside an area.
import { LINE, POINT } from "./columns.js";
import { shapeOf } from "./paint.js";
import { contains, lengthOf, near, pointAt, project } from "./paths.js";
import { BADGE_R, symbolOf, symbolRadius } from "./symbols.js";

const GAP = 3;
const TINY_PX = 22; // a lesser area this small says nothing at this scale
const SHARES = [0.5, 0.35, 0.65, 0.2, 0.8];

// candidate: {layer, i, place, style, status, hollow, selected}; gives centres [x, y] in canvas pixels.
export function spotsOf(candidate, size, frame) {
  const { columns } = candidate.layer;
  const { place, i } = candidate;
  const anchor = [place.dx + columns.lx[i] * place.scale, place.dy + columns.ly[i] * place.scale];
  if (columns.geom[i] === POINT) return besidePoint(candidate, anchor, size);
  return columns.geom[i] === LINE ? alongLine(candidate, size, frame) : insideArea(candidate, anchor, size);
}

function besidePoint({ layer, i, style, status, hollow }, [x, y], [w, h]) {
  if (style.centred) return [[x, y]];
  const r = (hollow ? 11 : symbolRadius(symbolOf(layer.kind(i)), layer.columns.importance[i])) + GAP;
  const up = status && !hollow ? BADGE_R * 2 : 0;
  return [
    [x + r + w / 2, y + up / 4], [x - r - w / 2, y], [x, y + r + h / 2], [x, y - r - h / 2 - up],
    [x + r * 0.7 + w / 2, y + r * 0.6 + h / 2], [x - r * 0.7 - w / 2, y + r * 0.6 + h / 2],
    [x + r * 0.7 + w / 2 + up, y - r * 0.6 - h / 2], [x - r * 0.7 - w / 2, y - r * 0.6 - h / 2],
  ];
}

function alongLine(candidate, [w, h], frame) {
  const { layer, i, place, selected, status } = candidate;
  const runs = shapeOf(layer, i, place).flatMap((line) => near(line, frame));
  const longest = runs.sort((a, b) => lengthOf(b) - lengthOf(a))[0];
  if (!longest || (lengthOf(longest) < w * 0.45 && !selected && !status)) return [];
  const length = lengthOf(longest);
  const offsets = status || selected ? [10, 18, 28, 40] : [10, 18];
  return offsets.flatMap((off) => SHARES.flatMap((share) => {
    const { x, y } = pointAt(longest, length * share);
    return [[x, y - off - h / 2], [x, y + off + h / 2], [x + off + w / 2, y], [x - off - w / 2, y]];
  }));
}

// A name outside its area would name another place: only an area too small for its name has it beside.
function insideArea(candidate, anchor, [w, h]) {
  const { layer, i, place, style, selected, status } = candidate;
  const { columns } = layer;
  const box = columns.boxes.subarray(i * 4, i * 4 + 4);
  const [x0, y0, x1, y1] = [...box].map((v, k) => (k % 2 ? place.dy : place.dx) + v * place.scale);
  const wide = x1 - x0;
  const always = selected || status || columns.importance[i] === 1;
  if (wide < TINY_PX && columns.importance[i] >= 3 && !selected) return [];
  if (wide < (style.loose ? 0.3 : 0.8) * w && !always) return [];
  // A status beside its area would claim something of another place: without room the badge stands alone inside.
  if (wide < 0.8 * w && status) return w > BADGE_R * 2 ? [] : [anchor];
  if (wide < 0.8 * w) {
    if (!selected && columns.importance[i] > 2) return [anchor];
    const [cx, cy] = [(x0 + x1) / 2, (y0 + y1) / 2];
    return [[x1 + 6 + w / 2, cy], [x0 - 6 - w / 2, cy], [cx, y1 + 6 + h / 2], [cx, y0 - 6 - h / 2], [x1 + w / 2, y1 + h / 2], [x0 - w / 2, y1 + h / 2], anchor];
  }
  const rings = project(columns, i, place);
  const spots = [];
  for (const fx of [0.5, 0.35, 0.65, 0.2, 0.8]) {
    for (const fy of [0.5, 0.38, 0.62, 0.25, 0.75, 0.14, 0.86]) {
      const spot = [x0 + wide * fx, y0 + (y1 - y0) * fy];
      if (contains(rings, ...spot)) spots.push(spot);
    }
  }
  const far = ([x, y]) => Math.abs(x - anchor[0]) + Math.abs(y - anchor[1]);
  const sorted = [anchor, ...spots.sort((a, b) => far(a) - far(b))];
  // The badge leads the name: it must stand on its own area whatever the name reaches over.
  return status ? sorted.filter(([x, y]) => contains(rings, x - w / 2 + BADGE_R, y)) : sorted;
}
