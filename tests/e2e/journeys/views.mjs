// Views that packs declare: a card is moved by its menu and by dragging, a number opens its list, a meeting decides.
import assert from "node:assert/strict";

import { lamp, signIn, signOut } from "../people.mjs";

/** The card of a matter on a board. */
const card = (page, number) => page.locator(`.bh-board__card[data-number='${number}']`);

/** Drags by the mouse as a hand does, with more than one move over where it is let go. */
async function drag(page, what, onto) {
  await onto.scrollIntoViewIfNeeded();
  await what.hover({ position: { x: 60, y: 12 } });
  await page.mouse.down();
  await onto.hover({ position: { x: 60, y: 16 } });
  await onto.hover({ position: { x: 70, y: 20 } });
  await page.mouse.up();
}

/** Dispatches a lamp, so that it stands where its unit signs for it. */
async function dispatched(page, base) {
  const { number } = await lamp(base);
  await signIn(page, "clerk", `/desk/cases/${number}`);
  await page.locator("form[action$='/actions/dispatch'] button[type=submit]").click();
  await page.locator(".govuk-notification-banner--success").waitFor();
  await signOut(page);
  return number;
}

export default [
  {
    name: "a card of a board is moved by its menu, and by dragging it onto the next column",
    walk: async ({ page, base, width, look }) => {
      const number = await dispatched(page, base);
      await signIn(page, "handler", "/desk/views");
      await look("views-shelf");
      await page.locator("a[href='/desk/views/hotline/requests-by-stage']").click();
      await page.waitForURL("**/requests-by-stage");
      const column = page.locator("[data-column='sign']");
      const list = await column.locator("h2 a").getAttribute("href");
      await look("views-board");
      await page.goto(list);
      await page.locator("tbody tr").first().waitFor();
      await page.goto(`/desk/views/hotline/requests-by-stage`);
      if (width > 700) {
        await drag(page, card(page, number), page.locator("[data-column='handle']"));
      } else {
        await card(page, number).locator("summary").click();
        await card(page, number).locator("form[action$='/actions/take'] button").click();
      }
      await page.locator(".govuk-notification-banner--success").waitFor();
      await page.goto("/desk/views/hotline/requests-by-stage?part=handle");
      await page.locator("tbody tr").first().waitFor();
    },
  },
  {
    name: "a calendar, a funnel, a month table and a map say what their lists show",
    walk: async ({ page, look }) => {
      await signIn(page, "supervisor", "/desk/views/supervision/tasks-funnel");
      const number = page.locator(".bh-funnel tbody a").first();
      const n = Number(await number.innerText());
      await look("views-funnel");
      await number.click();
      await page.waitForURL("**part=**");
      assert.match(await page.locator("main").innerText(), new RegExp(`\\b${n}\\b`));
      await page.goto("/desk/views/supervision/tasks-due?month=2025-12");
      await look("views-calendar");
      await page.goto("/desk/views/supervision/done-by-month?year=2025");
      await look("views-months");
      await page.goto("/desk/views/hotline/requests-map");
      await look("views-map");
      await page.goto("/record/views/supervision/promised");
      await look("views-public");
    },
  },
  {
    name: "a meeting goes through its matters by keyboard and a decision is there at once",
    walk: async ({ page, width, lang, look }) => {
      await signIn(page, "supervisor", "/desk/meeting/supervision/dispatch");
      await look("meeting-opening");
      await page.locator("a.govuk-button").click();
      await page.locator("input[name=words]").waitFor();
      const words = `合成：月底前开工 ${width} ${lang}`;
      // The field has the focus; owner and day are filled in: words and Enter are a decision.
      await page.locator("input[name=words]").focus();
      await page.keyboard.type(words);
      await page.keyboard.press("Enter");
      await page.getByText(words).waitFor();
      await look("meeting-screen");
      await page.keyboard.press("Alt+PageDown");
      await page.waitForURL("**n=2**");
      await page.goto("/desk/meeting/supervision/dispatch/minutes");
      await page.getByText(words).waitFor();
      await look("meeting-minutes");
    },
  },
];
