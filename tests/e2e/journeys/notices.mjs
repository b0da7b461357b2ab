// Notices in a real browser: a mark until it is seen, a slip for who left no telephone, one's own address, and what the
// administrator sees of all that would be sent.
import assert from "node:assert/strict";
import { signIn, signOut } from "../people.mjs";

/** Files a matter without a telephone; answers its number. */
async function filed(base) {
  const form = { content: "合成：示例路 15 号路灯不亮", category: "street-light", kind: "help", place: { unit: "420103001", address: "合成：示例路 15 号" } };
  const answer = await fetch(`${base}/api/v1/cases`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ type: "hotline.request", district: "420103", form }) });
  assert.equal(answer.status, 201, await answer.clone().text());
  return (await answer.json()).number;
}

/** How many the badge counts; 0 where there is none. */
async function unseen(page) {
  const badge = page.locator(".bh-unseen").first();
  return (await badge.count()) === 0 ? 0 : Number.parseInt(await badge.textContent(), 10);
}

export default [
  {
    name: "a notice is marked until it is seen, printed for who left no telephone, and told to the administrator",
    walk: async ({ page, base, look }) => {
      const number = await filed(base);
      await page.goto("/desk/notices");
      await signIn(page, "clerk", "/desk/notices");
      const before = await unseen(page);
      assert.ok(before >= 1, "the badge counts");
      await look("notices-mine");
      const row = page.locator("tr", { hasText: number });
      assert.equal(await row.count(), 1);
      await row.getByRole("link", { name: number }).click();
      await page.waitForURL(`**/desk/cases/${number}`);
      await page.goto("/desk/notices");
      assert.equal(await unseen(page), before - 1, "whoever opened the case has seen it");
      assert.equal(await page.locator("tr", { hasText: number }).count(), 0);
      await page.goto(`/desk/cases/${number}`);
      await page.locator(`a[href='/desk/cases/${number}/slip']`).click();
      await page.locator(".bh-slip").waitFor();
      assert.ok((await page.locator(".bh-slip").textContent()).includes(number));
      await look("notices-slip");
      await page.locator("main form button").click();
      await page.waitForURL(`**/slip`);
      assert.equal(await page.locator("main form button").count(), 0, "it was handed over");
      await page.goto("/desk/notices");
      await page.locator("main details summary").click();
      await page.locator("#mail").fill("not an address");
      await page.locator("#phone").fill("12");
      await page.locator("main details button").click();
      await page.locator(".govuk-error-summary").waitFor();
      assert.equal(await page.locator(".govuk-error-summary li").count(), 2);
      assert.equal(await page.locator("#mail").inputValue(), "not an address", "nothing typed is lost");
      await look("notices-contact-wrong");
      await page.locator("#mail").fill("clerk@office.example");
      await page.locator("#phone").fill("13900000000");
      await page.locator("main details button").click();
      await page.locator(".govuk-notification-banner--success").waitFor();
      await page.goto("/desk/notices?show=seen");
      await look("notices-seen");
      await signOut(page);
      await signIn(page, "admin", "/admin/notices");
      assert.equal(await page.locator(".bh-unseen").count(), 0);
      await look("notices-admin");
      await page.locator("#filter-channel").selectOption("mail");
      await page.locator("#filter-state").selectOption("would");
      await page.locator("main form button").first().click();
      await page.waitForURL("**channel=mail**");
      const told = await page.locator("main table").textContent();
      assert.ok(told.includes("…@office.example") && !told.includes("clerk@office.example"), "an address shows masked");
      await look("notices-admin-mail");
    },
  },
];
