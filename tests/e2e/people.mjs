// What the demonstration's people do in every journey.
import assert from "node:assert/strict";

/** Signs in by password at the page that the person wants. */
export async function signIn(page, user, to = "/desk") {
  await page.goto(to);
  await page.locator("#user").fill(user);
  await page.locator("#password").fill(`demo-${user}`);
  await page.locator("main button[type=submit]").click();
  await page.waitForURL(`**${to}`);
}

/** Leaves, so that the next person can sign in; a phone first forgets what it kept, so the way out may take a moment. */
export async function signOut(page) {
  await Promise.all([page.waitForURL((url) => url.pathname === "/"), page.locator("form[action='/sign-out'] button").click()]);
}

/** Files a street lamp as a resident does through the API; answers its number and code. */
export async function lamp(base) {
  const form = { content: "合成：示例路 12 号路灯不亮", category: "street-light", kind: "help", place: { unit: "420103001", address: "合成：示例路 12 号" }, phone: "13800000000" };
  const answer = await fetch(`${base}/api/v1/cases`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ type: "hotline.request", district: "420103", form }) });
  assert.equal(answer.status, 201, await answer.clone().text());
  return (await answer.json()).receipt;
}
