// Keeps the interface's typefaces through printing: a browser drops those of style sheets when it turns to paper.
const OURS = /^["']?(Inter|Noto Sans Arabic) Variable["']?$/;

const rulesOf = (sheet) => {
  try {
    return [...sheet.cssRules];
  } catch {
    return []; // a sheet from elsewhere
  }
};

const kept = new Set();

// The same files once more, held by the page itself; a face is added when it is there, so that nothing flickers.
// A face may come into use late, with the first letters that need it: called again, this keeps what is new.
export async function keepFonts() {
  await document.fonts.ready;
  const rules = [...document.styleSheets].flatMap(rulesOf).filter((rule) => rule instanceof CSSFontFaceRule);
  const inUse = new Set([...document.fonts].filter((face) => face.status === "loaded").map((face) => face.unicodeRange));
  for (const { style } of rules) {
    const family = style.getPropertyValue("font-family");
    if (!OURS.test(family)) continue;
    const [weight, unicodeRange] = ["font-weight", "unicode-range"].map((name) => style.getPropertyValue(name));
    const face = new FontFace(family.replace(/["']/g, ""), style.getPropertyValue("src"), { weight, unicodeRange });
    if (kept.has(face.unicodeRange) || !inUse.has(face.unicodeRange)) continue;
    kept.add(face.unicodeRange);
    face.load().then(() => document.fonts.add(face)).catch(() => kept.delete(face.unicodeRange));
  }
}
