// Walks every journey in journeys/ and counts. `node run.mjs WORD` walks those whose name contains WORD. The names of all
// journeys stand in walks.json, which the program reads to know what is walked: `node run.mjs --names` writes it.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { House, LANGUAGES, WIDTHS, walk } from "./harness.mjs";
import { bind, weigh } from "./album.mjs";

const folder = join(import.meta.dirname, "journeys");
const files = readdirSync(folder).filter((name) => name.endsWith(".mjs")).sort();
const books = new Map();
for (const file of files) books.set(file, (await import(join(folder, file))).default);

const list = join(import.meta.dirname, "walks.json");
const names = JSON.stringify([...books.values()].flat().map((journey) => journey.name).sort(), null, 1) + "\n";
if (process.argv[2] === "--names") {
  writeFileSync(list, names);
  process.exit(0);
}
const named = readFileSync(list, "utf8") === names;
if (!named) console.log("FAIL walks.json names other journeys than there are: run node tests/e2e/run.mjs --names");

const wanted = process.argv[2] ?? "";
const house = new House();
const broken = [];
let passed = 0;
let failed = named ? 0 : 1;
try {
  for (const [file, journeys] of books) {
    for (const journey of journeys.filter((j) => `${file} ${j.name}`.includes(wanted))) {
      for (const width of journey.widths ?? WIDTHS) {
        for (const lang of journey.languages ?? LANGUAGES) {
          const began = Date.now();
          const wrong = await walk(house, journey, width, lang).catch((error) => [error.stack ?? String(error)]);
          if (wrong.length === 0) passed += 1;
          else failed += 1;
          if (wrong.length > 0) broken.push(`FAIL ${journey.name}, ${width} px, ${lang}: ${wrong[0].split("\n")[0]}`);
          console.log(`${wrong.length === 0 ? "ok  " : "FAIL"} ${journey.name}, ${width} px, ${lang} (${Date.now() - began} ms)`);
          for (const what of wrong) console.log(`     ${what}`);
        }
      }
    }
  }
} finally {
  await house.close();
}
const heavy = weigh(house.notes);
if (heavy > 0) console.log(`FAIL ${heavy} pages weigh more than they may`);
failed += heavy;
bind(process.env.PICTURES);
// Once more at the end, where whoever sees only the last lines of a long run finds them.
for (const line of broken) console.log(line);
console.log(`${passed} passed, ${failed} failed`);
// A walk that broke off may have left a road or a phone open; the count is told, and nobody waits for them.
process.exit(failed === 0 && passed > 0 ? 0 : 1);
