// Puts the application's state on the stage's canvases: layers, halos, labels.
import { drawHalos } from "./halo.js";
import { coveredBoxes, drawLabels } from "./labels.js";
import { paintLayer } from "./paint.js";

export function paintNames(app, names) {
  if (!app.isReady) return;
  for (const name of names) {
    if (name === "*halo") paintHalos(app);
    else if (name === "*labels") paintLabels(app);
    else paintOne(app, name);
  }
}

function paintOne({ layers, stage, theme }, name) {
  const layer = layers.find(({ id }) => id === name);
  if (layer?.shown) paintLayer(stage.context(name), layer, stage.frame, theme);
  else stage.blank(name);
}

export function paintHalos(app) {
  const groups = [
    { ids: app.view.sel ? [app.view.sel] : [], colour: "selection" },
    { ids: app.highlighted, colour: "highlight" },
  ];
  drawHalos(app.stage.context("*halo"), app.shownLayers(), app.stage.frame, app.theme, groups);
}

export function paintLabels(app) {
  if (!app.isReady) return;
  const { map, mapBox, stage, theme, view } = app;
  const at = stage.fromContainer([0, 0]);
  const size = map.getSize();
  app.labels = drawLabels(stage.context("*labels"), {
    layers: app.shownLayers(),
    frame: stage.frame,
    theme,
    names: view.names,
    selected: new Set([view.sel, ...app.highlighted].filter(Boolean)),
    obstacles: coveredBoxes(mapBox, [app.legend.element, ...app.controls.elements], at),
    inView: [at.x + 2, at.y + 2, at.x + size.x - 2, at.y + size.y - 2],
  });
}
