// Makes the page ready for paper: light colours, a map of the paper's width, drawn sharper; and back again.
import { el } from "./dom.js";
import { screenRatio } from "./frame.js";

const PAPER_RATIO = 3;

function copyOf(canvases, { width, height }, name) {
  const { width: w, height: h } = canvases[0];
  const copy = el("canvas", { width: w, height: h, class: name, style: `width: ${width}px; height: ${height}px`, "aria-hidden": "true" });
  const ctx = copy.getContext("2d");
  for (const canvas of canvases) ctx.drawImage(canvas, 0, 0);
  return copy;
}

export class Printing {
  constructor(app) {
    this.app = app;
    this.on = false;
    this.copies = [];
    this.media = matchMedia("print");
    this.before = () => this.set(true);
    this.after = () => this.set(false);
    this.change = () => this.set(this.media.matches);
    addEventListener("beforeprint", this.before);
    addEventListener("afterprint", this.after);
    this.media.addEventListener("change", this.change);
  }

  // All of it at once: the browser takes the page as it is when this returns.
  set(on) {
    const { map, place, root, stage, theme } = this.app;
    if (on === this.on || !this.app.isReady) return;
    this.on = on;
    root.classList.toggle("atlas-prints", on);
    document.documentElement.classList.toggle("ad-prints", on);
    theme.forPrint(on);
    stage.setPaper(on ? PAPER_RATIO : null);
    place.resizing = true;
    if (on) this.seen = [map.getBounds(), map.getCenter(), map.getZoom()];
    const [bounds, ...before] = this.seen;
    map.invalidateSize({ pan: false, animate: false });
    if (on) map.fitBounds(bounds, { animate: false });
    else map.setView(...before, { animate: false });
    place.resizing = false;
    this.app.recolour();
    this.app.strip.draw();
    for (const copy of this.copies) copy.remove();
    this.copies = on ? this.copyAll() : [];
  }

  // Browsers put a canvas on paper stroke by stroke, and what erases in one canvas then erases those below.
  // A copy holds one stroke only, the whole picture; the style sheet hides what was copied.
  copyAll() {
    const { legend, mapBox, stage } = this.app;
    const drawn = [...stage.canvases.values()].filter((canvas) => canvas.width > 1);
    const map = copyOf(drawn, stage.frame, "atlas-paper");
    mapBox.append(map);
    const image = el("img", { src: map.toDataURL(), class: "atlas-paper", style: map.style.cssText, alt: "" });
    mapBox.append(image);
    const samples = [...legend.element.querySelectorAll(".atlas-swatch")].map((sample) => {
      const copy = copyOf([sample], { width: sample.width / screenRatio(), height: sample.height / screenRatio() }, "atlas-swatch-paper");
      sample.after(copy);
      return copy;
    });
    return [map, image, ...samples];
  }

  close() {
    removeEventListener("beforeprint", this.before);
    removeEventListener("afterprint", this.after);
    this.media.removeEventListener("change", this.change);
  }
}
