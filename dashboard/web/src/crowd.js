// A brought layer in the browser: its columns, the reader's filter, and which of its features are drawn; never a status.
import { Blocks } from "./blocks.js";
import { LINE, POINT, POLYGON } from "./columns.js";
import { categoriesOf } from "./crowdcategories.js";
import { cellAt } from "./crowddensity.js";
import { CrowdNames } from "./crowdnames.js";
import { hitCrowd, spotsOn } from "./crowdhit.js";
import { knownCounts } from "./crowdknown.js";
import { NO_CODE, NO_DAY, evaluate, flatten } from "./crowdmarks.js";
import { FOREVER } from "./days.js";
import { latLngOf } from "./frame.js";

const GEOMETRIES = { point: POINT, line: LINE, polygon: POLYGON };
const NOTHING = new Set();
const NONE = new Uint32Array(256);
const SAME = new Uint8Array(256).map((_, code) => code);

export class Crowd {
  // `onChange` is called when values that a filter waited for have come, and names.
  constructor(spec, columns, fetcher, onChange = () => {}) {
    Object.assign(this, { id: spec.id, spec, role: spec.role, columns, fetcher, onChange, shown: false, isCrowd: true, isGround: false });
    this.marks = new Uint8Array(columns.n);
    this.blocks = columns.box && new Blocks(columns.box);
    this.clocks = { asOf: 0, knownBy: FOREVER - 1 };
    this.stale = true;
    this.version = 0;
    const { chosen = {}, series = [] } = spec.brought;
    const { date = null, category = null } = chosen;
    const isSeries = series.length > 0;
    this.filter = { when: date === null && !isSeries ? "all" : "upto", hiddenCategories: NOTHING, hiddenSources: NOTHING, date, category, series: isSeries };
    this.names = spec.brought.names && new CrowdNames(spec.brought.names, fetcher, (error) => {
      this.loadError = error;
      this.onChange(this);
    });
    this.index = { has: (id) => this.indexOf(id) !== null, get: (id) => this.indexOf(id) ?? undefined };
  }

  static async open(spec, fetcher, onChange) {
    const crowd = new Crowd(spec, await fetcher.columns(spec.url), fetcher, onChange);
    crowd.values = await crowd.load(crowd.filter);
    return crowd;
  }

  get n() {
    return this.columns.n;
  }

  // How many features the file holds; more than are here when a sample was taken.
  get of() {
    return this.columns.of ?? this.columns.n;
  }

  idOf(i) {
    return `${this.id}-r${i}`;
  }

  indexOf(id) {
    const head = `${this.id}-r`;
    const i = id.startsWith(head) ? Number(id.slice(head.length)) : NaN;
    return Number.isInteger(i) && i >= 0 && i < this.n && id === this.idOf(i) ? i : null;
  }

  get geometry() {
    return GEOMETRIES[this.columns.kind];
  }

  // The [[south, west], [north, east]] of a box in the layer's units, and of a feature.
  boundsOfBox([x0, y0, x1, y1]) {
    const [[north, west], [south, east]] = [latLngOf(this.columns, x0, y0), latLngOf(this.columns, x1, y1)];
    return [[south, west], [north, east]];
  }

  boundsOf(i) {
    const { x, y, box } = this.columns;
    return this.boundsOfBox(box ? box.subarray(i * 4, i * 4 + 4) : [x[i], y[i], x[i], y[i]]);
  }

  setTable() {}

  // Says whether anything is drawn otherwise. Values that are not here yet are fetched first; `onChange` tells when they are in use.
  setFilter(filter) {
    const wanted = { ...this.filter, ...filter };
    if (!("series" in filter) && ("date" in filter || "category" in filter)) wanted.series = false;
    const same = ["when", "date", "category", "series"].every((key) => wanted[key] === this.filter[key]);
    this.turn = (this.turn ?? 0) + 1; // whatever waits for its values is not wanted any more
    if (same && wanted.hiddenCategories === this.filter.hiddenCategories && wanted.hiddenSources === this.filter.hiddenSources) return false;
    const values = this.valuesAtHand(wanted);
    if (values) return this.use(wanted, values);
    this.loading = this.load(wanted).then(...this.whenCurrent(this.turn, wanted));
    return false;
  }

  // Only what was asked last counts; what could not be fetched leaves the filter as it was.
  whenCurrent(turn, wanted) {
    const told = (take) => (answer) => {
      if (turn === this.turn && take(answer)) this.onChange(this);
    };
    return [told((values) => this.use(wanted, values)), told((error) => (this.loadError = error))];
  }

  use(filter, values) {
    this.loadError = null;
    this.filter = filter;
    this.values = values;
    this.stale = true;
    return this.evaluate();
  }

  setClocks(clocks) {
    const same = clocks.asOf === this.clocks.asOf && clocks.knownBy === this.clocks.knownBy;
    this.clocks = clocks;
    if (!same) this.stale = true;
    return this.shown && this.stale && this.evaluate();
  }

  // Columns that a filter looks at: addresses by role.
  needs({ date, category, series }) {
    const { dates = [], categories = [], sources, known, series: pairs = [] } = this.spec.brought;
    const chosen = series ? pairs : [[date, category]];
    return {
      dates: chosen.filter(([d]) => d !== null).map(([d]) => dates[d].url),
      categories: chosen.filter(([, c]) => c !== null).map(([, c]) => categories[c].url),
      source: this.spec.brought.source.how === "column" && sources ? sources.url : null,
      known: known?.url ?? null,
    };
  }

  async load(filter) {
    const needs = this.needs(filter);
    const get = (url) => this.fetcher.columns(url);
    await Promise.all([...needs.dates, ...needs.categories, needs.source, needs.known].filter(Boolean).map(get));
    return this.valuesAtHand(filter);
  }

  valuesAtHand(filter) {
    const needs = this.needs(filter);
    const at = (url) => (url ? this.fetcher.here(url)?.v : null);
    const found = { dates: needs.dates.map(at), categories: needs.categories.map(at), source: at(needs.source), known: at(needs.known) };
    if ([...found.dates, ...found.categories, found.source, found.known].some((one) => one === undefined)) return null;
    const list = categoriesOf(this.spec.brought, filter);
    return { ...found, list, translations: list.translations.length ? list.translations : [SAME] };
  }

  rule() {
    const { brought } = this.spec;
    const { filter, clocks, values } = this;
    const allKnown = clocks.knownBy >= FOREVER - 1;
    const known = brought.known;
    const slots = values.list.slots.slice();
    const sources = new Uint8Array(256).fill(1);
    for (const code of filter.hiddenCategories) slots[code] = 0;
    for (const code of filter.hiddenSources) sources[code] = 0;
    return {
      ...clocks, when: filter.when, slots, sources, allKnown,
      wholeKnown: known ? known.day === undefined || known.day <= clocks.knownBy : allKnown,
      unsourced: brought.source.how === "none",
    };
  }

  evaluate() {
    this.stale = false;
    const before = this.tally;
    const rule = this.rule();
    const { dates, categories, translations, source, known } = this.values;
    const single = { date: dates[0] ?? null, category: categories[0] ?? null, translation: translations[0] };
    this.current = { ...(this.filter.series ? flatten(this.n, this.values, rule) : single), source, known };
    this.tally = evaluate(this.n, this.current, rule, this.marks);
    const changed = this.tally.changed || !before || this.tally.perCategory.some((count, code) => count !== before.perCategory[code]);
    if (changed) this.version++;
    return changed;
  }

  fresh() {
    if (this.stale) this.evaluate();
    return this.tally;
  }

  // Every feature is drawn, or left out for one reason: known later, undated, another day, or a hidden category or source.
  counts() {
    const { drawn, byDay, byKnown, byCategory, undated, unsourced } = this.fresh();
    return { drawn, byDay, byKnown, byCategory, undated, unsourced, total: this.n, of: this.of, sampled: this.of > this.n };
  }

  // [{code, value, count, drawn, slot}] of the category in use, in the order of their colours; value null is "none", undefined the rest.
  categories() {
    const { perCategory } = this.fresh();
    return this.values.list.entries.map((entry) => ({ ...entry, drawn: perCategory[entry.code] }));
  }

  // {categories, sources}: how often each code stands in rows that are known by the day; null while that is every row.
  known() {
    const { allKnown, wholeKnown, knownBy } = this.rule();
    const { categories, translations, source, known } = this.values;
    if (allKnown || (wholeKnown && !known)) return { categories: null, sources: null };
    if (!known) return { categories: NONE, sources: NONE };
    if (this.knownNow?.values !== this.values || this.knownNow.knownBy !== knownBy) {
      const sources = knownCounts(source ? [source] : [], [SAME], known, knownBy);
      this.knownNow = { values: this.values, knownBy, categories: knownCounts(categories, translations, known, knownBy), sources };
    }
    return this.knownNow;
  }

  // How many features are drawn in each colour.
  sourced() {
    return this.fresh().perSlot;
  }

  // What lies under a canvas pixel: {rank, far, i} or {rank, far, cell} in the terms of hit.js, or null.
  hit(frame, x, y, reach) {
    this.fresh();
    return hitCrowd(this, frame, x, y, reach);
  }

  // The density cell under a canvas pixel: {count, unsourced, byCategory, firstDay, lastDay, box}, or null.
  cellAt(frame, x, y) {
    this.fresh();
    return cellAt(this, frame, x, y);
  }

  // Canvas pixels that lie on a feature.
  spotsOn(i, frame) {
    return spotsOn(this, i, frame);
  }

  countDrawn() {
    return this.fresh().drawn;
  }

  isDrawn(i) {
    this.fresh();
    return this.marks[i] > 0;
  }

  // {day, code, source, unsourced} of a feature, as the filter sees it.
  facts(i) {
    const { how } = this.spec.brought.source;
    this.fresh();
    const { date, category, translation, source } = this.current;
    const day = date ? date[i] : NO_DAY;
    const code = category ? category[i] : NO_CODE;
    const origin = source ? source[i] : null;
    return { day: day === NO_DAY ? null : day, code: translation ? translation[code] : code, source: origin, unsourced: how === "none" || (how === "column" && origin === NO_CODE) };
  }
}
