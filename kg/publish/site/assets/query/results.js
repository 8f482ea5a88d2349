// An answer on the page: a table that sorts, with links to the pages of this site; yes or no; a graph as text.
const AT_ONCE = 500; // rows; more are shown on request
// As the pages are named (kg/publish/site/paths.py); what is called otherwise has a page of another name.
const PAGE = /^[A-Za-z0-9][\w.~-]{0,119}(?:\/[A-Za-z0-9][\w.~-]{0,119}){0,11}$/;
const LEAF = /^(archive\/.+)\/(l\d[0-9a-z]*)$/;

// `names`: base, prefixes, root (of the site); `columns`: what each variable means.
export function table(answer, names, columns) {
  const variables = answer.head.vars;
  const rows = answer.results.bindings;
  const element = make("table", { className: "data" });
  const caption = make("caption", { className: "hidden", textContent: "Rows of the answer" });
  const head = make("tr");
  const body = make("tbody");
  const more = make("button", { type: "button", className: "more" });
  let order = { column: -1, down: false };
  let shown = AT_ONCE;

  for (const [n, variable] of variables.entries()) {
    const sort = make("button", { type: "button", textContent: variable });
    if (columns[variable]) sort.title = columns[variable];
    sort.addEventListener("click", () => {
      order = { column: n, down: order.column === n && !order.down };
      fill();
    });
    head.append(make("th", { scope: "col" }, sort));
  }
  more.addEventListener("click", () => {
    const first = shown;
    shown += AT_ONCE;
    fill();
    body.rows[first]?.querySelector("a")?.focus();
  });

  function fill() {
    const { column, down } = order;
    const sorted = column < 0 ? rows : [...rows].sort(by(variables[column], down));
    body.replaceChildren(...sorted.slice(0, shown).map((row) => make("tr", {},
      ...variables.map((variable) => make("td", {}, ...cell(row[variable], names))))));
    [...head.cells].forEach((cell, n) => {
      if (n === column) cell.setAttribute("aria-sort", down ? "descending" : "ascending");
      else cell.removeAttribute("aria-sort");
    });
    more.hidden = shown >= rows.length;
    more.textContent = `Show ${Math.min(AT_ONCE, rows.length - shown)} more rows of ${rows.length}`;
  }
  fill();
  element.append(caption, make("thead", {}, head), body);
  return [element, more];
}

// Numbers and days by their value, words as a reader of the page's language expects; what is not bound comes last.
function by(variable, down) {
  const words = new Intl.Collator(document.documentElement.lang || "en", { numeric: true });
  return (left, right) => {
    const [a, b] = [left[variable], right[variable]];
    if (!a || !b) return a ? -1 : b ? 1 : 0;
    const numbers = [Number(a.value), Number(b.value)];
    const found = numbers.every(Number.isFinite) && a.value && b.value
      ? numbers[0] - numbers[1] : words.compare(a.value, b.value);
    return down ? -found : found;
  };
}

function cell(term, names) {
  if (!term) return [];
  if (term.type === "uri") return [link(term.value, names)];
  if (term.type === "bnode") return [`_:${term.value}`];
  const words = make("bdi", { textContent: term.value });
  if (term["xml:lang"]) words.lang = term["xml:lang"];
  return [words];
}

// An IRI of this collection leads to its page, a leaf to its place on the page of its file, others out of the site.
function link(iri, { base, root, prefixes }) {
  if (iri.startsWith(base) && iri.length > base.length) {
    const [path, fragment] = iri.slice(base.length).split("#");
    const [, unit, leaf] = LEAF.exec(path) ?? [];
    const anchor = leaf ?? fragment;
    if (!PAGE.test(path)) return make("bdi", { textContent: path });
    const href = `${root}${unit ?? path}.html${anchor ? `#${anchor}` : ""}`;
    return make("a", { href, textContent: iri.slice(base.length) });
  }
  const [short, long] = Object.entries(prefixes).filter(([, long]) => iri.startsWith(long))
    .sort(([, a], [, b]) => b.length - a.length)[0] ?? [];
  const text = long && iri.length > long.length ? `${short}:${iri.slice(long.length)}` : iri;
  if (!/^https?:\/\//i.test(iri)) return make("bdi", { textContent: text });
  return make("a", { href: iri, rel: "external noreferrer", textContent: text });
}

export function make(name, properties = {}, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}
