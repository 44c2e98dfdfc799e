// What is shown of one brought layer: which day it is read by, which values, and how many are left out and why.
import { choiceOf, withChoice } from "./broughtchoice.js";
import { el, setAttributes, setText } from "./dom.js";
import { clean } from "./text.js";

const MOST_VALUES = 250;
const FOLD_FROM = 9;

export class BroughtList {
  constructor(app, layer) {
    this.app = app;
    this.layer = layer;
    const { spec } = layer;
    const { brought } = spec;
    const { strings } = app;
    this.source = el("p", { class: `atlas-brought-source${brought.source.how === "none" ? " atlas-unsourced" : ""}`, text: sourceWords(strings, brought) });
    this.left = el("p", { class: "atlas-brought-left", role: "status", "data-testid": `atlas-left-${spec.id}` });
    this.element = el("div", { class: "atlas-brought", "data-testid": `atlas-brought-${spec.id}` }, this.source, this.dates(), this.categories(), this.sources(), this.left);
  }

  choose(change) {
    const { app, layer } = this;
    app.patch({ brought: withChoice(app.view.brought, layer.spec, change) });
  }

  dates() {
    const { brought } = this.layer.spec;
    const { strings } = this.app;
    if (!brought.dates.length) return el("p", { class: "atlas-brought-note", text: strings.t("brought.no_date") });
    this.date = this.columns("date", brought.dates, strings.t("brought.date"));
    this.when = ["upto", "on", "all"].map((when) => el("button", { type: "button", class: "atlas-seg", "data-when": when, text: strings.t(`brought.when_${when}`), title: strings.t(`brought.when_${when}_title`), onclick: () => this.choose({ when }) }));
    return el("div", { class: "atlas-brought-row" }, this.date.label, el("div", { class: "atlas-segs", role: "group", "aria-label": strings.t("brought.when") }, ...this.when));
  }

  // A choice of columns; where there is but one it is named.
  columns(role, choices, title) {
    const field = el("select", { class: "atlas-select", onchange: () => this.choose({ [role]: Number(field.value) }) }, ...choices.map(({ field: name }, k) => el("option", { value: String(k), text: clean(name) })));
    const one = choices.length === 1;
    return { field, label: one ? el("span", { class: "atlas-field-name", text: `${title}: ${clean(choices[0].field)}` }) : el("label", { class: "atlas-field" }, el("span", { class: "atlas-field-name", text: title }), field) };
  }

  categories() {
    const { brought } = this.layer.spec;
    const { strings } = this.app;
    if (!brought.categories.length) return null;
    this.category = this.columns("category", brought.categories, strings.t("brought.category"));
    this.values = el("div", { class: "atlas-brought-values" });
    return el("div", {}, this.category.label, this.values);
  }

  sources() {
    const { sources } = this.layer.spec.brought;
    if (!sources) return null;
    this.sourceValues = valueList(this, sources, "hiddenSources");
    const summary = el("summary", { text: this.app.strings.count("brought.sources", sources.values.length) });
    return el("details", { class: "atlas-brought-sources" }, summary, this.sourceValues.element);
  }

  show() {
    const { app, layer } = this;
    const choice = choiceOf(app.view.brought, layer.spec);
    this.when?.forEach((button) => setAttributes(button, { "aria-pressed": String(button.dataset.when === choice.when) }));
    if (this.date && this.date.field.value !== String(choice.date)) this.date.field.value = String(choice.date);
    if (this.category) this.showValues(choice);
    this.sourceValues?.show(choice.hiddenSources);
    setText(this.left, leftWords(app.strings, layer.counts(), layer.columns.n));
  }

  showValues(choice) {
    const { brought } = this.layer.spec;
    this.category.field.value = String(choice.category);
    if (this.shownCategory !== choice.category) {
      this.shownCategory = choice.category;
      this.list = valueList(this, brought.categories[choice.category], "hiddenCategories");
      this.values.replaceChildren(this.list.element);
    }
    this.list.show(choice.hiddenCategories);
    this.list.colour((code) => this.layer.swatch(code, this.app.theme));
  }
}

// The values of a column with how often they occur, each to be hidden; the last stands for none.
function valueList(owner, { values, counts, none }, key) {
  const { strings } = owner.app;
  const rows = values.slice(0, MOST_VALUES).map((value, code) => ({ code, text: clean(value) || strings.t("brought.blank"), count: counts[code] }));
  if (none) rows.push({ code: 255, text: strings.t(key === "hiddenSources" ? "brought.no_source" : "brought.no_value"), count: none });
  const items = rows.map(({ code, text, count }) => {
    const box = el("input", { type: "checkbox", onchange: () => owner.choose({ [key]: toggled(code) }) });
    const mark = el("canvas", { class: "atlas-brought-mark", width: "32", height: "32", "aria-hidden": "true", hidden: true });
    return { code, box, mark, row: el("li", {}, el("label", {}, box, mark, el("span", { class: "atlas-layers-title", dir: "auto", text }), el("span", { class: "atlas-layers-count", text: strings.number(count) }))) };
  });
  let hidden = new Set();
  const toggled = (code) => new Set(hidden.has(code) ? [...hidden].filter((one) => one !== code) : [...hidden, code]);
  const all = el("button", { type: "button", class: "atlas-brought-all", onclick: () => owner.choose({ [key]: hidden.size ? new Set() : new Set(rows.map(({ code }) => code)) }) });
  const list = el("ul", { class: `atlas-brought-list${rows.length >= FOLD_FROM ? " atlas-brought-long" : ""}` }, ...items.map(({ row }) => row));
  return {
    element: el("div", {}, list, rows.length > 1 ? all : null),
    show(now) {
      hidden = now;
      for (const { code, box } of items) box.checked = !now.has(code);
      setText(all, strings.t(now.size ? "brought.show_all" : "brought.hide_all"));
    },
    colour(swatch) {
      for (const { code, mark } of items) {
        const drawn = swatch(code);
        mark.hidden = !drawn;
        if (drawn) paintMark(mark, drawn);
      }
    },
  };
}

function paintMark(canvas, draw) {
  const ctx = canvas.getContext("2d");
  ctx.setTransform(1, 0, 0, 1, 0, 0);
  ctx.clearRect(0, 0, canvas.width, canvas.height);
  ctx.scale(2, 2);
  draw(ctx, 8, 8);
}

export function sourceWords(strings, { source }) {
  if (source.how === "none") return strings.t("brought.unsourced");
  if (source.how === "named") return strings.t("brought.source_named", { name: clean(source.name) });
  return strings.t("brought.source_column", { name: clean(source.name) });
}

// Every feature that is not drawn, by the reason; each is counted once, under the first that holds.
export function leftWords(strings, counts, all) {
  const parts = [strings.t("brought.drawn", { n: strings.number(counts.drawn), all: strings.number(all) })];
  for (const why of ["byKnown", "undated", "byDay", "byCategory"]) {
    if (counts[why]) parts.push(strings.count(`brought.${why}`, counts[why]));
  }
  if (counts.unsourced) parts.push(strings.count("brought.unsourced_rows", counts.unsourced));
  return parts.join(" · ");
}
