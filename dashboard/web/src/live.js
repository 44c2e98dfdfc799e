// Follows the data: hears on a line of its own that it changed, asks the page for it, and says aloud what broke and what is sound again.
import { el, setText } from "./dom.js";

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30000;
const ANSWER_MS = 5000;
const NOTE_MS = 8000;

export class Live {
  constructor(app) {
    Object.assign(this, { app, mark: "", heard: "", alarm: "", files: null, wait: FIRST_WAIT_MS, isClosed: false });
    this.spoken = el("div", { class: "atlas-spoken", role: "status" });
    this.note = el("div", { class: "atlas-live-note", role: "status", "data-testid": "atlas-live-note" });
    this.onSight = () => !document.hidden && this.compare();
    document.addEventListener("visibilitychange", this.onSight);
    this.connect();
  }

  // What the page brought with its last answer.
  take(live) {
    if (!live) return;
    clearTimeout(this.asking);
    // From here on the reader has a view of their own, which a banner above the map must not fit anew.
    if (this.mark && this.mark !== live.mark) this.app.place.moved = true;
    const isFirst = !this.mark;
    this.mark = live.mark;
    if (isFirst) this.compare();
    const mended = (this.files || []).filter((file) => !live.files.includes(file));
    this.files = live.files;
    if (mended.length) this.tell(this.app.strings.t(`live.mended.${mended.length > 1 ? "other" : "one"}`, { files: mended.join(", ") }));
    if (live.alarm !== this.alarm) setText(this.spoken, (this.alarm = live.alarm));
  }

  tell(words) {
    setText(this.note, words);
    clearTimeout(this.noting);
    this.noting = setTimeout(() => setText(this.note, ""), NOTE_MS);
  }

  connect() {
    const address = new URL("/live", location.href);
    address.protocol = address.protocol.replace("http", "ws");
    this.socket = new WebSocket(address);
    this.socket.onmessage = ({ data }) => {
      this.wait = FIRST_WAIT_MS;
      this.heard = data;
      this.compare();
    };
    this.socket.onclose = () => {
      if (this.isClosed) return;
      this.again = setTimeout(() => this.connect(), this.wait);
      this.wait = Math.min(LONGEST_WAIT_MS, this.wait * 2);
    };
  }

  // Asks once more where no answer came; an answer with another mark than was heard is newer, and no reason to ask.
  compare() {
    clearTimeout(this.asking);
    // Before the page has said what it shows, there is nothing to compare with: asking then cost a run for each opening.
    if (!this.heard || !this.mark || this.heard === this.mark || !this.app.component) return;
    this.app.component.setTriggerValue("live", this.heard);
    this.asking = setTimeout(() => this.compare(), ANSWER_MS);
  }

  close() {
    this.isClosed = true;
    this.socket.close();
    for (const timer of [this.again, this.asking, this.noting]) clearTimeout(timer);
    document.removeEventListener("visibilitychange", this.onSight);
  }
}
