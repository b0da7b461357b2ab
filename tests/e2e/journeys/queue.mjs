// The queue: what a colleague does shows at once, acting second loses nothing, a call is taken by keyboard alone, and a
// view that was kept comes back.
import assert from "node:assert/strict";

import { lamp, signIn, signOut } from "../people.mjs";

/** Presses keys and types text as a person does; counts the keys beside the text. */
function keyboardOf(page) {
  let keys = 0;
  return {
    press: async (...names) => {
      for (const name of names) {
        keys += 1;
        await page.keyboard.press(name);
      }
    },
    type: (text) => page.keyboard.type(text),
    count: () => keys,
  };
}

const focused = (page) => page.evaluate(() => document.activeElement?.id ?? "");

export default [
  {
    name: "a colleague acts and the row changes, without a reload",
    walk: async ({ page, house, base, width, lang, look, say }) => {
      const { number } = await lamp(base);
      await signIn(page, "clerk", "/desk?order=newest");
      await page.evaluate(() => (globalThis.notReloaded = true));
      const row = page.locator("tbody tr", { hasText: number });
      await row.waitFor();
      const other = await (await house.visit(base, width, lang)).newPage();
      await signIn(other, "clerk", `/desk/cases/${number}`);
      await other.locator("form[action$='/actions/dispatch'] button[type=submit]").click();
      await other.locator(".govuk-notification-banner--success").waitFor();
      await page.locator("tr.bh-gone", { hasText: number }).waitFor();
      assert.match(await row.innerText(), new RegExp(say("派单", "Dispatch")), "with who, what and when");
      assert.equal(await row.locator("input[type=checkbox]").count(), 0, "and can no longer be ticked");
      assert.ok(await page.evaluate(() => globalThis.notReloaded), "the page is the same");
      await look("queue-live");
      // Something new for this clerk is told, and comes when it is asked for.
      const { number: fresh } = await lamp(base);
      await page.locator(".bh-live a").click();
      await page.locator("tbody tr", { hasText: fresh }).waitFor();
      await other.context().close();
    },
  },
  {
    name: "on the page of a matter, what a colleague did is told while one types, and acting second loses nothing",
    widths: [1440],
    walk: async ({ page, house, base, width, lang, look }) => {
      const { number } = await lamp(base);
      const path = `/desk/cases/${number}`;
      await signIn(page, "clerk", path);
      const other = await (await house.visit(base, width, lang)).newPage();
      await signIn(other, "clerk", path);
      const answer = page.locator("details[id^='act-answer']");
      await answer.locator("summary").click();
      await answer.locator("textarea").fill("合成：我正要当场答复");
      await other.locator("form[action$='/actions/dispatch'] button[type=submit]").click();
      await other.locator(".govuk-notification-banner--success").waitFor();
      await page.locator(".bh-live").waitFor();
      assert.equal(await answer.locator("textarea").inputValue(), "合成：我正要当场答复", "nothing typed is touched");
      await look("queue-live-case");
      await answer.locator("button[type=submit]").click();
      await page.getByText("合成：我正要当场答复").waitFor();
      assert.ok((await page.locator("main li time").count()) >= 1, "who did what, and when");
      await look("queue-second");
      await other.context().close();
    },
  },
  {
    name: "by keyboard alone, from signing in to a dispatched call and the next one",
    languages: ["zh"],
    widths: [1440],
    walk: async ({ page, look }) => {
      const { press, type, count } = keyboardOf(page);
      await page.goto("/desk");
      assert.equal(await focused(page), "user");
      await type("clerk");
      await press("Tab");
      await type("demo-clerk");
      await press("Enter");
      await page.locator(".bh-worklist").waitFor();
      await press("n");
      await page.waitForURL("**/desk/intake");
      await page.waitForFunction(() => document.activeElement?.id === "content");
      await type("合成：示例路 12 号路灯不亮，晚上看不清");
      await page.locator("#intake-help [aria-keyshortcuts='Alt+1']").waitFor();
      await press("Alt+1");
      await page.locator("#category").and(page.locator("select")).waitFor();
      await page.waitForFunction(() => document.querySelector("#category")?.value === "street-light");
      await press("Control+Enter");
      await page.locator(".govuk-panel").waitFor();
      assert.match(await page.locator("main").innerText(), /派单：已完成/);
      await look("queue-keyboard-done");
      console.log(`     keys from sign-in to a dispatched call, beside what is typed: ${count()}`);
      assert.ok(count() <= 6, `${count()} keys`);
      await press("Enter");
      await page.waitForURL("**/desk/intake");
      await page.waitForFunction(() => document.activeElement?.id === "content");
      await page.goto("/desk");
      await press("?");
      assert.ok(await page.locator("#keys").evaluate((keys) => keys.open));
      await look("queue-keys");
    },
  },
  {
    name: "several are looked at, confirmed and told row by row, by keyboard",
    languages: ["zh"],
    widths: [360],
    walk: async ({ page, base, look }) => {
      const { number } = await lamp(base);
      await signIn(page, "clerk", `/desk/cases/${number}`);
      await page.locator("form[action$='/actions/dispatch'] button[type=submit]").click();
      await page.locator(".govuk-notification-banner--success").waitFor();
      await signOut(page);
      await signIn(page, "handler", `/desk?q=${number}`);
      await page.keyboard.press("j");
      await page.keyboard.press("x");
      assert.ok(await page.locator(`input[name=task][value^='${number}/']`).isChecked());
      await page.keyboard.press("a");
      const step = page.locator("button[name=action][value=take]");
      if (await step.count()) await step.click();
      await page.locator("button[name=step][value=do]").waitFor();
      await look("queue-look");
      await page.locator("button[name=step][value=do]").click();
      await page.locator(".govuk-notification-banner--success").waitFor();
      await look("queue-done");
    },
  },
  {
    name: "a view that was kept comes back, with its filters, its order and its columns",
    walk: async ({ page, look, say, width, lang }) => {
      const name = `${say("先办新的", "Newest first")} ${width} ${lang}`;
      await signIn(page, "handler", "/desk?stage=sign&order=newest&col=matter&col=opened&col=due");
      await page.locator(".bh-keep summary").click();
      await page.locator("#name").fill(name);
      await page.locator(".bh-keep button[type=submit]").first().click();
      await page.locator(".bh-views a[aria-current]", { hasText: name }).waitFor();
      await look("queue-view");
      await signOut(page);
      await signIn(page, "handler");
      await page.locator(".bh-views a", { hasText: name }).click();
      await page.waitForURL("**/desk?stage=sign&order=newest&col=matter&col=opened&col=due");
      await page.locator(".bh-keep summary").click();
      await page.locator(`.bh-keep button[value='${name}']`).click();
      await page.waitForURL("**/desk");
      assert.equal(await page.locator(".bh-views a", { hasText: name }).count(), 0);
    },
  },
  {
    name: "what runs side by side is drawn",
    walk: async ({ page, base, look, say }) => {
      const { number } = await lamp(base);
      const path = `/desk/cases/${number}`;
      await signIn(page, "clerk", path);
      const dispatch = page.locator("form[action$='/actions/dispatch']");
      await dispatch.locator("select[name$='support_units']").first().selectOption("420103-water");
      await dispatch.locator("button[type=submit]").click();
      await page.locator(".govuk-notification-banner--success").waitFor();
      await signOut(page);
      await signIn(page, "handler", path);
      await page.locator("form[action$='/actions/take'] button").click();
      await page.locator("svg.bh-branches__picture").waitFor();
      assert.match(await page.locator("svg.bh-branches__picture").getAttribute("aria-label"), new RegExp(say("协办", "Supports")));
      await look("queue-branches");
    },
  },
  {
    name: "supervising begins with counts and fits a phone",
    walk: async ({ page, look, width }) => {
      await signIn(page, "supervisor", "/desk/supervise");
      await page.locator(".bh-counts a[aria-current]").waitFor();
      const height = await page.evaluate(() => document.documentElement.scrollHeight);
      assert.ok(height < (width < 700 ? 8000 : 3500), `the page is ${height} px long`);
      await look("queue-supervise");
      await page.locator(".bh-counts a").last().click();
      await page.waitForURL("**list=untaken");
      await look("queue-supervise-untaken");
    },
  },
];
