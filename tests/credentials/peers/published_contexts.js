// Prints, as JSON, every context document that the packages here carry, by its URL.
import {readFile} from "node:fs/promises";

const {dependencies} = JSON.parse(await readFile(new URL("package.json", import.meta.url), "utf-8"));
const published = {};
for (const name of Object.keys(dependencies)) {
  const loaded = await import(name);
  for (const [url, document] of loaded.contexts ?? loaded.default.contexts) published[url] = document;
}
process.stdout.write(JSON.stringify(published));
