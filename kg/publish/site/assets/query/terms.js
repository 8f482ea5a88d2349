// What a reader types for a parameter, as a term of SPARQL: the same rules as `kg query -p` (kg/queries/terms.py).
// `names` has base, prefixes (short -> IRI), datatypes (integer, date, edtf), kinds (parts of IRIs, in their order).
const NOT_IN_IRIS = /[\s<>"{}|\\^`\u0000-\u0020\u007f]/;
const NOT_IN_TEXT = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ud800-\udfff]/u;
const SHOWN = 8; // of the things that a name can mean
const ESCAPES = { '"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

// `exists` says whether the loaded data has a subject; an identifier alone (p0002) is looked up with it. `called` gives the
// names of the things that are meant, by their paths below the base.
export async function term(type, text, names, exists, called) {
  const value = type === "string" ? text : text.trim();
  switch (type) {
    case "iri": return `<${await iri(value, names, exists, called)}>`;
    case "string": {
      if (NOT_IN_TEXT.test(value)) throw new Error("there is a character in it that no text can hold");
      return `"${escaped(value)}"`;
    }
    case "integer": {
      if (!/^[+-]?[0-9]{1,18}$/.test(value)) throw new Error(`${value} is not a whole number`);
      return `"${BigInt(value.replace(/^\+/, ""))}"^^<${names.datatypes.integer}>`;
    }
    case "date": {
      if (!isDay(value)) throw new Error(`${value} is not a day; write it as YYYY-MM-DD`);
      return `"${value}"^^<${names.datatypes.date}>`;
    }
    case "edtf": {
      if (!/^[0-9A-Za-z?~%./,{}[\]:+-]+$/.test(value)) throw new Error(`${value} is not a date in EDTF`);
      return `"${value}"^^<${names.datatypes.edtf}>`;
    }
  }
  throw new Error(`unknown type ${type}`);
}

async function iri(text, names, exists, called) {
  const whole = text.startsWith("<") && text.endsWith(">");
  const value = whole ? text.slice(1, -1) : text;
  const bad = NOT_IN_IRIS.exec(value);
  const whole_iri = whole || /^([a-z][a-z0-9+.-]*:\/\/|urn:)/i.test(value);
  const prefixed = /^([A-Za-z][\w.-]*):(?!\/\/)(.*)$/.exec(value);
  const known = !whole_iri && prefixed && prefixed[1] in names.prefixes;
  if (bad && (whole_iri || known)) throw new Error(`${text} is not an IRI: it has “${bad[0]}” in it`);
  if (whole_iri) return value;
  if (known) return names.prefixes[prefixed[1]] + prefixed[2];
  if (!value || /^[/#?]/.test(value)) throw new Error(`${text} is not an IRI`);
  if (!prefixed && !bad) {
    if (value.includes("/")) return names.base + value;
    for (const kind of names.kinds) {
      const meant = `${names.base}${kind}/${value}`;
      if (await exists(meant)) return meant;
    }
  }
  const found = [...meant(value, await called())].sort();
  if (found.length === 1) return names.base + found[0][0];
  if (found.length) {
    const more = found.length > SHOWN ? ` and ${found.length - SHOWN} more` : "";
    throw new Error(`${value} can be ${found.slice(0, SHOWN).map(([path, name]) => `${path} (${name})`).join(", ")}${more}`);
  }
  if (prefixed) throw new Error(`unknown prefix ${prefixed[1]}`);
  throw new Error(`nothing in the loaded data has the identifier or the name ${value}`);
}

// The words of a name as they are compared: small letters without marks.
export const words = (name) => name.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "").match(/[\p{L}\p{N}_]+/gu) ?? [];

// Who is called so, path -> name: as `kg query` finds them (kg/queries/named.py).
export function meant(text, called) {
  const wanted = words(text);
  const found = [new Map(), new Map(), new Map()];
  for (const [path, all] of wanted.length ? Object.entries(called) : []) {
    for (const name of all) {
      const there = words(name);
      if (!wanted.every((word) => there.includes(word))) continue;
      const row = ` ${there.join(" ")} `.includes(` ${wanted.join(" ")} `);
      const rank = there.length === wanted.length && row ? 0 : row ? 1 : 2;
      if (!found[rank].has(path)) found[rank].set(path, name);
    }
  }
  const best = found.find((one) => one.size) ?? new Map();
  const [top] = [...best.keys()].sort();
  return [...best.keys()].every((path) => path === top || path.startsWith(`${top}/`)) && best.size
    ? new Map([[top, best.get(top)]]) : best;
}

function isDay(text) {
  const [, year, month, day] = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(text) ?? [];
  if (!year || year === "0000") return false;
  const date = new Date(0);
  date.setUTCFullYear(+year, +month - 1, +day);
  return date.getUTCMonth() === +month - 1 && date.getUTCDate() === +day;
}

// A `u` after a backslash is written by its number: some processors replace \uXXXX in the whole query first.
function escaped(text) {
  return [...text].map((character, n, all) =>
    (character === "u" || character === "U") && all[n - 1] === "\\"
      ? `\\U${character.codePointAt(0).toString(16).toUpperCase().padStart(8, "0")}`
      : ESCAPES[character] ?? character).join("");
}
