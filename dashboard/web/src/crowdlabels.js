// Names of brought features, where few enough are in sight: in italics, and only where the shipped ones leave room.
import { runsIn } from "./cellgrid.js";
import { LINE, POINT } from "./columns.js";
import { spotsOn } from "./crowdhit.js";
import { placing } from "./frame.js";

const MOST = 250;
const MARK_PX = 6;
const LINE_PX = 9;
const STYLE = { size: 11, weight: 500, colour: "text_muted", italic: true };
const NEAR = new Set(["marks", "paths"]);

export const isNear = (crowd) => Boolean(crowd.names) && NEAR.has(crowd.mode);

// The drawn features of a layer that touch a canvas box [x0, y0, x1, y1]; none where they are too many to be told apart.
export function nearOf(crowd, frame, box) {
  if (!isNear(crowd)) return [];
  const { columns, marks, geometry } = crowd;
  const { scale, dx, dy } = placing(columns, frame);
  const units = box.map((at, k) => (at - (k % 2 ? dy : dx)) / scale);
  if (geometry !== POINT) {
    const found = crowd.blocks.query(...units, marks);
    return found.length > MOST ? [] : found;
  }
  const found = [];
  const [x0, y0, x1, y1] = units;
  const { x, y } = columns;
  runsIn(columns, units, (from, to) => {
    for (let i = from; i < to && found.length <= MOST; i++) if (marks[i] && x[i] >= x0 && x[i] <= x1 && y[i] >= y0 && y[i] <= y1) found.push(i);
  });
  return found.length > MOST ? [] : found;
}

// scene: as in labels.js, with `crowds`; `measure(text, font)` gives a width. Gives labels as labels.js draws them.
export function placeCrowdNames(scene, boxes, measure) {
  const placed = [];
  for (const crowd of scene.crowds) {
    const spots = nearOf(crowd, scene.frame, scene.inView).flatMap((i) => {
      const [spot] = spotsOn(crowd, i, scene.frame);
      return spot ? [{ i, at: spot }] : [];
    });
    if (crowd.geometry === POINT) for (const { at: [x, y] } of spots) boxes.add([x - MARK_PX, y - MARK_PX, x + MARK_PX, y + MARK_PX], true);
    for (const { i, at } of spots) {
      const label = placeOne(crowd, i, at, scene, boxes, measure);
      if (label) placed.push(label);
    }
  }
  return placed;
}

function placeOne(crowd, i, at, { theme, inView, selected: chosen }, boxes, measure) {
  const text = crowd.names.of(i);
  if (!text) return null;
  const id = crowd.idOf(i);
  const selected = chosen.has(id);
  const font = `italic ${selected ? 700 : STYLE.weight} ${STYLE.size}px ${theme.font}`;
  const size = [measure(text, font), STYLE.size * 1.22];
  const [w, h] = size;
  const [vx0, vy0, vx1, vy1] = inView;
  for (const [x, y] of triesOf(crowd.geometry, at, size)) {
    const box = [x - w / 2 - 2, y - h / 2 - 1, x + w / 2 + 2, y + h / 2 + 1];
    const whole = box[0] >= vx0 && box[1] >= vy0 && box[2] <= vx1 && box[3] <= vy1;
    if (!whole || !boxes.free(box, selected)) continue;
    boxes.add(box);
    return { layer: crowd, i, id, x, y, box, size, texts: [text], font, lineHeight: h, lead: 0, spacing: 0, textWidth: w, style: STYLE, status: null, selected };
  }
  return null;
}

// Beside a point, along a line, within an area.
function triesOf(geometry, [x, y], [w, h]) {
  if (geometry === POINT) {
    const r = MARK_PX + 1;
    return [[x + r + w / 2, y], [x - r - w / 2, y], [x, y + r + h / 2], [x, y - r - h / 2]];
  }
  return geometry === LINE ? [[x, y - LINE_PX], [x, y + LINE_PX]] : [[x, y]];
}
