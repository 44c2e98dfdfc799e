// The bar over the map while something is drawn: what to do, and buttons to finish or leave it.
import { el, setAttributes, setText } from "../dom.js";

export class DrawBar {
  constructor(editor) {
    this.editor = editor;
    this.words = el("p", { class: "atlas-bar-words", role: "status" });
    this.done = el("button", { type: "button", class: "atlas-button", onclick: () => editor.finish() });
    this.cancel = el("button", { type: "button", class: "atlas-button", onclick: () => editor.cancel() });
    this.element = el("div", { class: "atlas-bar", role: "group", hidden: true, "data-testid": "editor-draw-bar" }, this.words, el("div", { class: "atlas-bar-buttons" }, this.done, this.cancel));
  }

  show() {
    const { drawing, words } = this.editor;
    this.element.hidden = !drawing;
    if (!drawing) return;
    this.done.hidden = drawing.type === "Point";
    setText(this.words, words[drawing.type] ?? "");
    setText(this.done, words.done ?? "");
    setText(this.cancel, words.cancel ?? "");
    setAttributes(this.element, { "aria-label": words.drawing });
  }
}
