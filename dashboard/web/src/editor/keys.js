// Keys and buttons of the editor: undo and redo, leaving a drawing, and the buttons that Python writes (`data-edit`).
const TYPES = "input, textarea, select, [contenteditable]";

const typesIn = (target) => target instanceof Element && Boolean(target.closest(TYPES)) && target.type !== "range" && target.type !== "checkbox";

function commandOf(event) {
  const node = event.composedPath().find((one) => one instanceof Element && one.hasAttribute("data-edit"));
  if (!node) return null;
  try {
    return JSON.parse(node.getAttribute("data-edit"));
  } catch {
    return null;
  }
}

export function listenToKeys(editor) {
  const stop = new AbortController();
  const { signal } = stop;
  document.addEventListener("click", (event) => {
    const command = commandOf(event);
    if (command) editor.command(command);
  }, { signal });
  let began = "";
  document.addEventListener("focusin", ({ target }) => (began = target.value), { signal });
  document.addEventListener("keydown", (event) => {
    if (editor.drawing && event.key === "Escape") {
      event.preventDefault();
      return editor.cancel();
    }
    if (editor.drawing && event.key === "Enter" && !typesIn(event.target)) return editor.finish();
    // In a field the keys undo the typing, as everywhere, as long as there is any.
    const typing = typesIn(event.target) && event.target.value !== began;
    if (!(event.ctrlKey || event.metaKey) || event.altKey || typing) return;
    const key = event.key.toLowerCase();
    if (key !== "z" && key !== "y") return;
    event.preventDefault();
    editor.command({ do: key === "y" || event.shiftKey ? "redo" : "undo" });
  }, { signal, capture: true });
  return () => stop.abort();
}
