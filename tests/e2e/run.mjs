// Walks every journey in journeys/ and counts. `node run.mjs WORD` walks those whose name contains WORD.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { House, LANGUAGES, WIDTHS, walk } from "./harness.mjs";

const folder = join(import.meta.dirname, "journeys");
const wanted = process.argv[2] ?? "";
const house = new House();
let passed = 0;
let failed = 0;
try {
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".mjs")).sort()) {
    const { default: journeys } = await import(join(folder, file));
    for (const journey of journeys.filter((j) => `${file} ${j.name}`.includes(wanted))) {
      for (const width of journey.widths ?? WIDTHS) {
        for (const lang of journey.languages ?? LANGUAGES) {
          const began = Date.now();
          const wrong = await walk(house, journey, width, lang).catch((error) => [error.stack ?? String(error)]);
          if (wrong.length === 0) passed += 1;
          else failed += 1;
          console.log(`${wrong.length === 0 ? "ok  " : "FAIL"} ${journey.name}, ${width} px, ${lang} (${Date.now() - began} ms)`);
          for (const what of wrong) console.log(`     ${what}`);
        }
      }
    }
  }
} finally {
  await house.close();
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
