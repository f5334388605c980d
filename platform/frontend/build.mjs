// SPDX-License-Identifier: MIT
// Builds everything a browser downloads into ../nastavnik/web/static/dist: hashed names, compressed copies and
// manifest.json, which maps a plain name («app.css») to the file of this build. Run by `npm run build`.
import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build } from "esbuild";

const here = path.dirname(fileURLToPath(import.meta.url));
const out = path.join(here, "../nastavnik/web/static/dist");
const modules = path.join(here, "node_modules");

// The oldest browsers that know light-dark(), which the tokens stand on (2024).
const target = ["chrome123", "firefox120", "safari17.5"];

async function bundle(entries, format) {
  const result = await build({
    entryPoints: entries.map((name) => path.join(here, "src", name)),
    outdir: out,
    bundle: true,
    minify: true,
    format,
    target,
    metafile: true,
    entryNames: "[name]-[hash]",
    assetNames: "[name]-[hash]",
    loader: { ".woff2": "file", ".svg": "file" },
    legalComments: "none",
    logLevel: "warning",
  });
  const names = {};
  for (const [file, about] of Object.entries(result.metafile.outputs)) {
    const source = about.entryPoint ?? (file.endsWith(".woff2") ? Object.keys(about.inputs)[0] : undefined);
    if (source) names[path.basename(source)] = path.basename(file);
  }
  return names;
}

async function writeHashed(name, text) {
  const { name: stem, ext } = path.parse(name);
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 8);
  const file = `${stem}-${hash}${ext}`;
  await writeFile(path.join(out, file), text);
  return { [name]: file };
}

// One sprite with the icons of icons.txt. Only the drawing is kept: size, stroke and colour come from the class .icon.
async function sprite() {
  const names = (await readFile(path.join(here, "icons.txt"), "utf8")).split("\n").filter((line) => line && !line.startsWith("#"));
  const symbols = names.map(async (name) => {
    const file = path.join(modules, "@tabler/icons/icons/outline", `${name}.svg`);
    const source = await readFile(file, "utf8").catch(() => {
      throw new Error(`icons.txt names «${name}», which Tabler Icons does not have`);
    });
    const drawing = source
      .replace(/^[\s\S]*?<svg[^>]*>|<\/svg>\s*$/g, "")
      .replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none" \/>/, "")
      .replace(/\s*\n\s*/g, "")
      .replace(/ \/>/g, "/>");
    return `<symbol id="i-${name}" viewBox="0 0 24 24">${drawing}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">${(await Promise.all(symbols)).join("\n")}</svg>\n`;
}

// The bundle carries other people's work; their licences travel with it.
async function licences() {
  const { dependencies } = JSON.parse(await readFile(path.join(here, "package.json"), "utf8"));
  const texts = [...Object.keys(dependencies), "zrender"].filter((name) => name !== "esbuild").map(async (name) => {
    const folder = path.join(modules, name);
    const { version, license } = JSON.parse(await readFile(path.join(folder, "package.json"), "utf8"));
    const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file ? await readFile(path.join(folder, file), "utf8") : "";
    return `${name} ${version}: ${license}\n\n${text}`;
  });
  return (await Promise.all(texts)).join(`\n${"-".repeat(100)}\n`);
}

async function compress() {
  for (const file of await readdir(out)) {
    if (!/\.(css|js|svg|txt)$/.test(file)) continue;
    const whole = await readFile(path.join(out, file));
    await writeFile(path.join(out, `${file}.br`), brotliCompressSync(whole));
    await writeFile(path.join(out, `${file}.gz`), gzipSync(whole, { level: 9 }));
  }
}

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
const manifest = {
  ...(await bundle(["app.css", "app.js", "charts.js"], "esm")),
  ...(await bundle(["theme.js"], "iife")),
  ...(await writeHashed("icons.svg", await sprite())),
  ...(await writeHashed("favicon.svg", await readFile(path.join(here, "src/favicon.svg"), "utf8"))),
};
await writeFile(path.join(out, "LICENSES.txt"), await licences());
await compress();
const sorted = Object.fromEntries(Object.entries(manifest).sort(([a], [b]) => a.localeCompare(b)));
await writeFile(path.join(out, "manifest.json"), `${JSON.stringify(sorted, null, 2)}\n`);
console.log(`built ${Object.keys(sorted).length} files into ${path.relative(process.cwd(), out)}`);
