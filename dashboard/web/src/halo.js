// Draws what is selected or pointed at: a wide soft halo under lines and symbols, an edge around areas.
import { LINE, POINT, POLYGON } from "./columns.js";
import { crowdShape } from "./crowdhit.js";
import { placing } from "./frame.js";
import { lineWidth } from "./lines.js";
import { isFuzzy, shapeOf } from "./paint.js";
import { near, rounded, trace } from "./paths.js";

export function drawHalos(ctx, layers, frame, theme, groups) {
  for (const { ids, colour } of groups) {
    for (const layer of layers) {
      for (const id of ids) {
        const i = layer.index.get(id);
        if (i !== undefined && layer.isDrawn(i)) drawHalo(ctx, layer, i, frame, theme.colour(colour));
      }
    }
  }
}

function drawHalo(ctx, layer, i, frame, colour) {
  const geometry = layer.isCrowd ? layer.geometry : layer.columns.geom[i];
  const fuzzy = geometry === POLYGON && !layer.isCrowd && isFuzzy(layer.columns, i, layer.kind(i));
  const exact = (layer.isCrowd ? crowdShape : shapeOf)(layer, i, placing(layer.columns, frame));
  const shapes = fuzzy ? exact.map((ring) => rounded(ring, 6)) : exact;
  const path = new Path2D();
  ctx.save();
  ctx.lineCap = "round";
  ctx.lineJoin = "round";
  ctx.strokeStyle = colour;
  ctx.fillStyle = colour;
  if (geometry === POINT) {
    for (const [x, y] of shapes) {
      path.moveTo(x + 17, y);
      path.arc(x, y, 17, 0, Math.PI * 2);
    }
    ctx.globalAlpha = 0.28;
    ctx.fill(path);
    ctx.globalAlpha = 1;
    ctx.lineWidth = 2;
    ctx.stroke(path);
  } else {
    const closed = geometry !== LINE;
    for (const line of closed ? shapes : shapes.flatMap((shape) => near(shape, frame))) trace(path, line, closed);
    const width = closed ? 2 : lineWidth(frame.zoom) + 15;
    ctx.globalAlpha = 0.28;
    ctx.lineWidth = closed ? 12 : width;
    ctx.stroke(path);
    if (closed && !fuzzy) {
      ctx.globalAlpha = 1;
      ctx.lineWidth = width;
      ctx.stroke(path);
    }
  }
  ctx.restore();
}
