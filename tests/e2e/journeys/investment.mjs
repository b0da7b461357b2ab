// A lead from the street to a works that produces: visited, admitted, reviewed, signed, funded, begun, and checked by another office.
import assert from "node:assert/strict";
import { day, file, offered, refused, take } from "../forms.mjs";
import { signIn, signOut } from "../people.mjs";

const KEEPER = "420103-commerce";

/** Signs in as somebody else. */
async function next(page, user) {
  await signOut(page);
  await signIn(page, user);
}

export default [
  {
    name: "a lead is visited, admitted, reviewed, signed, funded and brought into production",
    walk: async ({ page, look, width, lang }) => {
      const name = `合成：医疗器械项目 ${width} ${lang}`;
      await signIn(page, "investment");
      const number = await file(page, "investment.lead", { name, investor: "合成投资方", source: "envoy", member: "network/envoy-a", node: "chain/health-devices" }, () => look("investment-intake"));
      await take(page, number, "follow", { keeper: KEEPER });
      await next(page, "handler");
      await take(page, number, "visit", { on: day(0), said: "合成：有意落户" });
      await take(page, number, "propose", { agreed: "20000", size: "from-1" });
      assert.ok(!(await offered(page, number, "sign")), "nothing is signed before it is admitted and reviewed");
      await next(page, "investment");
      await take(page, number, "admit", { note: "合成：符合方向" });
      await next(page, "handler");
      await take(page, number, "pass_review", { conclusion: "合成：没有针对特定经营者的优惠" });
      await next(page, "investment");
      await take(page, number, "sign", { signed_on: day(0), funds_by: day(60), start_by: day(120), produce_by: day(400) });
      await next(page, "handler");
      assert.ok(!(await offered(page, number, "register")), "the amount of the contract comes first");
      await take(page, number, "contract", { contracted: "20000", period: day(0), evidence: "合成：合同一号" });
      await refused(page, number, "register", { company: "91420100MA00000007", company_name: "合成公司" });
      await look("investment-wrong-code");
      await take(page, number, "register", { company: "91350100M000100Y43", company_name: "合成公司" });
      await take(page, number, "fund", { amount: "12000", period: day(0), evidence: "合成：回单一号" });
      await take(page, number, "fund", { amount: "8000", period: day(0), evidence: "合成：回单二号" });
      await take(page, number, "funds_done");
      await take(page, number, "begin", { on: day(0), evidence: "合成：施工许可" });
      await take(page, number, "invest", { amount: "18000", period: day(0), evidence: "合成：台账" });
      await take(page, number, "produce", { on: day(0), evidence: "合成：照片" });
      await look("investment-case");
      await next(page, "supervisor");
      await take(page, number, "fulfilled", { finding: "合成：属实" });
      await page.goto("/desk/views/investment/funds-by-month");
      const months = page.locator("main tr", { hasText: name });
      assert.match(await months.nth(0).innerText(), /20000/, "both parts came in");
      assert.match(await months.nth(1).innerText(), /18000/, "what was invested is told apart");
      await look("investment-months");
    },
  },
  {
    name: "a site is shown to all, matched with a lead and taken, and an event is held and checked",
    walk: async ({ page, look, width, lang }) => {
      const site = `合成：可租楼宇 ${width} ${lang}`;
      await signIn(page, "investment");
      const number = await file(page, "investment.resource", { name: site, kind: "building", keeper: KEEPER, node: "chain/digital-chips", offer: "合成：三层，可分租", until: day(200) }, () => look("investment-site"));
      await page.goto("/record/views/investment/resources-open");
      await page.locator("main", { hasText: site }).waitFor();
      await look("investment-sites-open");
      await take(page, number, "match", { lead: "合成线索一", fits: "合成：要研发用房" });
      await next(page, "handler");
      await take(page, number, "take", { note: "合成：签了意向" });
      await next(page, "investment");
      const event = await file(page, "investment.event", { name: `合成：推介会 ${width} ${lang}`, kind: "promotion", planned_on: day(0), unit: KEEPER });
      await next(page, "handler");
      await take(page, event, "guests", { amount: "120", period: day(0), evidence: "合成：签到表" });
      await take(page, event, "hold", { held_on: day(0), outcome_words: "合成：意向三项" });
      assert.ok(!(await offered(page, event, "confirm")), "who held it does not check it");
      await next(page, "investment");
      await take(page, event, "confirm");
      await look("investment-event");
    },
  },
  {
    name: "a firm is put on the industry map, weighed against the gap and listed as a target",
    walk: async ({ context, page, look, width, lang }) => {
      await context.grantPermissions(["geolocation"]);
      await context.setGeolocation({ longitude: 114.2613, latitude: 30.6061 });
      const firm = `合成器械公司 ${width} ${lang}`;
      await signIn(page, "investment");
      const number = await file(page, "investment.target", { firm, node: "chain/health-devices", "place-unit": "420103001", "place-address": "合成园区", reason: "合成：缺整机" }, async () => {
        await page.locator("#intake button[type=button]").first().click();
        await page.waitForFunction(() => document.querySelector("#intake [name=place-lon]").value !== "");
      });
      await refused(page, number, "list", { gap: "false", note: "合成：已有两家" });
      await take(page, number, "list", { gap: "true", note: "合成：本区没有整机企业" });
      await page.goto("/desk/views/investment/industry-map");
      await page.locator("main", { hasText: number }).waitFor();
      await look("investment-map");
      await page.goto("/desk/views/investment/targets");
      await page.locator("main tr", { hasText: number }).waitFor();
      await look("investment-targets");
      const lead = await file(page, "investment.lead", { name: `合成：整机项目 ${width} ${lang}`, investor: firm, source: "firm", node: "chain/health-devices" });
      await take(page, number, "turn", { lead });
    },
  },
];
