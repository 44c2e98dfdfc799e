// How often each code of a brought layer stands in rows that are known by the day: what only later rows say is not told.
import { NO_DAY } from "./crowdmarks.js";

// known: a day for each row. columns: codes for each row, one or several, whose translations give them one list.
export function knownCounts(columns, translations, known, knownBy) {
  const counts = new Uint32Array(256);
  const last = Math.min(knownBy, NO_DAY - 1);
  columns.forEach((codes, k) => {
    const own = new Uint32Array(256);
    for (let i = 0; i < codes.length; i++) own[codes[i]] += known[i] <= last ? 1 : 0;
    own.forEach((count, code) => (counts[translations[k][code]] += count));
  });
  return counts;
}
