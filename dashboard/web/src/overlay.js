// What the page answers to the reader's question, as it is drawn: ways, assumptions, and what they avoid.
import { drawAssumed, drawAssumedSpot, drawAvoidArea, drawAvoided } from "./assumed.js";
import { latLngOf, pixelsOf } from "./frame.js";
import { lensOf } from "./loading.js";
import { near } from "./paths.js";
import { placeBadges } from "./waybadges.js";
import { drawWay } from "./ways.js";

// Only another question makes the picture old; moving the map or choosing a feature does not.
const ASKED = ["as_of", "known_by", "origin", "destination", "whom", "avoid", "area", "silence", "disputed", "hindered", "assume", "speed", "way"];
const OTHER_LENS = ["context", "voice"];
const EMPTY = { chosen: 0, ways: [], assumed: [], avoided: [], area: [] };

const filled = (data) => [data.ways, data.assumed, data.avoided, data.area].some((list) => list.length);

export class Overlay {
  constructor(app) {
    this.app = app;
    this.data = null;
    this.key = "null";
    this.marks = [];
  }

  // Takes what the page sent; says whether the picture changes. An answer under another lens comes too late.
  take(sent) {
    const wanted = this.isAsked && (!sent?.lens || sent.lens === lensOf(this.app.view));
    const key = JSON.stringify((wanted && sent) || null);
    this.fresh(!sent?.as_of || sent.as_of === this.app.view.as_of); // an answer to an earlier day may come late
    if (key === this.key) return false;
    this.key = key;
    const data = key === "null" ? null : { ...EMPTY, ...sent };
    this.data = data && filled(data) ? data : null;
    return true;
  }

  // An answer to another lens is removed at once; an answer to another day or question pales until the page answers.
  asked(changed) {
    if (!this.data) return;
    if (!this.isAsked || changed.some((key) => OTHER_LENS.includes(key))) this.drop();
    else if (changed.some((key) => ASKED.includes(key))) this.fresh(false);
  }

  get isAsked() {
    const { view } = this.app;
    return view.tab === "corridor" || view.assume !== "";
  }

  drop() {
    if (this.take(null)) this.app.showOverlay();
  }

  fresh(fresh) {
    this.app.stage.pale(!fresh);
  }

  get ways() {
    return this.data?.ways ?? [];
  }

  isChosen(way) {
    return way.n === this.data.chosen;
  }

  // The chosen way lies on top.
  inOrder() {
    return [...this.ways].sort((a, b) => this.isChosen(a) - this.isChosen(b) || b.n - a.n);
  }

  paintWays(ctx, frame, theme) {
    if (!this.data) return;
    if (this.data.area.length) drawAvoidArea(ctx, pixelsOf(this.data.area, frame), frame, theme);
    for (const way of this.inOrder()) {
      drawWay(ctx, near(pixelsOf(way.line, frame), frame), { ...way, chosen: this.isChosen(way) }, frame, theme);
    }
  }

  paintAssumed(ctx, frame, theme) {
    if (!this.data) return;
    for (const { lines, at } of this.data.avoided) drawAvoided(ctx, this.runs(lines, frame), at && pixelsOf([at], frame), frame, theme);
    for (const entry of this.data.assumed) {
      drawAssumed(ctx, this.runs(entry.lines, frame), frame, theme);
      const at = this.spotOf(entry);
      if (at) drawAssumedSpot(ctx, pixelsOf([at], frame), frame, theme);
    }
  }

  // What is assumed of a checkpoint, a crossing or an area has no line: it is marked where that feature stands.
  spotOf({ id, lines, at }) {
    if (at || lines?.length) return at ?? null;
    const layer = this.app.layers.find((one) => one.index.has(id));
    if (!layer || layer.isCrowd) return null;
    const { lx, ly } = layer.columns;
    const [lat, lon] = latLngOf(layer.columns, lx[layer.index.get(id)], ly[layer.index.get(id)]);
    return [lon, lat];
  }

  runs(lines, frame) {
    return (lines ?? []).flatMap((line) => near(pixelsOf(line, frame), frame));
  }

  // Numbers and words on the map; names keep clear of them. `inView` is a canvas box, `obstacles` are canvas boxes.
  place(ctx, { frame, theme, inView, obstacles }) {
    this.marks = this.data ? placeBadges(ctx, this, { frame, theme, inView, obstacles, strings: this.app.strings }) : [];
    return this.marks;
  }

  // The number of the way whose badge is at a canvas point, or null.
  wayAt(x, y, reach) {
    const found = this.marks.find((mark) => mark.n && Math.hypot(mark.x - x, mark.y - y) <= reach);
    return found ? found.n : null;
  }
}
