// What a firm asks for, from its own telephone to its own judgement; who is paired with it, visits it and meets it; what a visit to a community finds.
import assert from "node:assert/strict";
import { day, file, take } from "../forms.mjs";
import { signIn, signOut } from "../people.mjs";
import { opened, put } from "../steps.mjs";

const CODE = "91350100M000100Y43";
const COMMUNITY = "420103001002";

/** A new entry of a register; the supervisor keeps those of all units. */
async function enter(page, register, fields) {
  const key = `w${Date.now().toString(36)}`;
  await page.goto(`/desk/registers/enterprise/${register}/new`);
  for (const [field, value] of Object.entries({ key, ...fields })) await put(page.locator("#entry"), field, value);
  await page.locator("#entry button[type=submit]").click();
  await page.waitForURL((url) => !url.pathname.endsWith("/new"));
  return `${register}/${key}`;
}

/** Signs in as somebody else. */
async function next(page, user) {
  await signOut(page);
  await signIn(page, user);
}

/** Whether a matter stands in a view of the desk. */
async function stands(page, view, number) {
  await page.goto(`/desk/views/enterprise/${view}`);
  return (await page.locator("main a", { hasText: number }).count()) > 0;
}

/** Files a firm's request as the firm does through the API; answers its number and code. */
async function asked(base) {
  const form = { firm: "合成科技公司", code: "91350100M000100Y43", topic: "road", content: "合成：门口道路下雨积水" };
  const answer = await fetch(`${base}/api/v1/cases`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ type: "enterprise.matter", district: "420103", form }) });
  assert.equal(answer.status, 201, await answer.clone().text());
  return (await answer.json()).receipt;
}

export default [
  {
    name: "a firm asks, is answered and judges",
    walk: async ({ house, base, page, look, width, lang }) => {
      const { number, code } = await asked(base);
      const path = `/desk/cases/${number}`;
      await signIn(page, "investment", path);
      await look("firm-case");
      const answer = page.locator("details[id^='act-answer']");
      if (!(await answer.evaluate((e) => e.open))) await answer.locator("summary").click();
      await answer.locator("textarea").fill("合成：已请水务部门疏通，今晚完工。");
      await answer.locator("button[type=submit]").click();
      await page.locator(".govuk-notification-banner--success").waitFor();
      await signOut(page);
      const firm = await house.visit(base, width, lang);
      const follow = await firm.newPage();
      await follow.goto("/follow");
      await follow.locator("#number").fill(number);
      await follow.locator("#code").fill(code);
      await follow.locator("main button[type=submit]").click();
      assert.match(await follow.locator("main").innerText(), /已请水务部门疏通/, "the answer that is to be judged stands there");
      const judge = follow.locator("#do-rate");
      await judge.locator("input[name$=resolved][value=true]").check({ force: true });
      await judge.locator("input[name$=satisfied][value='5']").check({ force: true });
      await look("firm-judge", follow);
      await judge.locator("button[type=submit]").click();
      await follow.waitForLoadState("networkidle");
      assert.equal(await follow.locator("#do-rate").count(), 0, "it is judged");
      await look("firm-closed", follow);
      await firm.close();
    },
  },
  {
    name: "firms are paired and visited, met with banks, and what they raise is a request",
    walk: async ({ page, look, width, lang }) => {
      const period = String(new Date().getFullYear());
      await signIn(page, "supervisor");
      const leader = await enter(page, "liaison-posts", { duty: `合成：分管工作的副区长 ${width} ${lang}`, office: "420103-science-industry" });
      const firm = await enter(page, "firms", { name: `合成重点公司 ${width} ${lang}`, code: CODE, kind: "key", paired: "420103-science-industry" });
      await next(page, "investment");
      const liaison = await file(page, "enterprise.liaison", { leader, office: "420103-science-industry", period });
      const pair = await file(page, "enterprise.pair", { kind: "key", name: `合成重点公司 ${width} ${lang}`, firm, period });
      assert.ok(await stands(page, "pairs-missing", pair), "nobody is paired with it, and the list says so");
      await look("enterprise-unpaired");
      await take(page, pair, "lead", { leader, unit: "420103-science-industry" });
      await take(page, liaison, "arrange", { note: pair });
      assert.ok(!(await stands(page, "pairs-missing", pair)) && (await stands(page, "pairs-list", pair)), "it is paired");
      await look("enterprise-pairs");
      const visit = await file(page, "enterprise.visit", { purpose: "合成：例行走访", firm, by: "420103-science-industry", before: day(30) });
      const meeting = await file(page, "enterprise.meeting", { kind: "bank", host: "420103-finance", day: day(5) });
      const reach = await file(page, "enterprise.reach", { community: COMMUNITY, period });

      await next(page, "handler");
      await take(page, visit, "went", { on: day(0), found: "合成：盼续贷", asked: "true" });
      await look("enterprise-visit");
      await take(page, meeting, "invite", { meet_on: day(3), agenda: "合成：流动资金贷款" });
      await take(page, meeting, "held", { held_on: day(0), firms: "12", minutes: "合成：三家银行到会" });
      await take(page, meeting, "raise", { firm: "合成重点公司", code: CODE, topic: "finance", content: "合成：盼续贷两百万" });
      await look("enterprise-meeting");
      await take(page, meeting, "gathered");
      await take(page, reach, "reached", { on: day(0), chamber: "合成商会", served: "合成：政策咨询" });
      assert.ok(!(await stands(page, "communities-to-reach", reach)), "the community was reached");
      await look("enterprise-communities");

      await next(page, "investment");
      await page.goto(`/desk/cases/${meeting}`);
      const matter = (await opened(page)).split("/").at(-1);
      await take(page, matter, "dispatch", { lead_unit: "420103-commerce" });
      await next(page, "handler");
      await take(page, visit, "listed", { numbers: matter });
      await take(page, matter, "reply", { reply: "合成：银行已受理续贷" });
      await next(page, "leader");
      await take(page, matter, "approve");
      await next(page, "investment");
      await take(page, matter, "call_back", { resolved: "true", satisfied: "5" });
      await look("enterprise-solved");
      await next(page, "handler");
      await take(page, liaison, "report", { summary: "合成：走访一次", visits: "1", problems: "1", solved: "1" });
      await next(page, "investment");
      await take(page, liaison, "accept", { finding: "合成：相符" });
      await look("enterprise-liaison");
    },
  },
  {
    name: "a visit to a community finds a problem, and the community says that it is solved",
    walk: async ({ page, look, width, lang }) => {
      const title = `合成：楼道灯不亮 ${width} ${lang}`;
      await signIn(page, "investment");
      const visit = await file(page, "enterprise.field-visit", { kind: "reception", community: COMMUNITY, by: "420103-housing", purpose: "合成：定期接访", before: day(30) }, () => look("enterprise-field-visit"));
      await next(page, "handler");
      await take(page, visit, "went", { on: day(0), found: "合成：收到一个问题", asked: "true" });
      await take(page, visit, "log", { title, content: "合成：三单元", owner: "420103-civil-affairs", due: day(20) });
      await page.goto(`/desk/cases/${visit}`);
      const problem = (await opened(page)).split("/").at(-1);
      await take(page, visit, "logged");
      assert.ok(await stands(page, "problems-ledger", problem), "it stands on the ledger");
      await look("enterprise-ledger");
      await next(page, "acceptor");
      await take(page, problem, "report", { result: "合成：已换灯" });
      await next(page, "handler");
      await take(page, problem, "confirm", { finding: "合成：看过了" });
      await look("enterprise-problem");
      await signOut(page);
      await page.goto("/record/views/enterprise/problems-public");
      await page.locator("main", { hasText: title }).waitFor();
      await look("enterprise-problems-public");
    },
  },
];
