// The seven steps of the tour, one button each, in under ninety seconds.
import assert from "node:assert/strict";

export default [
  {
    name: "the tour is walked in seven steps",
    walk: async ({ page, look, say }) => {
      const began = Date.now();
      await page.goto("/tour");
      let number = "";
      for (let step = 1; step <= 7; step += 1) {
        assert.match(await page.locator("h1").innerText(), new RegExp(say(`第 ${step} 步`, `Step ${step} of`)));
        assert.match(await page.locator("blockquote").first().innerText(), say(/文件 .*第 \d+ 行/, /Document .*line \d+/));
        await look(`tour-${step}`);
        if (step === 3) {
          number = await page.locator("#tour-number").innerText();
          assert.match(await page.locator("main").innerText(), say(/调休/, /make-up/));
        }
        if (step === 7) {
          const [before, after] = await page.locator("dd.govuk-summary-list__value").allInnerTexts();
          assert.notEqual(before, after, "the sentence has changed");
          break;
        }
        await page.locator("main form button[type=submit].govuk-button").click();
        await page.waitForURL(`**/tour/${step + 1}`);
      }
      assert.ok(Date.now() - began < 90_000, "under ninety seconds");
      await page.goto("/tour/6");
      await page.locator("#tour-dissatisfied").click();
      await page.waitForURL("**/cockpit/cases?what=dissatisfied");
      assert.match(await page.locator("main").innerText(), new RegExp(number), "this very case is behind the number");
    },
  },
];
