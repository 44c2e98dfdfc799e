// One picture of all canvases for as long as the map moves: without a graphics card a browser that must blend
// fifteen canvases for every frame shows half as many of them.
import { DomUtil } from "leaflet/dist/leaflet-src.esm.js";

export class Flat {
  constructor() {
    this.canvas = DomUtil.create("canvas");
    this.canvas.dataset.name = "*flat";
    this.on = false;
  }

  // `canvases` from bottom to top; those that are not the frame's size show nothing.
  show(box, canvases, { width, height, ratio }) {
    const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
    Object.assign(this.canvas, { width: w, height: h });
    Object.assign(this.canvas.style, { width: `${width}px`, height: `${height}px` });
    const ctx = this.canvas.getContext("2d");
    for (const canvas of canvases) {
      if (canvas.width !== w || canvas.height !== h) continue;
      ctx.globalAlpha = Number(getComputedStyle(canvas).opacity);
      ctx.drawImage(canvas, 0, 0);
    }
    if (this.canvas.parentNode !== box) box.append(this.canvas);
    box.classList.add("atlas-flat");
    this.on = true;
  }

  hide(box) {
    if (!this.on) return;
    this.on = false;
    box.classList.remove("atlas-flat");
    this.canvas.remove();
    this.canvas.width = this.canvas.height = 1;
  }
}
