// Keeps the reader's place in the panel, whose elements each answer of the page replaces: focus, folds, days in view.
const NAMES = ["data-set", "data-view", "data-tool", "data-print"];
const PANEL = ".st-key-ad-panel";
const FOLDS = ":is(.st-key-ad-panel, .st-key-ad-head) details[data-keep]";

const VERDICT = `${PANEL} .ad-reading[role="status"]`;

const wordsOf = (element) => element.getAttribute("aria-label") || element.textContent;
const kindOf = (element) => `${element.tagName} ${element.classList[0] ?? ""}`;
const like = (kind) => [...document.querySelectorAll(`${PANEL} ${kind.split(" ")[0]}`)].filter((one) => kindOf(one) === kind);

// What tells a control again: its words and its place among controls of the same words, then what it sets.
function nameOf(element) {
  const name = NAMES.find((one) => element.hasAttribute?.(one));
  if (!name) return null;
  const [words, kind] = [wordsOf(element), kindOf(element)];
  const at = like(kind).filter((one) => wordsOf(one) === words).indexOf(element);
  return { id: element.id, name, value: element.getAttribute(name), words, kind, at };
}

// The same control after the change. What a button sets may by then belong to another one, so its words go first;
// a field's words hold its choices, so it is told by its key.
function find({ id, name, value, words, kind, at }) {
  const own = id && document.querySelector(PANEL)?.querySelector(`#${CSS.escape(id)}`);
  if (own) return own;
  const all = like(kind);
  const equal = name === "data-set" ? [] : all.filter((one) => wordsOf(one) === words);
  return equal[at] || equal.at(-1) || all.find((one) => one.getAttribute(name) === value) || null;
}

// The answer, as a place for the focus when what the reader pressed is gone or was meant to change the answer.
function verdict() {
  const found = document.querySelector(VERDICT);
  if (found) found.tabIndex = -1;
  return found;
}

const assumesAll = (element) => Boolean(element.closest(".ad-unlock") && element.getAttribute("data-view")?.includes('"assume"'));

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
    const fold = target.closest?.("summary")?.closest(FOLDS);
    if (fold) setTimeout(() => open.set(fold.dataset.keep, fold.open));
  });
  return () => {
    for (const fold of document.querySelectorAll(`${FOLDS}:not([data-kept])`)) {
      fold.dataset.kept = "";
      if (open.has(fold.dataset.keep)) fold.open = open.get(fold.dataset.keep);
    }
  };
}

export function keepPlace(signal) {
  let held = null;
  const on = (type, listener) => document.addEventListener(type, listener, { signal, capture: true });
  on("focusin", ({ target }) => {
    if (target.matches?.(VERDICT)) held = { answer: true };
    else held = foldOf(target) || (target.closest?.(PANEL) ? nameOf(target) : null);
  });
  // Left on purpose, not taken away: the element is still there a moment later.
  on("focusout", ({ target }) => setTimeout(() => {
    if (target.isConnected && document.activeElement === document.body) held = null;
  }));
  on("pointerdown", ({ target }) => {
    if (!target.closest?.(`${PANEL} :is(button, select, input, a, summary)`)) held = null;
  });
  on("click", ({ target }) => {
    const button = target.closest?.(`${PANEL} button`);
    if (button && assumesAll(button)) held = { answer: true };
  });
  const keepDays = dayKeeper();
  const keepFolds = foldKeeper(on);
  const observer = new MutationObserver(() => {
    keepDays();
    keepFolds();
    if (held && document.activeElement === document.body) restore(held);
  });
  observer.observe(document.body, { childList: true, subtree: true });
  signal.addEventListener("abort", () => observer.disconnect());
}

// A fold is told by its name; what is in it may be new.
function foldOf(target) {
  const fold = target.matches?.("summary") && target.closest(FOLDS);
  return fold ? { fold: fold.dataset.keep } : null;
}

function restore(held) {
  if (held.fold) return void document.querySelector(`${FOLDS}[data-keep="${CSS.escape(held.fold)}"] > summary`)?.focus({ preventScroll: true });
  const same = held.answer ? null : find(held);
  if (same) same.focus({ preventScroll: true });
  else verdict()?.focus();
}
