// What a person looks at after the walks: every picture on one page, and what each page cost.
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What a page may cost, compressed: said beside what it cost. A slow machine fails nobody; a page over its weight does. */
const BUDGET = { first: 100, next: 60, paint: 1000 };
/** Pages with a budget of their own for the first time that they are opened: the cockpit brings its charts along, which are kept from then on. */
const OWN = { "/cockpit": 215 };

/** Prints a line a page: weight and first paint of a first visit, weight with the assets in the cache, height on a phone. Gives back how many weigh more than they may. */
export function weigh(notes) {
  if (notes.length === 0) return 0;
  let heavy = 0;
  const worst = (lines, of) => Math.max(0, ...lines.map((line) => line[of] ?? 0));
  console.log(`page, first visit kB (budget ${BUDGET.first}), painted ms (${BUDGET.paint}), next visits kB (${BUDGET.next}), height on a phone px`);
  for (const path of [...new Set(notes.map((line) => line.path))]) {
    const lines = notes.filter((line) => line.path === path);
    const first = lines.filter((line) => line.first);
    const next = lines.filter((line) => !line.first);
    const kb = (bytes) => (bytes / 1024).toFixed(1);
    const over = worst(first, "bytes") > BUDGET.first * 1024 || worst(next, "bytes") > (OWN[path] ?? BUDGET.next) * 1024;
    if (over) heavy += 1;
    const begun = first.length > 0 ? `${kb(worst(first, "bytes"))}, ${worst(first, "paint")}` : "-, -";
    console.log(`  ${path}, ${begun}, ${kb(worst(next, "bytes"))}, ${worst(next.filter((line) => line.width < 700), "tall")}${over ? "  over its budget" : ""}`);
  }
  return heavy;
}

const escaped = (text) => text.replaceAll(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** Binds the pictures of a folder into one page: a row a view, a column a width and language. */
export function bind(folder) {
  if (!folder || !existsSync(folder)) return;
  const rows = new Map();
  for (const file of readdirSync(folder).sort()) {
    const [, view, width, lang] = file.match(/^(.+)-(\d+)-(zh|en)\.png$/) ?? [];
    if (view) rows.set(view, [...(rows.get(view) ?? []), { file, width, lang }]);
  }
  const picture = ({ file, width, lang }) => `<figure><a href="${escaped(file)}"><img loading="lazy" alt="" src="${escaped(file)}" width="${width < 700 ? 180 : 480}"></a><figcaption>${width} px ${lang}</figcaption></figure>`;
  const row = ([view, pictures]) => `<section id="${escaped(view)}"><h2>${escaped(view)}</h2>${pictures.map(picture).join("")}</section>`;
  const style = "body{font:14px sans-serif;margin:1rem}section{border-top:1px solid #999}figure{display:inline-block;vertical-align:top;margin:.5rem}img{border:1px solid #ccc;max-height:640px;object-fit:cover;object-position:top}";
  const page = `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>Bihuan · 图册（合成数据）</title><style>${style}</style><h1>Bihuan · 图册（合成数据）</h1>${[...rows].map(row).join("\n")}</html>\n`;
  writeFileSync(join(folder, "index.html"), page);
  console.log(`${rows.size} views in ${join(folder, "index.html")}`);
}
