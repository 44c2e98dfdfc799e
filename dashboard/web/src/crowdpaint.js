// Paints a brought layer on its canvas.
import { POINT } from "./columns.js";
import { paintPoints } from "./crowdpoints.js";
import { paintShapes } from "./crowdshapes.js";

export function paintCrowd(ctx, crowd, frame, theme) {
  crowd.fresh();
  (crowd.geometry === POINT ? paintPoints : paintShapes)(ctx, crowd, frame, theme);
}
