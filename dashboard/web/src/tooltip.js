// The tooltip: what a feature is called, what is said of it now, by whom, and how old that is.
import { el } from "./dom.js";
import { PRECISIONS } from "./columns.js";
import { crowdLines } from "./crowdwords.js";
import { ageWords, clocksOf } from "./readings.js";
import { clean, isRtl, nameLines } from "./text.js";

export class Tooltip {
  constructor(app) {
    this.app = app;
    this.element = el("div", { class: "atlas-tip", role: "tooltip", "data-testid": "atlas-tooltip", hidden: true });
  }

  hide() {
    this.element.hidden = true;
    this.key = "";
  }

  // found: {layer, i}, or {layer, cell} of a brought layer; point in pixels of the map's container
  show({ layer, i, cell }, point) {
    const held = layer.isCrowd ? `${layer.version}/${cell?.key}` : layer.readings[i];
    const key = `${layer.id}/${i}/${held}/${this.app.view.as_of}`;
    if (key !== this.key) this.element.replaceChildren(...(layer.isCrowd ? crowdLines(layer, i, cell, this.app) : this.lines(layer, i)));
    this.key = key;
    this.element.hidden = false;
    const { clientWidth: w, clientHeight: h } = this.app.mapBox;
    const { offsetWidth: tw, offsetHeight: th } = this.element;
    const x = point.x + 16 + tw > w ? point.x - 16 - tw : point.x + 16;
    const y = point.y + 14 + th > h ? point.y - 10 - th : point.y + 14;
    this.element.style.transform = `translate(${Math.round(Math.max(4, Math.min(w - tw - 4, x)))}px, ${Math.round(Math.max(4, y))}px)`;
  }

  lines(layer, i) {
    const { strings, theme, view } = this.app;
    const { columns } = layer;
    const reading = layer.reading(i);
    const state = layer.state(i);
    const status = state && theme.status(state);
    const parts = nameLines(columns.names[i], "both").map((text, k) =>
      el("div", { class: k ? "atlas-tip-second" : "atlas-tip-name", text, dir: isRtl(text) ? "rtl" : "ltr", lang: isRtl(text) ? "ar" : "en" }));
    parts.push(el("div", { class: "atlas-tip-kind", text: kindWords(strings, layer.kind(i)) }));
    if (status) {
      const badge = el("span", { class: "atlas-tip-badge", text: status.letter, "aria-hidden": "true" });
      badge.style.background = status.colour;
      badge.style.color = theme.inkOn(status.colour);
      parts.push(el("div", { class: "atlas-tip-state" }, badge, el("span", { text: stateWords(strings, theme, state, reading) })));
    }
    if (reading) {
      parts.push(el("div", { class: "atlas-tip-line", text: clean(reading.line), dir: "auto" }));
      const age = ageWords(strings, clocksOf(view).asOf, reading);
      const kind = reading.context ? strings.t("strip.context") : "";
      parts.push(el("div", { class: "atlas-tip-who", text: [clean(reading.who), age, kind].filter(Boolean).join(" · ") }));
    }
    parts.push(el("div", { class: "atlas-tip-geometry", text: geometryWords(strings, columns, i) }));
    return parts;
  }
}

export function kindWords(strings, kind) {
  return strings.has(`kind.${kind}`) ? strings.t(`kind.${kind}`) : clean(kind.replaceAll("-", " "));
}

export function stateWords(strings, theme, state, reading) {
  const title = strings.words(reading?.title);
  if (title) return title;
  return strings.has(`state.${state}`) ? strings.t(`state.${state}`) : clean(strings.words(theme.status(state)?.label) || state);
}

export function geometryWords(strings, columns, i) {
  const precision = strings.t(`precision.${PRECISIONS[columns.precision[i]]}`);
  const metres = Math.round(columns.accuracy[i]);
  return metres > 0 ? strings.t("precision.line", { precision, metres: strings.number(metres) }) : strings.t("precision.line_plain", { precision });
}
