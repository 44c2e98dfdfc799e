// Fills whose edge fades out over the accuracy. A blurred picture needs few pixels, so it is made small, and no
// larger than the part of the area that is in sight: of all that is drawn here, blurring costs the most.
const SHRINK = 4;
const WIDEST_PX = 60;
const AWAY = 20000;
const FADES_OUT = 1.6; // of the blur: where it ends sooner, its end is a line that can be seen
let small = null;

// The part of the canvas that the rings and their blur reach, in whole small pixels; null when none of it is in sight.
function reachOf(rings, blurPx, { width, height }) {
  let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const ring of rings) {
    for (let j = 0; j < ring.length; j += 2) {
      if (ring[j] < x0) x0 = ring[j];
      if (ring[j] > x1) x1 = ring[j];
      if (ring[j + 1] < y0) y0 = ring[j + 1];
      if (ring[j + 1] > y1) y1 = ring[j + 1];
    }
  }
  const far = FADES_OUT * blurPx;
  const from = ([at, most]) => Math.floor(Math.max(0, Math.min(most, at - far)) / SHRINK);
  const to = ([at, most]) => Math.ceil(Math.max(0, Math.min(most, at + far)) / SHRINK);
  const [x, y] = [[x0, width], [y0, height]].map(from);
  const [w, h] = [to([x1, width]) - x, to([y1, height]) - y];
  return w > 0 && h > 0 ? { x, y, w, h } : null;
}

// The blur comes from the shadow of a shape drawn far outside: every browser can do that.
export function softFill(ctx, path, rings, { colour, alpha, spreadPx }, frame) {
  const blurPx = Math.max(6, Math.min(WIDEST_PX, spreadPx));
  const reach = reachOf(rings, blurPx, frame);
  if (!reach) return;
  const { x, y, w, h } = reach;
  small ??= document.createElement("canvas");
  if (small.width < w || small.height < h) Object.assign(small, { width: Math.max(small.width, w), height: Math.max(small.height, h) });
  const pen = small.getContext("2d");
  pen.setTransform(1, 0, 0, 1, 0, 0);
  pen.clearRect(0, 0, small.width, small.height); // what an earlier fill left beside the box would be smoothed into its rim
  pen.save();
  pen.beginPath();
  pen.rect(0, 0, w, h);
  pen.clip();
  pen.setTransform(1 / SHRINK, 0, 0, 1 / SHRINK, AWAY - x, -y);
  pen.shadowOffsetX = -AWAY;
  pen.shadowBlur = blurPx / SHRINK;
  pen.shadowColor = colour;
  pen.fillStyle = "#000";
  pen.fill(path, "evenodd");
  pen.restore();
  ctx.save();
  ctx.globalAlpha = alpha;
  ctx.drawImage(small, 0, 0, w, h, x * SHRINK, y * SHRINK, w * SHRINK, h * SHRINK);
  ctx.restore();
}
