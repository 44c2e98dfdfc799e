// What is shown of one brought layer: which day it is read by, which values, and how many are left out and why.
import { choiceOf, withChoice } from "./broughtchoice.js";
import { colourOf, drawMark } from "./crowdsymbols.js";
import { categoryWords, countWords } from "./crowdwords.js";
import { el, setAttributes, setText } from "./dom.js";
import { NO_CODE, REST_CODE } from "./crowdmarks.js";
import { POINT } from "./columns.js";
import { clean } from "./text.js";

const SERIES = "series";
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
    this.element = el("div", { class: "atlas-brought", "data-testid": `atlas-brought-${spec.id}` }, this.source, this.dates(), this.categories(), this.sources(), this.left, ...fileWords(strings, brought));
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
    if (brought.series.length) this.date.field.prepend(el("option", { value: SERIES, text: strings.count("brought.series", brought.series.length) }));
    this.when = ["upto", "on", "all"].map((when) => el("button", { type: "button", class: "atlas-seg", "data-when": when, text: strings.t(`brought.when_${when}`), title: strings.t(`brought.when_${when}_title`), onclick: () => this.choose({ when }) }));
    return el("div", { class: "atlas-brought-row" }, this.date.label, el("div", { class: "atlas-segs", role: "group", "aria-label": strings.t("brought.when") }, ...this.when));
  }

  // A choice of columns; where there is but one it is named.
  columns(role, choices, title) {
    const field = el("select", { class: "atlas-select", onchange: () => this.choose(field.value === SERIES ? { series: true } : { series: false, [role]: Number(field.value) }) }, ...choices.map(({ field: name }, k) => el("option", { value: String(k), text: clean(name) })));
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
    this.sourceValues = valueList(this, sourceRows(sources, this.app.strings), "hiddenSources");
    this.named = el("summary", {});
    return el("details", { class: "atlas-brought-sources" }, this.named, this.sourceValues.element);
  }

  show() {
    const { app, layer } = this;
    const choice = choiceOf(app.view.brought, layer.spec);
    this.when?.forEach((button) => setAttributes(button, { "aria-pressed": String(button.dataset.when === choice.when) }));
    if (this.date) this.date.field.value = choice.series ? SERIES : String(choice.date);
    if (this.category) this.showValues(choice);
    if (this.sourceValues) this.showSources(choice);
    setText(this.left, leftWords(app.strings, layer));
  }

  showSources({ hiddenSources }) {
    const { strings } = this.app;
    const listed = this.sourceValues.show(hiddenSources, this.layer.known().sources, this.layer.counts());
    const named = listed.filter((code) => code < REST_CODE).length;
    setText(this.named, listed.includes(REST_CODE) ? strings.t("brought.sources_more", { n: strings.number(named) }) : strings.count("brought.sources", named));
  }

  showValues(choice) {
    const { layer } = this;
    const { strings, theme } = this.app;
    this.category.label.hidden = choice.series;
    this.category.field.value = String(choice.category);
    if (this.listed !== layer.values.list) {
      this.listed = layer.values.list;
      const rows = this.listed.entries.filter(({ count }) => count).map(({ code, slot, count }) => ({ code, slot, count, text: categoryWords(strings, layer, code) || strings.t("brought.blank") }));
      this.list = valueList(this, rows, "hiddenCategories");
      this.values.replaceChildren(this.list.element);
    }
    this.list.show(choice.hiddenCategories, layer.known().categories, layer.counts(), choice.series);
    const plain = layer.spec.brought.source.how === "none";
    this.list.mark((ctx, slot) => (plain ? null : layer.geometry === POINT ? drawMark(ctx, 8, 8, slot, theme) : patch(ctx, colourOf(slot, theme))));
  }
}

function patch(ctx, colour) {
  ctx.fillStyle = colour;
  ctx.fillRect(2, 4, 12, 8);
}

// How the file was read, and what of it can be on no map.
function fileWords(strings, { unlocated, set_aside: aside, remarks }) {
  const left = unlocated || aside ? [el("p", { class: "atlas-brought-note", text: strings.t("brought.left_out", { unlocated: strings.number(unlocated), set_aside: strings.number(aside) }) })] : [];
  if (!remarks.length) return left;
  const lines = remarks.map((remark) => el("li", { dir: "auto", text: clean(remark) }));
  return [...left, el("details", { class: "atlas-brought-remarks" }, el("summary", { text: strings.t("brought.remarks") }), el("ul", {}, ...lines))];
}

function sourceRows({ values, counts, others, none }, strings) {
  const rows = values.map((value, code) => ({ code, text: clean(value) || strings.t("brought.blank"), count: counts[code] }));
  const last = [{ code: REST_CODE, text: strings.t("brought.other_source"), count: others }, { code: NO_CODE, text: strings.t("brought.no_source"), count: none }];
  return [...rows, ...last.filter(({ count }) => count)];
}

// The values of a column, each to be hidden, with how often they occur in the file. Of several looks at a place one is shown:
// how often a value stands in all of them would say nothing. What only rows say that are not known yet is not listed.
function valueList(owner, rows, key) {
  const { strings } = owner.app;
  let hidden = new Set();
  const toggled = (code) => new Set(hidden.has(code) ? [...hidden].filter((one) => one !== code) : [...hidden, code]);
  const items = rows.map(({ code, slot, text, count }) => {
    const box = el("input", { type: "checkbox", onchange: () => owner.choose({ [key]: toggled(code) }) });
    const mark = slot === undefined ? null : el("canvas", { class: "atlas-brought-mark", width: "32", height: "32", "aria-hidden": "true" });
    const number = el("span", { class: "atlas-layers-count" });
    return { code, slot, count, number, box, mark, row: el("li", {}, el("label", {}, box, mark, el("span", { class: "atlas-layers-title", dir: "auto", text }), number)) };
  });
  const all = el("button", { type: "button", class: "atlas-brought-all", onclick: () => owner.choose({ [key]: hidden.size ? new Set() : new Set(rows.map(({ code }) => code)) }) });
  const list = el("ul", { class: "atlas-brought-list" }, ...items.map(({ row }) => row));
  return {
    element: el("div", {}, list, all),
    // Gives the codes that are listed; known: how often each stands in known rows, null where every row is known.
    show(now, known, { sampled }, uncounted = false) {
      hidden = now;
      const listed = items.filter(({ code }) => !known || known[code]);
      for (const item of items) {
        item.box.checked = !now.has(item.code);
        item.row.hidden = !listed.includes(item);
        setText(item.number, uncounted || (known && sampled) ? "" : strings.number(known ? known[item.code] : item.count));
      }
      list.classList.toggle("atlas-brought-long", listed.length >= FOLD_FROM);
      setText(all, strings.t(now.size ? "brought.show_all" : "brought.hide_all"));
      all.hidden = listed.length < 2;
      return listed.map(({ code }) => code);
    },
    mark(draw) {
      for (const { slot, mark } of items) {
        if (!mark) continue;
        const ctx = mark.getContext("2d");
        ctx.setTransform(2, 0, 0, 2, 0, 0);
        ctx.clearRect(0, 0, 16, 16);
        draw(ctx, slot);
      }
    },
  };
}

export function sourceWords(strings, { source }) {
  if (source.how === "none") return strings.t("brought.unsourced_file");
  if (source.how === "named") return strings.t("brought.source_named", { name: clean(source.name) });
  return strings.t("brought.source_column", { name: clean(source.name) });
}

// Every feature that is not drawn, by the reason; each is counted once, under the first that holds.
export function leftWords(strings, crowd) {
  const counts = crowd.counts();
  const parts = [countWords(strings, crowd)];
  for (const why of ["byKnown", "undated", "byDay", "byCategory"]) {
    if (counts[why]) parts.push(strings.count(`brought.${why}`, counts[why]));
  }
  if (counts.unsourced) parts.push(strings.count("brought.unsourced_rows", counts.unsourced));
  return parts.join(" · ");
}
