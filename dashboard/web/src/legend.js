// The legend: only what is drawn in the current view, with samples made by the same drawing functions.
import { drawArea } from "./areas.js";
import { LINE, POINT, POLYGON, SCHEMATIC } from "./columns.js";
import { crowdEntries } from "./crowdlegend.js";
import { ICONS, el, icon, setAttributes, setText } from "./dom.js";
import { drawLine } from "./lines.js";
import { overlayEntries } from "./overlaylegend.js";
import { isFuzzy, isRough, markOf } from "./paint.js";
import { drawBadge, drawErrorCircle, drawSymbol } from "./symbols.js";
import { kindWords } from "./tooltip.js";

const [W, H] = [44, 18];
const NARROW = 20;
const ROOMY_PX = [820, 400];

export class Legend {
  constructor(app) {
    this.app = app;
    this.title = el("span", {});
    this.toggle = el("button", { type: "button", class: "atlas-legend-toggle", "aria-controls": "atlas-legend-list", "data-testid": "atlas-legend-toggle", onclick: () => this.press() }, this.title, icon(ICONS.chevron));
    this.list = el("div", { class: "atlas-legend-list", id: "atlas-legend-list" });
    this.element = el("section", { class: "atlas-legend", "data-testid": "atlas-legend" }, this.toggle, this.list);
    this.open(false, false);
  }

  open(open, redraw = true) {
    this.list.hidden = !open;
    setAttributes(this.toggle, { "aria-expanded": String(open) });
    if (redraw) this.app.drawLabels();
  }

  label() {
    const { strings } = this.app;
    setText(this.title, strings.t("legend.title"));
    setAttributes(this.element, { "aria-label": strings.t("legend.title") });
    this.key = "";
  }

  press() {
    this.chosen = true;
    this.wasOpen = this.list.hidden;
    this.open(this.list.hidden);
  }

  // While the reader draws on the map the legend makes room; afterwards it is as it was.
  fold(away) {
    if (away) this.wasOpen = !this.list.hidden;
    this.isAway = away;
    this.open(!away && this.wasOpen);
  }

  // On a small map it starts closed, so that it hides nothing.
  settle({ clientWidth, clientHeight }) {
    if (this.chosen || this.isAway) return;
    this.open(clientWidth >= ROOMY_PX[0] && clientHeight >= ROOMY_PX[1], false);
  }

  // Entries of what is drawn now, in four groups: states, marks of doubt, symbols of points, the reader's question.
  entries() {
    const { layers, strings, theme } = this.app;
    const states = new Map();
    const symbols = new Map();
    const marks = new Map();
    for (const layer of layers) {
      if (!layer.shown || layer.isGround || layer.isCrowd || layer.failed) continue;
      const { columns } = layer;
      for (let i = 0; i < columns.n; i++) {
        if (!layer.isDrawn(i)) continue;
        const state = layer.state(i);
        const style = theme.status(state);
        const geometry = columns.geom[i];
        if (style) {
          const shape = geometry === POINT ? "point" : geometry === POLYGON ? "area" : "line";
          const known = states.get(state);
          const quiet = state === "no-claim" && shape !== "line";
          if (!quiet && (!known || (known.shape === "point" && shape !== "point"))) states.set(state, { style, shape, state });
        }
        if (geometry === POINT) {
          const mark = markOf(layer, i, theme);
          const key = mark.proposed ? "proposed" : mark.symbol;
          const kind = layer.kind(i);
          if (!mark.proposed && !["dot", "town"].includes(mark.symbol) && !symbols.has(key)) symbols.set(key, { mark: { ...mark, colour: theme.colour("symbol"), neutral: true, hollow: false }, kind });
          if (isRough(columns, i)) marks.set("rough", true);
        }
        if (geometry === LINE && columns.precision[i] === SCHEMATIC) marks.set("sketch", true);
        if (geometry === POLYGON && isFuzzy(columns, i, layer.kind(i))) marks.set("fuzzy", true);
      }
    }
    const order = Object.keys(theme.palette.status);
    const rank = (state) => (order.indexOf(state) + 1 || 99);
    const [rows, symbolRows, markRows] = [[], [], []];
    rows.push(...[...states.values()].sort((a, b) => rank(a.state) - rank(b.state))
      .map(({ style, shape, state }) => ({ key: `state ${state} ${shape}`, text: strings.has(`legend.${state}`) ? strings.t(`legend.${state}`) : capital(strings.words(style.label)), draw: (ctx) => sample(ctx, shape, style, theme) })));
    for (const [symbol, { mark, kind }] of symbols) {
      symbolRows.push({ key: `symbol ${symbol}`, narrow: true, text: strings.has(`legend.symbol_${symbol}`) ? strings.t(`legend.symbol_${symbol}`) : kindWords(strings, kind), draw: (ctx) => drawSymbol(ctx, NARROW / 2, H / 2, mark, theme) });
    }
    for (const name of ["rough", "fuzzy", "sketch"]) if (marks.has(name)) markRows.push({ key: `mark ${name}`, text: strings.t(`legend.${name}`), draw: (ctx) => markSample(ctx, name, theme) });
    return [rows, markRows, symbolRows, overlayEntries(this.app, { width: W, height: H }, FRAME)];
  }

  show() {
    const groups = this.entries();
    const brought = crowdEntries(this.app, { width: W, height: H });
    const every = [...groups, ...brought.map(({ rows }) => rows)].flat();
    const key = [this.app.theme.dark, ...every.map((row) => row.key), ...brought.map((group) => group.key)].join("|");
    const texts = [...every, ...brought].map(({ key: name, text }) => [name, text]);
    if (key === this.key) return this.rewrite(texts);
    this.key = key;
    this.texts = new Map(texts);
    this.spans = new Map();
    const span = (tag, name, text, more = {}) => {
      this.spans.set(name, el(tag, { text, ...more }));
      return this.spans.get(name);
    };
    const row = ({ key: name, narrow, draw, text }) => el("li", { "data-entry": name }, this.swatch(draw, narrow ? NARROW : W), span("span", name, text, { dir: "auto" }));
    const list = (rows) => el("ul", { class: rows[0].narrow ? "atlas-legend-symbols" : "" }, ...rows.map(row));
    const [states, marks, symbols, asked] = groups;
    const parts = [states, marks].filter((rows) => rows.length).map(list);
    if (asked.length) parts.unshift(el("div", { class: "atlas-legend-asked", "data-testid": "atlas-legend-asked" }, el("div", { class: "atlas-legend-heading", text: this.app.strings.t("legend.overlay") }), list(asked)));
    for (const { key: name, text, rows } of brought) parts.push(el("div", { class: "atlas-legend-brought", "data-testid": "atlas-legend-brought" }, span("div", name, text, { class: "atlas-legend-heading", dir: "auto" }), ...(rows.length ? [list(rows)] : [])));
    if (symbols.length) parts.push(this.symbols(list(symbols)));
    this.list.replaceChildren(...parts);
    return true;
  }

  // The same entries with other counts keep their place, so that a clock that runs builds nothing anew.
  rewrite(texts) {
    for (const [name, text] of texts) {
      if (this.texts.get(name) === text) continue;
      this.texts.set(name, text);
      setText(this.spans.get(name), text);
    }
    return false;
  }

  // The symbols are the longest part and the least urgent: they open on demand.
  symbols(list) {
    list.hidden = !this.symbolsOpen;
    const button = el("button", { type: "button", class: "atlas-legend-more", "aria-expanded": String(!list.hidden), text: this.app.strings.t("legend.symbols") });
    button.append(icon(ICONS.chevron));
    button.addEventListener("click", () => {
      this.symbolsOpen = list.hidden;
      list.hidden = !list.hidden;
      setAttributes(button, { "aria-expanded": String(!list.hidden) });
      this.app.drawLabels();
    });
    return el("div", { class: "atlas-legend-group" }, button, list);
  }

  swatch(draw, width) {
    const ratio = Math.min(2, devicePixelRatio || 1);
    const canvas = el("canvas", { width: width * ratio, height: H * ratio, class: "atlas-swatch", style: `width: ${width}px`, "aria-hidden": "true" });
    const ctx = canvas.getContext("2d");
    ctx.scale(ratio, ratio);
    draw(ctx);
    return canvas;
  }
}

const FRAME = { ratio: Math.min(2, globalThis.devicePixelRatio || 1), ox: 0, oy: 0, width: W, height: H };
const RING = [6, 2.5, W - 6, 2.5, W - 6, H - 2.5, 6, H - 2.5, 6, 2.5];

const capital = (text) => text.slice(0, 1).toLocaleUpperCase() + text.slice(1);

function sample(ctx, shape, style, theme) {
  if (shape === "area") {
    drawArea(ctx, { rings: [RING], style, fuzzy: false, spreadPx: 0 }, FRAME, theme);
    if (style.letter) drawBadge(ctx, W / 2, H / 2, style, theme, style.pattern === "dashed");
  } else if (shape === "line") {
    drawLine(ctx, [[2, H / 2, W - 2, H / 2]], style, { ...theme.linen, width: 4 });
    if (style.pattern !== "dotted") drawBadge(ctx, W / 2, H / 2, style, theme, style.pattern === "dashed");
  } else if (style.pattern === "dashed") {
    drawSymbol(ctx, W / 2, H / 2, { symbol: "ring", importance: 3, colour: style.colour, proposed: true }, theme);
    ctx.fillStyle = style.colour;
    ctx.font = `700 11px ${theme.font}`;
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.fillText(style.letter, W / 2, H / 2 + 0.6);
  } else {
    drawBadge(ctx, W / 2, H / 2, style, theme);
  }
}

function markSample(ctx, name, theme) {
  if (name === "rough") {
    drawErrorCircle(ctx, W / 2, H / 2, 9, theme.colour("error_circle"));
    drawSymbol(ctx, W / 2, H / 2, { symbol: "dot", importance: 3, colour: theme.colour("symbol"), neutral: true, hollow: true }, theme);
  } else if (name === "fuzzy") {
    drawArea(ctx, { rings: [[10, 5, W - 10, 5, W - 10, H - 5, 10, H - 5, 10, 5]], style: null, fuzzy: true, spreadPx: 9 }, FRAME, theme);
  } else {
    drawLine(ctx, [[2, H / 2, W - 2, H / 2]], { colour: theme.colour("text_muted"), pattern: "dotted" }, { ...theme.linen, width: 4.5, sketch: true });
  }
}
