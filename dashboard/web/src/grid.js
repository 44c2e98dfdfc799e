// A grid over feature boxes, so that only what is near is drawn or hit.
const PER_CELL = 16;
const MOST = 256;

export class Grid {
  constructor({ n, q, boxes }) {
    this.n = n;
    this.boxes = boxes;
    this.side = Math.max(1, Math.min(MOST, Math.ceil(Math.sqrt(n / PER_CELL))));
    this.cell = (q + 1) / this.side;
    this.large = [];
    this.stamp = new Uint32Array(n);
    this.now = 0;
    this.fill();
  }

  // Counting sort; what covers more than 64 cells is kept aside and always looked at.
  fill() {
    const { side } = this;
    const count = new Uint32Array(side * side + 1);
    const each = (visit) => {
      for (let i = 0; i < this.n; i++) {
        if (this.boxes[i * 4] === Infinity) continue;
        const [a, b, c, d] = this.cells(this.boxes.subarray(i * 4, i * 4 + 4));
        if ((c - a + 1) * (d - b + 1) > 64) visit(i, -1);
        else for (let row = b; row <= d; row++) for (let col = a; col <= c; col++) visit(i, row * side + col);
      }
    };
    each((i, cell) => (cell < 0 ? this.large.push(i) : count[cell + 1]++));
    for (let i = 0; i < side * side; i++) count[i + 1] += count[i];
    const next = count.slice();
    this.items = new Uint32Array(count[side * side]);
    each((i, cell) => cell >= 0 && (this.items[next[cell]++] = i));
    this.start = count;
  }

  cells([x0, y0, x1, y1]) {
    const at = (v) => Math.max(0, Math.min(this.side - 1, Math.floor(v / this.cell)));
    return [at(x0), at(y0), at(x1), at(y1)];
  }

  // Indices whose boxes touch the given one, in drawing order.
  query(x0, y0, x1, y1) {
    const found = [];
    const stamp = ++this.now;
    const take = (i) => {
      if (this.stamp[i] === stamp) return;
      this.stamp[i] = stamp;
      const b = i * 4;
      const { boxes } = this;
      if (boxes[b] <= x1 && boxes[b + 2] >= x0 && boxes[b + 1] <= y1 && boxes[b + 3] >= y0) found.push(i);
    };
    this.large.forEach(take);
    const [a, b, c, d] = this.cells([x0, y0, x1, y1]);
    for (let row = b; row <= d; row++) {
      const from = this.start[row * this.side + a];
      const to = this.start[row * this.side + c + 1];
      for (let k = from; k < to; k++) take(this.items[k]);
    }
    return this.side === 1 && !this.large.length ? found : Uint32Array.from(found).sort();
  }
}
