// Every page that opens without a case in hand, as the person whose page it is: axe, its picture at both widths and in both
// languages, and what it weighs on the wire. The paths are read from the program's own list, so that none is forgotten.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { signIn } from "../people.mjs";

const SITE = readFileSync(join(import.meta.dirname, "../../../crates/web/src/site.rs"), "utf8");
const PAGES = [...SITE.match(/PAGES: &\[&str\] = &\[([^\]]*)\]/)[1].matchAll(/"([^"]+)"/g)].map((found) => found[1]);

/** The first page of a visitor who has nothing in the cache weighs no more than this, compressed. */
const FIRST_PAGE = 100 * 1024;

/** Whose page it is, for those that are not everybody's: the longest beginning that fits. */
const WHOSE = [
  ["/desk/supervise", "supervisor"],
  ["/desk/targets", "supervisor"],
  ["/desk/answers/new", "supervisor"],
  ["/desk/alerts", "supervisor"],
  ["/desk/outside", "supervisor"],
  ["/desk/scores", "supervisor"],
  ["/desk/briefs", "supervisor"],
  ["/desk/patrol", "grid"],
  ["/desk", "clerk"],
  ["/cockpit", "leader"],
  ["/admin", "admin"],
];

const whose = (path) => WHOSE.find(([start]) => path === start || path.startsWith(`${start}/`))?.[1] ?? null;
const named = (path) => (path === "/" ? "home" : path.slice(1).replaceAll(/[^a-z0-9]+/g, "-"));

/** What came over the wire for this page, and when its first words stood there. */
async function cost(page) {
  return page.evaluate(() => {
    const came = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
    const paint = performance.getEntriesByName("first-contentful-paint")[0];
    return { bytes: came.reduce((sum, entry) => sum + entry.transferSize, 0), paint: Math.round(paint?.startTime ?? 0), tall: document.documentElement.scrollHeight };
  });
}

export default [
  {
    name: "every page is whole at both widths in both languages",
    walk: async ({ house, base, width, lang, look, context }) => {
      const contexts = [];
      for (const user of [null, ...new Set(WHOSE.map(([, user]) => user))]) {
        const visit = user === null ? context : await house.visit(base, width, lang);
        if (user !== null) contexts.push(visit);
        const page = await visit.newPage();
        if (user !== null) await signIn(page, user);
        for (const path of PAGES.filter((path) => whose(path) === user)) {
          const answer = await page.goto(path);
          assert.equal(answer.status(), 200, path);
          assert.match(answer.headers()["content-security-policy"], /default-src 'self'/, path);
          await look(`page-${named(path)}`, page);
          house.note({ path, width, lang, ...(await cost(page)) });
        }
      }
      for (const visit of contexts) await visit.close();
    },
  },
  {
    name: "the first page stays within its weight",
    languages: ["zh"],
    walk: async ({ house, base, width, lang }) => {
      for (const path of PAGES.filter((path) => whose(path) === null)) {
        const visit = await house.visit(base, width, lang);
        const page = await visit.newPage();
        await page.goto(path);
        const { bytes, paint } = await cost(page);
        house.note({ path, width, lang, bytes, paint, first: true });
        await visit.close();
        if (path === "/") assert.ok(bytes <= FIRST_PAGE, `the first page weighs ${bytes} bytes of ${FIRST_PAGE}`);
      }
    },
  },
];
