// Makes the page ready for paper: light colours, a map of the paper's width, drawn sharper; and back again.
import { el } from "./dom.js";
import { screenRatio } from "./frame.js";
import { keepFonts } from "./paperfonts.js";

const PAPER_RATIO = 3;
// The form of the question is of no use on paper: its summary says it in one line.
const FOLDS = ".ad-panel details:not(.ad-ask, [open])";
const FORM = ".ad-panel details.ad-ask[open]";

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
    this.unfolded = [];
    this.folded = [];
    this.address = el("span", { class: "atlas-address", dir: "ltr" });
    if (document.fonts) keepFonts();
    document.fonts?.addEventListener("loadingdone", keepFonts);
    this.media = matchMedia("print");
    this.before = () => this.set(true);
    this.after = () => this.set(this.media.matches);
    this.change = () => this.set(this.media.matches);
    addEventListener("beforeprint", this.before);
    addEventListener("afterprint", this.after);
    this.media.addEventListener("change", this.change);
  }

  // All of it at once: the browser takes the page as it is when this returns.
  set(on) {
    const { foot, root, stage, theme } = this.app;
    if (on === this.on || !this.app.isReady) return;
    this.on = on;
    this.discard();
    this.fold(on);
    if (on) foot.append(this.address);
    else this.address.remove();
    this.address.textContent = location.href;
    root.classList.toggle("atlas-prints", on);
    document.documentElement.classList.toggle("ad-prints", on);
    theme.forPrint(on);
    stage.setPaper(on ? PAPER_RATIO : null);
    this.setMap(on);
    this.app.recolour();
    this.app.strip.draw();
    if (on) this.copies = this.copyAll();
  }

  // The same ground as on the screen, in the paper's shape; afterwards the very view from before.
  setMap(on) {
    const { map, place } = this.app;
    place.onPaper = on;
    place.resizing = true;
    if (on) this.seen = [place.moved ? map.getBounds() : place.start, map.getCenter(), map.getZoom()];
    const [bounds, ...before] = this.seen;
    map.invalidateSize({ pan: false, animate: false });
    if (on) map.fitBounds(bounds, { animate: false });
    else map.setView(...before, { animate: false });
    place.resizing = false;
  }

  // What the reader folded away is evidence too: paper has no button to open it.
  fold(on) {
    if (on) {
      this.unfolded = [...document.querySelectorAll(FOLDS)];
      this.folded = [...document.querySelectorAll(FORM)];
    }
    for (const details of this.unfolded) details.open = on;
    for (const details of this.folded) details.open = !on;
  }

  // What is drawn anew while the page is on paper is copied anew, so that picture and scale stay in step.
  renew() {
    if (!this.copies.length) return;
    this.discard();
    this.copies = this.copyAll();
  }

  discard() {
    for (const copy of this.copies) copy.remove();
    this.copies = [];
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
    document.fonts?.removeEventListener("loadingdone", keepFonts);
    removeEventListener("beforeprint", this.before);
    removeEventListener("afterprint", this.after);
    this.media.removeEventListener("change", this.change);
  }
}
