// Puts the application's state on the stage's canvases: layers, halos, labels, and what the reader asked.
import { drawHalos } from "./halo.js";
import { coveredBoxes, drawLabels } from "./labels.js";
import { paintCrowd } from "./crowdpaint.js";
import { paintLayer, visibleOf } from "./paint.js";
import { drawMarks } from "./waybadges.js";

// What the reader's own question adds; without one these canvases cost nothing. Marks are painted with the labels.
const EXTRAS = {
  "*ways": (app, name) => paintOverlay(app, name, "paintWays"),
  "*assumed": (app, name) => paintOverlay(app, name, "paintAssumed"),
  "*marks": () => {},
  "*tool": ({ areaTool, stage, theme }, name) => (areaTool.active ? areaTool.paint(stage.context(name), stage.frame, theme) : stage.blank(name)),
};

function paintOverlay({ overlay, stage, theme }, name, paint) {
  if (overlay.data) overlay[paint](stage.context(name), stage.frame, theme);
  else stage.blank(name);
}

export function paintNames(app, names) {
  if (!app.isReady) return;
  for (const name of names) {
    if (name === "*halo") paintHalos(app);
    else if (name === "*labels") paintLabels(app);
    else if (Object.hasOwn(EXTRAS, name)) EXTRAS[name](app, name);
    else paintOne(app, name);
  }
  app.printing.renew();
}

function paintOne({ layers, legend, stage, theme }, name) {
  const layer = layers.find(({ id }) => id === name);
  if (!layer?.shown) return stage.blank(name);
  if (!layer.isCrowd) {
    const indices = visibleOf(layer, stage.frame);
    return indices.length ? paintLayer(stage.context(name), layer, indices, stage.frame, theme) : stage.blank(name);
  }
  // Only now is it clear whether its features are marks or cells, and the legend says which.
  if (paintCrowd(stage.context(name, true), layer, stage.frame, theme)) legend.show();
}

function paintHalos(app) {
  if (!app.view.sel && !app.highlighted.length) return app.stage.blank("*halo");
  const groups = [
    { ids: app.view.sel ? [app.view.sel] : [], colour: "selection" },
    { ids: app.highlighted, colour: "highlight" },
  ];
  drawHalos(app.stage.context("*halo"), app.shownLayers(), app.stage.frame, app.theme, groups);
}

function paintLabels(app) {
  const { map, mapBox, stage, theme, view } = app;
  const at = stage.fromContainer([0, 0]);
  const size = map.getSize();
  const inView = [at.x + 2, at.y + 2, at.x + size.x - 2, at.y + size.y - 2];
  const bar = app.areaTool.active ? [app.areaTool.bar.element] : [];
  const obstacles = coveredBoxes(mapBox, [app.legend.element, ...app.controls.elements, ...bar], at);
  const ctx = stage.context("*labels");
  const marks = app.overlay.place(ctx, { frame: stage.frame, theme, inView, obstacles });
  const scene = {
    layers: app.shownLayers().filter((layer) => !layer.isCrowd),
    crowds: app.shownLayers().filter((layer) => layer.isCrowd),
    frame: stage.frame,
    theme,
    names: view.names,
    selected: new Set([view.sel, ...app.highlighted].filter(Boolean)),
    obstacles: [...obstacles, ...marks.map((mark) => mark.box)],
    inView,
    marks,
  };
  app.labels = drawLabels(ctx, scene);
  const lettered = scene.badges.filter((badge) => !badge.n);
  if (marks.length) drawMarks(stage.context("*marks"), marks, lettered, theme);
  else stage.blank("*marks");
}
