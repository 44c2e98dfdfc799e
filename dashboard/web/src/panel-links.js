// Links from the panel, which Python writes elsewhere in the page: they set the view, fly, or point at features.
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
    const flyer = attribute(event, "data-fly");
    if (flyer) app.flyTo(idsOf(flyer.getAttribute("data-fly")));
  });
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
