// The administration in a real browser: an officer is added, takes over, a program gets a token, a pack is looked at.
import assert from "node:assert/strict";
import { lamp, signIn, signOut } from "../people.mjs";

/** What whoever holds the receipt reads of a matter. */
async function seen(base, { number, code }) {
  const answer = await fetch(`${base}/api/v1/cases/${number}`, { headers: { "receipt-code": code } });
  assert.equal(answer.status, 200);
  return answer.json();
}

/** A due date as the office writes it. */
const day = (due) => new Date(Date.parse(due) + 8 * 3600 * 1000).toISOString().slice(0, 10);

/** Pages that are about one thing; the lists are looked at with every other page. */
const PAGES = [
  ["admin-unit", "/admin/units/420103001"],
  ["admin-post", "/admin/posts/handler"],
  ["admin-officer", "/admin/officers/handler"],
  ["admin-pack-access", "/admin/packs/hotline/access"],
  ["admin-pack-check", "/admin/packs/hotline/check"],
  ["admin-pack-stories", "/admin/packs/hotline/stories"],
  ["admin-pack-versions", "/admin/packs/hotline/versions?from=1&to=1"],
];

export default [
  {
    name: "an officer is added and takes over, a program gets a token, a pack is read as a picture",
    walk: async ({ page, width, lang, look }) => {
      const user = `xin-ren-${width}-${lang}`;
      await signIn(page, "admin", "/admin/officers");
      await page.locator("a[href='/admin/new-officer']").click();
      await page.locator("form[action='/admin/new-officer'] button[type=submit]").click();
      await page.locator(".govuk-error-summary").waitFor();
      await look("admin-new-officer-wrong");
      await page.locator("#user").fill(user);
      await page.locator("#name").fill("新人(合成)");
      await page.locator("#unit").selectOption("420103-urban-management");
      await page.locator("#post").selectOption("handler");
      await page.locator("form[action='/admin/new-officer'] button[type=submit]").click();
      const password = (await page.locator(".bh-code").innerText()).trim();
      assert.equal(password.length, 16, "a first password is made and shown");
      await look("admin-officer-added");
      await page.goto("/admin/hand-over/handler");
      await page.locator("#to").selectOption(user);
      await page.locator("input[name=leaves][value=no]").check();
      await page.locator("form[method=get] button").last().click();
      await page.waitForURL("**leaves=no**");
      await look("admin-hand-over");
      await page.locator("form[action$='/do'] button[type=submit]").click();
      await page.locator(".govuk-notification-banner--success").waitFor();
      await look("admin-handed-over");
      await page.goto("/admin/tokens");
      await page.locator("details:has(form[action='/admin/tokens/new']) summary").click();
      await page.locator("form[action='/admin/tokens/new'] select[name=user]").selectOption("clerk");
      await page.locator("input[name=scope][value=read]").check();
      await page.locator("form[action='/admin/tokens/new'] button[type=submit]").click();
      assert.match(await page.locator(".bh-code").innerText(), /^bh_[0-9a-f]{64}$/);
      await look("admin-token-made");
      await page.goto("/admin/packs/hotline");
      await look("admin-pack-words");
      await page.locator("a[href='/admin/packs/hotline/diagram']").click();
      assert.ok((await page.locator(".bh-diagram__card").count()) > 5);
      await look("admin-pack-diagram");
    },
  },
  {
    name: "a notice on the days of rest is looked at and taken in, and a due date moves",
    walk: async ({ page, base, width, lang, look }) => {
      const receipt = await lamp(base);
      const before = day((await seen(base, receipt)).due);
      await signIn(page, "admin", "/admin/calendar");
      const height = await page.evaluate(() => document.documentElement.scrollHeight);
      assert.ok(height <= 4000, `the calendar is ${height} px tall`);
      await look("admin-calendar-years");
      await page.locator("details:has(form[action='/admin/calendar']) summary").click();
      const send = page.locator("form[action='/admin/calendar'] button[type=submit]");
      const number = `合成发〔${before.slice(0, 4)}〕${width}-${lang}号`;
      await page.locator("#year").fill(before.slice(0, 4));
      await page.locator("#title").fill("合成：关于放假安排的通知");
      await page.locator("#number").fill(number);
      await page.locator("#published").fill(day(new Date().toISOString()));
      await page.locator("#source").fill("合成来源");
      await page.locator("#days").fill(`${before},holiday,合成假\n${before},workday,合成假`);
      await send.click();
      await page.locator(".govuk-error-summary").waitFor();
      await look("admin-calendar-wrong");
      await page.locator("#days").fill(`${before},holiday,合成假`);
      await send.click();
      await page.locator("form[action='/admin/calendar/take']").waitFor();
      await look("admin-calendar-would");
      await page.locator("form[action='/admin/calendar/take'] button[type=submit]").click();
      await page.locator(".govuk-notification-banner--success").waitFor();
      let after = before;
      for (const end = Date.now() + 20_000; after === before && Date.now() < end; ) {
        await new Promise((done) => setTimeout(done, 200));
        after = day((await seen(base, receipt)).due);
      }
      assert.ok(after > before, `due on ${after}, before ${before}`);
      await page.goto("/admin/calendar");
      await look("admin-calendar-taken");
      await signOut(page);
      await signIn(page, "clerk", `/desk/cases/${receipt.number}`);
      // The due date names its notice, in the count that unfolds.
      await page.locator("main", { hasText: number }).waitFor();
      await look("desk-case-recounted");
    },
  },
  {
    name: "one unit, post, officer and pack: each page is accessible and fits",
    walk: async ({ page, look }) => {
      await signIn(page, "admin", "/admin");
      for (const [name, path] of PAGES) {
        const answer = await page.goto(path);
        assert.equal(answer.status(), 200, path);
        await look(name);
      }
    },
  },
];
