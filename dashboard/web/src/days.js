// Days as whole numbers since 1970-01-01, and their words in the reader's language.
const MS_PER_DAY = 86400000;
const ISO_DAY = /^\d{4}-\d{2}-\d{2}$/;

export const FOREVER = 2 ** 31 - 1;

export function dayNumber(iso) {
  if (!ISO_DAY.test(iso)) return null;
  const ms = Date.parse(`${iso}T00:00:00Z`);
  if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== iso) return null;
  return ms / MS_PER_DAY;
}

export function isoDay(day) {
  return new Date(day * MS_PER_DAY).toISOString().slice(0, 10);
}

const formats = new Map();

export function formatDay(day, locale, style = "long") {
  const key = `${locale}|${style}`;
  if (!formats.has(key)) {
    const options = {
      long: { weekday: "short", day: "numeric", month: "short", year: "numeric" },
      short: { day: "numeric", month: "short" },
      month: { month: "long" },
    }[style];
    formats.set(key, new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" }));
  }
  return formats.get(key).format(new Date(day * MS_PER_DAY));
}
