// Draws the ground: sea, land, rivers, roads and boundaries, quiet under everything that is said.
import { project, trace } from "./paths.js";

const scaled = (low, high) => (zoom) => low + ((high - low) * Math.max(0, Math.min(1, (zoom - 8) / 6)));

const STYLES = {
  land: { fill: "land" },
  sea: { fill: "sea" },
  lake: { fill: "sea", stroke: "river", width: () => 0.6 },
  river: { stroke: "river", width: scaled(0.9, 2.4) },
  "main-road": { stroke: "road", width: scaled(1.1, 4), casing: true },
  border: { stroke: "border", width: scaled(1.5, 2.6), dash: [9, 3, 1.5, 3], glow: true },
  governorate: { stroke: "border", width: scaled(0.9, 1.4), dash: [5, 3], alpha: 0.75 },
  district: { stroke: "border", width: scaled(0.5, 0.9), dash: [2, 3], alpha: 0.55 },
};
const ORDER = ["land", "sea", "lake", "river", "main-road", "district", "governorate", "border"];

// indices: visible features of a ground layer. One path per kind.
export function drawGround(ctx, layer, indices, place, frame, theme) {
  const paths = new Map();
  for (const i of indices) {
    const kind = layer.kind(i);
    if (!STYLES[kind]) continue;
    if (!paths.has(kind)) paths.set(kind, new Path2D());
    const closed = layer.columns.geom[i] === 2;
    for (const line of project(layer.columns, i, place)) trace(paths.get(kind), line, closed);
  }
  for (const kind of ORDER) if (paths.has(kind)) paint(ctx, paths.get(kind), STYLES[kind], frame, theme);
}

function paint(ctx, path, style, frame, theme) {
  ctx.save();
  ctx.lineJoin = "round";
  ctx.lineCap = "round";
  if (style.fill) {
    ctx.fillStyle = theme.colour(style.fill);
    ctx.fill(path, "evenodd");
  }
  if (style.stroke) {
    const width = style.width(frame.zoom);
    ctx.strokeStyle = theme.colour(style.stroke);
    if (style.glow) {
      ctx.globalAlpha = 0.16;
      ctx.lineWidth = width + 5;
      ctx.stroke(path);
    }
    if (style.casing) {
      ctx.strokeStyle = theme.colour("halo");
      ctx.globalAlpha = 0.8;
      ctx.lineWidth = width + 1.6;
      ctx.stroke(path);
      ctx.strokeStyle = theme.colour(style.stroke);
    }
    ctx.globalAlpha = style.alpha ?? 1;
    ctx.lineWidth = width;
    ctx.lineCap = style.dash ? "butt" : "round";
    ctx.setLineDash(style.dash || []);
    ctx.stroke(path);
  }
  ctx.restore();
}
