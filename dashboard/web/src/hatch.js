// Hatch patterns that are fixed to the ground, so that they do not swim when the map is moved.
const tiles = new Map();

// tile: pixels between the lines' starts; back: leaning the other way.
export function hatch(ctx, colour, crossed, frame, { tile = 10, width = 1.3, back = false } = {}) {
  const key = [colour, crossed, frame.ratio, tile, width, back].join("|");
  if (!tiles.has(key)) tiles.set(key, makeTile(colour, crossed, frame.ratio, { tile, width, back }));
  const pattern = ctx.createPattern(tiles.get(key), "repeat");
  const shift = (v) => -(((v % tile) + tile) % tile);
  pattern.setTransform(new DOMMatrix([1 / frame.ratio, 0, 0, 1 / frame.ratio, shift(frame.ox), shift(frame.oy)]));
  return pattern;
}

function makeTile(colour, crossed, ratio, { tile, width, back }) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = tile * ratio;
  const ctx = canvas.getContext("2d");
  ctx.scale(ratio, ratio);
  ctx.strokeStyle = colour;
  ctx.lineWidth = width;
  const line = (ax, ay, bx, by) => {
    ctx.beginPath();
    ctx.moveTo(ax, ay);
    ctx.lineTo(bx, by);
    ctx.stroke();
  };
  for (const shift of [-tile, 0, tile]) {
    if (!back || crossed) line(shift - 2, tile + 2, shift + tile + 2, -2);
    if (back || crossed) line(shift - 2, -2, shift + tile + 2, tile + 2);
  }
  return canvas;
}
