// Sorting and filtering of tables, the search box. Every page reads well without it. No request leaves the site.
"use strict";
(() => {
  const root = document.body.dataset.root || "";
  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };

  // Tables: a button in each head; rows that do not match a filter are hidden, and counted aloud.
  const number = (text) => parseFloat(text.replace(/[^0-9.-]/g, "")) || 0;
  const keyOf = (row, column, numeric) => {
    const cell = row.cells[column];
    const key = cell.dataset.sort ?? cell.textContent.trim();
    return numeric ? number(key) : key;
  };
  function sortable(table) {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const button = make("button", { type: "button" }, head.textContent);
      head.replaceChildren(button);
      button.addEventListener("click", () => {
        const numeric = head.classList.contains("num");
        const down = head.getAttribute("aria-sort") === "ascending" || (numeric && !head.hasAttribute("aria-sort"));
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const collator = new Intl.Collator("en", { numeric: true });
        const rows = [...table.tBodies[0].rows].map((row) => [keyOf(row, column, numeric), row]);
        rows.sort(([a], [b]) => (numeric ? a - b : collator.compare(a, b)) * (down ? -1 : 1));
        table.tBodies[0].append(...rows.map(([, row]) => row));
      });
    });
  }
  function filterable(table) {
    const rows = [...table.tBodies[0].rows];
    const texts = rows.map((row) => " " + [...row.cells].map((cell) => fold(cell.textContent)).join(" ").replace(/[^0-9\p{L}]+/gu, " ") + " ");
    const id = table.id + "-filter";
    const input = make("input", { type: "search", id, autocomplete: "off" });
    const count = make("output", { for: id, "aria-live": "polite" }, `${rows.length} rows`);
    const label = make("label", { for: id }, "Show only rows with");
    table.parentElement.before(make("div", { class: "filter" }, label, input, count));
    input.addEventListener("input", () => {
      // Words from their beginning, numbers in full: 7 finds neither 77 nor 17.
      const wanted = (fold(input.value).match(/[0-9\p{L}]+/gu) || []).map((word) => (/^\d+$/.test(word) ? ` ${word} ` : ` ${word}`));
      let shown = 0;
      rows.forEach((row, n) => {
        row.hidden = !wanted.every((word) => texts[n].includes(word));
        if (!row.hidden) shown += 1;
      });
      count.textContent = shown === rows.length ? `${rows.length} rows` : `${shown} of ${rows.length} rows`;
    });
  }

  // Words, folded as the index has them (kg/publish/site/search.py).
  const cyrillic = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя";
  const latin = "a b v g d e e zh z i i k l m n o p r s t u f kh ts ch sh shch * y * e yu ya".split(" ");
  const letters = new Map([...cyrillic].map((letter, n) => [letter, latin[n].replace("*", "")]));
  const fold = (text) =>
    [...text.toLowerCase()].map((c) => letters.get(c) ?? c).join("").normalize("NFKD").replace(/\p{M}/gu, "");
  function words(text, marks) {
    const found = [];
    let mark = "";
    for (const word of fold(text).replace(/['’]/g, "").match(/[0-9a-z]+/g) || []) {
      if (/^[0-9]/.test(word) && mark) {
        if (found[found.length - 1] === mark) found.pop();
        found.push(marks[mark] + word);
        if (marks[mark] !== "l") mark = "";
      } else {
        found.push(word);
        mark = Object.hasOwn(marks, word) ? word : "";
      }
    }
    return found;
  }

  const CHUNKS = 4; // parts of the list of things that are looked through for the best names
  // The index comes in scripts, because a page opened from a folder may not read data.
  const parts = new Map();
  const waiting = new Map();
  window.kgSearch = (name, part) => {
    parts.set(name, part);
    waiting.get(name)?.(part);
  };
  function load(name) {
    if (parts.has(name)) return Promise.resolve(parts.get(name));
    return new Promise((resolve, reject) => {
      waiting.set(name, resolve);
      const script = make("script", { src: `${root}assets/search/${encodeURIComponent(name)}.js` });
      script.onerror = () => reject(new Error(name));
      document.head.append(script);
    });
  }
  const numbers = (steps) => {
    let at = 0;
    return steps.map((step) => (at += step));
  };
  // Days as the names of letters have them: 7 June 1932.
  const months = "january february march april may june july august september october november december".split(" ");
  const russian = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split(" ");
  const day = (d, month, year) => (months[month - 1] ? `${+d} ${months[month - 1]} ${year}` : `${d}.${month}.${year}`);
  const dated = (text) =>
    text
      .replace(/\b(\d{4})-(\d\d)-(\d\d)\b/g, (_, year, month, d) => day(d, +month, year))
      .replace(/\b(\d{1,2})\.(\d{1,2})\.(\d{4})\b/g, (_, d, month, year) => day(d, +month, year))
      .replace(/[а-я]{3,}/gi, (word) => months[russian.indexOf(word.toLowerCase())] ?? word)
      .replace(new RegExp(`\\b(${months.join("|")}) (\\d{1,2})\\b,?`, "gi"), "$2 $1");
  const idle = new Set("a the of by from in on to and which what did".split(" "));
  function meant(text, marks) {
    const all = words(dated(text), marks);
    const telling = all.filter((word) => !idle.has(word));
    return telling.length ? telling : all;
  }
  // Whether at most `most` letters have to be changed, added or left out to make the one word of the other.
  function alike(one, other, most) {
    if (Math.abs(one.length - other.length) > most) return false;
    let row = [...Array(other.length + 1).keys()];
    for (let i = 1; i <= one.length; i += 1) {
      const next = [i];
      for (let j = 1; j <= other.length; j += 1)
        next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (one[i - 1] === other[j - 1] ? 0 : 1));
      row = next;
    }
    return row[other.length] <= most;
  }
  async function matching(main, word, whole) {
    if (word.length < main.width) return null;
    const key = word.slice(0, main.width);
    if (!main.shards.includes(key)) return new Set();
    const shard = await load("w" + key);
    const found = new Set();
    const add = (other) => numbers(shard[other]).forEach((n) => found.add(n));
    if (Object.hasOwn(shard, word)) add(word);
    if (whole && found.size) return found;
    const known = Object.keys(shard);
    known.filter((other) => other.startsWith(word)).forEach(add);
    // Names are misspelt in more ways than sources have.
    if (!found.size && /^[a-z]{5,}$/.test(word)) known.filter((other) => alike(word, other, word.length > 7 ? 2 : 1)).forEach(add);
    return found;
  }
  async function together(main, wanted) {
    let found = null;
    for (const [n, word] of wanted.entries()) {
      // A whole shelfmark is meant to the digit; the last word may still be written.
      const whole = /^(f|op|d|l|b)\d/.test(word) && (n < wanted.length - 1 || /^l/.test(word));
      const some = await matching(main, word, whole);
      if (some !== null) found = found === null ? some : new Set([...found].filter((one) => some.has(one)));
    }
    return found;
  }
  // A shelfmark of numbers alone, 558 11 77: its levels from the first on, or the last ones.
  const levels = ["f", "op", "d", "l"];
  const marked = (wanted) =>
    wanted.length > 1 && wanted.length <= levels.length && wanted.every((word) => /^\d+[a-z]?$/.test(word))
      ? [0, levels.length - wanted.length].map((from) => wanted.map((word, n) => levels[from + n] + word))
      : [];
  async function search(text, limit) {
    const main = await load("main");
    const wanted = meant(text, main.marks);
    let found = await together(main, wanted);
    for (const other of found?.size === 0 ? marked(wanted) : []) if (!found.size) found = await together(main, other);
    const chunks = new Map();
    const entries = [];
    for (const one of [...(found ?? [])].sort((a, b) => a - b)) {
      const name = "e" + Math.floor(one / main.chunk);
      if (!chunks.has(name) && entries.length >= limit && chunks.size >= CHUNKS) break;
      if (!chunks.has(name)) chunks.set(name, await load(name));
      entries.push(chunks.get(name)[one % main.chunk]);
    }
    // A name that begins as the question does, or has its words beside each other, comes first.
    const rank = ([, name]) => {
      const called = words(name, main.marks);
      const beside = wanted.filter((word, n) => n && called.some((one, k) => k && one === word && called[k - 1] === wanted[n - 1]));
      return beside.length + (called[0] === wanted[0] ? 1 : 0);
    };
    const ranked = wanted.length > 1 ? entries.map((entry) => [rank(entry), entry]).sort(([a], [b]) => b - a) : entries.map((entry) => [0, entry]);
    const shown = ranked.slice(0, limit).map(([, entry]) => entry);
    return { shown, count: found?.size ?? 0, tooShort: found === null };
  }
  const link = ([kind, name, below, path], attributes) =>
    make("a", { href: root + path, ...attributes }, make("bdi", {}, name), make("small", {}, below ? `${kind}: ` : kind, make("bdi", {}, below)));

  function box(input) {
    const list = document.getElementById("found");
    let asked = 0;
    let chosen = -1;
    const options = () => [...list.querySelectorAll("a")];
    const close = () => {
      list.hidden = true;
      chosen = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };
    const choose = (n) => {
      const all = options();
      if (!all.length) return;
      chosen = (n + all.length) % all.length;
      all.forEach((option, k) => option.setAttribute("aria-selected", String(k === chosen)));
      all[chosen].scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", all[chosen].id);
    };
    const show = async () => {
      const turn = (asked += 1);
      const text = input.value.trim();
      if (!text) return close();
      let result;
      try {
        result = await search(text, 12);
      } catch {
        result = { shown: [], count: 0, failed: true };
      }
      if (turn !== asked) return;
      if (result.tooShort) return close();
      list.replaceChildren(
        ...result.shown.map((entry, n) => link(entry, { role: "option", id: `found-${n}`, "aria-selected": "false", tabindex: "-1" })));
      if (!result.count) list.append(make("p", {}, result.failed ? "The index could not be read." : "Nothing found. Try fewer words, or another spelling."));
      else if (result.count > result.shown.length) list.append(make("p", {}, `and ${result.count - result.shown.length} more: press Enter`));
      list.hidden = false;
      chosen = -1;
      input.setAttribute("aria-expanded", "true");
    };
    input.addEventListener("focus", () => load("main").catch(() => {}), { once: true });
    input.addEventListener("input", show);
    input.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        choose(chosen + (event.key === "ArrowDown" ? 1 : -1));
      } else if (event.key === "Escape") close();
      else if (event.key === "Enter" && chosen >= 0) {
        event.preventDefault();
        options()[chosen].click();
      }
    });
    input.closest("form").addEventListener("focusout", (event) => {
      if (!event.currentTarget.contains(event.relatedTarget)) close();
    });
  }

  // The page of results.
  async function results(place) {
    const text = new URLSearchParams(location.search).get("q") || "";
    const status = document.getElementById("results-status");
    document.getElementById("q").value = text;
    if (!text.trim()) return;
    status.textContent = "Searching…";
    try {
      const { shown, count } = await search(text, 200);
      status.textContent = `${count || "Nothing"} found for “${text}”` + (count > shown.length ? `; the first ${shown.length} are shown` : "");
      place.replaceChildren(...shown.map((entry) => make("li", {}, link(entry, {}))));
    } catch {
      status.textContent = "The index could not be read.";
    }
  }

  // Code and rows of tables, to be put elsewhere. Without a clipboard the text is selected instead.
  function copyable(place) {
    const code = place.querySelector("code");
    const button = make("button", { type: "button", "aria-live": "polite" }, "Copy");
    place.prepend(button);
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(code.textContent);
        button.textContent = "Copied";
      } catch {
        getSelection().selectAllChildren(code);
        button.textContent = "Selected";
      }
    });
  }

  // Lines of an edition are identified on its page and listed on others.
  function lines() {
    const wanted = /^#line=\d+,(\d+)$/.exec(decodeURIComponent(location.hash));
    if (!wanted || document.getElementById(decodeURIComponent(location.hash).slice(1))) return;
    for (const one of document.querySelectorAll('section[aria-labelledby="lines"] a')) {
      const range = /(\d+) to (\d+)/.exec(one.textContent);
      if (range && +wanted[1] <= +range[2]) return location.replace(one.href + location.hash);
    }
  }

  document.querySelectorAll("table[data-filter]").forEach(filterable);
  document.querySelectorAll("table[data-sortable]").forEach(sortable);
  document.querySelectorAll(".copy").forEach(copyable);
  // What a page cannot do when it is opened from a folder, it says.
  if (location.protocol === "file:") document.querySelectorAll("[data-from-folder]").forEach((note) => (note.hidden = false));
  // Where the sections are a row to be pushed, the one that the reader is in is seen.
  const section = document.querySelector(".main-nav [aria-current]");
  if (section) section.closest("ul").scrollLeft = section.offsetLeft - innerWidth / 3;
  const input = document.getElementById("q");
  if (input) box(input);
  const place = document.getElementById("results");
  if (place) results(place);
  lines();
})();
