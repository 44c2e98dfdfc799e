// The legend's entries for brought layers: what each colour means and how much of it is drawn, by the functions that draw the map.
import { LINE, POINT } from "./columns.js";
import { stepsTo } from "./crowddensity.js";
import { OTHER, UNSOURCED } from "./crowdmarks.js";
import { colourOf, drawMark } from "./crowdsymbols.js";
import { categoryWords, countWords } from "./crowdwords.js";

// A group per shown layer: {key, text, rows}; size: {width, height} of a sample.
export function crowdEntries({ layers, strings, theme }, size) {
  return layers.filter((layer) => layer.isCrowd && layer.shown && !layer.failed).map((crowd) => ({
    key: `brought ${crowd.id}`,
    text: `${strings.words(crowd.spec.title)} · ${countWords(strings, crowd)}`,
    rows: rowsOf(crowd, strings, theme, size),
  }));
}

function rowsOf(crowd, strings, theme, size) {
  const { unsourced } = crowd.counts();
  const rows = crowd.mode === "cells" ? [rampRow(crowd, strings, theme, size)] : slotRows(crowd, strings, theme, size);
  if (unsourced) {
    const text = strings.t("brought.legend_unsourced", { n: strings.number(unsourced) });
    rows.push({ key: `${crowd.id} unsourced ${crowd.mode}`, text, draw: (ctx) => sample(ctx, crowd, UNSOURCED, theme, size) });
  }
  return rows;
}

// One row per colour; the categories that share one are counted together. Unsourced features have no category's colour.
function slotRows(crowd, strings, theme, size) {
  const drawn = crowd.sourced();
  const row = (slot, name, n) => ({ key: `${crowd.id} slot ${slot} ${crowd.mode}`, text: strings.t("brought.legend_category", { category: name, n: strings.number(n) }), draw: (ctx) => sample(ctx, crowd, slot, theme, size) });
  const entries = crowd.values.list.entries;
  if (!entries.length) return drawn[1] ? [row(1, strings.t("brought.legend_plain"), drawn[1])] : [];
  const rows = entries.filter(({ slot }) => slot !== OTHER && drawn[slot]).map(({ slot, code }) => row(slot, categoryWords(strings, crowd, code) || strings.t("brought.blank"), drawn[slot]));
  if (drawn[OTHER]) rows.push(row(OTHER, strings.t("brought.legend_other"), drawn[OTHER]));
  return rows;
}

function rampRow(crowd, strings, theme, { width, height }) {
  const steps = stepsTo(crowd.top);
  const draw = (ctx) => theme.colour("density").forEach((colour, k) => {
    ctx.fillStyle = colour;
    ctx.fillRect((k * width) / steps.length, 3, width / steps.length, height - 6);
  });
  return { key: `${crowd.id} ramp ${crowd.top}`, text: strings.t("brought.legend_density", { least: strings.number(1), most: strings.number(crowd.top) }), draw };
}

function sample(ctx, crowd, slot, theme, { width, height }) {
  const [x, y] = [width / 2, height / 2];
  if (crowd.geometry === POINT && crowd.mode !== "squares") return drawMark(ctx, x, y, slot, theme);
  const colour = colourOf(slot, theme);
  const open = slot === UNSOURCED;
  ctx.fillStyle = ctx.strokeStyle = colour;
  ctx.lineWidth = crowd.geometry === LINE ? 2 : 1.4;
  if (open && crowd.geometry !== POINT) ctx.setLineDash([4, 3]);
  if (crowd.geometry === LINE) {
    ctx.beginPath();
    ctx.moveTo(4, y);
    ctx.lineTo(width - 4, y);
    ctx.stroke();
    return;
  }
  const box = crowd.geometry === POINT ? [x - 2.5, y - 2.5, 5, 5] : [x - 9, y - 5, 18, 10];
  ctx.globalAlpha = crowd.geometry === POINT ? 1 : 0.2;
  if (!open) ctx.fillRect(...box);
  ctx.globalAlpha = 1;
  if (open || crowd.geometry !== POINT) ctx.strokeRect(...box);
}
