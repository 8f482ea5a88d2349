// Builds into the folder named on the command line what a site takes from npm:
//   codemirror.js          the editor, one ES module
//   oxigraph.js            Oxigraph's own loader, shortened
//   oxigraph.wasm.gz       the engine; compressed here, because not every host compresses WebAssembly
//   oxigraph.wasm.br       the same a third smaller, for hosts that can be told to send it instead
//   coastline.json         coasts of the world as [[longitude, latitude, ...], ...], in hundredths of a degree
//   LICENSES.txt           what each of these is under
// Same packages, same bytes. Nothing is fetched: `npm ci` has done that.
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build } from "esbuild";
import { feature } from "topojson-client";

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "node_modules");
const out = process.argv[2];
if (!out) throw new Error("name the folder to build into");
mkdirSync(out, { recursive: true });

const common = { format: "esm", minify: true, target: "es2022", legalComments: "none", absWorkingDir: here };
const bundled = await build({
  ...common, entryPoints: ["codemirror.js"], bundle: true, metafile: true, outfile: join(out, "codemirror.js"),
});
await build({ ...common, entryPoints: ["node_modules/oxigraph/web.js"], outfile: join(out, "oxigraph.js") });
const engine = readFileSync(join(modules, "oxigraph/web_bg.wasm"));
writeFileSync(join(out, "oxigraph.wasm.gz"), gzipSync(engine, { level: 9 }));
writeFileSync(join(out, "oxigraph.wasm.br"), brotliCompressSync(engine)); // at its best, which is what it does unasked
writeFileSync(join(out, "coastline.json"), JSON.stringify(coastline()) + "\n");

const inputs = Object.keys(bundled.metafile.inputs).map(packageOf).filter(Boolean);
const names = [...new Set([...inputs, "oxigraph", "world-atlas"])].sort();
writeFileSync(join(out, "LICENSES.txt"), names.map(licence).join("\n" + "-".repeat(78) + "\n\n"));

// Natural Earth's coasts at 1:50 million, without the borders of states: those of the data's time are other ones.
function coastline() {
  const world = JSON.parse(readFileSync(join(modules, "world-atlas/land-50m.json"), "utf8"));
  const lands = feature(world, world.objects.land).features.flatMap(({ geometry }) =>
    geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates);
  return lands.flat().map((ring) => ring.flatMap(([lon, lat]) => [Math.round(lon * 100), Math.round(lat * 100)]));
}

function packageOf(path) {
  const [, scope, name] = /node_modules\/(@[^/]+\/)?([^/]+)\//.exec(path) ?? [];
  return name ? (scope ?? "") + name : undefined;
}

function licence(name) {
  const folder = join(modules, name);
  const about = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  const source = about.repository?.url ?? about.repository ?? about.homepage ?? "";
  const head = `${name} ${about.version}\n${about.license}\n${source.replace(/^git\+|\.git$/g, "")}\n`;
  if (file) return `${head}\n${readFileSync(join(folder, file), "utf8").trim()}\n`;
  const apache = join(here, "APACHE-2.0.txt");
  if (/Apache-2\.0/.test(about.license) && existsSync(apache)) {
    return `${head}\nUsed under the Apache License 2.0:\n\n${readFileSync(apache, "utf8").trim()}\n`;
  }
  throw new Error(`${name} says nothing of its licence: ${about.license}`);
}
