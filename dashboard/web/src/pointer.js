// Pointer on the map: hover shows the tooltip, a click or tap selects, a click on nothing goes back to the day; a way's number chooses the way.
import { hit } from "./hit.js";

export function listenToPointer(app) {
  const { map, mapBox } = app;
  let pointer = "mouse";
  const under = (point) => {
    const { x, y } = app.stage.fromContainer(point);
    return hit(app.shownLayers(), app.stage.frame, app.labels, x, y, pointer);
  };
  const wayUnder = (point) => {
    const { x, y } = app.stage.fromContainer(point);
    return app.overlay.wayAt(x, y, pointer === "touch" ? 22 : 13);
  };
  mapBox.addEventListener("pointerdown", (event) => (pointer = event.pointerType), true);
  mapBox.addEventListener("pointermove", (event) => (pointer = event.pointerType), true);
  map.on("mousemove", (event) => {
    if (pointer === "touch" || app.isMoving || app.areaTool.active) return;
    const way = wayUnder(event.containerPoint);
    const found = way ? null : under(event.containerPoint);
    mapBox.style.cursor = found || way ? "pointer" : "";
    if (found) app.tooltip.show(found, event.containerPoint);
    else app.tooltip.hide();
  });
  map.on("mouseout movestart zoomstart", () => app.tooltip.hide());
  map.on("click", (event) => {
    if (!app.isReady) return;
    if (app.areaTool.active) return app.areaTool.click(event);
    const way = wayUnder(event.containerPoint);
    const found = way ? null : under(event.containerPoint);
    if (way) app.patch({ way: String(way) });
    else if (found?.cell) app.fit(found.layer.boundsOfBox(found.cell.box), 0);
    else if (found) app.select(found.layer.idOf(found.i));
    else if (app.view.sel) app.patch({ sel: "", note: "", source: "", tab: "day" });
    if (pointer === "touch") app.tooltip.hide();
  });
}
