// What is said on the screen of a brought layer: the tooltip of a feature and of a density cell, and the line in the list.
import { NO_CODE, REST_CODE } from "./crowdmarks.js";
import { formatDay } from "./days.js";
import { el } from "./dom.js";
import { clean } from "./text.js";

const MOST_CATEGORIES = 6;

export function categoryWords(strings, crowd, code) {
  if (code === NO_CODE) return strings.t("brought.no_category");
  if (code === REST_CODE) return strings.t("brought.other_category");
  return clean(crowd.values.list.entries[code]?.value);
}

// "1,234 of 5,678 drawn", with how many there are in the file where only a sample is here.
export function countWords(strings, crowd) {
  const { drawn, total, of, sampled } = crowd.counts();
  const values = { drawn: strings.number(drawn), total: strings.number(total), of: strings.number(of) };
  return strings.t(sampled ? "brought.drawn_sample" : "brought.drawn", values);
}

// A layer in one sentence, for who does not see the map.
export function summaryWords(strings, crowd) {
  const { unsourced } = crowd.counts();
  const parts = [strings.words(crowd.spec.title), countWords(strings, crowd)];
  if (unsourced) parts.push(strings.t("brought.summary_unsourced", { n: strings.number(unsourced) }));
  return parts.join(strings.t("map.list_separator"));
}

// Who says so of a feature: only the 250 most frequent sources are sent by name.
export function sourceWords(strings, crowd, i) {
  const { source, sources } = crowd.spec.brought;
  const facts = crowd.facts(i);
  if (facts.unsourced) return strings.t("brought.unsourced");
  const rarer = source.how === "column" && facts.source === REST_CODE;
  const name = rarer ? strings.t("brought.source_rarer") : clean(source.how === "column" ? sources.values[facts.source] : source.name);
  return strings.t("brought.source", { source: name || strings.t("brought.blank") });
}

// A feature for who does not see the map: its name, kind, day, and that nobody is named for it.
export function rowWords(strings, crowd, i) {
  const { day, code, unsourced } = crowd.facts(i);
  return [
    crowd.names?.of(i),
    crowd.values.list.entries.length ? categoryWords(strings, crowd, code) : "",
    day === null ? "" : formatDay(day, strings.locale),
    unsourced ? strings.t("brought.unsourced") : "",
    strings.words(crowd.spec.title),
  ];
}

export function crowdLines(crowd, i, cell, app) {
  return cell ? cellLines(crowd, cell, app) : featureLines(crowd, i, app);
}

const line = (text, kind = "atlas-tip-line") => el("div", { class: kind, text, dir: "auto" });

function featureLines(crowd, i, { strings }) {
  const { day, code } = crowd.facts(i);
  const parts = [line(strings.words(crowd.spec.title), "atlas-tip-kind")];
  if (crowd.values.list.entries.length) parts.unshift(line(categoryWords(strings, crowd, code), "atlas-tip-name"));
  if (day !== null) parts.push(line(formatDay(day, strings.locale)));
  parts.push(line(sourceWords(strings, crowd, i), "atlas-tip-who"));
  return parts;
}

function cellLines(crowd, { count, unsourced, byCategory, firstDay, lastDay }, { strings }) {
  const { sampled } = crowd.counts();
  const parts = [line(strings.count(sampled ? "brought.cell_sample" : "brought.cell", count), "atlas-tip-name"), line(strings.words(crowd.spec.title), "atlas-tip-kind")];
  if (crowd.values.list.entries.length) {
    const most = [...byCategory].sort((a, b) => b[1] - a[1]);
    for (const [code, n] of most.slice(0, MOST_CATEGORIES)) parts.push(line(strings.t("brought.cell_category", { category: categoryWords(strings, crowd, code), n: strings.number(n) })));
    if (most.length > MOST_CATEGORIES) parts.push(line(strings.t("brought.cell_more", { n: strings.number(most.slice(MOST_CATEGORIES).reduce((sum, [, n]) => sum + n, 0)) })));
  }
  if (firstDay !== null) {
    const [first, last] = [firstDay, lastDay].map((day) => formatDay(day, strings.locale));
    parts.push(line(first === last ? first : strings.t("brought.cell_days", { first, last })));
  }
  if (unsourced) parts.push(line(unsourced === count ? strings.t("brought.unsourced") : strings.t("brought.cell_unsourced", { n: strings.number(unsourced) }), "atlas-tip-who"));
  return parts;
}
