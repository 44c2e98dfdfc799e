// Words for the screen: the message catalogue, plural forms, and cleaning of names that come from data.
const FSI = "\u2068";
const PDI = "\u2069";
// Control characters, and the bidi controls with which a name could reorder the words beside it.
// eslint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;
const ARABIC = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

export const clean = (text) => String(text ?? "").replace(CONTROLS, " ").trim();
export const isolate = (text) => (text ? FSI + clean(text) + PDI : "");
export const isRtl = (text) => ARABIC.test(text);

export class Catalogue {
  constructor(messages = {}) {
    this.messages = messages;
    this.locale = messages["map.locale"] || "en-GB";
    this.language = this.locale.split("-")[0];
    this.direction = messages["map.direction"] === "rtl" ? "rtl" : "ltr";
    try {
      this.rules = new Intl.PluralRules(this.locale);
    } catch {
      this.rules = new Intl.PluralRules("en");
    }
  }

  has(key) {
    return Object.hasOwn(this.messages, key);
  }

  t(key, values = {}) {
    const message = this.has(key) ? this.messages[key] : key;
    return message.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
  }

  // A key such as "age.days" has the messages age.days.one, age.days.other, … as the language needs them.
  count(key, n, values = {}) {
    const form = `${key}.${this.rules.select(Math.abs(n))}`;
    return this.t(this.has(form) ? form : `${key}.other`, { ...values, n: this.number(n) });
  }

  number(n) {
    this.numbers ??= new Intl.NumberFormat(this.locale);
    return this.numbers.format(n);
  }

  // {en, ar} records of the data, in the interface language where it is there.
  words(record) {
    if (!record) return "";
    return clean(typeof record === "string" ? record : record[this.language] || record.en || "");
  }
}

// The lines of a feature's name under the reader's choice of names; Arabic comes second.
export function nameLines([en, ar], choice) {
  const first = clean(en);
  const second = clean(ar);
  if (choice === "ar") return [second || first].filter(Boolean);
  if (choice === "both" && second && second !== first) return [first, second].filter(Boolean);
  return [first || second].filter(Boolean);
}
