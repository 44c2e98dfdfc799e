// Draws areas: rings with teeth, hatches, hollow proposals, and edges that fade where nobody knows them better.
import { hatch } from "./hatch.js";
import { drawFadedEdge, drawLine, drawTeeth } from "./lines.js";
import { contains, lengthOf, near, rounded, trace } from "./paths.js";
import { softFill } from "./soft.js";

// +1 or -1 per ring: on which side of the walking direction the area lies.
function inwardSides(rings) {
  return rings.map((ring) => {
    let [best, at] = [0, 0];
    for (let j = 0; j + 3 < ring.length; j += 2) {
      const length = Math.hypot(ring[j + 2] - ring[j], ring[j + 3] - ring[j + 1]);
      if (length > best) [best, at] = [length, j];
    }
    if (!best) return 1;
    const [dx, dy] = [(ring[at + 2] - ring[at]) / best, (ring[at + 3] - ring[at + 1]) / best];
    const [mx, my] = [(ring[at] + ring[at + 2]) / 2, (ring[at + 1] + ring[at + 3]) / 2];
    return contains(rings, mx - dy * 1.5, my + dx * 1.5) ? 1 : -1;
  });
}

function fill(ctx, path, paint, alpha) {
  ctx.save();
  ctx.globalAlpha = alpha;
  ctx.fillStyle = paint;
  ctx.fill(path, "evenodd");
  ctx.restore();
}

const isSiege = (style) => style?.pattern === "teeth" || style?.pattern === "teeth-open";

// Soft edges and teeth take ten times as long as plain ones.
export const isLaborious = ({ style, fuzzy }) => fuzzy || isSiege(style);

// area: {rings (pixel), style ({colour, pattern} or null), fuzzy, spreadPx}
export function drawArea(ctx, area, frame, theme) {
  const { style, fuzzy, spreadPx } = area;
  const rings = fuzzy ? area.rings.map((ring) => rounded(ring, Math.min(6, spreadPx / 4))) : area.rings;
  const path = new Path2D();
  for (const ring of rings) trace(path, ring, true);
  if (!style) return drawPlain(ctx, path, rings, area, frame, theme);
  const { colour, pattern } = style;
  const wash = theme.wash(colour, "land");
  if (pattern === "dashed") {
    if (fuzzy) drawFadedEdge(ctx, path, wash, Math.min(14, spreadPx), 0.45);
    drawLine(ctx, rings, style, { ...theme.linen, width: fuzzy ? 2.6 : 3.4, close: true });
    return;
  }
  const siege = isSiege(style);
  const hatched = pattern === "hatch" || pattern === "hatch-cross";
  const tint = siege ? (pattern === "teeth" ? 0.13 : 0.07) : 0.08;
  if (fuzzy) softFill(ctx, path, rings, { colour: wash, alpha: tint * 1.25, spreadPx }, frame);
  else fill(ctx, path, wash, tint * 0.7);
  if (hatched) fill(ctx, path, hatch(ctx, wash, pattern === "hatch-cross", frame), 0.42);
  if (fuzzy) drawFadedEdge(ctx, path, wash, Math.min(14, spreadPx), 0.5);
  else if (siege || hatched) strokeEdge(ctx, path, wash, siege ? 2.2 : 1.4, pattern === "teeth-open" ? [7, 5] : []);
  if (siege) drawSiege(ctx, rings, teethLook(theme, colour, wash, pattern), frame);
  else if (!hatched) drawLine(ctx, rings, style, { ...theme.linen, width: 3.4, close: true, bare: fuzzy });
}

// Where the colour would drown in the land, full teeth are light: a dark tooth in a light edge looks hollow.
function teethLook(theme, colour, wash, pattern) {
  const drowned = wash !== colour;
  return {
    colour: drowned ? theme.colour("casing") : colour,
    casing: theme.colour(drowned ? "land" : "casing"),
    open: pattern === "teeth-open",
  };
}

// Teeth stand on a rounded ring: on every corner of a quarter's outline they would be noise.
function drawSiege(ctx, rings, look, frame) {
  const round = rings.map((ring) => rounded(ring, 7)).filter((ring) => lengthOf(ring) > 70);
  const sides = inwardSides(round);
  const whole = round.every((ring) => near(ring, frame)[0]?.length === ring.length);
  if (whole) return drawTeeth(ctx, round, sides, look);
  const runs = round.flatMap((ring, r) => near(ring, frame).map((run) => ({ run, side: sides[r] })));
  drawTeeth(ctx, runs.map(({ run }) => run), runs.map(({ side }) => side), look);
}

function drawPlain(ctx, path, rings, { fuzzy, spreadPx }, frame, theme) {
  const colour = theme.colour("area");
  if (fuzzy) return softFill(ctx, path, rings, { colour, alpha: 0.34, spreadPx }, frame);
  fill(ctx, path, colour, 0.1);
  strokeEdge(ctx, path, colour, 1.1);
}

function strokeEdge(ctx, path, colour, width, dash = [], alpha = 1) {
  ctx.save();
  ctx.globalAlpha = alpha;
  ctx.setLineDash(dash);
  ctx.lineJoin = "round";
  ctx.strokeStyle = colour;
  ctx.lineWidth = width;
  ctx.stroke(path);
  ctx.restore();
}
