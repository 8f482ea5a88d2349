// The query page: saved queries with their fields, an editor, and answers from the data that is in the browser.
import { Endpoint } from "./endpoint.js";
import { Engine, Stopped } from "./engine.js";
import { make, table } from "./results.js";
import { term, words } from "./terms.js";

const config = JSON.parse(document.getElementById("config").textContent);
const root = new URL(document.body.dataset.root || "./", location.href);
const names = { ...config.names, root: document.body.dataset.root };
const part = (id) => document.getElementById(id);
const queries = new Map(config.queries.map((query) => [query.name, query]));
const endpoint = document.body.dataset.endpoint; // of the server that has sent this page
const engine = endpoint ? new Endpoint(new URL(endpoint, location.href))
  : config.engine ? new Engine(config.data, root) : undefined;
const OFFERED = 50; // names at a time
const area = part("text");
let editor = { get: () => area.value, set: (text) => { area.value = text; }, goTo };
let current; // the saved query
let generated = area.value; // what the page has put into the editor; the reader's own text is never overwritten
let last; // what was asked last: scope and text, for downloads
let running = false;
let asked = 0;
let ready = Promise.resolve(); // when what is needed for an answer is there

// Saved queries and their fields

function choose(name, given = {}) {
  current = queries.get(name);
  part("saved").value = current ? name : "";
  part("about").textContent = current ? current.description : "";
  if (current) part("command").textContent = current.command;
  part("page-of-query").hidden = !current;
  if (current) part("page-of-query").querySelector("a").href = `${names.root}query/${name}.html`;
  part("fields").replaceChildren(...(current?.parameters ?? []).map((parameter) => field(parameter, given[parameter.name])));
  part("fields").hidden = !current?.parameters.length;
  if (engine && current) scopeIs(current.scope);
  return apply(true);
}

function field(parameter, given) {
  const id = `p-${parameter.name}`;
  const input = make("input", {
    id, name: parameter.name, type: parameter.type === "date" ? "date" : parameter.type === "integer" ? "number" : "text",
    required: parameter.required, autocomplete: "off", spellcheck: false, placeholder: String(parameter.example),
    value: given ?? (parameter.required ? parameter.example : ""),
  });
  input.setAttribute("aria-describedby", `${id}-about ${id}-wrong`);
  input.addEventListener("change", () => apply());
  const label = make("label", { htmlFor: id, textContent: parameter.name });
  const empty = parameter.default != null ? ` (when empty: ${parameter.default})` : parameter.required ? "" : " (may be empty)";
  const how = parameter.kind ? "; a name or an identifier" : "";
  const about = make("small", { id: `${id}-about`, textContent: parameter.description + how + empty });
  const made = make("div", { className: "field" }, label, input, about, make("small", { id: `${id}-wrong`, className: "wrong" }));
  if (parameter.kind) complete(input, parameter.kind);
  return made;
}

// Put the values of the fields into the query, unless the reader has changed its text.
async function apply(anew = false) {
  if (!current) return true;
  if (!anew && editor.get() !== generated) {
    if (!fieldsChanged()) return true;
    part("kept").hidden = false;
    return false;
  }
  part("kept").hidden = true;
  const values = [];
  let whole = true;
  for (const parameter of current.parameters) {
    const input = part(`p-${parameter.name}`);
    let wrong = "";
    try {
      if (input.validity.badInput) throw new Error("this is not whole");
      const value = input.value.trim() || String(parameter.default ?? "");
      if (value) values.push([parameter.name, await term(parameter.type, value, names, exists, () => called(parameter.kind))]);
      else if (parameter.required) throw new Error("this query needs a value here");
    } catch (error) {
      wrong = error.message;
    }
    part(`p-${parameter.name}-wrong`).textContent = wrong;
    if (wrong) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
    whole &&= !wrong;
  }
  if (whole || anew) {
    const block = values.length
      ? ` VALUES (${values.map(([name]) => `?${name}`).join(" ")}) { (${values.map(([, value]) => value).join(" ")}) }` : "";
    generated = current.before + block + current.after;
    editor.set(generated);
    applied = fieldsNow();
    remember();
  }
  return whole;
}

// The things of a kind, path -> names: fetched when a field first needs them, and kept.
const kinds = new Map();
function called(kind) {
  if (!kind) return {};
  if (!kinds.has(kind)) {
    const file = new URL(`query/names/${kind}.json`, root);
    kinds.set(kind, fetch(file).then((answer) => (answer.ok ? answer.json() : {})).catch(() => {
      kinds.delete(kind); // the next try fetches anew
      return {};
    }));
  }
  return kinds.get(kind);
}

// Offer names while somebody types: those that have every word, as far as it is typed. What has a name of its own is
// offered by it, others by their identifiers.
function complete(input, kind) {
  const list = make("datalist", { id: `${input.id}-choices` });
  input.setAttribute("list", list.id);
  input.after(list);
  let come, all, labels;
  const offer = async () => {
    const things = await called(kind);
    if (things !== come) {
      come = things;
      all = Object.entries(things).map(([path, spelled]) => ({ path, spelled, words: spelled.map(words) }));
      labels = new Map();
      for (const { spelled } of all) labels.set(spelled[0], (labels.get(spelled[0]) ?? 0) + 1);
    }
    const wanted = words(input.value);
    const has = (name) => wanted.every((word) => name.some((other) => other.startsWith(word)));
    const found = all.filter((one) => one.words.some(has) || one.path.includes(input.value)).slice(0, OFFERED);
    list.replaceChildren(...found.map(({ path, spelled, words: each }) => {
      const own = labels.get(spelled[0]) === 1;
      const other = spelled[each.findIndex(has)] ?? spelled[0];
      return make("option", { value: own ? spelled[0] : path, label: own ? `${other} (${path})` : spelled[0] });
    }));
  };
  input.addEventListener("focus", offer);
  input.addEventListener("input", offer);
  ready.then(() => called(kind)).catch(() => {});
}

let applied = "";
const fieldsNow = () => JSON.stringify([...part("fields").querySelectorAll("input")].map((input) => input.value));
const fieldsChanged = () => fieldsNow() !== applied;

async function exists(iri) {
  if (!engine) throw new Error("write it in full, or as a path below the base, like person/p0001");
  const { answer } = await engine.ask(scope(), `ASK { <${iri}> ?p ?o }`);
  return JSON.parse(answer).boolean;
}

// What was chosen stands in the address, after the #, so that it can be shared; no server ever sees it.
function remember() {
  if (!current) return;
  const said = new URLSearchParams({ query: current.name });
  for (const input of part("fields").querySelectorAll("input")) if (input.value.trim()) said.set(input.name, input.value);
  history.replaceState(null, "", `#${said}`);
}

// Asking

const scope = () => document.querySelector("input[name=scope]:checked")?.value ?? "all";
function scopeIs(name) {
  const choice = document.querySelector(`input[name=scope][value=${name}]`);
  if (choice) choice.checked = true;
}
const say = (text) => { part("status").textContent = text; };
const megabytes = (bytes) => bytes < 1e5 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toFixed(1)} MB`;

function progress(what, come, all) {
  if (what === "program") {
    // Bytes are counted as they come out of the browser: more of them where the host has sent a packed form.
    const of = come > config.engine ? "" : ` of ${megabytes(config.engine)}`;
    say(`Fetching the query engine: ${megabytes(come)}${of}`);
  }
  else say(`Fetching the data: ${megabytes(Math.min(come, all))} of ${megabytes(all)}`);
}

async function run() {
  if (running || !engine) return;
  wrong();
  const whole = await apply();
  if (!whole) {
    say("");
    (document.querySelector("[aria-invalid=true]") ?? part("reset")).focus();
    return;
  }
  const [where, text] = [scope(), editor.get()];
  busy(true);
  try {
    await engine.load(where, progress);
    say("Asking …");
    const { answer, milliseconds } = await engine.ask(where, text);
    last = { where, text };
    show(JSON.parse(answer), milliseconds, where);
    // Below the screen of a phone nobody would see that there is an answer.
    if (part("answer").getBoundingClientRect().top > innerHeight * 0.8) part("status").scrollIntoView();
  } catch (error) {
    if (error instanceof Stopped) say(`Stopped. ${endpoint ? "A" : "The data stays in the browser; a"}sk again when you like.`);
    else fail(error.message, text);
  } finally {
    busy(false);
  }
}

function busy(is) {
  running = is;
  part("run").setAttribute("aria-disabled", String(is));
  part("stop").hidden = !is;
  part("answer").setAttribute("aria-busy", String(is));
  if (!is) part("answer").dataset.asked = String(++asked); // how many questions are done with
}

function show(answer, milliseconds, where) {
  const took = milliseconds < 1000 ? `${Math.max(1, Math.round(milliseconds))} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
  const among = where === "core" ? " of the core data" : "";
  const body = part("answer-body");
  part("answer").hidden = false;
  const graph = Array.isArray(answer);
  for (const button of document.querySelectorAll("[data-download]")) button.hidden = (button.dataset.kind === "graph") !== graph;
  if (graph) {
    body.replaceChildren(make("p", { textContent: "The answer is a graph: download it." }));
    say(`A graph of ${answer.length} ${answer.length === 1 ? "thing" : "things"}${among}, in ${took}`);
    showGraph(body);
  } else if ("boolean" in answer) {
    body.replaceChildren(make("p", { className: "lead", textContent: answer.boolean ? "Yes" : "No" }));
    say(`${answer.boolean ? "Yes" : "No"}${among}, in ${took}`);
  } else {
    const count = answer.results.bindings.length;
    const region = make("div", { className: "scroll", tabIndex: 0, role: "group" });
    region.setAttribute("aria-label", "The answer as a table");
    const [rows, more] = table(answer, names, current && editor.get() === generated ? current.columns : {});
    region.append(rows);
    body.replaceChildren(...(count ? [region, more] : [make("p", { textContent: none(where) })]));
    say(`${count} ${count === 1 ? "row" : "rows"}${among}, in ${took}`);
  }
}

const none = (where) => where === "core"
  ? "No rows. The core data does not hold everything: choose “everything” above to ask all of it." : "No rows.";

async function showGraph(body) {
  const { answer } = await engine.ask(last.where, last.text, "text/turtle");
  const shown = answer.slice(0, 100_000);
  const note = shown.length < answer.length ? ["The first part; the download has the whole."] : [];
  body.replaceChildren(...note.map((text) => make("p", { textContent: text })), make("pre", { tabIndex: 0, textContent: shown }));
}

// Errors: what is wrong, where, and what to do

function fail(message, text) {
  const place = /error at (\d+):(\d+): ([^]*)/.exec(message);
  const [, line, column] = (place ?? []).map(Number);
  let words = message;
  if (/service .* is not supported/i.test(message)) words = part("service-words").textContent;
  else if (place) words = `Line ${line}, column ${column}: ${meant(place[3], text, line, column)}`;
  part("error-words").textContent = words;
  part("error-line").textContent = place ? `${text.split("\n")[line - 1] ?? ""}\n${" ".repeat(Math.max(0, column - 1))}^` : "";
  part("error-line").hidden = !place;
  part("error").hidden = false;
  say("");
  if (place) editor.goTo(line, column);
}

function meant(expected, text, line, column) {
  if (/Prefix not found/.test(expected)) return "a prefix is not declared here; add PREFIX name: <IRI> at the top.";
  if (/unbound/.test(expected)) return "SELECT names a variable that is neither grouped nor bound.";
  if (/^\s*(insert|delete|load|clear|create|drop|copy|move|add|with)\b/im.test(text)) return "only questions are answered here, no updates.";
  const found = (text.split("\n")[line - 1] ?? "").slice(column - 1).split(/\s+/)[0];
  return found ? `this cannot stand here: ${found}` : "the query ends too early: a bracket is open, or its pattern is missing.";
}

function wrong() {
  part("error").hidden = true;
}

function goTo(line, column) {
  const at = area.value.split("\n").slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0) + column - 1;
  area.focus();
  area.setSelectionRange(at, at);
}

// Downloads

function save(name, media, text) {
  const address = URL.createObjectURL(new Blob([text], { type: media }));
  make("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

async function download({ download: suffix, media, format }) {
  const name = `${current && last.text === generated ? current.name : "answer"}.${suffix}`;
  try {
    const { answer } = await engine.ask(last.where, last.text, format);
    save(name, media, answer);
  } catch (error) {
    fail(error.message, last.text);
  }
}

// The page

part("saved").addEventListener("change", ({ target }) => choose(target.value));
part("reset").addEventListener("click", () => apply(true));
part("save-query").addEventListener("click", () =>
  save(`${current?.name ?? "query"}.rq`, "application/sparql-query", editor.get()));
part("ask").addEventListener("submit", (event) => {
  event.preventDefault();
  run();
});
part("ask").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    run();
  }
});

function start() {
  const { query, ...given } = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
  choose(queries.has(query) ? query : config.first, given);
}
addEventListener("hashchange", start);
part("form").hidden = false;

if (engine) {
  part("stop").addEventListener("click", () => engine.stop());
  for (const button of document.querySelectorAll("[data-download]")) button.addEventListener("click", () => download(button.dataset));
  // First what answers, then what is comfortable: engine and core data, the choices of the fields, the editor.
  ready = engine.load("core", progress);
  ready.then((statements) => {
    if (!endpoint) say(`Ready: ${statements.toLocaleString("en")} statements of the core data are in your browser.`);
    document.documentElement.dataset.ready = "true";
  }).catch((error) => say(error.message)).finally(async () => {
    const { upgrade } = await import("./editor.js");
    editor = upgrade(area, { words: config.words, run, changed: () => {} });
    await Promise.all([engine.settled(), ...kinds.values()]);
    document.documentElement.dataset.editor = "true";
  });
}
start();
