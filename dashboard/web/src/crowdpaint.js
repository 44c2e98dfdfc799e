// Paints a brought layer on its canvas.
import { paintPoints } from "./crowdpoints.js";

export function paintCrowd(ctx, crowd, frame, theme) {
  crowd.fresh();
  paintPoints(ctx, crowd, frame, theme);
}
