// Pixel polylines: projecting, smoothing, measuring and walking along them. A polyline is a flat [x, y, x, y, …].
const KEEP_PX = 0.7;
const MARGIN_PX = 90;

// The parts of feature i in canvas pixels; vertices closer than a pixel are skipped.
export function project(columns, i, { scale, dx, dy }) {
  const { part_off: parts, ring_off: rings, x, y } = columns;
  const lines = [];
  for (let part = parts[i]; part < parts[i + 1]; part++) {
    const line = [];
    let [lastX, lastY] = [Infinity, Infinity];
    const end = rings[part + 1];
    for (let j = rings[part]; j < end; j++) {
      const px = dx + x[j] * scale;
      const py = dy + y[j] * scale;
      if (j < end - 1 && Math.abs(px - lastX) < KEEP_PX && Math.abs(py - lastY) < KEEP_PX) continue;
      line.push(px, py);
      lastX = px;
      lastY = py;
    }
    lines.push(line);
  }
  return lines;
}

// Corner cutting: a sketch must not look like a surveyed bend.
export function smooth(line, rounds = 2) {
  let points = line;
  for (let round = 0; round < rounds && points.length > 4; round++) {
    const next = [points[0], points[1]];
    for (let j = 0; j + 3 < points.length; j += 2) {
      const [ax, ay, bx, by] = points.slice(j, j + 4);
      next.push(ax * 0.75 + bx * 0.25, ay * 0.75 + by * 0.25, ax * 0.25 + bx * 0.75, ay * 0.25 + by * 0.75);
    }
    next.push(points.at(-2), points.at(-1));
    points = next;
  }
  return points;
}

// A ring without its small corners: vertices nearer than `tolerance` to the chord go, the rest is smoothed.
export function rounded(ring, tolerance) {
  const points = [];
  for (let j = 0; j < ring.length; j += 2) points.push([ring[j], ring[j + 1]]);
  const middle = Math.floor(points.length / 2);
  const kept = [...simplified(points.slice(0, middle + 1), tolerance), ...simplified(points.slice(middle), tolerance).slice(1)];
  return smooth(kept.flat(), 2);
}

// Douglas-Peucker.
function simplified(points, tolerance) {
  if (points.length < 3) return points;
  const [[ax, ay], [bx, by]] = [points[0], points.at(-1)];
  const length = Math.hypot(bx - ax, by - ay) || 1;
  let [far, at] = [0, 0];
  for (let k = 1; k < points.length - 1; k++) {
    const [x, y] = points[k];
    const away = Math.abs((bx - ax) * (ay - y) - (ax - x) * (by - ay)) / length;
    if (away > far) [far, at] = [away, k];
  }
  if (far <= tolerance) return [points[0], points.at(-1)];
  return [...simplified(points.slice(0, at + 1), tolerance), ...simplified(points.slice(at), tolerance).slice(1)];
}

// The runs of a line that come near the canvas: strokes and marks far outside cost time and show nothing.
export function near(line, frame) {
  const runs = [];
  const [rx, ry] = (frame.reach || [0, 0]).map((px) => px + MARGIN_PX);
  let run = null;
  for (let j = 0; j + 3 < line.length; j += 2) {
    const [ax, ay, bx, by] = [line[j], line[j + 1], line[j + 2], line[j + 3]];
    const outside =
      Math.max(ax, bx) < -rx || Math.min(ax, bx) > frame.width + rx ||
      Math.max(ay, by) < -ry || Math.min(ay, by) > frame.height + ry;
    if (outside) {
      run = null;
    } else if (run) {
      run.push(bx, by);
    } else {
      run = [ax, ay, bx, by];
      runs.push(run);
    }
  }
  return runs;
}

export function trace(path, line, close = false) {
  if (line.length < 4) return;
  path.moveTo(line[0], line[1]);
  for (let j = 2; j < line.length; j += 2) path.lineTo(line[j], line[j + 1]);
  if (close) path.closePath();
}

export function pathThrough(line, close = false) {
  const path = new Path2D();
  trace(path, line, close);
  return path;
}

export function lengthOf(line) {
  let length = 0;
  for (let j = 0; j + 3 < line.length; j += 2) length += Math.hypot(line[j + 2] - line[j], line[j + 3] - line[j + 1]);
  return length;
}

// Calls visit(x, y, angle) every `step` pixels, first at `start`.
export function walk(line, start, step, visit) {
  let next = start;
  let passed = 0;
  for (let j = 0; j + 3 < line.length; j += 2) {
    const ax = line[j];
    const ay = line[j + 1];
    const dx = line[j + 2] - ax;
    const dy = line[j + 3] - ay;
    const length = Math.hypot(dx, dy);
    if (!length) continue;
    const angle = Math.atan2(dy, dx);
    while (next <= passed + length) {
      const share = (next - passed) / length;
      visit(ax + dx * share, ay + dy * share, angle);
      next += step;
    }
    passed += length;
  }
}

export function pointAt(line, distance) {
  let point = null;
  walk(line, Math.max(0, distance), Infinity, (x, y) => (point ??= { x, y }));
  return point || { x: line.at(-2), y: line.at(-1) };
}

// Squared distance from a point to a polyline.
export function distance2(line, px, py) {
  let best = Infinity;
  for (let j = 0; j + 3 < line.length; j += 2) {
    const dx = line[j + 2] - line[j];
    const dy = line[j + 3] - line[j + 1];
    const length2 = dx * dx + dy * dy;
    const along = length2 ? ((px - line[j]) * dx + (py - line[j + 1]) * dy) / length2 : 0;
    const share = Math.max(0, Math.min(1, along));
    best = Math.min(best, (line[j] + dx * share - px) ** 2 + (line[j + 1] + dy * share - py) ** 2);
  }
  return best;
}

// Even-odd rule over all rings.
export function contains(rings, px, py) {
  let inside = false;
  for (const ring of rings) {
    for (let j = 0, k = ring.length - 2; j < ring.length; k = j, j += 2) {
      const crosses = ring[j + 1] > py !== ring[k + 1] > py;
      if (crosses && px < ((ring[k] - ring[j]) * (py - ring[j + 1])) / (ring[k + 1] - ring[j + 1]) + ring[j]) inside = !inside;
    }
  }
  return inside;
}
