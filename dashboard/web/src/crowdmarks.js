// Decides for every feature of a brought layer whether it is drawn and in which colour: one byte each, in one pass.
export const NO_DAY = 65535;
export const NO_CODE = 255;
export const REST_CODE = 254;
// Slots of the marks: 0 is not drawn, 1 … 8 are the colours of categories.
export const COLOURS = 8;
export const OTHER = 9;
export const UNSOURCED = 10;
export const SLOTS = 11;

// Why a feature is left out, as bits; it is counted under the highest.
const CATEGORY = 1;
const DAY = 2;
const UNDATED = 4;
const KNOWN = 8;
const PIECE = 4096;

// What of a series holds: for every feature the newest pair of day and category that is not after the day; where all are
// after it, one of them, so that the feature counts as of another day and not as undated.
export function flatten(n, { dates, categories, translations }, { asOf, when }) {
  const day = new Uint16Array(n).fill(NO_DAY);
  const code = new Uint8Array(n).fill(NO_CODE);
  const last = when === "all" ? NO_DAY : asOf;
  dates.forEach((date, k) => {
    const [category, translation] = [categories[k], translations[k]];
    for (let i = 0; i < n; i++) {
      const [at, had] = [date[i], day[i]];
      if (at === NO_DAY || (had !== NO_DAY && (had > last ? at >= had : at > last || at < had))) continue;
      day[i] = at;
      code[i] = translation[category[i]];
    }
  });
  return { date: day, category: code, translation: null };
}

// columns: {date, category, translation, source, known}, typed arrays or null. rule: {asOf, knownBy, allKnown, wholeKnown, when,
// slots, sources, unsourced}; slots and sources say per code what is drawn. Writes the marks; gives what is counted.
export function evaluate(n, columns, rule, marks) {
  const { translation } = columns;
  const all = rule.when === "all";
  const codes = Uint8Array.from({ length: 256 }, (_, code) => (translation ? translation[code] : code));
  const slotOf = codes.map((code) => rule.slots[code]);
  const named = rule.unsourced ? 256 : 0;
  const tally = {
    asOf: all ? NO_DAY : rule.asOf,
    on: rule.when === "on" ? -1 : 0,
    dateless: all ? 0 : UNDATED,
    knownBy: rule.allKnown ? NO_DAY : Math.min(rule.knownBy, NO_DAY - 1),
    unknown: rule.wholeKnown ? 0 : KNOWN,
    named,
    origins: Uint16Array.from({ length: 256 }, (_, code) => (rule.sources[code] === 0 ? 512 : code === NO_CODE ? 256 : named)),
    slots: Uint8Array.of(...slotOf, ...slotOf.map((slot) => (slot ? UNSOURCED : 0)), ...new Uint8Array(256)),
    joint: new Uint32Array(16 << 10),
    changed: 0,
  };
  for (let from = 0; from < n; from += PIECE) pass(from, Math.min(n, from + PIECE), columns, tally, marks);
  return { changed: tally.changed !== 0, ...summed(tally, codes) };
}

// Reasons, categories and sources are counted together in one table, which costs one addition a feature; here it is taken apart.
function summed({ joint, slots }, codes) {
  const why = new Uint32Array(16);
  const perCategory = new Uint32Array(256);
  const perSlot = new Uint32Array(SLOTS);
  joint.forEach((count, at) => {
    if (!count) return;
    why[at >> 10] += count;
    if (at >> 10) return;
    perCategory[codes[at & 255]] += count;
    perSlot[slots[at & 1023]] += count;
  });
  const under = (from, to) => why.subarray(from, to).reduce((sum, count) => sum + count, 0);
  return { drawn: why[0], byCategory: why[CATEGORY], byDay: under(DAY, UNDATED), undated: under(UNDATED, KNOWN), byKnown: under(KNOWN, 16), unsourced: perSlot[UNSOURCED], perCategory, perSlot };
}

// Half of a million features hidden at random would cost more in mispredicted branches than in all else: there are none here.
// A function of its own, called for a piece at a time, is compiled once; a loop in the function above would start slow every time.
function pass(from, to, { date, category, source, known }, tally, marks) {
  const { asOf, on, dateless, knownBy, unknown, named, origins, slots, joint } = tally;
  let { changed } = tally;
  for (let i = from; i < to; i++) {
    const day = date === null ? NO_DAY : date[i];
    const code = category === null ? NO_CODE : category[i];
    const origin = source === null ? named : origins[source[i]];
    const undated = dateless & ~((day - NO_DAY) >> 31);
    const away = (((asOf - day) >> 31) | (on & ((day - asOf) >> 31))) & DAY;
    const later = known === null ? unknown : ((knownBy - known[i]) >> 31) & KNOWN;
    const at = origin | code;
    const slot = slots[at];
    const reasons = later | undated | away | (((slot - 1) >> 31) & CATEGORY);
    const drawn = (reasons - 1) >> 31;
    const mark = slot & drawn;
    joint[(reasons << 10) | at]++;
    changed |= marks[i] ^ mark;
    marks[i] = mark;
  }
  tally.changed = changed;
}
