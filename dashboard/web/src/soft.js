// Fills whose edge fades out over the accuracy. A blurred picture needs few pixels, so it is made small.
const SHRINK = 4;
const WIDEST_PX = 60;
const AWAY = 20000;
let small = null;

// The blur comes from the shadow of a shape drawn far outside: every browser can do that.
export function softFill(ctx, path, colour, alpha, spreadPx, frame) {
  small ??= document.createElement("canvas");
  const [w, h] = [Math.ceil(frame.width / SHRINK), Math.ceil(frame.height / SHRINK)];
  if (small.width !== w || small.height !== h) Object.assign(small, { width: w, height: h });
  const pen = small.getContext("2d");
  pen.setTransform(1, 0, 0, 1, 0, 0);
  pen.clearRect(0, 0, w, h);
  pen.setTransform(1 / SHRINK, 0, 0, 1 / SHRINK, AWAY, 0);
  pen.shadowOffsetX = -AWAY;
  pen.shadowBlur = Math.max(6, Math.min(WIDEST_PX, spreadPx)) / SHRINK;
  pen.shadowColor = colour;
  pen.fillStyle = "#000";
  pen.fill(path, "evenodd");
  ctx.save();
  ctx.globalAlpha = alpha;
  ctx.imageSmoothingQuality = "high";
  ctx.drawImage(small, 0, 0, w * SHRINK, h * SHRINK);
  ctx.restore();
}
