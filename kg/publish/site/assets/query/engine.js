// The query engine as the page sees it: it fetches the program and the data once, keeps both, and asks a worker.
// A query is stopped by ending its worker. Another one stands ready by then, and begins with what was kept: nothing is
// fetched twice, and no network is needed.
const PROGRAM = new URL("../vendor/oxigraph.wasm.gz", import.meta.url);
const WORKER = new URL("worker.js", import.meta.url);

export class Stopped extends Error {}

// A worker with those who wait for its answers.
class Thread {
  #worker = new Worker(WORKER, { type: "module" });
  #waiting = new Map();
  #number = 0;
  loaded = new Map();

  constructor(module) {
    this.#worker.onmessage = ({ data: { id, result, error } }) => {
      const { resolve, reject } = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error === undefined) resolve(result);
      else reject(new Error(error));
    };
    this.#worker.onerror = (event) => {
      event.preventDefault();
      this.end(new Error(event.message || "the query engine could not be started; load the page again"));
    };
    this.started = this.send("start", { module });
    this.started.catch(() => {}); // who asks is told
  }

  send(task, given) {
    const id = ++this.#number;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ id, task, ...given });
    });
  }

  end(reason) {
    this.#worker.terminate();
    this.ended = true;
    for (const { reject } of this.#waiting.values()) reject(reason);
    this.#waiting.clear();
  }
}

export class Engine {
  #data; #root; #program; #kept = new Map(); #thread; #spare;

  // `data`: for each scope its path below `root`, its media type, its bytes.
  constructor(data, root) {
    this.#data = data;
    this.#root = root;
  }

  // Make `scope` ready to be asked; `progress` is told of bytes that have come. Returns how many statements it has.
  async load(scope, progress = () => {}) {
    const { path, media, bytes } = this.#data[scope];
    const starting = this.#started(progress); // program and data arrive side by side
    if (!this.#kept.has(scope)) {
      const come = fetched(new URL(path, this.#root), (count) => progress(scope, count, bytes));
      this.#kept.set(scope, come);
      come.catch(() => this.#kept.delete(scope)); // the next try fetches anew
    }
    const [thread, kept] = await Promise.all([starting, this.#kept.get(scope)]);
    if (!thread.loaded.has(scope)) thread.loaded.set(scope, thread.send("load", { scope, bytes: kept, media }));
    return thread.loaded.get(scope);
  }

  // The answer as text in the format `media` (Oxigraph's names: json, csv, tsv, or a media type of a graph).
  async ask(scope, text, media = "json") {
    await this.load(scope);
    return this.#thread.send("query", { scope, text, media });
  }

  // Wait until nothing needs the network any more: the worker in reserve is ready too, or could not be had.
  async settled() {
    await this.#spare?.started.catch(() => {});
  }

  // End what is being worked on; who waits for it gets Stopped.
  stop() {
    this.#thread?.end(new Stopped("stopped"));
  }

  async #started(progress) {
    this.#program ??= compiled((come) => progress("program", come)).catch((error) => {
      this.#program = undefined;
      throw error;
    });
    const module = await this.#program;
    if (!this.#thread || this.#thread.ended) {
      this.#thread = this.#spare && !this.#spare.ended ? this.#spare : new Thread(module);
      this.#spare = undefined;
    }
    const thread = this.#thread;
    await thread.started;
    if (navigator.onLine) this.#spare ??= new Thread(module);
    return thread;
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
