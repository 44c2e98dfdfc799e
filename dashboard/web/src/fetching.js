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
  piece: async (response, { from, to }) => {
    const body = await response.arrayBuffer();
    return JSON.parse(new TextDecoder().decode(response.status === 206 ? body : body.slice(from, to)));
  },
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

  // The bytes of a file from one place up to another, read as JSON; a server that sends all of it is understood.
  piece(url, from, to) {
    return this.get(`${url}#${from}-${to}`, "piece", { from, to });
  }

  // What was fetched before, or undefined.
  here(url) {
    return this.done.get(url);
  }

  get(url, kind, part = null) {
    if (!this.answers.has(url)) {
      const answer = this.load(url, kind, part);
      this.answers.set(url, answer);
      answer.then((value) => this.answers.get(url) === answer && this.done.set(url, value), () => this.answers.delete(url));
    }
    return this.answers.get(url);
  }

  async load(url, kind, part) {
    if (new URL(url, location.href).origin !== location.origin) throw new FetchError(url, "foreign address");
    let response;
    try {
      response = await fetch(url, { credentials: "same-origin", headers: part ? { Range: `bytes=${part.from}-${part.to - 1}` } : {} });
    } catch (error) {
      throw new FetchError(url, error.message);
    }
    if (!response.ok) throw new FetchError(url, `${response.status}`);
    try {
      return await READERS[kind](response, part);
    } catch (error) {
      throw new FetchError(url, error.message);
    }
  }

  keepOnly(urls) {
    for (const url of this.answers.keys()) if (!urls.has(url.split("#")[0])) for (const kept of [this.answers, this.done]) kept.delete(url);
  }
}
