// What tests may ask of the map: where a feature is on the screen, what is drawn, how long drawing took.
import { hit, pointsOn } from "./hit.js";

export function probeOf(app) {
  return {
    app,
    map: app.map,
    screenOf: (id) => screenOf(app, id),
    drawn: () => drawn(app),
    redraws: 0,
    lastRedrawMs: 0,
  };
}

// Where a click meets the feature itself, in pixels of the window; null when it is not drawn.
function screenOf(app, id) {
  const layer = app.shownLayers().find((one) => one.index.has(id));
  const i = layer?.index.get(id);
  if (!layer || !layer.isDrawn(i)) return null;
  const box = app.mapBox.getBoundingClientRect();
  const points = pointsOn(layer, i, app.stage.frame);
  const meets = ([x, y]) => {
    const found = hit(app.shownLayers(), app.stage.frame, app.labels, x, y);
    const at = app.stage.toContainer([x, y]);
    const top = app.root.getRootNode().elementFromPoint(box.left + at.x, box.top + at.y);
    return found?.layer === layer && found.i === i && app.mapBox.contains(top);
  };
  const point = points.find(meets) || points[0];
  const at = point && app.stage.toContainer(point);
  return at ? { x: box.left + at.x, y: box.top + at.y } : null;
}

function drawn(app) {
  const labels = new Map(app.labels.map((label) => [label.id, label.texts.join(" / ")]));
  return app.shownLayers().filter((layer) => !layer.isCrowd).flatMap((layer) => layer.columns.ids.flatMap((id, i) =>
    layer.isDrawn(i) ? [{ id, layer: layer.id, state: layer.state(i), label: labels.get(id) || "" }] : []));
}
