// Which layers are shown: the usual ones, or those a view names.
export const NONE = "none";

const usual = (layers) => layers.filter((layer) => layer.spec.shown).map((layer) => layer.id);

export function shownIds(text, layers) {
  if (text === NONE) return [];
  if (!text) return usual(layers);
  const wanted = new Set(text.split(","));
  return layers.filter((layer) => wanted.has(layer.id)).map((layer) => layer.id);
}

// The view's text after one layer was switched; empty for the usual choice, so that links stay short.
export function layersWith(text, layers, id, on) {
  const wanted = new Set(shownIds(text, layers));
  if (on) wanted.add(id);
  else wanted.delete(id);
  const ids = layers.map((layer) => layer.id).filter((one) => wanted.has(one));
  return ids.join() === usual(layers).join() ? "" : ids.join() || NONE;
}
