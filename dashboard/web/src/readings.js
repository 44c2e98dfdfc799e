// Looks readings up: which reading of the lens holds for a feature under both clocks. Never derives one.
import { FOREVER, dayNumber } from "./days.js";

const ROADS = new Set(["road", "segment", "corridor"]);

export const clocksOf = (view) => ({
  asOf: dayNumber(view.as_of),
  knownBy: view.known_by === "all" ? FOREVER - 1 : dayNumber(view.known_by),
});

// A table's rectangles for one layer, as flat arrays: [from, to, known from, known to, reading] each.
export function bindTable(columns, table) {
  const offsets = new Uint32Array(columns.n + 1);
  const flat = [];
  columns.ids.forEach((id, i) => {
    const rectangles = Object.hasOwn(table.features, id) ? table.features[id] : [];
    for (const rectangle of rectangles) flat.push(...rectangle);
    offsets[i + 1] = flat.length;
  });
  return { offsets, rectangles: Int32Array.from(flat) };
}

// Writes each feature's reading index (-1: none) into `readings`; says whether any changed.
export function lookUp({ offsets, rectangles }, { asOf, knownBy }, readings) {
  let changed = false;
  for (let i = 0; i < readings.length; i++) {
    let found = -1;
    for (let j = offsets[i]; j < offsets[i + 1]; j += 5) {
      if (
        asOf >= rectangles[j] && asOf < rectangles[j + 1] &&
        knownBy >= rectangles[j + 2] && knownBy < rectangles[j + 3]
      ) {
        found = rectangles[j + 4];
        break;
      }
    }
    if (readings[i] !== found) {
      readings[i] = found;
      changed = true;
    }
  }
  return changed;
}

// The state a feature is drawn in; "" is plain geography.
export function stateOf(kind, reading) {
  if (reading) return reading.state || (reading.proposed ? "proposed" : "");
  return ROADS.has(kind) ? "no-claim" : "";
}

// How old the newest word is; where its date is loose, at most how old.
export function ageWords(strings, asOf, { since, loose, spoken }) {
  if (since === null || since === undefined) return spoken ? strings.t("age.today") : "";
  const days = asOf - since;
  return days <= 0 ? strings.t("age.today") : strings.count(loose ? "age.loose" : "age.days", days);
}
