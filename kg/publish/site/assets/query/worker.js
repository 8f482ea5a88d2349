// Oxigraph in a thread of its own: it holds one store for each scope of the data and answers one message at a time.
// A query cannot be interrupted from inside; who wants to stop it ends the thread (engine.js).
import init, { Store } from "../vendor/oxigraph.js";

const stores = new Map();

const tasks = {
  async start({ module }) {
    await init({ module_or_path: module });
  },
  async load({ scope, bytes, media }) {
    const store = new Store();
    store.load(await unzipped(bytes), { format: media, lenient: true, no_transaction: true });
    stores.set(scope, store);
    return store.size;
  },
  // What a SELECT, an ASK, a CONSTRUCT answers, as text in the format `media`, and the milliseconds it took.
  query({ scope, text, media }) {
    const begun = performance.now();
    const answer = stores.get(scope).query(text, { results_format: media });
    return { answer, milliseconds: performance.now() - begun };
  },
};

onmessage = async ({ data: { id, task, ...given } }) => {
  try {
    postMessage({ id, result: await tasks[task](given) });
  } catch (error) {
    postMessage({ id, error: String(error?.message ?? error) });
  }
};

async function unzipped(bytes) {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes; // the host has said Content-Encoding, the browser unzipped
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
