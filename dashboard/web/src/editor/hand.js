// A hand on a handle: from pressing to letting go nothing is drawn anew under it, and nothing is told.
const HANDLE = ".marker-icon, .editor-pin";

export function listenToHand(editor) {
  const stop = new AbortController();
  const { signal } = stop;
  editor.app.mapBox.addEventListener("pointerdown", ({ target }) => {
    if (target.closest?.(HANDLE)) editor.held = true;
  }, { signal, capture: true });
  for (const type of ["pointerup", "pointercancel", "blur"]) {
    // After the library has done what letting go means to it.
    addEventListener(type, () => editor.held && setTimeout(() => editor.letGo()), { signal, capture: true });
  }
  return () => stop.abort();
}
