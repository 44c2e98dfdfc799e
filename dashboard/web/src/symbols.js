// Draws point symbols by kind, and the letter badges of statuses.
const TAU = Math.PI * 2;

const FAMILIES = {
  "border-crossing": "gate",
  "informal-crossing": "gate-open",
  checkpoint: "checkpoint",
  customs: "checkpoint",
  junction: "ring",
  camp: "tent",
  hub: "square",
  incident: "diamond",
  airport: "diamond-open",
  "military-site": "triangle",
  landmark: "star",
  "city-point": "town",
  city: "town",
  town: "town",
  village: "town",
};

export const symbolOf = (kind) => FAMILIES[kind] || "dot";

const townRadius = (importance) => [5.4, 5.4, 4.4, 3.6, 3, 2.6][importance] || 3;

export function symbolRadius(symbol, importance) {
  if (symbol === "town") return townRadius(importance);
  if (symbol === "dot") return 2.6;
  if (symbol === "speck") return 1.8;
  return symbol === "gate" || symbol === "gate-open" ? 7 : 6;
}

function polygon(ctx, points) {
  points.forEach(([x, y], k) => (k ? ctx.lineTo(x, y) : ctx.moveTo(x, y)));
  ctx.closePath();
}

const SHAPES = {
  speck: (ctx, r) => ctx.arc(0, 0, r, 0, TAU),
  dot: (ctx, r) => ctx.arc(0, 0, r, 0, TAU),
  town: (ctx, r) => ctx.arc(0, 0, r, 0, TAU),
  ring: (ctx) => ctx.arc(0, 0, 4.2, 0, TAU),
  square: (ctx) => ctx.rect(-4.6, -4.6, 9.2, 9.2),
  checkpoint: (ctx) => polygon(ctx, [[0, -6.6], [6.6, 0], [0, 6.6], [-6.6, 0]]),
  diamond: (ctx) => polygon(ctx, [[0, -6], [2, -2], [6, 0], [2, 2], [0, 6], [-2, 2], [-6, 0], [-2, -2]]),
  "diamond-open": (ctx) => polygon(ctx, [[0, -6], [1.6, -1.4], [6, 2.6], [1.6, 1.8], [0, 5.6], [-1.6, 1.8], [-6, 2.6], [-1.6, -1.4]]),
  triangle: (ctx) => polygon(ctx, [[0, -5.6], [5.4, 4.2], [-5.4, 4.2]]),
  tent: (ctx) => polygon(ctx, [[0, -5.4], [6.4, 5], [1.8, 5], [0, 1], [-1.8, 5], [-6.4, 5]]),
  star: (ctx) => polygon(ctx, [[-5, 4.4], [-5, -2], [-2.6, -2], [-2.6, -5.2], [2.6, -5.2], [2.6, -2], [5, -2], [5, 4.4]]),
};

function gate(ctx, colour, casing, open) {
  const bars = () => {
    ctx.beginPath();
    for (const x of [-3, 3]) {
      ctx.moveTo(x, -6.4);
      ctx.lineTo(x, 6.4);
    }
    if (!open) {
      ctx.moveTo(-6.6, 0);
      ctx.lineTo(6.6, 0);
    }
  };
  ctx.lineCap = "round";
  ctx.setLineDash([]);
  bars();
  ctx.strokeStyle = casing;
  ctx.lineWidth = 6;
  ctx.stroke();
  bars();
  ctx.strokeStyle = colour;
  ctx.lineWidth = 2.6;
  if (open) ctx.setLineDash([2.4, 4]);
  ctx.stroke();
}

// mark: {symbol, importance, colour, hollow (roughly placed), proposed}
export function drawSymbol(ctx, x, y, mark, theme) {
  const casing = theme.colour(mark.neutral ? "halo" : "casing");
  const r = symbolRadius(mark.symbol, mark.importance);
  ctx.save();
  ctx.translate(x, y);
  if (mark.proposed) {
    proposedRing(ctx, mark.colour, casing);
  } else if (mark.symbol === "gate" || mark.symbol === "gate-open") {
    gate(ctx, mark.colour, casing, mark.symbol === "gate-open");
  } else {
    ctx.lineJoin = "round";
    ctx.beginPath();
    SHAPES[mark.symbol](ctx, r);
    ctx.strokeStyle = casing;
    ctx.lineWidth = mark.hollow ? 5 : 3.4;
    ctx.stroke();
    const hollow = (mark.hollow && mark.symbol !== "speck") || mark.symbol === "ring";
    ctx.fillStyle = hollow ? casing : mark.colour;
    ctx.fill();
    if (hollow) {
      ctx.strokeStyle = mark.colour;
      ctx.lineWidth = 1.9;
      if (mark.hollow) ctx.setLineDash([2.6, 2]);
      ctx.stroke();
    }
  }
  ctx.restore();
}

function proposedRing(ctx, colour, casing) {
  ctx.beginPath();
  ctx.arc(0, 0, 9, 0, TAU);
  ctx.fillStyle = casing;
  ctx.strokeStyle = casing;
  ctx.lineWidth = 5.4;
  ctx.stroke();
  ctx.globalAlpha = 0.9;
  ctx.fill();
  ctx.globalAlpha = 1;
  ctx.setLineDash([4, 3]);
  ctx.strokeStyle = colour;
  ctx.lineWidth = 2.4;
  ctx.stroke();
}

// The true radius in which an inferred point may lie.
export function drawErrorCircle(ctx, x, y, radius, colour) {
  ctx.save();
  ctx.beginPath();
  ctx.arc(x, y, radius, 0, TAU);
  ctx.globalAlpha = 0.05;
  ctx.fillStyle = colour;
  ctx.fill();
  ctx.globalAlpha = 0.7;
  ctx.strokeStyle = colour;
  ctx.lineWidth = 1.1;
  ctx.setLineDash([5, 5]);
  ctx.stroke();
  ctx.restore();
}

export const BADGE_R = 8;

// Hollow: a proposal, or open to some only.
export function drawBadge(ctx, x, y, style, theme, proposed = false) {
  const hollow = proposed || style.pattern === "rails";
  ctx.save();
  ctx.beginPath();
  ctx.arc(x, y, BADGE_R, 0, TAU);
  ctx.fillStyle = hollow ? theme.colour("casing") : style.colour;
  ctx.strokeStyle = hollow ? style.colour : theme.colour("casing");
  ctx.lineWidth = 1.6;
  ctx.fill();
  ctx.stroke();
  ctx.fillStyle = hollow ? style.colour : theme.inkOn(style.colour);
  ctx.font = `700 10.5px ${theme.font}`;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.direction = "ltr";
  ctx.fillText(style.letter, x, y + 0.6);
  ctx.restore();
}
