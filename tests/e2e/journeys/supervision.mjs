// What a district sets itself beyond the sentences of its report: reform projects that a post leads, campaigns, and the appraisal of the year with its appeal.
import assert from "node:assert/strict";
import { day, file, take } from "../forms.mjs";
import { signIn, signOut } from "../people.mjs";

const COMMERCE = "420103-commerce";

/** Signs in as somebody else. */
async function next(page, user) {
  await signOut(page);
  await signIn(page, user);
}

/** The row of a view in which a matter stands. */
async function row(page, view, number) {
  await page.goto(`/desk/views/supervision/${view}`);
  return page.locator("main", { hasText: number }).first().innerText();
}

export default [
  {
    name: "a reform project is led, a campaign counted, the year appraised and appealed",
    walk: async ({ page, look, width, lang }) => {
      const year = String(new Date().getFullYear());
      const name = (what) => `合成：${what} ${width} ${lang}`;
      await signIn(page, "supervisor");
      const reform = await file(page, "supervision.reform", { title: name("改革项目"), year, goal: "合成：十个行业", leader: "leading-posts/sample-a", office: "420103-government-office", lead_unit: COMMERCE, due: day(200) }, () => look("supervision-reform"));
      const campaign = await file(page, "supervision.campaign", { title: name("专项整治"), year, scope: "合成：台账和现场", lead_unit: COMMERCE, due: day(200) });
      const task = await file(page, "supervision.task", { title: name("引进首店"), quantity: "100", measure: "家", comparator: "exact", year, lead_unit: COMMERCE, due: day(200) });
      const appraisal = await file(page, "supervision.appraisal", { period: year, day: day(0) });
      await take(page, appraisal, "show", { summary: "合成：总体平稳" });

      await next(page, "leader");
      await take(page, reform, "lead", { plan: "合成：上半年出方案" });
      await take(page, reform, "push", { on: day(0), decided: "合成：下月定流程" });
      await look("supervision-led");

      await next(page, "handler");
      await take(page, reform, "step", { on: day(0), said: "合成：流程已定" });
      await take(page, reform, "report", { summary: "合成：已上线" });
      await take(page, campaign, "launch", { launched_on: day(0), plan: "合成：方案" });
      await take(page, campaign, "find", { amount: "37", period: day(0), evidence: "合成：台账" });
      await take(page, campaign, "fix", { amount: "37", period: day(0), evidence: "合成：整改单" });
      await take(page, campaign, "report", { summary: "合成：整改到位" });
      await take(page, task, "take");
      await take(page, task, "report", { summary: "合成：引进 60 家" });
      await take(page, appraisal, "object", { unit: COMMERCE, reason: "合成：一件应计完成" });

      await next(page, "leader");
      await take(page, reform, "endorse", { judged: "合成：达到目标" });

      await next(page, "supervisor");
      assert.match(await row(page, "reforms-by-stage", reform), new RegExp(reform), "it stands on the board until it is struck off");
      await look("supervision-reforms");
      await take(page, reform, "accept", { finding: "合成：属实" });
      await take(page, campaign, "accept", { finding: "合成：属实" });
      await page.goto("/desk/views/supervision/campaigns-list");
      assert.match(await page.locator("main tr", { hasText: name("专项整治") }).innerText(), /37/, "what it found is counted");
      await look("supervision-campaigns");
      await take(page, task, "short", { finding: "合成：完成 60，目标 100" });
      await take(page, appraisal, "submit", { note: "合成：已核对" });

      await next(page, "handler");
      const appeal = await file(page, "supervision.appeal", { matter: task, unit: COMMERCE, ground: "policy", account: "合成：认定口径年中收紧" }, () => look("supervision-appeal"));
      await next(page, "supervisor");
      await take(page, appeal, "propose", { opinion: "合成：情况属实" });
      await next(page, "leader");
      await take(page, appeal, "uphold", { decision: "合成：不计入" });
      await take(page, appraisal, "approve", { settled: "合成：同意" });
      await next(page, "supervisor");
      await take(page, appraisal, "announce", { edition: "1" });
      await look("supervision-appraised");
      await page.goto(`/desk/cases/${task}`);
      assert.match(await page.locator("main").innerText(), new RegExp(appeal), "the task tells which appeal left it out");
      await look("supervision-left-out");
      await page.goto("/desk/scores");
      await look("supervision-scores");
    },
  },
];
