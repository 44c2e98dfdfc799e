// The two clocks under the map: the day something holds on the ground, and the day by which it was known.
import { dayNumber, formatDay, isoDay } from "./days.js";
import { ICONS, el, icon, setAttributes, setText } from "./dom.js";

const PLAY_MS = 700;

export class Clocks {
  constructor(app) {
    this.app = app;
    this.linked = app.view.as_of === app.view.known_by;
    this.asOf = this.row("as_of");
    this.knownBy = this.row("known_by");
    this.playIcons = { play: icon(ICONS.play), pause: icon(ICONS.pause) };
    this.playLabel = el("span", { class: "atlas-button-label" });
    this.play = el("button", { type: "button", class: "atlas-button", "data-testid": "atlas-play", onclick: () => this.togglePlay() }, this.playIcons.play, this.playLabel);
    this.all = el("button", { type: "button", class: "atlas-button", "data-testid": "atlas-all-known", onclick: () => this.toggleAll() });
    this.link = el("button", { type: "button", class: "atlas-button atlas-link", "data-testid": "atlas-link", onclick: () => this.toggleLink() }, icon(ICONS.link));
    this.linkLabel = el("span", { class: "atlas-button-label" });
    this.link.append(this.linkLabel);
    this.asOf.extra.append(this.play);
    this.knownBy.extra.append(this.all);
    this.onKey = (event) => this.playing && event.key === "Escape" && this.stop();
    document.addEventListener("keydown", this.onKey);
  }

  row(key) {
    const step = (by) => this.set(key, this.day(key) + by);
    const button = (by, name) => el("button", { type: "button", class: "atlas-step", "data-testid": `atlas-${key}-${name}`, onclick: () => step(by) }, icon(ICONS[name]));
    const minus = button(-1, "minus");
    const plus = button(1, "plus");
    // Year first, always: a browser's own date field shows 9/8 to some readers and 8/9 to others.
    const date = el("input", { type: "text", inputmode: "numeric", maxlength: "10", placeholder: "2016-09-08", autocomplete: "off", class: "atlas-date", "data-testid": `atlas-${key}-date` });
    date.addEventListener("input", () => (date.typing = true));
    date.addEventListener("change", () => {
      date.typing = false;
      const day = dayNumber(date.value.trim());
      if (day !== null) this.set(key, day);
      this.show();
    });
    date.addEventListener("keydown", (event) => {
      const by = { ArrowUp: 1, ArrowDown: -1 }[event.key];
      if (!by) return;
      date.typing = false;
      this.set(key, this.day(key) + by);
    });
    const slider = el("input", { type: "range", class: "atlas-slider", step: "1", "data-testid": `atlas-${key}-slider` });
    slider.addEventListener("input", () => this.set(key, Number(slider.value)));
    const name = el("span", { class: "atlas-clock-name" });
    const gloss = el("span", { class: "atlas-clock-gloss" });
    const head = el("div", { class: "atlas-clock-head" }, name, gloss);
    const all = el("span", { class: "atlas-date atlas-date-all", hidden: true });
    const stepper = el("div", { class: "atlas-stepper" }, minus, date, all, plus);
    const extra = el("div", { class: "atlas-clock-extra" });
    const track = el("div", { class: "atlas-track", dir: "ltr" }, slider);
    const element = el("div", { class: `atlas-clock atlas-clock-${key}`, role: "group" }, head, stepper, extra, track);
    return { element, minus, plus, date, all, slider, name, gloss, extra };
  }

  get range() {
    return [dayNumber(this.app.spec.first_day), dayNumber(this.app.spec.last_day)];
  }

  day(key) {
    return dayNumber(this.app.view[key]) ?? this.range[1];
  }

  // Every way of setting a clock ends here.
  set(key, day) {
    const [first, last] = this.range;
    const value = isoDay(Math.max(first, Math.min(last, day)));
    if (key === "known_by") {
      this.linked = value === this.app.view.as_of && this.linked;
      this.app.patch({ known_by: value });
    } else {
      this.app.patch(this.linked ? { as_of: value, known_by: value } : { as_of: value });
    }
    this.show();
  }

  toggleLink() {
    this.linked = !this.linked;
    if (this.linked) this.app.patch({ known_by: this.app.view.as_of });
    this.show();
  }

  toggleAll() {
    const all = this.app.view.known_by === "all";
    if (!all) this.linked = false;
    this.app.patch({ known_by: all ? this.app.view.as_of : "all" });
    this.show();
  }

  togglePlay() {
    if (this.playing) return this.stop();
    const [first, last] = this.range;
    if (this.day("as_of") >= last) this.set("as_of", first);
    this.playing = setInterval(() => {
      if (this.day("as_of") >= last) return this.stop();
      this.set("as_of", this.day("as_of") + 1);
      if (this.day("as_of") >= last) this.stop();
    }, PLAY_MS);
    this.show();
  }

  stop() {
    clearInterval(this.playing);
    this.playing = 0;
    this.show();
  }

  label() {
    const { strings } = this.app;
    for (const [key, row] of [["as_of", this.asOf], ["known_by", this.knownBy]]) {
      const name = strings.t(`clock.${key}`);
      setText(row.name, name);
      setAttributes(row.gloss, { title: strings.t(`clock.${key}_gloss`) });
      setAttributes(row.element, { "aria-label": name });
      setAttributes(row.minus, { "aria-label": strings.t("clock.earlier", { clock: name }) });
      setAttributes(row.plus, { "aria-label": strings.t("clock.later", { clock: name }) });
      setAttributes(row.date, { "aria-label": strings.t("clock.date", { clock: name }) });
      const [first, last] = this.range;
      setAttributes(row.slider, { "aria-label": strings.t("clock.slider", { clock: name }), min: first, max: last });
    }
    setText(this.all, strings.t("clock.all"));
    setAttributes(this.all, { title: strings.t("clock.all_title") });
    setText(this.linkLabel, strings.t("clock.together"));
    setAttributes(this.link, { title: strings.t("clock.together_title"), "aria-label": strings.t("clock.together") });
    this.show();
  }

  show() {
    const { strings, view } = this.app;
    const [first, last] = this.range;
    for (const [key, row] of [["as_of", this.asOf], ["known_by", this.knownBy]]) {
      const day = this.day(key);
      const all = view[key] === "all";
      const value = all ? "" : view[key];
      if (row.date.value !== value && !row.date.typing) row.date.value = value; // what is being typed stays
      if (Number(row.slider.value) !== day) row.slider.value = day;
      row.slider.style.setProperty("--part", `${((day - first) / (last - first)) * 100}%`);
      setAttributes(row.slider, { "aria-valuetext": all ? strings.t("clock.all") : formatDay(day, strings.locale) });
      setText(row.gloss, all ? strings.t("clock.to_date") : formatDay(day, strings.locale));
      row.minus.disabled = day <= first;
      row.plus.disabled = !all && day >= last;
      row.element.classList.toggle("is-all", all);
      row.date.hidden = all;
      row.all.hidden = !all;
      setText(row.all, strings.t("clock.to_date"));
    }
    setAttributes(this.all, { "aria-pressed": String(view.known_by === "all") });
    setAttributes(this.link, { "aria-pressed": String(this.linked) });
    const face = this.playing ? "pause" : "play";
    if (this.play.firstChild !== this.playIcons[face]) this.play.firstChild.replaceWith(this.playIcons[face]);
    setText(this.playLabel, strings.t(`clock.${face}`));
    setAttributes(this.play, { "aria-pressed": String(Boolean(this.playing)), "aria-label": strings.t(`clock.${face}`) });
  }

  // A view that came from a link or the back button decides anew whether the clocks go together.
  follow() {
    if (this.app.view.as_of !== this.app.view.known_by) this.linked = false;
    this.show();
  }

  close() {
    clearInterval(this.playing);
    document.removeEventListener("keydown", this.onKey);
  }
}
