// Decides for every feature of a brought layer whether it is drawn and in which colour: one byte each, in one pass.
export const NO_DAY = 65535;
export const NO_CODE = 255;
export const REST_CODE = 254;
// Slots of the marks: 0 is not drawn, 1 … 8 are the colours of categories.
export const COLOURS = 8;
export const OTHER = 9;
export const UNSOURCED = 10;
export const SLOTS = 11;

// `values` holds typed arrays or null: {dates, categories, translations, source, known}. More than one pair of date and
// category is a series: on a day the newest pair not after it holds.
// `rule`: {asOf, knownBy, when, wholeKnown, slots, sources, sourced}; the last three say per code what is drawn and how.
// Writes the marks and gives the counts; every feature is counted once, under the first reason that leaves it out.
export function evaluate(n, values, rule, marks) {
  const { dates, categories, translations, source, known } = values;
  const { asOf, knownBy, slots, sources, allKnown, unsourced } = rule;
  const [all, on] = [rule.when === "all", rule.when === "on"];
  const pairs = Math.max(dates.length, categories.length);
  const [date, category, translation] = [dates[0], categories[0], translations[0]];
  const perCategory = new Uint32Array(256);
  const perSlot = new Uint32Array(SLOTS);
  let [drawn, byDay, byKnown, byCategory, undated, without, changed] = [0, 0, 0, 0, 0, 0, 0];
  let [firstDay, lastDay] = [NO_DAY, -1];
  for (let i = 0; i < n; i++) {
    let day = NO_DAY;
    let code = NO_CODE;
    let dated = false;
    if (pairs > 1) {
      for (let k = 0; k < pairs; k++) {
        const at = dates[k][i];
        if (at === NO_DAY) continue;
        dated = true;
        if ((all || at <= asOf) && (day === NO_DAY || at >= day)) {
          day = at;
          code = translations[k][categories[k][i]];
        }
      }
    } else {
      if (date) {
        day = date[i];
        dated = day !== NO_DAY;
      }
      if (category) code = translation[category[i]];
    }
    const origin = source ? source[i] : 0;
    let mark = 0;
    if (known ? (known[i] === NO_DAY ? !allKnown : known[i] > knownBy) : !rule.wholeKnown) byKnown++;
    else if (!all && !dated) undated++;
    else if (!all && (day === NO_DAY || day > asOf || (on && day !== asOf))) byDay++;
    else if (slots[code] === 0 || (source && sources[origin] === 0)) byCategory++;
    else {
      const named = !unsourced && (!source || origin !== NO_CODE);
      mark = named ? slots[code] : UNSOURCED;
      if (!named) without++;
      drawn++;
      perCategory[code]++;
      if (day !== NO_DAY) {
        if (day < firstDay) firstDay = day;
        if (day > lastDay) lastDay = day;
      }
    }
    perSlot[mark]++;
    if (marks[i] !== mark) {
      marks[i] = mark;
      changed = 1;
    }
  }
  return { changed: changed === 1, drawn, byDay, byKnown, byCategory, undated, unsourced: without, perCategory, perSlot, firstDay: lastDay < 0 ? null : firstDay, lastDay: lastDay < 0 ? null : lastDay };
}

// The day and the category of one feature under the same rule.
export function factsOf({ dates, categories, translations, source }, { asOf, when }, i) {
  let [day, code] = [NO_DAY, NO_CODE];
  if (Math.max(dates.length, categories.length) > 1) {
    dates.forEach((one, k) => {
      const at = one[i];
      if (at === NO_DAY || (when !== "all" && at > asOf) || (day !== NO_DAY && at < day)) return;
      day = at;
      code = translations[k][categories[k][i]];
    });
  } else {
    if (dates[0]) day = dates[0][i];
    if (categories[0]) code = translations[0][categories[0][i]];
  }
  return { day: day === NO_DAY ? null : day, code, source: source ? source[i] : null };
}
