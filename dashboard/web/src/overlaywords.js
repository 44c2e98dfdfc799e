// Says in words what the overlay draws: how many ways, which is chosen, every assumption and what is avoided.
import { clean } from "./text.js";
import { basisOf } from "./ways.js";

export function overlayWords({ overlay, layers, strings }) {
  const { data } = overlay;
  if (!data) return [];
  const { ways, chosen, assumed, avoided, area } = data;
  const passing = ways.filter((way) => way.passes).length;
  const picked = ways.find((way) => way.n === chosen);
  const said = [];
  if (ways.length) said.push(strings.count("overlay.ways", ways.length, { passing: strings.number(passing) }));
  if (picked) {
    said.push(strings.t(`overlay.chosen_${basisOf(picked)}`, { way: strings.number(picked.n) }));
    if (picked.stops?.length) said.push(strings.count("overlay.stops", picked.stops.length));
  }
  for (const { id, state } of assumed) {
    said.push(strings.t("overlay.assumed", { name: nameOf(layers, strings, id), state: strings.t(`overlay.assume_${state}`) }));
  }
  for (const { id } of avoided) said.push(strings.t("overlay.avoided", { name: nameOf(layers, strings, id) }));
  if (area.length) said.push(strings.t("overlay.area"));
  return said;
}

function nameOf(layers, strings, id) {
  const layer = layers.find((one) => one.index.has(id));
  const [en, ar] = layer ? layer.columns.names[layer.index.get(id)] : ["", ""];
  return clean(strings.language === "ar" ? ar || en : en || ar) || clean(id).replaceAll("-", " ");
}
