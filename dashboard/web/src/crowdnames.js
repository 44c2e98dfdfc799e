// What single features of a brought layer are called: pieces of one file, fetched for what is in sight.
import { clean } from "./text.js";

export class CrowdNames {
  // `onCome` is called when names that were asked for are here, with the error when they cannot be.
  constructor({ url, block, ends }, fetcher, onCome) {
    Object.assign(this, { url, block, ends, fetcher, onCome, pieces: new Map() });
  }

  // A feature's name; empty when it has none, or while it is on its way.
  of(i) {
    const at = Math.floor(i / this.block);
    if (!this.pieces.has(at)) this.fetch(at);
    return clean(this.pieces.get(at)[i % this.block]);
  }

  // What could not be fetched is told once, and not asked for again: a name is no reason to knock for ever.
  fetch(at) {
    this.pieces.set(at, []);
    const arrived = (names) => {
      this.pieces.set(at, names);
      this.onCome(null);
    };
    this.fetcher.piece(this.url, this.ends[at], this.ends[at + 1]).then(arrived, (error) => this.onCome(error));
  }
}
