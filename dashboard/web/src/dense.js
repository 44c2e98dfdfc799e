// Very many features of a shipped layer: points as squares and lines as plain strokes, written as pixels.
import { POINT } from "./columns.js";
import { packed, rasterFor, square, strokeRings } from "./raster.js";

export const DENSE_POINTS = 6000;
export const DENSE_LINES = 3000;

const MANY = 100000;
let layover = null;

export function drawDense(ctx, layer, indices, place, frame, theme) {
  const raster = rasterFor(ctx.canvas);
  const { pixels, width, height } = raster;
  const scaled = { scale: place.scale * frame.ratio, dx: place.dx * frame.ratio, dy: place.dy * frame.ratio };
  const size = indices.length > MANY ? 3 : 5;
  const offsets = square(width, size);
  const { columns } = layer;
  for (const i of indices) {
    const style = theme.status(layer.state(i));
    const colour = packed(style ? style.colour : theme.colour("text_muted"));
    if (columns.geom[i] !== POINT) {
      strokeRings(raster, columns, i, scaled, { colour, thick: 2, dash: 0 });
      continue;
    }
    const at = columns.ring_off[columns.part_off[i]];
    const [x, y] = [(scaled.dx + columns.x[at] * scaled.scale) | 0, (scaled.dy + columns.y[at] * scaled.scale) | 0];
    if (x < size || y < size || x >= width - size || y >= height - size) continue;
    for (const offset of offsets) pixels[y * width + x + offset] = colour;
  }
  put(ctx, raster);
}

// Over what is on the canvas already, which plain pixels would replace.
function put(ctx, { image, width, height }) {
  layover ??= document.createElement("canvas");
  Object.assign(layover, { width, height });
  layover.getContext("2d").putImageData(image, 0, 0);
  ctx.save();
  ctx.setTransform(1, 0, 0, 1, 0, 0);
  ctx.drawImage(layover, 0, 0);
  ctx.restore();
  layover.width = layover.height = 1;
}
