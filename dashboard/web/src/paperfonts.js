// Keeps the interface's typefaces through printing: a browser drops those of style sheets when it turns to paper.
const OURS = /^["']?(Inter|Noto Sans Arabic) Variable["']?$/;

const rulesOf = (sheet) => {
  try {
    return [...sheet.cssRules];
  } catch {
    return []; // a sheet from elsewhere
  }
};

// The same files once more, held by the page itself; a face is added when it is there, so that nothing flickers.
export async function keepFonts() {
  await document.fonts.ready;
  const rules = [...document.styleSheets].flatMap(rulesOf).filter((rule) => rule instanceof CSSFontFaceRule);
  const inUse = new Set([...document.fonts].filter((face) => face.status === "loaded").map((face) => face.unicodeRange));
  for (const { style } of rules) {
    const family = style.getPropertyValue("font-family");
    if (!OURS.test(family)) continue;
    const [weight, unicodeRange] = ["font-weight", "unicode-range"].map((name) => style.getPropertyValue(name));
    const face = new FontFace(family.replace(/["']/g, ""), style.getPropertyValue("src"), { weight, unicodeRange });
    if (inUse.has(face.unicodeRange)) face.load().then(() => document.fonts.add(face)).catch(() => {});
  }
}
