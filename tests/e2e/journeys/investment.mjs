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
];
