// A pack's next version in a real browser: a number is changed by keyboard, the difference read in words, a month tried
// under it, and another administrator publishes it from Monday on; what runs keeps its version.
import assert from "node:assert/strict";
import { lamp, signIn, signOut } from "../people.mjs";

const DRAFT = "/admin/packs/hotline/draft";

/** When a matter is due, by whoever holds its receipt. */
async function due(base, { number, code }) {
  const answer = await fetch(`${base}/api/v1/cases/${number}`, { headers: { "receipt-code": code } });
  assert.equal(answer.status, 200);
  return (await answer.json()).due;
}

/** Another administrator, added by the first. */
async function another(page, user) {
  await page.goto("/admin/new-officer");
  await page.locator("#user").fill(user);
  await page.locator("#name").fill("规则管理员(合成)");
  await page.locator("#unit").selectOption("420103");
  await page.locator("#post").selectOption("admin");
  await page.locator("form[action='/admin/new-officer'] button[type=submit]").click();
  return (await page.locator(".bh-code").innerText()).trim();
}

export default [
  {
    name: "a limit is shortened by keyboard, read in words, tried on a month and published from Monday by another",
    walk: async ({ page, base, width, lang, say, look }) => {
      const running = await lamp(base);
      const before = await due(base, running);
      await signIn(page, "admin", "/admin/packs/hotline/versions");
      const user = `fa-gui-${width}-${lang}`;
      const password = await another(page, user);
      await page.goto(DRAFT);
      await look("admin-pack-no-draft");
      await page.locator("form[action$='/begin'] button").press("Enter");
      await page.locator(".govuk-notification-banner--success").waitFor();
      await look("admin-pack-draft");

      // By keyboard: the part is unfolded, the number is wrong first, then right.
      const title = say("承诺办结时限", "Pledged time for the answer");
      const part = page.locator("form[action$='/numbers'] details", { hasText: title }).first();
      await part.locator("summary").press("Enter");
      const all = part.locator("input[type=text]");
      const values = await all.evaluateAll((inputs) => inputs.map((input) => input.value));
      const at = values.lastIndexOf("5 wd");
      assert.ok(at >= 0, `five working days are among ${values.join(", ")}`);
      const number = all.nth(at);
      await number.fill("soon");
      await number.press("Enter");
      await page.locator(".govuk-error-summary").waitFor();
      await look("admin-pack-draft-wrong");
      const again = page.locator("form[action$='/numbers'] input[value='soon']");
      await again.fill("3 wd");
      await again.press("Enter");
      await page.locator(".govuk-notification-banner--success").waitFor();
      const told = await page.locator(".bh-differences").first().innerText();
      assert.ok(told.includes(say("5 → 3 个工作日", "5 → 3 working days")), told);
      await look("admin-pack-difference");

      await page.locator("form[action$='#tried'] button").click();
      await page.waitForURL("**month=**");
      await page.locator("#tried .govuk-body").first().waitFor();
      await look("admin-pack-tried");
      assert.equal(await page.locator("form[action$='/publish']").count(), 0, "who drafted does not publish");

      await page.goto(`${DRAFT}?file=request.yaml`);
      await look("admin-pack-text");
      await signOut(page);

      await page.goto(DRAFT);
      await page.locator("#user").fill(user);
      await page.locator("#password").fill(password);
      await page.locator("main button[type=submit]").click();
      await page.waitForURL(`**${DRAFT}`);
      await page.locator("#why").fill("合成：三个工作日够用");
      await look("admin-pack-publish");
      await page.locator("form[action$='/publish'] button").press("Enter");
      await page.waitForURL("**done=published");
      await look("admin-pack-published");

      // Not before Monday: a matter of today has the days that it had, and so has the one that runs.
      assert.equal((await due(base, await lamp(base))).slice(0, 10), before.slice(0, 10));
      assert.equal(await due(base, running), before);
      await page.goto("/admin/packs/hotline/migration");
      await look("admin-pack-migration");

      await page.goto("/admin/packs/hotline/versions");
      await page.locator("details:has(form[action$='/withdraw']) summary").first().click();
      await page.locator("form[action$='/withdraw'] textarea").first().fill("合成：再等等");
      await page.locator("form[action$='/withdraw'] button").first().click();
      await page.waitForURL("**done=withdrawn");
      await look("admin-pack-withdrawn");
    },
  },
];
