// The desk in a real browser: staff take a request round the loop, by mouse, by keyboard, and without script.
import assert from "node:assert/strict";
import { lamp, signIn, signOut } from "../people.mjs";

const LEAD = "420103-urban-management";

/** Unfolds an action of a case page unless it stands open. */
async function unfold(page, action) {
  const details = page.locator(`details[id^='act-${action}']`);
  if (!(await details.evaluate((e) => e.open))) await details.locator("summary").click();
  return details;
}

export default [
  {
    name: "a request goes round: dispatched, signed for, answered, approved",
    walk: async ({ page, base, look, say }) => {
      const { number } = await lamp(base);
      const path = `/desk/cases/${number}`;
      await page.goto("/desk");
      await look("desk-sign-in");
      await page.locator("#user").fill("clerk");
      await page.locator("#password").fill("not-it");
      await page.locator("main button[type=submit]").click();
      await look("desk-sign-in-wrong");
      await signIn(page, "clerk");
      await look("desk-work-clerk");
      await page.goto(path);
      await look("desk-case-new");
      const refuse = await unfold(page, "refuse");
      await refuse.locator("textarea, input[type=text]").first().fill("合成：请向市级反映");
      await refuse.locator("button[type=submit]").click();
      await page.locator(".govuk-error-summary").waitFor();
      assert.equal(await page.locator("details[id^='act-refuse'] textarea").first().inputValue(), "合成：请向市级反映");
      await look("desk-case-refused");
      await page.goto(path);
      const dispatch = await unfold(page, "dispatch");
      assert.equal(await dispatch.locator("select").first().inputValue(), LEAD, "the unit is suggested by its category");
      await dispatch.locator("button[type=submit]").click();
      await page.locator(".govuk-notification-banner--success").waitFor();
      await look("desk-case-dispatched");
      await signOut(page);
      await signIn(page, "handler", path);
      await page.locator(`form[action$='/actions/take'] button`).click();
      await page.locator(".govuk-notification-banner--success").waitFor();
      const reply = await unfold(page, "reply");
      await reply.locator("textarea").fill("合成：已更换灯泡，今晚起亮");
      await look("desk-case-reply");
      await reply.locator("button[type=submit]").click();
      await page.locator(".govuk-notification-banner--success").waitFor();
      assert.equal(await page.locator("form[action$='/actions/approve']").count(), 0, "nobody approves their own answer");
      await signOut(page);
      await signIn(page, "leader", path);
      await page.locator("form[action$='/actions/approve'] button").click();
      await page.locator(".govuk-notification-banner--success").waitFor();
      assert.ok(await page.getByText(say("待评价", "Waiting for your judgement")).first().isVisible());
      await look("desk-case-approved");
      await page.goto(`${path}?view=print`);
      await look("desk-case-print");
    },
  },
  {
    name: "the keyboard walks the work, opens a case and comes back",
    languages: ["zh"],
    walk: async ({ page, look }) => {
      await signIn(page, "handler");
      await look("desk-work-handler");
      await page.keyboard.press("j");
      await page.keyboard.press("j");
      await page.keyboard.press("k");
      const row = page.locator("tr[aria-current=true]");
      const number = await row.locator("a").first().innerText();
      await page.keyboard.press("Enter");
      await page.waitForURL(`**/desk/cases/${number}`);
      await page.goto("/desk?late=late");
      for (const due of await page.locator("tbody .bh-clock").evaluateAll((all) => all.map((e) => e.className))) assert.match(due, /--late/);
      await look("desk-work-late");
    },
  },
  {
    name: "a call is taken: similar cases, filed and dispatched at once",
    walk: async ({ page, base, look }) => {
      await lamp(base);
      await signIn(page, "clerk", "/desk/intake");
      await look("desk-intake");
      await page.locator("#phone").fill("99999999999");
      await page.locator("button[value=file]").click();
      await page.locator(".govuk-error-summary").waitFor();
      assert.equal(await page.locator("#phone").inputValue(), "99999999999");
      await look("desk-intake-refused");
      await page.locator("#phone").fill("13800000000");
      await page.locator("#content").fill("合成：示例路 12 号路灯又不亮了");
      const help = page.locator("#intake-help");
      await help.locator("button[value='use:street-light']").waitFor();
      assert.match(await help.innerText(), /路灯/, "what is known appears while the clerk types");
      await look("desk-intake-help");
      await page.locator("button[value=caller]").click();
      await page.locator("#intake-help table").first().waitFor();
      assert.ok(!page.url().includes("138"), "the number stands in no address");
      assert.equal(await page.locator("#content").inputValue(), "合成：示例路 12 号路灯又不亮了");
      await look("desk-intake-caller");
      await page.locator("#category").selectOption("street-light");
      await page.locator("#place-unit").selectOption("420103001");
      await page.locator("button.govuk-button[value=similar]").click();
      assert.ok((await page.locator("tbody tr").count()) >= 1, "the lamp that is open already");
      await look("desk-intake-similar");
      await page.locator("input[name=then][value=dispatch]").check();
      await page.locator("select[name='then-dispatch-lead_unit']").selectOption(LEAD);
      await look("desk-intake-dispatch");
      await page.locator("button[value=file]").click();
      await page.locator(".govuk-panel").waitFor();
      assert.match(await page.locator(".govuk-panel .bh-code").innerText(), /^[2-9A-HJ-NP-Z]{12}$/);
      assert.ok(!page.url().includes("?"), "neither number nor code stands in the address");
      await look("desk-intake-done");
    },
  },
  {
    name: "what is late, what the instance is made of, and what one may not see",
    walk: async ({ page, look }) => {
      await signIn(page, "supervisor", "/desk/supervise");
      await look("desk-supervise");
      await signOut(page);
      await signIn(page, "auditor");
      await look("desk-work-empty");
      const refused = await page.goto("/admin/officers");
      assert.equal(refused.status(), 403);
      await look("desk-not-allowed");
      const unknown = await page.goto("/desk/cases/NOBODY");
      assert.equal(unknown.status(), 404);
      await signOut(page);
      await signIn(page, "admin", "/admin");
      await look("admin");
    },
  },
  {
    name: "who was slower is told and loses nothing",
    walk: async ({ page, house, base, width, lang, look }) => {
      const { number } = await lamp(base);
      const path = `/desk/cases/${number}`;
      await signIn(page, "clerk", path);
      const other = await (await house.visit(base, width, lang)).newPage();
      await signIn(other, "clerk", path);
      await (await unfold(other, "dispatch")).locator("button[type=submit]").click();
      await other.locator(".govuk-notification-banner--success").waitFor();
      const answer = await unfold(page, "answer");
      await answer.locator("textarea").fill("合成：我正要当场答复");
      await answer.locator("button[type=submit]").click();
      await page.getByText("合成：我正要当场答复").waitFor();
      await look("desk-someone-faster");
      await other.context().close();
    },
  },
  {
    name: "without script a request is dispatched too, and several are taken at once",
    languages: ["zh"],
    walk: async ({ house, base, width }) => {
      const bare = await house.visit(base, width, "zh", { javaScriptEnabled: false });
      const page = await bare.newPage();
      const numbers = [];
      for (let n = 0; n < 2; n += 1) {
        const { number } = await lamp(base);
        numbers.push(number);
        await signInIfAsked(page, "clerk", `/desk/cases/${number}`);
        await page.locator("form[action$='/actions/dispatch'] button[type=submit]").click();
        await page.locator(".govuk-notification-banner--success").waitFor();
      }
      await signOut(page);
      await signIn(page, "handler", "/desk?stage=sign");
      for (const number of numbers) await page.locator(`input[name=task][value^='${number}/']`).check();
      await page.locator("button[name=action][value=take]").click();
      assert.equal(await page.locator("tbody tr").count(), 2, "looked at first");
      await page.locator("button[name=step][value=do]").click();
      await page.locator(".govuk-notification-banner--success").waitFor();
      assert.equal(await page.locator("tbody tr").count(), 2);
      await bare.close();
    },
  },
  {
    name: "the demonstration's bar signs in as somebody else",
    languages: ["zh"],
    walk: async ({ page, look }) => {
      await page.goto("/desk");
      await page.locator(".bh-demo button[value=handler]").click();
      await page.waitForURL("**/desk");
      await page.locator(".bh-header__user").waitFor();
      await look("desk-role-bar");
    },
  },
];

async function signInIfAsked(page, user, path) {
  await page.goto(path);
  if (await page.locator("#password").count()) await signIn(page, user, path);
}
