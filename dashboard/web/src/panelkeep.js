// Keeps the reader's place in the panel, whose elements each answer of the page replaces: focus, folds, days in view.
const NAMES = ["data-set", "data-view", "data-tool", "data-print"];
const PANEL = ".st-key-ad-panel";

function nameOf(element) {
  const name = NAMES.find((one) => element.hasAttribute?.(one));
  return name && { id: element.id, name, value: element.getAttribute(name), text: element.textContent };
}

// The same control after the change, or the one that now bears its words.
function find({ id, name, value, text }) {
  const own = id && document.querySelector(PANEL)?.querySelector(`#${CSS.escape(id)}`);
  if (own) return own;
  const all = [...document.querySelectorAll(`${PANEL} [${name}]`)];
  return all.find((one) => one.getAttribute(name) === value) || (name === "data-set" ? null : all.find((one) => one.textContent === text));
}

const heightOf = (day) => [...day.children].reduce((sum, part) => sum + Number(part.style.getPropertyValue("--n")), 0);

// The days scroll sideways in their box: they stay where they were, and the chosen day is in view.
function dayKeeper() {
  let left = null;
  let box = null;
  const remember = () => (left = box.scrollLeft);
  return () => {
    const found = document.querySelector(`${PANEL} .ad-bars`);
    if (!found || found === box) return;
    box = found;
    box.addEventListener("scroll", remember, { passive: true });
    box.style.setProperty("--max", Math.max(3, ...[...box.children].map(heightOf)));
    if (left !== null) box.scrollLeft = left;
    const day = box.querySelector('.ad-day:is([aria-current]:not([aria-current="false"]), [aria-pressed="true"])');
    if (!day) return;
    const [start, end] = [day.offsetLeft - box.scrollLeft, day.offsetLeft + day.offsetWidth - box.scrollLeft];
    if (start < 0 || end > box.clientWidth) box.scrollLeft = day.offsetLeft - box.clientWidth / 2;
  };
}

// What the reader folded or unfolded stays so.
function foldKeeper(on) {
  const open = new Map();
  on("click", ({ target }) => {
    const fold = target.closest?.(`${PANEL} summary`)?.parentElement;
    if (fold?.dataset.keep) setTimeout(() => open.set(fold.dataset.keep, fold.open));
  });
  return () => {
    for (const fold of document.querySelectorAll(`${PANEL} details[data-keep]:not([data-kept])`)) {
      fold.dataset.kept = "";
      if (open.has(fold.dataset.keep)) fold.open = open.get(fold.dataset.keep);
    }
  };
}

export function keepPlace(signal) {
  let held = null;
  const on = (type, listener) => document.addEventListener(type, listener, { signal, capture: true });
  on("focusin", ({ target }) => (held = target.closest?.(PANEL) ? nameOf(target) || null : null));
  // Left on purpose, not taken away: the element is still there a moment later.
  on("focusout", ({ target }) => setTimeout(() => {
    if (target.isConnected && document.activeElement === document.body) held = null;
  }));
  on("pointerdown", ({ target }) => {
    if (!target.closest?.(`${PANEL} :is(button, select, input, a, summary)`)) held = null;
  });
  const keepDays = dayKeeper();
  const keepFolds = foldKeeper(on);
  const observer = new MutationObserver(() => {
    keepDays();
    keepFolds();
    if (held && document.activeElement === document.body) find(held)?.focus({ preventScroll: true });
  });
  observer.observe(document.body, { childList: true, subtree: true });
  signal.addEventListener("abort", () => observer.disconnect());
}
