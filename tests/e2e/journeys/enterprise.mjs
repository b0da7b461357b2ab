// What a firm asks for, from its own telephone to its own judgement.
import assert from "node:assert/strict";
import { signIn, signOut } from "../people.mjs";

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
];
