// The legend's entries for what answers the reader's own question, drawn by the functions that draw the map.
import { drawAssumed, drawAvoidArea, drawAvoided, drawStop } from "./assumed.js";
import { drawWay, basisOf } from "./ways.js";

// size: {width, height} of a sample; frame: a frame for patterns
export function overlayEntries({ overlay, strings, theme }, { width, height }, frame) {
  const { data } = overlay;
  if (!data) return [];
  const middle = height / 2;
  const line = [[-4, middle, width + 4, middle]];
  const zoomed = { ...frame, zoom: 12 };
  const some = (basis) => data.ways.some((one) => basisOf(one) === basis);
  const way = (passes, said) => (ctx) => drawWay(ctx, line, { passes, said, chosen: true }, zoomed, theme, 14);
  const box = [2, 2, width - 2, 2, width - 2, height - 2, 2, height - 2];
  const entry = (name, shown, draw) => shown && { key: `overlay ${name}`, text: strings.t(`legend.overlay_${name}`), draw };
  return [
    entry("said", some("said"), way(true, true)),
    entry("way", some("choices"), way(true, false)),
    entry("blocked", some("blocked"), way(false, false)),
    entry("stop", data.ways.some((one) => one.stops?.length), (ctx) => drawStop(ctx, width / 2, middle, true, theme)),
    entry("assumed", data.assumed.length, (ctx) => drawAssumed(ctx, line, zoomed, theme, 13)),
    entry("avoided", data.avoided.length, (ctx) => drawAvoided(ctx, line, null, zoomed, theme, 7)),
    entry("area", data.area.length, (ctx) => drawAvoidArea(ctx, box, zoomed, theme)),
  ].filter(Boolean);
}
