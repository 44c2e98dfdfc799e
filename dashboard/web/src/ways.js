// Draws ways as wide soft bands under the roads: the edge and the ground say on what a way rests.
import { hatch } from "./hatch.js";
import { lineWidth } from "./lines.js";
import { trace } from "./paths.js";

// Only what is said to be open on every stretch has a whole edge; what the reader's choices let pass has long
// dashes and a hatched ground, what does not pass has short dashes and a paler ground.
export const basisOf = ({ passes, said }) => (passes ? (said ? "said" : "choices") : "blocked");
const DASHES = { said: [], choices: [24, 6], blocked: [9, 7] };
const RIMS = { said: [], choices: [9.2, 2.6], blocked: [3.6, 2.9] };
const HATCH = { tile: 7, width: 1.5, back: true };

// Widths in pixels of the whole band, for the chosen way and the others.
export const bandWidth = (zoom, chosen) => lineWidth(zoom) * (chosen ? 3.4 : 2.5) + (chosen ? 4 : 2);

// runs: pixel polylines; way: {passes, said, chosen}
export function drawWay(ctx, runs, { passes, said, chosen }, frame, theme, width = bandWidth(frame.zoom, chosen)) {
  if (!runs.length) return;
  const path = new Path2D();
  for (const run of runs) trace(path, run);
  const edge = chosen ? 2 : 1.4;
  const basis = basisOf({ passes, said });
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
  stroke(theme.colour("way_edge"), width, { dash: DASHES[basis], cap: basis === "said" ? "round" : "butt", alpha: chosen ? 1 : 0.62 });
  stroke("#000", width - 2 * edge, { over: "destination-out" });
  stroke(theme.colour("way"), width - 2 * edge, { alpha: (chosen ? 0.42 : 0.2) * (basis === "said" ? 1 : 0.45) });
  if (basis === "choices") stroke(hatch(ctx, theme.colour("way_edge"), false, frame, HATCH), width - 2 * edge, { alpha: chosen ? 0.6 : 0.3, cap: "butt" });
  ctx.restore();
}

export const NUMBER_R = 11;

// The number of a way: full for the chosen one, hollow for the others; the rim is broken as the way's edge is.
export function drawNumber(ctx, { x, y, n, chosen, basis }, theme) {
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
  ctx.setLineDash(RIMS[basis]);
  if (basis !== "said" && chosen) {
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
