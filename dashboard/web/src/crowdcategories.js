// The categories of a brought layer under a filter: their values, one list even for a series of columns, and their colours.
import { COLOURS, NO_CODE, OTHER, REST_CODE } from "./crowdmarks.js";

// Gives {entries, slots, translations}: slots by code; for a series, codes of each column turned into those of one list.
export function categoriesOf({ categories = [], series = [] }, { category, series: isSeries }) {
  const columns = isSeries ? series.map(([, c]) => categories[c]) : category === null ? [] : [categories[category]];
  const slots = new Uint8Array(256).fill(OTHER);
  const sum = (key) => columns.reduce((all, column) => all + (column[key] ?? 0), 0);
  if (!columns.length) return { entries: [], slots: slots.fill(1), translations: [] };
  const totals = new Map();
  for (const { values, counts } of columns) values.forEach((value, k) => totals.set(value, (totals.get(value) ?? 0) + (counts?.[k] ?? 0)));
  const values = [...totals.keys()];
  if (columns.length > 1) values.sort((a, b) => totals.get(b) - totals.get(a));
  const kept = values.slice(0, REST_CODE);
  const codes = new Map(kept.map((value, code) => [value, code]));
  const translations = columns.map((column) => {
    const translation = new Uint8Array(256).fill(REST_CODE);
    translation[NO_CODE] = NO_CODE;
    column.values.forEach((value, k) => (translation[k] = codes.get(value) ?? REST_CODE));
    return translation;
  });
  kept.forEach((_, code) => (slots[code] = code < COLOURS ? code + 1 : OTHER));
  const entries = kept.map((value, code) => ({ code, value, count: totals.get(value), slot: slots[code] }));
  const rest = values.slice(REST_CODE).reduce((all, value) => all + totals.get(value), sum("others"));
  const last = [{ code: REST_CODE, count: rest, slot: OTHER }, { code: NO_CODE, value: null, count: sum("none"), slot: OTHER }];
  return { entries: [...entries, ...last], slots, translations };
}
