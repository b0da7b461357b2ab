// One table asked of many streets: who owes at a glance, urged in one act, checked by two people, and known the next time.
import assert from "node:assert/strict";
import { signIn, signOut } from "../people.mjs";

const OFFICE = "420103-civil-affairs";
const STREETS = ["420103001", "420103002", "420103003"];

async function unfold(page, action) {
  const details = page.locator(`details[id^='act-${action}']`).first();
  if (!(await details.evaluate((e) => e.open))) await details.locator("summary").click();
  return details;
}

async function press(page, action) {
  await page.locator(`form[action$='/actions/${action}'] button`).first().click();
  await page.locator(".govuk-notification-banner--success").waitFor();
}

/** The officer who is signed in sends an API call as the pages do. */
async function call(page, path, body) {
  return page.evaluate(
    async ([path, body]) => {
      const me = await (await fetch("/api/v1/me")).json();
      const answer = await fetch(path, { method: "POST", headers: { "content-type": "application/json", "x-csrf-token": me.proof }, body: JSON.stringify(body) });
      return { status: answer.status, told: await answer.json() };
    },
    [path, body],
  );
}

/** Files a round and sends it out; answers its number. */
async function asked(page, title) {
  const due = new Date(Date.now() + 20 * 864e5).toISOString().slice(0, 10);
  const form = { title, office: OFFICE, due, streets: STREETS };
  const filed = await call(page, "/api/v1/cases", { type: "returns.round", district: "420103", form, channel: "desk" });
  assert.equal(filed.status, 201, JSON.stringify(filed.told));
  const sent = await call(page, `/api/v1/cases/${filed.told.number}/actions/send`, {});
  assert.equal(sent.status, 200, JSON.stringify(sent.told));
  return filed.told.number;
}

async function below(page, round, which) {
  return page.evaluate(async ([round, which]) => (await (await fetch(`/api/v1/cases/${round}/round`)).json()).lines[which].number, [round, which]);
}

export default [
  {
    name: "a table is asked of streets, who owes is urged in one act, and what is known is filled in",
    walk: async ({ page, look }) => {
      await signIn(page, "handler");
      const first = await asked(page, "合成：基本情况表");
      const street = await below(page, first, 0);
      await page.goto(`/desk/cases/${street}`);
      const form = await unfold(page, "hand_in");
      for (const [field, value] of Object.entries({ households: 120, residents: 310, elders: 44, visited: 7, hazards: 1, fixed: 1 }))
        await form.locator(`input[name$='-${field}']`).fill(String(value));
      const day = form.locator("input[name*='counted_on']");
      for (const [n, part] of ["2026", "1", "31"].entries()) await day.nth(n).fill(part);
      await form.locator("button[type=submit]").click();
      await page.locator(".govuk-notification-banner--success").waitFor();
      await signOut(page);
      await signIn(page, "leader", `/desk/cases/${street}`);
      await press(page, "confirm");
      await signOut(page);
      await signIn(page, "handler", `/desk/cases/${street}`);
      await page.locator("form[action$='/actions/count'] button").click();
      await page.waitForLoadState();
      await page.goto(`/desk/cases/${first}`);
      await look("round-case");
      await page.locator(`a[href='/desk/cases/${first}/round']`).click();
      await page.locator("form[action$='/round/urge'] button").waitFor();
      await look("round");
      await page.locator("form[action$='/round/urge'] button").click();
      await page.locator(".govuk-notification-banner--success").waitFor();
      await look("round-urged");
      const book = page.waitForEvent("download");
      await page.locator("a[href*='as=xlsx']").click();
      assert.match((await book).suggestedFilename(), /\.xlsx$/);
      const second = await asked(page, "合成：二季度表");
      await page.goto(`/desk/cases/${await below(page, second, 0)}`);
      const known = await unfold(page, "hand_in");
      assert.equal(await known.locator("input[name$='-households']").inputValue(), "120");
      assert.equal(await known.locator("input[name$='-visited']").inputValue(), "");
      await look("round-known");
    },
  },
];
