// Feature boxes in blocks of neighbours in the file: what is far away is passed over a block at a time.
const SIZE = 32;

export class Blocks {
  // boxes: four numbers per feature (left, upper, right, lower); an empty one has an infinite left edge.
  constructor(boxes) {
    this.n = boxes.length / 4;
    this.boxes = boxes;
    this.outer = new Float64Array(Math.ceil(this.n / SIZE) * 4);
    for (let block = 0; block * SIZE < this.n; block++) {
      let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity];
      for (let b = block * SIZE * 4, end = Math.min(this.n, (block + 1) * SIZE) * 4; b < end; b += 4) {
        if (boxes[b] < x0) x0 = boxes[b];
        if (boxes[b + 1] < y0) y0 = boxes[b + 1];
        if (boxes[b + 2] > x1) x1 = boxes[b + 2];
        if (boxes[b + 3] > y1) y1 = boxes[b + 3];
      }
      this.outer.set([x0, y0, x1, y1], block * 4);
    }
  }

  // Indices of the features whose boxes touch the given one, in the order of the file; of those with a mark where marks are given.
  query(x0, y0, x1, y1, marks = null) {
    const { boxes, outer, n } = this;
    const found = [];
    for (let o = 0; o < outer.length; o += 4) {
      if (outer[o] > x1 || outer[o + 2] < x0 || outer[o + 1] > y1 || outer[o + 3] < y0) continue;
      const from = o * (SIZE / 4);
      collect(from, Math.min(n, from + SIZE), boxes, marks, x0, y0, x1, y1, found);
    }
    return found;
  }
}

function collect(from, to, boxes, marks, x0, y0, x1, y1, found) {
  for (let i = from, b = from * 4; i < to; i++, b += 4) {
    if (boxes[b] <= x1 && boxes[b + 2] >= x0 && boxes[b + 1] <= y1 && boxes[b + 3] >= y0 && (marks === null || marks[i] !== 0)) found.push(i);
  }
}
