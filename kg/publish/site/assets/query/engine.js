// The query engine as the page sees it: it fetches the program and the data once, keeps both, and asks a worker.
// After a query is stopped a new worker begins with what was kept: nothing is fetched twice, and no network is needed.
const PROGRAM = new URL("../vendor/oxigraph.wasm.gz", import.meta.url);
const WORKER = new URL("worker.js", import.meta.url);

export class Stopped extends Error {}

export class Engine {
  #data; #root; #program; #kept = new Map(); #thread; #waiting = new Map(); #number = 0; #loaded = new Map();

  // `data`: for each scope its path below `root`, its media type, its bytes.
  constructor(data, root) {
    this.#data = data;
    this.#root = root;
  }

  isLoaded(scope) {
    return this.#loaded.has(scope);
  }

  // Make `scope` ready to be asked; `progress` is told of bytes that have come, of all bytes. Returns how many statements.
  async load(scope, progress = () => {}) {
    if (this.#loaded.has(scope)) return this.#loaded.get(scope);
    const { path, media, bytes } = this.#data[scope];
    const program = this.#started(progress);
    let kept = this.#kept.get(scope);
    if (!kept) {
      kept = await fetched(new URL(path, this.#root), (come) => progress(scope, come, bytes));
      this.#kept.set(scope, kept);
    }
    await program;
    const loaded = this.#send("load", { scope, bytes: kept, media });
    this.#loaded.set(scope, loaded);
    loaded.catch(() => this.#loaded.delete(scope));
    return loaded;
  }

  // The answer as text in the format `media` (Oxigraph's names: json, csv, tsv, or a media type of a graph).
  async ask(scope, text, media = "json") {
    await this.load(scope);
    return this.#send("query", { scope, text, media });
  }

  // End what is being worked on; every promise that waits is rejected with Stopped.
  stop() {
    this.#thread?.terminate();
    this.#thread = undefined;
    this.#loaded.clear();
    for (const { reject } of this.#waiting.values()) reject(new Stopped("stopped"));
    this.#waiting.clear();
  }

  async #started(progress) {
    this.#program ??= compiled((come) => progress("program", come)).catch((error) => {
      this.#program = undefined; // the next try fetches anew
      throw error;
    });
    const module = await this.#program;
    if (this.#thread) return;
    this.#thread = new Worker(WORKER, { type: "module" });
    this.#thread.onmessage = ({ data: { id, result, error } }) => {
      const { resolve, reject } = this.#waiting.get(id) ?? {};
      this.#waiting.delete(id);
      if (error === undefined) resolve?.(result);
      else reject?.(new Error(error));
    };
    this.#thread.onerror = (event) => {
      event.preventDefault();
      for (const { reject } of this.#waiting.values()) reject(new Error(event.message || "the engine has failed"));
      this.stop();
    };
    await this.#send("start", { module });
  }

  #send(task, given) {
    const id = ++this.#number;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#thread.postMessage({ id, task, ...given });
    });
  }
}

// Compiled while it arrives. The file is compressed, unless the host has let the browser unzip it.
async function compiled(progress) {
  const response = await answered(PROGRAM);
  const [head, stream] = await peeked(counted(response.body, progress));
  const zipped = head[0] === 0x1f && head[1] === 0x8b;
  const plain = zipped ? stream.pipeThrough(new DecompressionStream("gzip")) : stream;
  const headers = { "Content-Type": "application/wasm" };
  return WebAssembly.compileStreaming(new Response(plain, { headers }));
}

async function fetched(url, progress) {
  const response = await answered(url);
  return new Uint8Array(await new Response(counted(response.body, progress)).arrayBuffer());
}

async function answered(url) {
  let response;
  try {
    response = await fetch(url);
  } catch {
    throw new Error(`${url.pathname} could not be fetched: is there a network?`);
  }
  if (!response.ok) throw new Error(`${url.pathname} could not be fetched: the host answered ${response.status}`);
  return response;
}

function counted(stream, progress) {
  let come = 0;
  return stream.pipeThrough(new TransformStream({
    transform(chunk, controller) {
      progress((come += chunk.byteLength));
      controller.enqueue(chunk);
    },
  }));
}

// The first bytes of a stream, and the whole of it again.
async function peeked(stream) {
  const reader = stream.getReader();
  const first = await reader.read();
  const again = new ReadableStream({
    start(controller) {
      if (first.done) controller.close();
      else controller.enqueue(first.value);
    },
    async pull(controller) {
      const { done, value } = await reader.read();
      if (done) controller.close();
      else controller.enqueue(value);
    },
  });
  return [first.value ?? new Uint8Array(), again];
}
