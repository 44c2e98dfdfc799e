// Finds what of a brought layer lies under the pointer: the nearest drawn feature, or the density cell.
import { runsIn } from "./cellgrid.js";
import { cellAt } from "./crowddensity.js";
import { LINE, POINT } from "./columns.js";
import { linesOf } from "./crowdshapes.js";
import { placing } from "./frame.js";
import { contains, distance2, lengthOf, pointAt } from "./paths.js";

const ON_IT_PX = 6;
const SMALL_PX = 5;

// {rank, far, i} or {rank, far, cell} in the terms of hit.js, or null; x, y in canvas pixels.
export function hitCrowd(crowd, frame, x, y, reach) {
  if (crowd.mode === "cells") {
    const cell = cellAt(crowd, frame, x, y);
    return cell && { rank: 1.5, far: 0, cell };
  }
  return crowd.geometry === POINT ? nearestPoint(crowd, frame, x, y, reach.point) : nearestShape(crowd, frame, x, y, reach);
}

// Lines by their distance, polygons by their size, and what is too small to meet by the distance to its middle.
function nearestShape({ blocks, columns, marks, geometry }, frame, x, y, reach) {
  const place = placing(columns, frame);
  const [ux, uy, pad] = [(x - place.dx) / place.scale, (y - place.dy) / place.scale, reach.line / place.scale];
  let best = null;
  const offer = (rank, far, i) => {
    if (!best || rank < best.rank || (rank === best.rank && far < best.far)) best = { rank, far, i };
  };
  const consider = (i) => {
    const [x0, y0, x1, y1] = columns.box.subarray(i * 4, i * 4 + 4);
    const size = Math.max(x1 - x0, y1 - y0) * place.scale;
    if (size < SMALL_PX) return offer(1, (((x0 + x1) / 2 - ux) ** 2 + ((y0 + y1) / 2 - uy) ** 2) * place.scale ** 2, i);
    const lines = linesOf(columns, i, place, Math.ceil(frame.zoom));
    if (geometry !== LINE) return contains(lines, x, y) && offer(2, (x1 - x0) * (y1 - y0) * place.scale ** 2, i);
    const far = lines.reduce((least, line) => Math.min(least, distance2(line, x, y)), Infinity);
    if (far <= reach.line ** 2) offer(1, far, i);
  };
  blocks.query(ux - pad, uy - pad, ux + pad, uy + pad, marks).forEach(consider);
  return best;
}

function nearestPoint({ columns, marks }, frame, x, y, reach) {
  const { scale, dx, dy } = placing(columns, frame);
  const [ux, uy, pad] = [(x - dx) / scale, (y - dy) / scale, reach / scale];
  let [best, far] = [-1, pad * pad];
  runsIn(columns, [ux - pad, uy - pad, ux + pad, uy + pad], (from, to) => {
    for (let i = from; i < to; i++) {
      if (marks[i] === 0) continue;
      const away = (columns.x[i] - ux) ** 2 + (columns.y[i] - uy) ** 2;
      if (away > far || (away === far && i < best)) continue;
      [best, far] = [i, away];
    }
  });
  if (best < 0) return null;
  const px = Math.sqrt(far) * scale;
  return { rank: px <= ON_IT_PX ? 0.5 : 1, far: px * px, i: best };
}

// Pixel geometry of one feature, for its halo.
export function crowdShape({ columns, geometry }, i, place) {
  if (geometry !== POINT) return linesOf(columns, i, place, Infinity);
  return [[place.dx + columns.x[i] * place.scale, place.dy + columns.y[i] * place.scale]];
}

// Canvas pixels that lie on a feature: itself, places along a line, places inside a polygon.
export function spotsOn(crowd, i, frame) {
  const place = placing(crowd.columns, frame);
  const lines = crowdShape(crowd, i, place);
  if (crowd.geometry === POINT) return lines;
  if (crowd.geometry === LINE) {
    return lines.flatMap((line) => [0.5, 0.25, 0.75].map((share) => {
      const { x, y } = pointAt(line, lengthOf(line) * share);
      return [x, y];
    }));
  }
  const box = crowd.columns.box.subarray(i * 4, i * 4 + 4);
  const [x0, y0, x1, y1] = Array.from(box, (unit, k) => (k % 2 ? place.dy : place.dx) + unit * place.scale);
  const grid = [0.5, 0.3, 0.7, 0.15, 0.85];
  return grid.flatMap((v) => grid.map((u) => [x0 + (x1 - x0) * u, y0 + (y1 - y0) * v])).filter(([x, y]) => contains(lines, x, y));
}
