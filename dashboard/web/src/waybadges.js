// Finds room for the numbers of ways, for what stops them and for "your assumption" and "avoid", and draws all.
import { drawStop } from "./assumed.js";
import { pixelsOf } from "./frame.js";
import { distance2, lengthOf, near, pointAt, walk } from "./paths.js";
import { isRtl } from "./text.js";
import { NUMBER_R, drawNumber, basisOf } from "./ways.js";

const APART = NUMBER_R * 2 + 5;
const ALONE_PX = 44; // from here on a number clearly belongs to its own way
const MOST_TRIES = 40;
const STEP = 18;
const SIDES = [0, 1, -1];
const SHARES = [0.5, 0.38, 0.62, 0.25, 0.75];
const BESIDE = 15;
const [PILL_H, PILL_PAD] = [21, 8];

const inside = ([x0, y0, x1, y1], [a0, b0, a1, b1]) => a0 >= x0 && b0 >= y0 && a1 <= x1 && b1 <= y1;
const apart = ([x0, y0, x1, y1], [a0, b0, a1, b1]) => a0 >= x1 || a1 <= x0 || b0 >= y1 || b1 <= y0;
const around = (x, y, half, high = half) => [x - half, y - high, x + half, y + high];

// overlay: an Overlay; scene: {frame, theme, inView, obstacles, strings}
export function placeBadges(ctx, overlay, scene) {
  const marks = stopMarks(overlay, scene.frame);
  const clear = (box, some) => inside(scene.inView, box) && [...scene.obstacles, ...some.map((mark) => mark.box)].every((other) => apart(other, box));
  const free = (box) => clear(box, marks);
  const pressed = (box) => clear(box, marks.filter((mark) => !mark.stop));
  const shapes = new Map(overlay.ways.map((way) => [way, near(pixelsOf(way.line, scene.frame), scene.frame)]));
  for (const way of overlay.inOrder().reverse()) {
    const others = [...shapes].filter(([other]) => other !== way).flatMap(([, runs]) => runs);
    const spot = numberSpot(shapes.get(way), others, free) || numberSpot(shapes.get(way), others, pressed);
    if (spot) marks.push({ ...spot, n: way.n, basis: basisOf(way), chosen: overlay.isChosen(way), box: around(spot.x, spot.y, APART / 2) });
  }
  for (const entry of overlay.data.assumed) {
    const { state } = entry;
    const spot = overlay.spotOf(entry);
    const runs = spot ? [pixelsOf([spot, spot], scene.frame)] : overlay.runs(entry.lines, scene.frame);
    if (spot) marks.push({ ring: true, box: around(runs[0][0], runs[0][1], 19) });
    const text = scene.strings.t("overlay.label_assumed", { state: scene.strings.t(`overlay.assume_${state}`) });
    pushPill(ctx, marks, { text, colour: "assumed" }, alongside(runs), free, scene);
  }
  if (overlay.data.area.length) pushPill(ctx, marks, { text: scene.strings.t("overlay.label_avoid"), colour: "avoided" }, across(overlay.data.area, scene), free, scene);
  return marks;
}

// Several ways may meet the same obstacle: it is marked once, for the chosen way where that meets it.
function stopMarks(overlay, frame) {
  const found = new Map();
  for (const way of overlay.inOrder()) for (const at of way.stops ?? []) found.set(at.join(), { at, chosen: overlay.isChosen(way) });
  return [...found.values()].map(({ at, chosen }) => {
    const [x, y] = pixelsOf([at], frame);
    return { x, y, stop: true, chosen, box: around(x, y, 6) };
  });
}

// Best where the way runs alone and near its middle.
function numberSpot(runs, others, free) {
  const total = runs.reduce((sum, run) => sum + lengthOf(run), 0);
  const step = Math.max(STEP, total / MOST_TRIES);
  const tries = [];
  let passed = 0;
  for (const run of runs) {
    let at = passed;
    walk(run, Math.min(step, lengthOf(run)) / 2, step, (x, y, angle) => {
      const alone = Math.sqrt(Math.min(ALONE_PX ** 2, ...others.map((other) => distance2(other, x, y))));
      tries.push({ x, y, angle, score: alone - Math.abs(at / (total || 1) - 0.5) * 24 });
      at += step;
    });
    passed += lengthOf(run);
  }
  tries.sort((a, b) => b.score - a.score);
  for (const side of SIDES) {
    for (const { x, y, angle } of tries) {
      const [sx, sy] = [x - Math.sin(angle) * side * APART, y + Math.cos(angle) * side * APART];
      if (free(around(sx, sy, APART / 2))) return { x: sx, y: sy };
    }
  }
  return null;
}

// Beside the longest part that is near the screen.
function alongside(runs) {
  const longest = runs.reduce((best, run) => (best && lengthOf(best) >= lengthOf(run) ? best : run), null);
  if (!longest) return () => [];
  const length = lengthOf(longest);
  const beyond = length ? 0 : 10; // a place has a ring around it
  return (half, gap) => SHARES.flatMap((share) => {
    const { x, y } = pointAt(longest, length * share);
    return [[x, y - gap - beyond], [x, y + gap + beyond], [x + half + 16 + beyond, y], [x - half - 16 - beyond, y]];
  });
}

// The middle of what is seen of the area, then its corners.
function across(area, { frame, inView }) {
  const ring = pixelsOf(area, frame);
  const [xs, ys] = [ring.filter((_, j) => j % 2 === 0), ring.filter((_, j) => j % 2)];
  const middle = (values, low, high) => (Math.max(Math.min(...values), low) + Math.min(Math.max(...values), high)) / 2;
  const [x, y] = [middle(xs, inView[0], inView[2]), middle(ys, inView[1], inView[3])];
  return (half, gap) => [[x, y], [x, y - gap], [x, y + gap], ...xs.map((corner, k) => [corner, ys[k]])];
}

// An assumption is never without its words: where no room is free, they stand on the best place in view.
function pushPill(ctx, marks, { text, colour }, spots, free, { theme, inView }) {
  ctx.font = fontOf(theme);
  const half = ctx.measureText(text).width / 2 + PILL_PAD;
  const tries = spots(half, PILL_H + 3).map(([x, y]) => ({ x, y, box: around(x, y, half + 2, PILL_H / 2 + 2) }));
  const spot = tries.find(({ box }) => free(box)) || tries.find(({ box }) => inside(inView, box));
  if (spot) marks.push({ ...spot, half, text, colour });
}

const fontOf = (theme) => `650 12px ${theme.font}`;

// badges: the letters of statuses, which a mark stands beside and never covers.
export function drawMarks(ctx, marks, badges, theme) {
  for (const mark of [...marks].sort((a, b) => Boolean(a.n) - Boolean(b.n))) {
    const covered = mark.stop && badges.some(({ x, y }) => Math.hypot(x - mark.x, y - mark.y) < BESIDE);
    if (mark.n) drawNumber(ctx, mark, theme);
    else if (mark.stop) drawStop(ctx, mark.x + (covered ? BESIDE : 0), mark.y, mark.chosen, theme);
    else if (mark.text) drawPill(ctx, mark, theme);
  }
}

function drawPill(ctx, { x, y, half, text, colour }, theme) {
  ctx.save();
  ctx.beginPath();
  ctx.roundRect(x - half, y - PILL_H / 2, half * 2, PILL_H, PILL_H / 2);
  ctx.fillStyle = theme.colour("panel");
  ctx.fill();
  ctx.strokeStyle = theme.colour(colour);
  ctx.lineWidth = 1.6;
  ctx.setLineDash([4, 2.5]);
  ctx.stroke();
  ctx.fillStyle = theme.colour(colour);
  ctx.font = fontOf(theme);
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.direction = isRtl(text) ? "rtl" : "ltr";
  ctx.fillText(text, x, y + 0.5);
  ctx.restore();
}
