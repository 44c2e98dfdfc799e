// The theme: which palette fits the host page, its colours on the canvas and as CSS variables.
import { dressPage } from "./pagetheme.js";

function channels(colour) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 1;
  const ctx = canvas.getContext("2d", { willReadFrequently: true });
  ctx.fillStyle = colour;
  ctx.fillRect(0, 0, 1, 1);
  return ctx.getImageData(0, 0, 1, 1).data;
}

const luminances = new Map();

export function luminance(colour) {
  if (!luminances.has(colour)) luminances.set(colour, measureLuminance(colour));
  return luminances.get(colour);
}

function measureLuminance(colour) {
  const [r, g, b] = [...channels(colour)].map((v) => (v / 255 <= 0.03928 ? v / 3294.6 : ((v / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

// The first opaque background on the way up; shadow roots are crossed.
function backgroundOf(element) {
  const named = getComputedStyle(element).getPropertyValue("--st-background-color").trim();
  if (named && named !== "unset") return named;
  for (let node = element; node; node = node.parentElement || node.getRootNode().host) {
    const colour = getComputedStyle(node).backgroundColor;
    if (channels(colour)[3] > 128) return colour;
  }
  return matchMedia("(prefers-color-scheme: dark)").matches ? "#000" : "#fff";
}

const SIMPLE = ["text", "text_muted", "land", "sea", "panel", "panel_border", "accent", "halo", "casing", "selection", "highlight", "symbol", "avoided"];

export class Theme {
  constructor(root, onChange) {
    this.root = root;
    this.onChange = onChange;
    this.palettes = null;
    this.dark = false;
    this.inks = new Map();
    this.check = () => this.refresh() && this.onChange();
    this.media = matchMedia("(prefers-color-scheme: dark)");
    this.media.addEventListener("change", this.check);
    this.observer = new MutationObserver(() => {
      cancelAnimationFrame(this.frame);
      this.frame = requestAnimationFrame(this.check);
    });
    const watched = { attributes: true, attributeFilter: ["class", "style", "data-theme"] };
    for (let node = root.parentNode; node; node = node.parentNode || node.host) {
      if (node.nodeType === Node.ELEMENT_NODE) this.observer.observe(node, watched);
    }
  }

  setPalettes(palettes) {
    this.palettes = palettes;
    this.refresh(true);
  }

  // Says whether the colours changed.
  refresh(force = false) {
    if (!this.palettes) return false;
    const background = backgroundOf(this.root.parentElement || this.root.getRootNode().host || this.root);
    if (background === this.background && !force) return false;
    this.background = background;
    this.dark = !this.printing && luminance(background) < 0.2;
    this.palette = this.palettes[this.dark ? "dark" : "light"];
    this.root.dataset.theme = this.dark ? "dark" : "light";
    for (const name of SIMPLE) this.root.style.setProperty(`--atlas-${name.replaceAll("_", "-")}`, this.palette[name]);
    this.root.style.setProperty("--atlas-on-accent", this.inkOn(this.palette.accent));
    dressPage(this.palette, this.dark);
    this.font = getComputedStyle(this.root).fontFamily;
    return true;
  }

  // Paper is light.
  forPrint(printing) {
    this.printing = printing;
    this.refresh(true);
  }

  // The two undersides of a line: the casing of claimed ones, the quiet halo of silent ones.
  get linen() {
    return { casing: this.palette.casing, halo: this.palette.halo };
  }

  // Fills and soft edges have no casing; a colour that would drown in the land gives way to a light one.
  wash(colour, ground) {
    const [a, b] = [luminance(colour), luminance(this.palette[ground])];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < 2.4 ? this.palette.text_muted : colour;
  }

  colour(name) {
    return this.palette[name];
  }

  // {colour, pattern, letter, label} of a state, or null for plain geography.
  status(state) {
    const { status } = this.palette;
    if (Object.hasOwn(status, state)) return status[state];
    return state.startsWith("held") ? status.held : null;
  }

  inkOn(colour) {
    if (!this.inks.has(colour)) this.inks.set(colour, luminance(colour) > 0.3 ? "#111" : "#fff");
    return this.inks.get(colour);
  }

  close() {
    this.observer.disconnect();
    cancelAnimationFrame(this.frame);
    this.media.removeEventListener("change", this.check);
  }
}
