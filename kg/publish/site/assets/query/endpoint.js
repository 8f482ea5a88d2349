// A SPARQL endpoint as the page sees it, in the place of the engine (engine.js): it asks, and gives up what is stopped.
import { Stopped } from "./engine.js";

const MEDIA = {
  json: "application/sparql-results+json, application/ld+json;q=0.9", csv: "text/csv", tsv: "text/tab-separated-values",
};

export class Endpoint {
  #address; #asking = new Set();

  constructor(address) {
    this.#address = address;
  }

  // Nothing has to be fetched before.
  async load() {}
  async settled() {}

  // The answer as text in the format `media` (json, csv, tsv, or a media type of a graph). Raises what the server says.
  async ask(_, query, media = "json") {
    const asking = new AbortController();
    this.#asking.add(asking);
    const begun = performance.now();
    try {
      const headers = { accept: MEDIA[media] ?? media };
      const body = new URLSearchParams({ query });
      const response = await fetch(this.#address, { method: "POST", body, headers, signal: asking.signal });
      const answer = await response.text();
      if (!response.ok) throw new Error(answer.trim() || `the server answered ${response.status}`);
      return { answer, milliseconds: performance.now() - begun };
    } catch (error) {
      if (asking.signal.aborted) throw new Stopped("stopped");
      if (error instanceof TypeError) throw new Error("the server could not be reached, or broke off its answer; ask again");
      throw error;
    } finally {
      this.#asking.delete(asking);
    }
  }

  stop() {
    for (const asking of this.#asking) asking.abort();
  }
}
