// The marks of brought points: one small shape per colour, none of them a shipped symbol; unsourced ones are open and grey.
import { OTHER, UNSOURCED } from "./crowdmarks.js";

export const MARK_PX = 4.6;

const regular = (corners, turn = 0) => Array.from({ length: corners }, (_, k) => {
  const angle = turn + (k * 2 * Math.PI) / corners;
  return [Math.sin(angle), -Math.cos(angle)];
});
const half = (turn) => Array.from({ length: 9 }, (_, k) => [Math.cos(turn + (k * Math.PI) / 8), Math.sin(turn + (k * Math.PI) / 8) + (turn ? 0.4 : -0.4)]);

const OUTLINES = [
  null,
  regular(6, Math.PI / 6),
  [[-0.36, -1], [0.36, -1], [0.36, -0.36], [1, -0.36], [1, 0.36], [0.36, 0.36], [0.36, 1], [-0.36, 1], [-0.36, 0.36], [-1, 0.36], [-1, -0.36], [-0.36, -0.36]],
  [[-1, -0.8], [1, -0.8], [0, 1]],
  [[-0.9, -1], [0.9, -1], [0.15, 0], [0.9, 1], [-0.9, 1], [-0.15, 0]],
  half(Math.PI),
  [[-1, -0.9], [-0.15, 0], [-1, 0.9], [0.2, 0.9], [1, 0], [0.2, -0.9]],
  [[-1.05, -0.42], [1.05, -0.42], [1.05, 0.42], [-1.05, 0.42]],
  half(0),
  regular(5),
  regular(6, Math.PI / 6),
];

export const colourOf = (slot, theme) => (slot === UNSOURCED ? theme.colour("unsourced") : slot === OTHER ? theme.colour("brought_other") : theme.colour("brought")[slot - 1]);

const paths = new Map();

function pathOf(slot) {
  if (!paths.has(slot)) {
    const path = new Path2D();
    OUTLINES[slot].forEach(([x, y], k) => path[k ? "lineTo" : "moveTo"](x * MARK_PX, y * MARK_PX));
    path.closePath();
    paths.set(slot, path);
  }
  return paths.get(slot);
}

// The context's origin is moved for every mark and left where it was.
export function drawMark(ctx, x, y, slot, theme) {
  const path = pathOf(slot);
  ctx.translate(x, y);
  ctx.strokeStyle = theme.colour("halo");
  if (slot === UNSOURCED) {
    ctx.lineWidth = 3.4;
    ctx.stroke(path);
    ctx.fillStyle = theme.colour("halo");
    ctx.fill(path);
    ctx.strokeStyle = colourOf(slot, theme);
    ctx.lineWidth = 1.3;
    ctx.setLineDash([2, 1.4]);
    ctx.stroke(path);
    ctx.setLineDash([]);
  } else {
    ctx.lineWidth = 2;
    ctx.stroke(path);
    ctx.fillStyle = colourOf(slot, theme);
    ctx.fill(path);
  }
  ctx.translate(-x, -y);
}
