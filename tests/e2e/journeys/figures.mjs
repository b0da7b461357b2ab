// Figures followed by hand: from the cockpit to the very matters that a number counts, and as many of them.
import assert from "node:assert/strict";

import { signIn } from "../people.mjs";

/** On a phone the parts of the cockpit are folded: a reader opens them. */
async function unfolded(page) {
  await page.evaluate(() => document.querySelectorAll("main details").forEach((part) => (part.open = true)));
}

/** Follows a number to its list and counts all of its pages. */
async function followed(page, link, count, look, picture) {
  await link.click();
  await page.waitForURL(/\/cases\?/);
  assert.match(await page.locator("h1").innerText(), new RegExp(`\\b${count}\\b|${count}`), "the list says the number");
  await look(picture);
  let listed = await page.locator("tbody tr").count();
  for (let more = page.locator("main .govuk-pagination__next a"); await more.count(); ) {
    await more.first().click();
    await page.waitForLoadState();
    listed += await page.locator("tbody tr").count();
  }
  assert.equal(listed, count, `${picture}: as many matters as the number says`);
  await page.locator("tbody .bh-number a").first().click();
  await page.waitForURL("**/desk/cases/*");
}

/** The number that a link says. */
const said = async (link) => Number((await link.innerText()).trim().split(/\s*\/\s*/).pop());

export default [
  {
    name: "three figures are followed by hand from the cockpit to their cases",
    walk: async ({ page, look }) => {
      const cockpit = "/cockpit?period=year&kind=hotline.request";
      await signIn(page, "supervisor", cockpit);
      await unfolded(page);
      const tables = page.locator("table.bh-funnel");
      await tables.first().scrollIntoViewIfNeeded();
      await look("figures-funnel");
      const figures = [
        ["figures-closed", (at) => at.locator("#figure-closed a")],
        ["figures-stage", (at) => at.locator("table.bh-funnel").first().locator("tbody tr").nth(3).locator("td a").first()],
        ["figures-solved", (at) => at.locator("table.bh-funnel").nth(1).locator("tbody tr").nth(2).locator("td").nth(1).locator("a").first()],
      ];
      for (const [picture, find] of figures) {
        await page.goto(cockpit);
        await unfolded(page);
        const count = await said(find(page));
        assert.ok(count > 0, `${picture} counts something`);
        await followed(page, find(page), count, look, picture);
      }
      // Whoever asks for a share finds it with its parts, and what was left out of it.
      await page.goto("/cockpit/figures/hotline.solved_rate");
      assert.equal(await page.locator("#figure-value").count(), 1);
      await look("figures-one");
    },
  },
];
