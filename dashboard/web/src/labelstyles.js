// How names are set, by kind and importance: size, weight, colour, and the zoom from which they show.
const BY_IMPORTANCE = [
  { from: 0, size: 14.5, weight: 650 },
  { from: 0, size: 14.5, weight: 650 },
  { from: 7.4, size: 12.5, weight: 600 },
  { from: 8.5, size: 12, weight: 550 },
  { from: 10.4, size: 11.5, weight: 500 },
  { from: 12.2, size: 11, weight: 500 },
];

const BY_KIND = {
  "country-label": { from: 0, to: 12, size: 13, weight: 600, colour: "text_muted", upper: true, spacing: 3, centred: true, bonus: 30 },
  governorate: { from: 7.6, to: 11, size: 11, weight: 500, colour: "text_muted", upper: true, spacing: 1.6, bonus: -40, loose: true },
  district: { from: 9.6, to: 12, size: 10.5, weight: 500, colour: "text_muted", spacing: 0.6, bonus: -60, loose: true },
  lake: { from: 8.8, size: 11, weight: 500, colour: "text_muted", italic: true, bonus: -30 },
  sea: { from: 0, size: 12, weight: 500, colour: "text_muted", italic: true, spacing: 1, bonus: -30 },
  river: { from: 9.6, size: 10.5, weight: 500, colour: "text_muted", italic: true, bonus: -50 },
  city: { size: 15.5, weight: 700, colour: "text", bonus: 40 },
  segment: { from: 13.4 },
  band: { from: 14.4 },
  land: { from: 99 },
  border: { from: 99 },
  "main-road": { from: 99 },
};

const AREA = { colour: "text_muted", weight: 600, loose: true, bonus: -8 };

export function labelStyle(kind, importance, geometry) {
  const own = BY_KIND[kind];
  const base = { ...BY_IMPORTANCE[Math.max(1, Math.min(5, importance))], colour: "text" };
  const plain = geometry === 2 ? { ...base, ...AREA, size: Math.min(base.size, 12.5) } : base;
  return own ? { ...plain, ...own } : plain;
}
