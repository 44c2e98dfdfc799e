// The bar over the map while an area is drawn: what to do, how far it is, and buttons for every step.
import { el, setAttributes, setText } from "./dom.js";
import { MOST_CORNERS } from "./view.js";

const BUTTONS = ["add", "undo", "done", "cancel"];

export class AreaBar {
  constructor(tool) {
    this.tool = tool;
    const acts = { add: () => tool.addCentre(), undo: () => tool.undo(), done: () => tool.finish(), cancel: () => tool.stop() };
    this.words = el("p", { class: "atlas-bar-words", role: "status" });
    this.buttons = Object.fromEntries(BUTTONS.map((name) => [name, el("button", { type: "button", class: "atlas-button", "data-act": name, onclick: acts[name] })]));
    this.element = el("div", { class: "atlas-bar", role: "group", hidden: true, "data-testid": "atlas-area-bar" }, this.words, el("div", { class: "atlas-bar-buttons" }, ...Object.values(this.buttons)));
  }

  show() {
    const { active, corners, said, app } = this.tool;
    const { strings } = app;
    this.element.hidden = !active;
    setAttributes(this.element, { "aria-label": strings.t("tool.area.title"), "data-said": said || null });
    for (const [name, button] of Object.entries(this.buttons)) setText(button, strings.t(`tool.area.${name}`));
    const focused = this.element.getRootNode().activeElement;
    this.buttons.undo.disabled = !corners.length;
    this.buttons.done.disabled = corners.length < 3;
    this.buttons.add.disabled = corners.length >= MOST_CORNERS;
    if (active && focused?.disabled) app.mapBox.focus({ preventScroll: true });
    setText(this.words, active ? this.text(strings, corners.length, said) : "");
  }

  text(strings, n, said) {
    if (said) return strings.t(`tool.area.${said}`, { n: strings.number(MOST_CORNERS) });
    if (!n) return strings.t("tool.area.start");
    return strings.t(n < 3 ? "tool.area.more" : "tool.area.ready", { count: strings.count("tool.area.count", n) });
  }
}
