// A draw by chance in a real browser: two people, a frozen list, a choice that another program comes to as well.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { signIn, signOut } from "../people.mjs";
import { send } from "../steps.mjs";

const RECOMPUTE = join(import.meta.dirname, "../../draw/recompute.py");
const OFFICE = "420103-market-regulation";

/** Files a plan with the session of whoever is signed in. */
async function plan(page, name) {
  await page.goto("/desk");
  const form = { title: `合成演示：${name}`, office: OFFICE, trade: "catering", share: 20, leave_out: true };
  return send(page, "inspection.plan", form);
}

/** Takes a step on the page of the matter, with what it asks. */
async function take(page, number, action, fields = {}) {
  await page.goto(`/desk/cases/${number}`);
  const form = page.locator(`form[action$='/actions/${action}']`);
  const folded = page.locator("details", { has: form });
  if ((await folded.count()) > 0 && !(await folded.first().evaluate((it) => it.open))) await folded.first().locator("summary").first().click();
  for (const [name, value] of Object.entries(fields)) await form.locator(`[name$='-${name}']`).fill(value);
  await form.locator("button[type=submit]").last().click();
  await page.waitForLoadState();
}

export default [
  {
    name: "two people draw who is inspected, and anybody recomputes it",
    walk: async ({ page, base, width, lang, look }) => {
      const secrets = { handler: `合成口令 ${width} ${lang} 甲 一句别人猜不到的话`, auditor: `合成口令 ${width} ${lang} 乙 另一句别人猜不到的话` };
      const hash = (text) => createHash("sha256").update(text).digest("hex");
      await signIn(page, "handler");
      const number = await plan(page, `${width} ${lang}`);
      await take(page, number, "show", { hash: "no hash" });
      await page.locator(".govuk-error-summary").waitFor();
      await look("draw-wrong-hash");
      await take(page, number, "show", { hash: hash(secrets.handler) });
      await page.locator(".govuk-notification-banner--success").waitFor();
      await signOut(page);
      await signIn(page, "auditor", `/desk/cases/${number}`);
      await take(page, number, "show", { hash: hash(secrets.auditor) });
      await signOut(page);
      await signIn(page, "handler", `/desk/cases/${number}`);
      await take(page, number, "freeze");
      await look("draw-frozen");
      await take(page, number, "tell", { secret: secrets.handler });
      await signOut(page);
      await signIn(page, "auditor", `/desk/cases/${number}`);
      await take(page, number, "tell", { secret: secrets.auditor });
      await signOut(page);
      await signIn(page, "handler", `/desk/cases/${number}`);
      await take(page, number, "draw");
      await look("draw-drawn");
      await signOut(page);
      await signIn(page, "leader", `/desk/cases/${number}`);
      await take(page, number, "hand_out");
      await signOut(page);
      await page.goto("/record/draws");
      await look("record-draws");
      await page.locator(`a[href='/record/draws/${number}']`).click();
      await page.waitForURL(`**/record/draws/${number}`);
      await look("record-draw");
      const published = await (await fetch(`${base}/record/draws/${number}.json`)).json();
      const drawn = published.tries.at(-1).drawn;
      assert.ok(drawn.length > 0 && drawn.every((one) => one.with.length === 2), "each is looked at by two");
      const file = join(mkdtempSync(join(tmpdir(), "draw-")), "published.json");
      writeFileSync(file, JSON.stringify(published));
      const again = execFileSync("python3", [RECOMPUTE, file], { encoding: "utf8" }).trim().split("\n").map((line) => line.split("\t")[0]);
      assert.deepEqual(again, drawn.map((one) => one.id), "another program comes to the same choice");
    },
  },
];
