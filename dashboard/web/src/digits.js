// The ten digits as the typeface in use draws them now: how wide each is, and how much of each pixel it covers.
const FONT_PX = 10;

let canvas = null;

// In pixels of a canvas with so many to each of the page's; `cover` has size times size values from 0 to 255.
export function digitsOf(font, ratio) {
  canvas ||= document.createElement("canvas");
  const size = Math.ceil(1.6 * FONT_PX * ratio);
  Object.assign(canvas, { width: 10 * size, height: size });
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  Object.assign(pen, { font: `600 ${FONT_PX * ratio}px ${font}`, textBaseline: "middle", direction: "ltr" });
  const wide = Array.from({ length: 10 }, (_, digit) => Math.round(pen.measureText(digit).width));
  for (let digit = 0; digit < 10; digit++) pen.fillText(digit, digit * size, size / 2);
  const { data } = pen.getImageData(0, 0, 10 * size, size);
  const coverOf = (digit) => Uint32Array.from({ length: size * size }, (_, k) => data[4 * (Math.floor(k / size) * 10 * size + digit * size + (k % size)) + 3]);
  return wide.map((width, digit) => ({ size, wide: width, cover: coverOf(digit) }));
}
