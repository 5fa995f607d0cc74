// Fails when the languages do not have the same messages, when a message's places differ, or when the code asks for
// one that is in no file. Keys are flat; each piece `messages/LANGUAGE/PIECE.json` belongs to one screen.
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

const ROOT = new URL("../src/", import.meta.url).pathname;
const wrong = [];

function messages(language) {
  const found = {};
  for (const file of readdirSync(join(ROOT, "messages", language))) {
    for (const [key, text] of Object.entries(JSON.parse(readFileSync(join(ROOT, "messages", language, file), "utf8")))) {
      if (key in found) wrong.push(`${language}/${file}: ${key} is there twice`);
      found[key] = text;
    }
  }
  return found;
}

function* sources(folder) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) yield* sources(path);
    else if (/\.(svelte|ts)$/.test(name) && !name.endsWith(".test.ts")) yield path;
  }
}

const places = (text) => [...text.matchAll(/\{(\w+)\}/g)].map((one) => one[1]).sort().join(" ");
const english = messages("en");
for (const language of readdirSync(join(ROOT, "messages")).filter((name) => !name.includes(".") && name !== "en")) {
  const other = messages(language);
  for (const key of Object.keys(english)) {
    if (!(key in other)) wrong.push(`${language}: ${key} is missing`);
    else if (places(english[key]) !== places(other[key])) wrong.push(`${language}: ${key} has other places`);
  }
  for (const key of Object.keys(other)) if (!(key in english)) wrong.push(`${language}: ${key} is not in English`);
}
const known = new Set(Object.keys(english).map((key) => key.replace(/\.(one|other)$/, "")));
for (const path of sources(ROOT)) {
  for (const [, key] of readFileSync(path, "utf8").matchAll(/\bt\(\s*"([\w.-]+)"/g))
    if (!known.has(key) && !(key in english)) wrong.push(`${path.slice(ROOT.length)}: no message ${key}`);
}
if (wrong.length > 0) {
  console.error(wrong.join("\n"));
  process.exit(1);
}
console.log(`${Object.keys(english).length} messages, the same in every language`);
