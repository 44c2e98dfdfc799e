// Finds lines that only repeat shorter ones: a road as a whole, whose segments are features of their own.
import { LINE } from "./columns.js";

// Indices of lines all of whose edges also belong to a line with fewer edges.
export function umbrellasOf(columns) {
  const lines = [];
  for (let i = 0; i < columns.n; i++) if (columns.geom[i] === LINE) lines.push({ i, edges: edgesOf(columns, i) });
  const shortest = new Map();
  for (const { edges } of lines) {
    for (const edge of edges) shortest.set(edge, Math.min(edges.length, shortest.get(edge) ?? Infinity));
  }
  const repeats = lines.filter(({ edges }) => edges.every((edge) => shortest.get(edge) < edges.length));
  return new Set(repeats.map(({ i }) => i));
}

function edgesOf({ part_off: parts, ring_off: rings, x, y }, i) {
  const edges = [];
  for (let part = parts[i]; part < parts[i + 1]; part++) {
    for (let j = rings[part]; j + 1 < rings[part + 1]; j++) {
      const [a, b] = [`${x[j]},${y[j]}`, `${x[j + 1]},${y[j + 1]}`];
      edges.push(a < b ? `${a} ${b}` : `${b} ${a}`);
    }
  }
  return edges;
}
