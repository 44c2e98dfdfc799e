// What of lesser places is left out when the map shows much: they become specks, then go.
export const FULL = 2;
export const SMALL = 1;
export const HIDDEN = 0;

const SPECK_BELOW = [0, 0, 0, 9, 10.2, 12.4];
const GONE_BELOW = [0, 0, 0, 0, 8.4, 11.6];

// A point with a status, or one that only statements put there, is never left out.
export function sizeOf(layer, i, zoom) {
  const importance = layer.columns.importance[i];
  const state = layer.state(i);
  if ((state && state !== "no-claim") || layer.columns.presence[i] === 1) return FULL;
  if (zoom < GONE_BELOW[importance]) return HIDDEN;
  const below = layer.kind(i) === "junction" ? Math.max(10.2, SPECK_BELOW[importance]) : SPECK_BELOW[importance];
  return zoom < below ? SMALL : FULL;
}
