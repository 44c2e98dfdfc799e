// Fetches what the map shows, each address once: addresses are content hashes, so answers never change.
import { decodeColumns } from "./columns.js";

export class FetchError extends Error {
  constructor(url, why) {
    super(`${url}: ${why}`);
    this.url = url;
    this.why = why;
  }
}

const READERS = {
  json: (response) => response.json(),
  columns: async (response) => decodeColumns(await response.arrayBuffer()),
};

export class Fetcher {
  constructor() {
    this.answers = new Map();
    this.done = new Map();
  }

  json(url) {
    return this.get(url, "json");
  }

  columns(url) {
    return this.get(url, "columns");
  }

  // What was fetched before, or undefined.
  here(url) {
    return this.done.get(url);
  }

  get(url, kind) {
    if (!this.answers.has(url)) {
      const answer = this.load(url, kind);
      this.answers.set(url, answer);
      answer.then((value) => this.answers.get(url) === answer && this.done.set(url, value), () => this.answers.delete(url));
    }
    return this.answers.get(url);
  }

  async load(url, kind) {
    if (new URL(url, location.href).origin !== location.origin) throw new FetchError(url, "foreign address");
    let response;
    try {
      response = await fetch(url, { credentials: "same-origin" });
    } catch (error) {
      throw new FetchError(url, error.message);
    }
    if (!response.ok) throw new FetchError(url, `${response.status}`);
    try {
      return await READERS[kind](response);
    } catch (error) {
      throw new FetchError(url, error.message);
    }
  }

  keepOnly(urls) {
    for (const url of this.answers.keys()) if (!urls.has(url)) for (const kept of [this.answers, this.done]) kept.delete(url);
  }
}
