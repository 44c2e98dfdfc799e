// Pictures of what takes long to draw, kept while the map stands still: when a clock moves, little of it changes.
const MOST_PX = 12e6;
let kept = { frame: null, pictures: new Map(), pixels: 0 };

// Draws what `draw(pen)` draws within a box of canvas pixels, [x0, y0, x1, y1]; `key` names what it depends on
// beside the frame and the colours, which make every frame a new one.
export function stamped(ctx, key, box, frame, draw) {
  if (kept.frame !== frame) kept = { frame, pictures: new Map(), pixels: 0 };
  const found = kept.pictures.get(key) ?? make(key, box, frame, draw);
  if (!found) return draw(ctx);
  const { canvas, x, y } = found;
  if (!canvas) return;
  ctx.save();
  ctx.setTransform(1, 0, 0, 1, 0, 0);
  ctx.drawImage(canvas, x, y);
  ctx.restore();
}

function make(key, [x0, y0, x1, y1], { width, height, ratio }, draw) {
  const [x, y] = [x0, y0].map((at) => Math.floor(Math.max(0, at) * ratio));
  const [w, h] = [Math.ceil(Math.min(width, x1) * ratio) - x, Math.ceil(Math.min(height, y1) * ratio) - y];
  if (w > 0 && h > 0 && kept.pixels + w * h > MOST_PX) return null;
  const picture = { canvas: null, x, y };
  if (w > 0 && h > 0) {
    picture.canvas = Object.assign(document.createElement("canvas"), { width: w, height: h });
    const pen = picture.canvas.getContext("2d");
    pen.setTransform(ratio, 0, 0, ratio, -x, -y);
    draw(pen);
    kept.pixels += w * h;
  }
  kept.pictures.set(key, picture);
  return picture;
}
