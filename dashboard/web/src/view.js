// The view: what the reader has set, as strings; kept in the URL and told to the page.
import { dayNumber } from "./days.js";

export const KEYS = [
  "as_of", "known_by", "context", "voice", "layers", "sel", "note", "source", "tab", "q", "names", "at", "more", "brought",
  "origin", "destination", "whom", "avoid", "area", "silence", "disputed", "hindered", "assume", "speed", "way",
];
const TABS = ["day", "feature", "article", "search", "tray", "disagreements", "about", "corridor"];
const ID = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const AT = /^-?\d{1,2}(\.\d+)?,-?\d{1,3}(\.\d+)?,\d{1,2}(\.\d+)?$/;
const ASSUMED = /^[a-z0-9]+(-[a-z0-9]+)*:(open|hindered|cut)$/;
const CORNER = /^-?\d{1,3}(\.\d{1,5})?,-?\d{1,2}(\.\d{1,5})?$/;
const BROUGHT = /^\d{1,2}(\.(upto|on|all|[dc]\d{1,2}|[hs]\d{1,3}(-\d{1,3})*))*(_\d{1,2}(\.(upto|on|all|[dc]\d{1,2}|[hs]\d{1,3}(-\d{1,3})*))*)*$/;
const LONGEST = 2000;
const WAIT_MS = 120;
export const MOST_CORNERS = 24;
const MOST_NAMED = 100;

const idOrNothing = (value) => value === "" || (value.length <= 80 && ID.test(value));

// As many places as Python reads from a link: a longer list would be dropped there whole.
function listOf(fits) {
  return (value) => {
    if (value === "") return true;
    const parts = value.length <= MOST_NAMED * 91 ? value.split(",") : [];
    return parts.length > 0 && parts.length <= MOST_NAMED && parts.every(fits);
  };
}

const idsOrNothing = listOf((id) => id !== "" && idOrNothing(id));
const treatment = (value) => ["", "pass", "cost", "refuse"].includes(value);

function isCorner(text) {
  const [lon, lat] = text.split(",").map(Number);
  return CORNER.test(text) && Math.abs(lon) <= 180 && Math.abs(lat) <= 90;
}

function isArea(value) {
  const corners = value.split(";");
  return value === "" || (corners.length >= 3 && corners.length <= MOST_CORNERS && corners.every(isCorner));
}

const VALID = {
  as_of: (value) => dayNumber(value) !== null,
  known_by: (value) => value === "all" || dayNumber(value) !== null,
  context: (value) => value === "0" || value === "1",
  voice: idOrNothing,
  layers: (value) => value.length <= LONGEST && value.split(",").every(idOrNothing),
  sel: idOrNothing,
  note: idOrNothing,
  source: idOrNothing,
  tab: (value) => TABS.includes(value),
  q: (value) => value.length <= 200,
  names: (value) => ["en", "ar", "both"].includes(value),
  at: (value) => value === "" || AT.test(value),
  more: (value) => value === "0" || value === "1",
  brought: (value) => value === "" || (value.length <= LONGEST && BROUGHT.test(value)),
  origin: idsOrNothing,
  destination: idOrNothing,
  whom: idOrNothing,
  avoid: idsOrNothing,
  area: isArea,
  silence: treatment,
  disputed: treatment,
  hindered: treatment,
  assume: listOf((part) => part.length <= 90 && ASSUMED.test(part)),
  speed: (value) => value === "" || (/^[1-9]\d{0,2}$/.test(value) && Number(value) <= 120),
  way: (value) => /^\d?$/.test(value),
};

// Only known keys with values that make sense; the rest is dropped, since links come from anywhere.
export function sift(values) {
  const kept = {};
  for (const key of KEYS) {
    const value = values[key];
    if (typeof value !== "string") continue;
    if (VALID[key](value)) kept[key] = value;
  }
  return kept;
}

export function readSearch(search, defaults) {
  const params = new URLSearchParams(search);
  return { ...defaults, ...sift(Object.fromEntries(params)) };
}

export function writeSearch(view, defaults, search) {
  const params = new URLSearchParams(search);
  for (const key of KEYS) {
    if (view[key] === undefined || view[key] === defaults[key]) params.delete(key);
    else params.set(key, view[key]);
  }
  const text = params.toString().replaceAll("%2C", ",").replaceAll("%3A", ":");
  return text ? `?${text}` : "";
}

const QUIET = new Set(["as_of", "known_by", "at", "q", "brought"]);
// The page says nothing of these: what hears of them is the map alone.
const ONLY_HERE = new Set(["at", "brought"]);

export class ViewStore {
  constructor({ view, defaults, onChange, tell }) {
    this.defaults = { ...Object.fromEntries(KEYS.map((key) => [key, ""])), ...sift(defaults) };
    this.view = { ...this.defaults, ...sift(view) };
    this.onChange = onChange;
    this.tell = tell;
    this.timer = 0;
    this.untold = false;
    this.back = () => this.replace(readSearch(location.search, this.defaults));
    addEventListener("popstate", this.back);
  }

  patch(values) {
    const changed = this.take(sift(values));
    if (!changed.length) return changed;
    if (changed.some((key) => !QUIET.has(key))) {
      this.writeUrl("pushState");
    }
    this.later(changed);
    return changed;
  }

  replace(values) {
    const changed = this.take(values);
    if (changed.length) this.later(changed, false);
  }

  take(values) {
    const changed = KEYS.filter((key) => key in values && values[key] !== this.view[key]);
    if (!changed.length) return changed;
    this.view = { ...this.view, ...values };
    this.onChange(changed);
    return changed;
  }

  // Clock moves come many a second; browsers throttle history writes, so these are gathered.
  later(changed, url = true) {
    this.untold ||= changed.some((key) => !ONLY_HERE.has(key));
    this.urlWaits ||= url;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (this.urlWaits) this.writeUrl("replaceState");
      this.urlWaits = false;
      if (this.untold) this.tell(this.view);
      this.untold = false;
    }, WAIT_MS);
  }

  writeUrl(method) {
    const search = writeSearch(this.view, this.defaults, location.search);
    if (search !== location.search) history[method](history.state, "", location.pathname + search + location.hash);
  }

  close() {
    clearTimeout(this.timer);
    removeEventListener("popstate", this.back);
  }
}
