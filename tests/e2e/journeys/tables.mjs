// Tables in a real browser: sent, looked at row by row, taken once; a list and a case taken along.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { signIn } from "../people.mjs";

/** A table of its own for each walk: the same one is never taken twice. */
const table = (lamp) => ["诉求内容*,诉求类别,联系电话", `合成：示例路 ${lamp} 号路灯不亮,路灯不亮,13800000000`, "合成：没有类别,没有的类别,12"].join("\n");

export default [
  {
    name: "a table is looked at row by row and taken, a list and a case are taken along",
    languages: ["zh"],
    walk: async ({ page, look }) => {
      await signIn(page, "clerk", "/desk/intake");
      await page.locator("a[href^='/desk/import']").click();
      await page.locator("#file").setInputFiles({ name: "登记.csv", mimeType: "text/csv", buffer: Buffer.from(table(page.viewportSize().width)) });
      await look("import-start");
      await page.locator("main form[enctype] button[type=submit]").click();
      await page.waitForURL("**/desk/import/sha256-*");
      await page.locator("main details summary").click();
      await look("import-look");
      await page.locator("button[value=take]").click();
      await page.waitForURL("**?done=1");
      await page.locator(".govuk-notification-banner--success").waitFor();
      await look("import-result");
      assert.equal(await page.locator("button[value=take]").count(), 0, "what is taken is not taken again");
      await page.locator("td a.bh-number").first().click();
      const saved = async (selector) => {
        const [file] = await Promise.all([page.waitForEvent("download"), page.locator(selector).click()]);
        return readFileSync(await file.path()).subarray(0, 4).toString("latin1");
      };
      assert.equal(await saved("a[href$='/archive']"), "PK\u0003\u0004");
      await page.goto("/desk");
      await look("list-taken-along");
      assert.equal(await saved(".bh-download a[href*='as=xlsx']"), "PK\u0003\u0004");
    },
  },
];
