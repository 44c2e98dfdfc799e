// Links and fields of the panel, which Python writes elsewhere in the page: they set the view, fly, point, draw or print.
import { keepPlace } from "./panelkeep.js";

function attribute(event, name) {
  for (const node of event.composedPath()) {
    if (node instanceof Element && node.hasAttribute(name)) return node;
  }
  return null;
}

const idsOf = (text) => (text || "").split(",").map((id) => id.trim()).filter(Boolean);

function patchOf(node) {
  try {
    const patch = JSON.parse(node.getAttribute("data-view"));
    const plain = patch && typeof patch === "object" && !Array.isArray(patch);
    return plain ? Object.fromEntries(Object.entries(patch).filter(([, value]) => typeof value === "string")) : null;
  } catch {
    return null;
  }
}

// What a field may not hold is not taken: the field shows again what holds.
function setFrom(app, field) {
  const key = field.getAttribute("data-set");
  if (!Object.hasOwn(app.view, key)) return;
  if (!field.checkValidity()) return void field.reportValidity();
  const value = field.value.trim();
  app.patch({ [key]: value });
  if (app.view[key] !== value) field.value = app.view[key];
}

export function listenToPanel(app) {
  const stop = new AbortController();
  const on = (type, listener) => document.addEventListener(type, listener, { signal: stop.signal });
  on("click", (event) => {
    const setter = attribute(event, "data-view");
    const patch = setter && patchOf(setter);
    if (patch) {
      event.preventDefault();
      app.patch(patch);
    }
    if (attribute(event, "data-jump")) document.querySelector(".ad-tab[aria-pressed=true], .ad-tab")?.focus();
    if (attribute(event, "data-print")) print();
    const drawer = attribute(event, "data-tool");
    if (drawer?.getAttribute("data-tool") === "area") app.areaTool.start({ opener: '[data-tool="area"]', byKeys: event.detail === 0 });
    const flyer = attribute(event, "data-fly");
    if (flyer) app.flyTo(idsOf(flyer.getAttribute("data-fly")));
  });
  on("change", (event) => {
    const field = attribute(event, "data-set");
    if (field) setFrom(app, field);
  });
  keepPlace(stop.signal);
  for (const type of ["mouseover", "focusin"]) {
    on(type, (event) => {
      const node = attribute(event, "data-features");
      if (node) app.highlight(idsOf(node.getAttribute("data-features")));
    });
  }
  for (const type of ["mouseout", "focusout"]) {
    on(type, (event) => {
      const node = attribute(event, "data-features");
      if (node && !node.contains(event.relatedTarget)) app.highlight([]);
    });
  }
  return () => stop.abort();
}

// On a narrow screen the panel stands below the map: what was tapped is brought into view.
export function showPanel() {
  if (!matchMedia("(max-width: 760px)").matches) return;
  const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
  document.querySelector(".st-key-ad-panel")?.scrollIntoView({ behavior, block: "start" });
}
