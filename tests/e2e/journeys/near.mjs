// What is alike is joined with one press on the telephone clerk's page, with script and without; and the answers that
// clerks give are written, changed and taken out of use by who keeps them, each version kept.
import assert from "node:assert/strict";
import { lamp, signIn } from "../people.mjs";

/** A lamp in the street of the others, as a clerk types it. */
async function told(page) {
  await page.locator("#content").fill("合成：示例路 12 号路灯又不亮了");
  await page.locator("#category").selectOption("street-light");
  await page.locator("#place-unit").selectOption("420103001");
  await page.locator("button.govuk-button[value=similar]").click();
}

/** Presses the button of the matter with this number, and opens what was filed. */
async function joined(page, number) {
  await page.locator(`#intake-help button[value='join:${number}']`).first().click();
  await page.locator(".govuk-panel").waitFor();
  assert.equal(await page.locator(".moj-alert--success").count(), 1, "filed, and merged with the same press");
}

export default [
  {
    name: "a call is joined to an open matter with one press, with script and without",
    walk: async ({ page, base, house, width, lang, look }) => {
      const { number } = await lamp(base);
      await signIn(page, "clerk", "/desk/intake");
      await told(page);
      await page.locator(`#intake-help button[value='join:${number}']`).first().waitFor();
      await look("desk-intake-join");
      await joined(page, number);
      await look("desk-intake-joined");
      await page.locator("a.govuk-button--secondary").click();
      await page.waitForURL("**/desk/cases/*");
      assert.ok((await page.locator(`main a[href='/desk/cases/${number}']`).count()) > 0, "the case leads to the other");
      await look("desk-case-joined");
      const plain = await house.visit(base, width, lang, { javaScriptEnabled: false });
      const slow = await plain.newPage();
      await signIn(slow, "clerk", "/desk/intake");
      await told(slow);
      await joined(slow, number);
      await plain.close();
    },
  },
  {
    name: "an answer is written, changed by the slower of two, and taken out of use",
    walk: async ({ page, base, house, width, lang, look }) => {
      const question = `合成：${width} ${lang} 谁来修路灯？`;
      await signIn(page, "supervisor", "/desk/answers");
      await page.locator("a[href='/desk/answers/new']").click();
      await look("desk-answer-new");
      await page.locator("#question").fill(question);
      await page.locator("#answer").fill("合成：当场登记，由城管部门修。");
      await page.locator("#owner").selectOption("420103-urban-management");
      for (const [part, value] of [["year", "2024"], ["month", "12"], ["day", "31"]]) await page.locator(`#valid_until-${part}`).fill(value);
      await page.locator("#entry button[type=submit]").click();
      await page.locator(".govuk-error-summary").waitFor();
      assert.equal(await page.locator("#question").inputValue(), question, "nothing typed is lost");
      await look("desk-answer-wrong");
      await page.locator("#valid_until-year").fill("2030");
      await page.locator("#entry button[type=submit]").click();
      await page.waitForURL("**/desk/answers/answers/*?done=1");
      await look("desk-answer-kept");
      const at = new URL(page.url()).pathname;

      const second = await house.visit(base, width, lang);
      const other = await second.newPage();
      await signIn(other, "leader", at);
      await page.goto(at);
      for (const [who, words] of [[page, "合成：先写的。"], [other, "合成：后写的。"]]) {
        await who.locator("#entry").evaluate((form) => form.closest("details").setAttribute("open", ""));
        await who.locator("#answer").fill(words);
        await who.locator("#entry button[type=submit]").click();
        if (who === page) await page.waitForURL("**?done=1");
      }
      await other.locator(".govuk-notification-banner").waitFor();
      assert.equal(await other.locator("#answer").inputValue(), "合成：后写的。", "the slower one keeps what was typed");
      assert.match(await other.locator(".govuk-summary-list").first().innerText(), /先写的/, "and sees what stands");
      await look("desk-answer-meanwhile", other);
      await other.locator("#entry button[type=submit]").click();
      await other.waitForURL("**?done=1");
      await second.close();

      await page.goto(at);
      await page.locator("details:has(input[name=step][value=retire]) summary").click();
      await page.locator("form:has(input[name=step][value=retire]) button").click();
      await page.waitForURL("**?done=1");
      assert.equal(await page.locator("main details:has(.govuk-summary-list)").count(), 4, "every version can be read");
      await look("desk-answer-retired");
      await page.goto("/desk/answers?all=1");
      await look("desk-answers-all");
    },
  },
];
