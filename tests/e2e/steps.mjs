// A matter's steps as its officers take them: every field of a form is filled by its name in the pack, whatever control it has.
import assert from "node:assert/strict";
import { done } from "./acts.mjs";
import { signIn, signOut } from "./people.mjs";

/** The form of an action on a case page, unfolded where it is folded; found by where it is sent, for one action's name may begin another's. */
async function open(page, action) {
  const form = page.locator(`main form[action$='/actions/${action}']`).first();
  const folded = page.locator("main details", { has: page.locator(`form[action$='/actions/${action}']`) });
  if ((await folded.count()) > 0 && !(await folded.first().evaluate((it) => it.open))) await folded.first().locator("summary").first().click();
  return form;
}

/** Puts a value into a field: a day as `2025-06-03`, many of a list as an array. */
export async function put(form, field, value) {
  const whole = (await form.locator(`[name='${field}'], [name='${field}-year']`).count()) > 0;
  const named = (tail = "") => (whole ? `[name='${field}${tail}']` : `[name$='-${field}${tail}']`);
  if ((await form.locator(named("-year")).count()) > 0) {
    const parts = value.split("-").map(Number);
    for (const [n, tail] of ["-year", "-month", "-day"].entries()) await form.locator(named(tail)).first().fill(String(parts[n]));
    return;
  }
  const control = form.locator(named());
  const type = await control.first().evaluate((it) => it.type);
  if (type === "radio" || type === "checkbox") for (const one of [value].flat()) await control.and(form.locator(`[value='${one}']`)).check({ force: true });
  else if (type.startsWith("select")) await control.selectOption(value);
  else await control.fill(value);
}

async function fill(form, fields) {
  for (const [field, value] of Object.entries(fields)) await put(form, field, value);
}

/** Takes a step of the matter on the page, with what it asks. The page before may say that something was done, so the next one is waited for. */
export async function step(page, action, fields = {}) {
  const form = await open(page, action);
  await fill(form, fields);
  await Promise.all([page.waitForEvent("load"), done(page, form)]);
}

/** Tries a step that the pack does not allow; answers what the page says about it. */
export async function refused(page, action, fields = {}) {
  const form = await open(page, action);
  await fill(form, fields);
  await Promise.all([page.waitForEvent("load"), form.locator("button[type=submit]").click()]);
  return page.locator(".govuk-error-summary").innerText();
}

/** Files a matter at the desk, and answers its number. */
export async function file(page, type, fields) {
  await page.goto(`/desk/intake?type=${type}`);
  await fill(page.locator("#intake"), fields);
  await page.locator("button[value=file]").last().click();
  await page.locator(".govuk-panel").waitFor();
  return page.locator(".govuk-panel .bh-number").first().innerText();
}

/** Files a matter as a program does, with the session of whoever is signed in; answers its number. */
export async function send(page, type, form) {
  const answer = await page.evaluate(async (body) => {
    const { proof } = await (await fetch("/api/v1/me")).json();
    const sent = await fetch("/api/v1/cases", { method: "POST", headers: { "content-type": "application/json", "x-csrf-token": proof }, body });
    return { status: sent.status, text: await sent.text() };
  }, JSON.stringify({ type, district: "420103", form, channel: "desk" }));
  assert.equal(answer.status, 201, answer.text);
  return JSON.parse(answer.text).number;
}

/** Somebody else looks at the matter. */
export async function handTo(page, user, path) {
  await signOut(page);
  await signIn(page, user, path);
}

/** The page of the matter that this one opened last, from its own page; `before` are those that it had opened by then. It is opened a moment after the act. */
export async function opened(page, before = []) {
  const here = new URL(page.url()).pathname;
  const isOther = (path) => /^[/]desk[/]cases[/][0-9A-Z-]+$/.test(path) && path !== here && !before.includes(path);
  for (let looks = 0; looks < 40; looks += 1) {
    const links = await page.locator("main a[href*='/desk/cases/']").evaluateAll((all) => all.filter((it) => it.search === "").map((it) => it.pathname));
    const other = links.find(isOther);
    if (other) return other;
    await page.waitForTimeout(250);
    await page.goto(here);
  }
  return assert.fail("the matter names what it opened");
}
