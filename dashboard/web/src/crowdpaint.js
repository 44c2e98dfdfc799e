// Paints a brought layer on its canvas; says whether it is now drawn in another way.
import { POINT } from "./columns.js";
import { paintPoints } from "./crowdpoints.js";
import { paintShapes } from "./crowdshapes.js";

export function paintCrowd(ctx, crowd, frame, theme) {
  crowd.fresh();
  const before = `${crowd.mode}/${crowd.top}`;
  (crowd.geometry === POINT ? paintPoints : paintShapes)(ctx, crowd, frame, theme);
  return before !== `${crowd.mode}/${crowd.top}`;
}
