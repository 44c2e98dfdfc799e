// The map in edit mode: the readers' map, with the selected feature's geometry in the hands of the editor.
import { App } from "../app.js";
import { Editor } from "./editor.js";

export class EditingApp extends App {
  build(parent) {
    super.build(parent);
    this.root.classList.add("atlas-edits");
    this.editor = new Editor(this);
    this.mapBox.addEventListener("click", ({ target }) => {
      this.onHandle = Boolean(target.closest?.(".marker-icon, .editor-pin"));
      setTimeout(() => (this.onHandle = false));
    }, true);
  }

  async update(component) {
    await super.update(component);
    if (this.isReady && component === this.component) this.editor.take(component.data.editing);
  }

  // While something is drawn, a click sets a corner and selects nothing; nor does one on a handle.
  patch(values) {
    return (this.editor?.drawing || this.onHandle) && "sel" in values ? [] : super.patch(values);
  }

  close() {
    this.editor.close();
    super.close();
  }
}
