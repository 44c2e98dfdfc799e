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

  // Calls visit(i) for each feature whose box touches the given one, in the order of the file.
  each([x0, y0, x1, y1], visit) {
    const { boxes, outer, n } = this;
    for (let block = 0, o = 0; o < outer.length; block++, o += 4) {
      if (outer[o] > x1 || outer[o + 2] < x0 || outer[o + 1] > y1 || outer[o + 3] < y0) continue;
      for (let i = block * SIZE, b = i * 4, end = Math.min(n, i + SIZE); i < end; i++, b += 4) {
        if (boxes[b] <= x1 && boxes[b + 2] >= x0 && boxes[b + 1] <= y1 && boxes[b + 3] >= y0) visit(i);
      }
    }
  }

  query(...box) {
    const found = [];
    this.each(box, (i) => found.push(i));
    return found;
  }
}
