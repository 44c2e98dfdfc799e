// Draws ways as wide soft bands under the roads: what passes has a whole edge, what does not a broken one.
import { lineWidth } from "./lines.js";
import { trace } from "./paths.js";

const BROKEN = [9, 7];

// Widths in pixels of the whole band, for the chosen way and the others.
export const bandWidth = (zoom, chosen) => lineWidth(zoom) * (chosen ? 3.4 : 2.5) + (chosen ? 4 : 2);

// runs: pixel polylines; way: {passes, chosen}
export function drawWay(ctx, runs, { passes, chosen }, frame, theme, width = bandWidth(frame.zoom, chosen)) {
  if (!runs.length) return;
  const path = new Path2D();
  for (const run of runs) trace(path, run);
  const edge = chosen ? 2 : 1.4;
  const stroke = (colour, px, { alpha = 1, dash = [], over = "source-over", cap = "round" } = {}) => {
    ctx.globalCompositeOperation = over;
    ctx.globalAlpha = alpha;
    ctx.setLineDash(dash);
    ctx.lineCap = cap;
    ctx.lineWidth = px;
    ctx.strokeStyle = colour;
    ctx.stroke(path);
  };
  ctx.save();
  ctx.lineJoin = "round";
  // The ways below are cut out: two soft bands, one over the other, would look like a third kind.
  stroke("#000", width + 1.5, { over: "destination-out" });
  stroke(theme.colour("way_edge"), width, { dash: passes ? [] : BROKEN, cap: passes ? "round" : "butt", alpha: chosen ? 1 : 0.62 });
  stroke("#000", width - 2 * edge, { over: "destination-out" });
  stroke(theme.colour("way"), width - 2 * edge, { alpha: (chosen ? 0.42 : 0.2) * (passes ? 1 : 0.45) });
  ctx.restore();
}

export const NUMBER_R = 11;

// The number of a way: full for the chosen one, hollow for the others, with a broken rim where the way does not pass.
export function drawNumber(ctx, { x, y, n, passes, chosen }, theme) {
  const [fill, ink] = [theme.colour("way_edge"), theme.colour("panel")];
  ctx.save();
  ctx.beginPath();
  ctx.arc(x, y, NUMBER_R + 1.6, 0, Math.PI * 2);
  ctx.fillStyle = theme.colour("panel");
  ctx.fill();
  ctx.beginPath();
  ctx.arc(x, y, NUMBER_R - 1, 0, Math.PI * 2);
  ctx.fillStyle = chosen ? fill : ink;
  ctx.fill();
  ctx.strokeStyle = fill;
  ctx.lineWidth = 2;
  if (!passes) ctx.setLineDash([3.6, 2.9]);
  if (!passes && chosen) {
    ctx.beginPath();
    ctx.arc(x, y, NUMBER_R + 1, 0, Math.PI * 2);
  }
  ctx.stroke();
  ctx.fillStyle = chosen ? ink : fill;
  ctx.font = `750 12.5px ${theme.font}`;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.direction = "ltr";
  ctx.fillText(String(n), x, y + 0.7);
  ctx.restore();
}
