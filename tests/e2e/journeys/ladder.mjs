// A firm climbs a rung: it asks on the portal, is coached, recognised and counted in by another person than the one who said so.
import assert from "node:assert/strict";
import { signIn } from "../people.mjs";
import { handTo, opened, put, refused, step } from "../steps.mjs";

const FIRM = "ladder-firms/91999999ma00000154";

/** What a firm sends from its own page; answers its number. A code that is misread is told at once. */
async function asks(firm, look, say) {
  const next = firm.getByRole("button", { name: say("继续", "Continue"), exact: true });
  await firm.goto("/report?type=ladder.climb");
  await put(firm.locator("#form"), "name", "合成一号科技公司");
  await put(firm.locator("#form"), "rung", "high_tech");
  await put(firm.locator("#form"), "code", "91999999MA00000155");
  await next.click();
  await firm.locator(".govuk-error-summary a[href='#code']").waitFor();
  await look("ladder-misread-code", firm);
  await put(firm.locator("#form"), "code", "91999999MA00000154");
  const send = firm.getByRole("button", { name: say("提交", "Send"), exact: true });
  while ((await send.count()) === 0) await Promise.all([firm.waitForEvent("load"), next.click()]);
  await send.click();
  await firm.locator(".govuk-panel").waitFor();
  return firm.locator(".govuk-panel .bh-number").first().innerText();
}

export default [
  {
    name: "a firm asks for a rung, is coached, recognised and counted in",
    walk: async ({ house, base, page, look, width, lang, say }) => {
      const outside = await house.visit(base, width, lang);
      const climb = await asks(await outside.newPage(), look, say);
      await outside.close();
      const path = `/desk/cases/${climb}`;
      await signIn(page, "handler", path);
      const year = new Date().getFullYear();
      const [from, until] = [`${year}-01-15`, `${year + 3}-01-14`];
      await step(page, "admit", { firm: FIRM, apply_by: `${year + 1}-12-31` });
      await step(page, "coach", { coach_unit: "420103001" });
      await step(page, "guide", { on: from, said: "合成：知识产权还差两件" });
      await step(page, "ready", { note: "合成：条件已对照" });
      await step(page, "submit", { applied_on: from, batch: "合成第二批" });
      const result = { firm: FIRM, from, until: from, document: "合成证书一号" };
      assert.match(await refused(page, "recognise", result), say(/止日须在起始日期之后/, /condition|must come after/), "a term ends after it begins");
      await page.goto(path);
      await look("ladder-awaiting");
      await step(page, "recognise", { ...result, until });
      const standing = await opened(page);

      await handTo(page, "leader", standing);
      assert.equal(await page.locator("form[action$='/actions/hold']").count(), 0, "nobody is held before being counted in");
      assert.match(await refused(page, "enter", { proof: "certificate", count: "1", day: `${year}-02-15` }), say(/入册日期须与起始日期一致/, /condition|days do not fit/), "the day is that of the certificate");
      await look("ladder-entering");
      await page.goto(standing);
      await step(page, "enter", { proof: "certificate", count: "1", day: from });
      await step(page, "hold");

      await handTo(page, "supervisor", `/desk/views/ladder/holdings-by-month?year=${year}`);
      const number = standing.split("/").at(-1);
      const months = page.locator("tbody tr", { hasText: number });
      assert.deepEqual((await months.locator("td").allInnerTexts()).filter((cell) => /^-?\d+$/.test(cell)), ["1", "1", "1"], "one, in the month of the certificate, in the year and in all");
      await look("ladder-months");
      await page.goto("/record/views/ladder/holdings-public");
      assert.match(await page.locator("tbody tr", { hasText: number }).innerText(), new RegExp(`合成一号科技公司[^]*${until}`), "anyone sees who holds what until when");
      await look("ladder-public");
    },
  },
];
