// Finds what of a brought layer lies under the pointer: the nearest drawn feature, or the density cell.
import { runsIn } from "./cellgrid.js";
import { cellAt } from "./crowddensity.js";
import { placing } from "./frame.js";

const ON_IT_PX = 6;

// {rank, far, i} or {rank, far, cell} in the terms of hit.js, or null; x, y in canvas pixels.
export function hitCrowd(crowd, frame, x, y, reach) {
  crowd.fresh();
  if (crowd.mode === "cells") {
    const cell = cellAt(crowd, frame, x, y);
    return cell && { rank: 1.5, far: 0, cell };
  }
  return nearestPoint(crowd, frame, x, y, reach.point);
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
export function crowdShape({ columns }, i, { scale, dx, dy }) {
  return [[dx + columns.x[i] * scale, dy + columns.y[i] * scale]];
}
