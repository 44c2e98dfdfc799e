// Draws what no source says: the reader's own assumptions, what the reader avoids, and marks of what stands in the way.
import { hatch } from "./hatch.js";
import { lineWidth } from "./lines.js";
import { trace, walk } from "./paths.js";

const STRIKE_STEP = 22;

function stroke(ctx, path, paint, width, { dash = [], cap = "butt", alpha = 1 } = {}) {
  ctx.globalAlpha = alpha;
  ctx.setLineDash(dash);
  ctx.lineCap = cap;
  ctx.lineJoin = "round";
  ctx.lineWidth = width;
  ctx.strokeStyle = paint;
  ctx.stroke(path);
}

function pathOf(runs, close = false) {
  const path = new Path2D();
  for (const run of runs) trace(path, run, close);
  return path;
}

// A band hatched aslant between two edges: no status is drawn so, whatever is assumed.
export function drawAssumed(ctx, runs, frame, theme, width = lineWidth(frame.zoom) * 2 + 4) {
  if (!runs.length) return;
  const path = pathOf(runs);
  const colour = theme.colour("assumed");
  ctx.save();
  stroke(ctx, path, theme.colour("halo"), width + 3, { alpha: 0.9 });
  stroke(ctx, path, colour, width);
  stroke(ctx, path, theme.colour("halo"), width - 3.2);
  stroke(ctx, path, hatch(ctx, colour, false, frame, { tile: 8, width: 2.6 }), width - 3);
  ctx.restore();
}

// The same hatch as a ring around a place.
export function drawAssumedSpot(ctx, [x, y], frame, theme) {
  const ring = new Path2D();
  ring.arc(x, y, 13, 0, Math.PI * 2);
  const colour = theme.colour("assumed");
  ctx.save();
  stroke(ctx, ring, theme.colour("halo"), 12, { alpha: 0.9 });
  stroke(ctx, ring, colour, 9.6);
  stroke(ctx, ring, theme.colour("halo"), 6.4);
  stroke(ctx, ring, hatch(ctx, colour, false, frame, { tile: 8, width: 2.6 }), 6.6);
  ctx.restore();
}

// Greyed out and struck through, each stroke aslant to the line.
export function drawAvoided(ctx, runs, point, frame, theme, width = lineWidth(frame.zoom) + 3) {
  const colour = theme.colour("avoided");
  ctx.save();
  if (runs.length) {
    const strikes = new Path2D();
    for (const run of runs) {
      walk(run, STRIKE_STEP / 2, STRIKE_STEP, (x, y, angle) => {
        const [dx, dy] = [Math.cos(angle + 0.9) * width, Math.sin(angle + 0.9) * width];
        strikes.moveTo(x - dx, y - dy);
        strikes.lineTo(x + dx, y + dy);
      });
    }
    const path = pathOf(runs);
    stroke(ctx, path, theme.colour("land"), width + 2, { alpha: 0.75 });
    stroke(ctx, path, colour, width - 2, { alpha: 0.55 });
    stroke(ctx, strikes, theme.colour("halo"), 3.6);
    stroke(ctx, strikes, colour, 2);
  }
  if (point) drawStruckRing(ctx, point[0], point[1], colour, theme);
  ctx.restore();
}

export function drawStruckRing(ctx, x, y, colour, theme, r = 8) {
  const path = new Path2D();
  path.arc(x, y, r, 0, Math.PI * 2);
  path.moveTo(x - r * 0.7, y - r * 0.7);
  path.lineTo(x + r * 0.7, y + r * 0.7);
  stroke(ctx, path, theme.colour("halo"), 5);
  stroke(ctx, path, colour, 2.2);
}

// The area that the reader keeps out of: hatched the other way than what is held, with a dashed outline.
export function drawAvoidArea(ctx, ring, frame, theme) {
  const path = pathOf([ring], true);
  const colour = theme.colour("avoided");
  ctx.save();
  ctx.globalAlpha = 0.5;
  ctx.fillStyle = hatch(ctx, colour, false, frame, { tile: 8, width: 1.4, back: true });
  ctx.fill(path);
  stroke(ctx, path, theme.colour("halo"), 4.4);
  stroke(ctx, path, colour, 2.2, { dash: [8, 4] });
  ctx.restore();
}

// A small barred square where something stands in the way.
export function drawStop(ctx, x, y, chosen, theme) {
  const half = chosen ? 5 : 3.6;
  ctx.save();
  ctx.globalAlpha = chosen ? 1 : 0.75;
  ctx.setLineDash([]);
  ctx.fillStyle = theme.colour("text");
  ctx.strokeStyle = theme.colour("halo");
  ctx.lineWidth = 2.4;
  ctx.beginPath();
  ctx.rect(x - half, y - half, half * 2, half * 2);
  ctx.stroke();
  ctx.fill();
  ctx.fillStyle = theme.colour("halo");
  ctx.fillRect(x - half + 1.6, y - 1, half * 2 - 3.2, 2);
  ctx.restore();
}
