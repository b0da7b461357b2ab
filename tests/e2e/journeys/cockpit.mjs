// The cockpit: a number is followed to its matter, what waits is decided in two taps, every picture has its numbers, and
// the same figures stand in the open record.
import assert from "node:assert/strict";

import { lamp, signIn, signOut } from "../people.mjs";

/** A lamp that was mended and answered, and waits for a yes or no. */
async function answered(page, base) {
  const { number } = await lamp(base);
  await signIn(page, "clerk", `/desk/cases/${number}`);
  await page.locator("form[action$='/actions/dispatch'] button[type=submit]").click();
  await page.locator(".govuk-notification-banner--success").waitFor();
  await signOut(page);
  await signIn(page, "handler", `/desk/cases/${number}`);
  await page.locator("form[action$='/actions/take'] button").click();
  await page.locator(".govuk-notification-banner--success").waitFor();
  const reply = page.locator("form[action$='/actions/reply']");
  if (!(await reply.isVisible())) await page.locator("details[id^='act-reply'] summary").click();
  await reply.locator("textarea").first().fill("合成：已更换灯头。");
  await reply.locator("button[type=submit]").click();
  await page.locator(".govuk-notification-banner--success").waitFor();
  await signOut(page);
  return number;
}

export default [
  {
    name: "a number on the cockpit is followed to its matter",
    walk: async ({ page, look, width }) => {
      await signIn(page, "supervisor", "/cockpit");
      await page.locator(".bh-chart--drawn svg").waitFor();
      assert.ok((await page.locator(".bh-areas a").count()) > 5, "each street of the map is a link");
      await look("cockpit-whole");
      const number = page.locator("#figure-filed a");
      const count = Number(await number.innerText());
      assert.ok(count > 0);
      await number.click();
      await page.waitForURL("**/cockpit/cases?**");
      assert.match(await page.locator("h1").innerText(), new RegExp(String(count)));
      let listed = await page.locator("tbody tr").count();
      await look("cockpit-behind");
      for (let more = page.locator(".govuk-pagination__next a"); await more.count(); ) {
        await more.click();
        await page.waitForLoadState();
        listed += await page.locator("tbody tr").count();
      }
      assert.equal(listed, count, "the list has as many matters as the number says");
      await page.locator("tbody .bh-number a").first().click();
      await page.waitForURL("**/desk/cases/*");
      await page.goto("/cockpit/topics");
      await look("cockpit-topics-page");
      if (width > 700) {
        await page.goto("/cockpit?period=week");
        await page.emulateMedia({ media: "print" });
        await look("cockpit-print");
      }
    },
  },
  {
    name: "a leader decides in two taps on the page of the day",
    walk: async ({ page, base, look }) => {
      const number = await answered(page, base);
      await signIn(page, "leader", "/cockpit/today");
      await look("cockpit-today-page");
      const approval = page.locator("form[action$='/actions/approve']");
      const waiting = page.locator("main details.bh-action", { has: approval }).first();
      await waiting.locator("summary").click();
      await look("cockpit-today-open");
      const decided = await waiting.locator(".bh-number").first().innerText();
      await waiting.locator("form[action$='/actions/approve'] button").click();
      await page.waitForURL("**/cockpit/today?done=*");
      assert.match(await page.locator(".govuk-notification-banner--success").innerText(), new RegExp(decided));
      assert.ok(number, "and the matter that was made for this walk waits or was decided");
      await page.goto(`/desk/cases/${decided}`);
      assert.equal(await page.locator("form[action$='/actions/approve']").count(), 0, "it is decided");
    },
  },
  {
    name: "the open record fits a telephone and says what the cockpit says",
    walk: async ({ page, look, width }) => {
      await page.goto("/record");
      const height = await page.evaluate(() => document.documentElement.scrollHeight);
      assert.ok(height < 4000, `the record is ${height} px long at ${width}`);
      await look("record-whole");
      const last = page.locator(".bh-sideways table").first().locator("tbody tr").last();
      const filed = Number(await last.locator("td").first().innerText());
      await signIn(page, "supervisor", "/cockpit");
      assert.equal(Number(await page.locator("#figure-filed a").innerText()), filed, "the same number");
    },
  },
];
