// Outlines drawn by hand: whether the next corner, or closing, would make the line cross itself.
const turn = ([ax, ay], [bx, by], [cx, cy]) => Math.sign((bx - ax) * (cy - ay) - (by - ay) * (cx - ax));

const between = (a, b, p) => Math.min(a[0], b[0]) <= p[0] && p[0] <= Math.max(a[0], b[0]) && Math.min(a[1], b[1]) <= p[1] && p[1] <= Math.max(a[1], b[1]);

function meet(a, b, c, d) {
  const [abc, abd, cda, cdb] = [turn(a, b, c), turn(a, b, d), turn(c, d, a), turn(c, d, b)];
  if (abc !== abd && cda !== cdb) return true;
  return (!abc && between(a, b, c)) || (!abd && between(a, b, d)) || (!cda && between(c, d, a)) || (!cdb && between(c, d, b));
}

// The next side starts where the last one ends: going straight back over it is a crossing too.
const foldsBack = (a, b, c) => turn(a, b, c) === 0 && (b[0] - a[0]) * (c[0] - b[0]) + (b[1] - a[1]) * (c[1] - b[1]) < 0;

// corners: [[x, y], …] of an open line that does not cross itself; corner: the next one.
export function crossesWith(corners, corner) {
  const last = corners.at(-1);
  if (corners.length > 1 && foldsBack(corners.at(-2), last, corner)) return true;
  for (let k = 0; k + 2 < corners.length; k++) if (meet(corners[k], corners[k + 1], last, corner)) return true;
  return false;
}

// Whether the side from the last corner to the first crosses the others, or no area is enclosed.
export function crossesClosed(corners) {
  const [first, last] = [corners[0], corners.at(-1)];
  if (foldsBack(corners.at(-2), last, first) || foldsBack(last, first, corners[1])) return true;
  for (let k = 1; k + 2 < corners.length; k++) if (meet(corners[k], corners[k + 1], last, first)) return true;
  return false;
}
