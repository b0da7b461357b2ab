// A major project from the plan to production, with its permit and an obstacle as matters of their own; and the funds that it applies for.
import assert from "node:assert/strict";
import { day, file, offered, take } from "../forms.mjs";
import { signIn, signOut } from "../people.mjs";

const OWNER = "420103-construction";
const PERMITS = "420103-planning";

/** Files a project; whoever keeps the library is signed in. */
const planned = (page, title, look = null) =>
  file(page, "projects.project", { title, kind: "industry", planned_total: "85000", owner: OWNER, finish: day(400), "place-unit": "420103001", "place-address": "合成地块" }, look);

/** The number of the matter that a project opened last, from the links of its page. */
async function opened(page, number, before = []) {
  await page.goto(`/desk/cases/${number}`);
  const links = await page.locator("main a[href^='/desk/cases/']").evaluateAll((all) => all.map((it) => new URL(it.href).pathname.split("/")[3]));
  const fresh = [...new Set(links)].filter((one) => one !== number && !before.includes(one));
  assert.equal(fresh.length, 1, `one more matter belongs to it: ${fresh.join(" ")}`);
  return fresh[0];
}

/** Signs in as somebody else. */
async function next(page, user) {
  await signOut(page);
  await signIn(page, user);
}

export default [
  {
    name: "a project goes from the plan to production, with an obstacle on the way",
    walk: async ({ page, look, width, lang }) => {
      const title = `合成：产业园 ${width} ${lang}`;
      await signIn(page, "projects");
      const number = await planned(page, title, () => look("projects-intake"));
      await take(page, number, "admit");
      await next(page, "handler");
      assert.ok(!(await offered(page, number, "begin")), "it does not begin without a permit");
      await take(page, number, "apply", { departments: PERMITS });
      const permit = await opened(page, number);
      await take(page, permit, "grant", { document: "合成规许1号" });
      await take(page, number, "begin", { evidence: "合成施许1号" });
      await take(page, number, "raise", { what: "合成：管线未迁", unit: OWNER, due: day(20) });
      const obstacle = await opened(page, number, [permit]);
      await page.goto(`/desk/cases/${obstacle}`);
      await look("projects-obstacle");
      await take(page, number, "invest", { amount: "6000", period: day(0), evidence: "合成：进度款凭证" });
      await take(page, obstacle, "solve", { solution: "合成：已迁改" });
      await take(page, number, "complete", { progress: "合成：全部完工" });
      await next(page, "projects");
      await take(page, obstacle, "confirm");
      await take(page, number, "confirm");
      await page.goto("/desk/views/projects/investment-by-month");
      // The month tells what was invested.
      await page.locator("main tr", { hasText: title }).filter({ hasText: "6000" }).first().waitFor();
      await look("projects-months");
      await next(page, "handler");
      await take(page, number, "produce", { progress: "合成：投产" });
      await next(page, "projects");
      await take(page, number, "appraise", { grade: "good", finding: "合成：达到承诺" });
      await take(page, number, "support", { fed: "合成：列入下一批储备" });
      await page.goto("/desk/views/projects/appraised");
      await page.locator("main tr", { hasText: title }).waitFor();
      await look("projects-appraised");
    },
  },
  {
    name: "money is applied for, awarded, spent and settled",
    walk: async ({ page, look, width, lang }) => {
      const title = `合成：管网 ${width} ${lang}`;
      await signIn(page, "projects");
      const number = await planned(page, title);
      await take(page, number, "fund", { kind: "special-bond", amount: "20000", due: day(30) });
      const funds = await opened(page, number);
      await take(page, funds, "submit", { batch: "合成第一批" });
      await take(page, funds, "award", { amount_awarded: "15000", evidence: "合成文号" });
      await look("projects-award");
      await take(page, funds, "supervise");
      await next(page, "handler");
      await take(page, funds, "spend", { amount_spent: "15000", evidence: "合成凭证" });
      await page.goto("/desk/views/projects/funds-by-month");
      const months = page.locator("main tr", { hasText: title });
      for (const n of [0, 1]) assert.match(await months.nth(n).innerText(), /15000/, "what was awarded, and what was spent");
      await look("projects-funds");
      await take(page, funds, "settle");
    },
  },
];
