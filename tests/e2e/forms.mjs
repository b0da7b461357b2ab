// Forms of any pack: a matter is filed at the intake desk, an action is taken with what it asks, a second person is at hand.
import { signIn } from "./people.mjs";

/** A day so many days from today, as a form takes it. */
export const day = (days) => new Date(Date.now() + (days * 24 + 8) * 3600 * 1000).toISOString().slice(0, 10);

/** The controls of a field: by its own name at the intake desk, behind the name of the action on the page of a matter. */
async function named(scope, name) {
  const own = scope.locator(`[name='${name}']`);
  return (await own.count()) > 0 ? own : scope.locator(`[name$='-${name}']`);
}

/** Fills fields by the names that the pack gave them, each as its control wants it. */
export async function enter(scope, fields) {
  for (const [name, value] of Object.entries(fields)) {
    if ((await (await named(scope, `${name}-year`)).count()) > 0) {
      const parts = value.split("-").map((part) => String(Number(part)));
      for (const [n, part] of ["year", "month", "day"].entries()) await (await named(scope, `${name}-${part}`)).fill(parts[n]);
      continue;
    }
    const files = await named(scope, `${name}-new`);
    if ((await files.count()) > 0) {
      await files.setInputFiles(value);
      await scope.locator(".bh-pictures li").first().waitFor();
      continue;
    }
    const control = await named(scope, name);
    const kind = await control.first().evaluate((e) => (e.tagName === "INPUT" ? e.type : e.tagName));
    if (kind === "SELECT") await control.first().selectOption(value);
    else if (kind === "radio" || kind === "checkbox") for (const one of [value].flat()) await control.and(scope.locator(`[value='${one}']`)).check({ force: true });
    else await control.fill(value);
  }
}

/** Files a matter at the intake desk; answers its number. */
export async function file(page, type, fields, look = null) {
  await page.goto(`/desk/intake?type=${type}`);
  await enter(page.locator("#intake"), fields);
  if (look) await look();
  await page.locator("button[value=file]").click();
  await page.locator(".govuk-panel").waitFor();
  return page.locator(".govuk-panel .bh-number").first().innerText();
}

/** Opens a matter and unfolds an action of it, with what it asks filled in; answers its form. */
export async function fillIn(page, number, action, fields = {}) {
  await page.goto(`/desk/cases/${number}`);
  const form = page.locator(`form[action$='/actions/${action}']`).first();
  await form.evaluate((it) => it.closest("details")?.setAttribute("open", ""));
  await enter(form, fields);
  return form;
}

/** Takes an action on a matter, and waits until the page says that it is done. */
export async function take(page, number, action, fields = {}) {
  const form = await fillIn(page, number, action, fields);
  await form.locator("button[type=submit]").last().click();
  await page.locator(".govuk-notification-banner--success").waitFor();
}

/** Tries an action that the record must refuse, and waits for the reason; answers its words. */
export async function refused(page, number, action, fields = {}) {
  const form = await fillIn(page, number, action, fields);
  await form.locator("button[type=submit]").last().click();
  const reason = page.locator(".govuk-error-summary");
  await reason.waitFor();
  return reason.innerText();
}

/** Whether an action is offered on the page of a matter. */
export async function offered(page, number, action) {
  await page.goto(`/desk/cases/${number}`);
  return (await page.locator(`form[action$='/actions/${action}']`).count()) > 0;
}

/** A second person with a post at a unit, added by the administrator; answers a page on which that person is signed in. */
export async function second(house, base, width, lang, user, unit, post) {
  const office = await house.visit(base, 1440, "zh");
  const page = await office.newPage();
  await signIn(page, "admin", "/admin/new-officer");
  await page.locator("#user").fill(user);
  await page.locator("#name").fill("另一人(合成)");
  await page.locator("#unit").selectOption(unit);
  await page.locator("#post").selectOption(post);
  await page.locator("form[action='/admin/new-officer'] button[type=submit]").click();
  const password = (await page.locator(".bh-code").innerText()).trim();
  await office.close();
  const visit = await house.visit(base, width, lang);
  const own = await visit.newPage();
  await own.goto("/desk");
  await own.locator("#user").fill(user);
  await own.locator("#password").fill(password);
  await own.locator("main button[type=submit]").click();
  await own.waitForURL("**/desk");
  return own;
}
