// The grid that a file of points is sorted by: a cell is a run of indices, so nothing is built and nothing looked up twice.

const MOST = 4096;

// Calls visit(from, to) for the runs of indices whose cells touch a box in the layer's units. Long runs come in pieces:
// a function that is called often is compiled sooner than a loop that runs long.
export function runsIn({ n, q, side, start }, [x0, y0, x1, y1], visit) {
  if (!n || x1 < 0 || y1 < 0 || x0 > q || y0 > q) return;
  const cell = (q + 1) / side;
  const at = (v) => Math.max(0, Math.min(side - 1, Math.floor(v / cell)));
  const [a, b, c, d] = [at(x0), at(y0), at(x1), at(y1)];
  const pieces = (from, to) => {
    for (; from < to; from += MOST) visit(from, Math.min(to, from + MOST));
  };
  if (a === 0 && c === side - 1) return pieces(start[b * side], start[(d + 1) * side]);
  for (let row = b; row <= d; row++) {
    pieces(start[row * side + a], start[row * side + c + 1]);
  }
}
