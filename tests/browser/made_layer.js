// A layer of six points with two columns of categories, and a way to look at what is made of it. Day 17052 is 2016-09-08.
import { Crowd } from "/src/crowd.js";
import { Catalogue } from "/src/text.js";
import { FOREVER } from "/src/days.js";

export const strings = new Catalogue(await (await fetch("/strings.json")).json());
const files = {
  date: Uint16Array.of(17000, 17000, 17000, 17000, 17000, 65535),
  kind: Uint8Array.of(0, 0, 1, 254, 255, 0),
  other: Uint8Array.of(1, 1, 1, 0, 0, 0),
  by: Uint8Array.of(0, 0, 1, 254, 255, 0),
  known: Uint16Array.of(17000, 17000, 17100, 17100, 17100, 65535),
};
const late = new Map();
const fetcher = {
  here: (url) => (files[url] && !late.has(url) ? { v: files[url] } : undefined),
  columns: (url) => late.get(url)?.promise ?? Promise.resolve({ v: files[url] }),
};

// Keeps the values of an address back until the function that it gives is called.
export const later = (url) => {
  const one = {};
  one.promise = new Promise((resolve) => (one.come = () => resolve((late.delete(url), { v: files[url] }))));
  late.set(url, one);
  return one.come;
};
const kinds = (field, values) => ({ field, url: field, values, counts: [3, 1], others: 1, none: 1 });

export const made = async (more = {}) => {
  const brought = {
    source: { how: "column", name: "by" },
    dates: [{ field: "day", url: "date" }],
    categories: [kinds("kind", ["early\u202e", "secret-later"]), kinds("other", ["a", "b"])],
    sources: { ...kinds("by", ["Agency", "Later News"]) },
    known: { field: "published", url: "known" },
    series: [], chosen: { date: 0, category: 0 }, unlocated: 0, set_aside: 0, remarks: [], ...more,
  };
  const spec = { id: "brought-1", role: "brought", title: { en: "made.csv" }, url: "shape", brought };
  const columns = { kind: "point", n: 6, x: new Uint16Array(6), y: new Uint16Array(6), s: 1, q: 65535 };
  const crowd = new Crowd(spec, columns, fetcher);
  crowd.values = await crowd.load(crowd.filter);
  crowd.shown = true;
  crowd.setClocks({ asOf: 17052, knownBy: FOREVER - 1 });
  return crowd;
};
export const app = { strings, theme: { colour: () => "#000" }, view: { brought: "" } };

// What a list shows: the text of each row with a box.
export function listed(list) {
  const rows = [...list.element.querySelectorAll("li")].filter((row) => !row.hidden && row.querySelector("input"));
  return rows.map((row) => row.textContent);
}
