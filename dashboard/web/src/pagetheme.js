// Hands the palette to the page around the map: CSS variables on the root, for header, cards and panel.
const NAMES = ["text", "text_muted", "panel", "panel_border", "accent", "land", "way", "way_edge", "assumed", "avoided"];

export function dressPage(palette, dark) {
  const { style, dataset } = document.documentElement;
  dataset.adTheme = dark ? "dark" : "light";
  for (const name of NAMES) style.setProperty(`--ad-${name.replaceAll("_", "-")}`, palette[name]);
  for (const [state, { colour }] of Object.entries(palette.status)) style.setProperty(`--ad-${state}`, colour);
}
