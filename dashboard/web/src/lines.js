// Draws access lines: the pattern of each status, over a casing; sketches differ from surveyed geometry.
import { trace, walk } from "./paths.js";

const SKETCH_DASH = [16, 8];
const GLYPH_STEP = { bars: 15, crosses: 26, teeth: 20, "teeth-open": 22 };

export const lineWidth = (zoom) => (zoom < 8.5 ? 3 : zoom < 11 ? 3.8 : zoom < 13.5 ? 4.6 : 5.6);

function stroke(ctx, path, colour, width, dash = [], cap = "round") {
  ctx.setLineDash(dash);
  ctx.lineCap = cap;
  ctx.lineJoin = "round";
  ctx.lineWidth = width;
  ctx.strokeStyle = colour;
  ctx.stroke(path);
}

function glyphs(ctx, lines, step, draw) {
  const path = new Path2D();
  for (const line of lines) walk(line, step / 2, step, (x, y, angle) => draw(path, x, y, Math.cos(angle), Math.sin(angle)));
  return path;
}

function bar(path, x, y, cos, sin, half) {
  path.moveTo(x - sin * half, y + cos * half);
  path.lineTo(x + sin * half, y - cos * half);
}

function cross(path, x, y, cos, sin, half) {
  for (const side of [1, -1]) {
    path.moveTo(x + (cos - side * sin) * half, y + (sin + side * cos) * half);
    path.lineTo(x - (cos - side * sin) * half, y - (sin + side * cos) * half);
  }
}

const PATTERNS = {
  solid(ctx, path, lines, { colour, width, dash, bare }) {
    if (bare) return;
    stroke(ctx, path, colour, width, dash, dash.length ? "butt" : "round");
  },
  rails(ctx, path, lines, { colour, casing, width, dash, bare }) {
    if (bare) return;
    stroke(ctx, path, colour, width + 0.6, dash, "butt");
    stroke(ctx, path, casing, Math.max(1.6, width * 0.5), [], "butt");
  },
  bars(ctx, path, lines, { colour, casing, width, dash, bare }) {
    if (!bare) stroke(ctx, path, colour, width * 0.72, dash, "butt");
    const marks = glyphs(ctx, lines, GLYPH_STEP.bars, (p, x, y, c, s) => bar(p, x, y, c, s, width * 1.25));
    stroke(ctx, marks, casing, 5, [], "butt");
    stroke(ctx, marks, colour, 2.6, [], "butt");
  },
  crosses(ctx, path, lines, { colour, casing, width, dash, bare }) {
    if (!bare) stroke(ctx, path, colour, width * 0.72, dash, "butt");
    const marks = glyphs(ctx, lines, GLYPH_STEP.crosses, (p, x, y, c, s) => cross(p, x, y, c, s, width));
    stroke(ctx, marks, casing, 5.4, [], "round");
    stroke(ctx, marks, colour, 2.6, [], "round");
  },
  stripe(ctx, path, lines, { colour, casing, width, dash, bare }) {
    if (bare) return stroke(ctx, path, colour, width, [7, 7], "butt");
    stroke(ctx, path, colour, width * 1.15, dash, "butt");
    stroke(ctx, path, casing, width * 0.6, dash.length ? [4, 8] : [7, 7], "butt");
  },
  dashed(ctx, path, lines, { colour, casing, width, sketch }) {
    const dash = sketch ? SKETCH_DASH : [9, 6];
    stroke(ctx, path, colour, width + 0.8, dash, "butt");
    stroke(ctx, path, casing, Math.max(1.2, width - 2), [], "butt");
  },
  dotted(ctx, path, lines, { colour, width, sketch }) {
    if (sketch) stroke(ctx, path, colour, width * 0.36, SKETCH_DASH, "butt");
    else stroke(ctx, path, colour, width * 0.55, [0.1, width * 1.35], "round");
  },
};

const ALIASES = { teeth: "solid", "teeth-open": "solid", hatch: "solid", "hatch-cross": "solid" };

// lines: pixel polylines; style: {colour, pattern}; sketch: the geometry is schematic; bare: marks only, where the edge is too
// vague for a line.
export function drawLine(ctx, lines, style, { casing, halo, width, sketch = false, close = false, bare = false }) {
  const path = new Path2D();
  for (const line of lines) trace(path, line, close);
  const pattern = PATTERNS[ALIASES[style.pattern] || style.pattern] || PATTERNS.solid;
  const thin = sketch ? width * 0.75 : width;
  const quiet = style.pattern === "dotted";
  const under = style.pattern === "dashed" ? halo : casing; // a proposal has no bright bed on a dark map
  ctx.save();
  ctx.globalAlpha = quiet ? 0.5 : 1;
  if (!bare) stroke(ctx, path, quiet ? halo : under, quiet ? thin * 0.5 + 1.6 : thin + 4);
  ctx.globalAlpha = 1;
  pattern(ctx, path, lines, { colour: style.colour, casing: under, width: thin, sketch, bare, dash: sketch ? SKETCH_DASH : [] });
  ctx.restore();
}

// Edge known only roughly: no crisp line, but strokes that fade out over the accuracy.
export function drawFadedEdge(ctx, path, colour, spreadPx, alpha = 1) {
  const widest = Math.max(5, Math.min(60, spreadPx));
  const steps = Math.max(4, Math.min(9, Math.round(widest / 5)));
  ctx.save();
  ctx.globalAlpha = (0.5 / steps) * alpha;
  for (let k = steps; k >= 1; k--) stroke(ctx, path, colour, (widest * k) / steps);
  ctx.restore();
}

// Teeth along a ring, on the inner side: full when besieged, hollow when the siege was broken.
export function drawTeeth(ctx, rings, inward, { colour, casing, open }) {
  const step = GLYPH_STEP[open ? "teeth-open" : "teeth"];
  const [half, high] = [4, 7];
  const path = new Path2D();
  rings.forEach((ring, r) => {
    const side = inward[r];
    walk(ring, step / 2, step, (x, y, angle) => {
      const [c, s] = [Math.cos(angle), Math.sin(angle)];
      path.moveTo(x - c * half, y - s * half);
      path.lineTo(x - s * high * side, y + c * high * side);
      path.lineTo(x + c * half, y + s * half);
      path.closePath();
    });
  });
  ctx.save();
  ctx.setLineDash([]);
  ctx.lineJoin = "round";
  ctx.strokeStyle = casing;
  ctx.lineWidth = 2.6;
  ctx.stroke(path);
  ctx.fillStyle = open ? casing : colour;
  ctx.fill(path);
  ctx.strokeStyle = colour;
  ctx.lineWidth = open ? 1.5 : 0.8;
  ctx.stroke(path);
  ctx.restore();
}
