// What deputies asked, from the office that assigns it to the deputy's own judgement.
import assert from "node:assert/strict";
import { done, unfold } from "../acts.mjs";
import { signIn, signOut } from "../people.mjs";

const HOST = "420103-civil-affairs";

export default [
  {
    name: "a deputy's suggestion is assigned, talked over, answered and judged",
    walk: async ({ house, base, page, look, width, lang }) => {
      await signIn(page, "supervisor", "/desk/intake?type=motions.motion");
      await page.locator("input[name=kind][value=suggestion]").check();
      await page.locator("input[name=session][value=in-session]").check();
      await page.locator("#reference").fill("合成第 7 号");
      await page.locator("#title").fill("合成：关于增设社区老年食堂的建议");
      await page.locator("#content").fill("合成：盼在社区增设老年食堂。");
      await look("motion-intake");
      await page.locator("button[value=file]").click();
      await page.locator(".govuk-panel").waitFor();
      const number = await page.locator(".govuk-panel .bh-number").first().innerText();
      const code = await page.locator(".govuk-panel .bh-code").innerText();
      const path = `/desk/cases/${number}`;
      await page.goto(path);
      const dispatch = await unfold(page, "dispatch");
      await dispatch.locator("select[name$='host_unit']").selectOption(HOST);
      await done(page, dispatch);
      await look("motion-assigned");
      await signOut(page);
      await signIn(page, "handler", path);
      await page.locator("form[action$='/actions/take'] button").click();
      await page.locator(".govuk-notification-banner--success").waitFor();
      assert.equal(await page.locator("details[id^='act-draft']").count(), 0, "nothing is drafted before the talk");
      const meet = await unfold(page, "meet");
      const day = meet.locator("input[name*='met_on']");
      if ((await day.count()) === 1) await day.fill("2025-06-03");
      else for (const [n, part] of ["2025", "6", "3"].entries()) await day.nth(n).fill(part);
      await meet.locator("textarea").fill("合成：盼今年开办两处");
      await done(page, meet);
      const draft = await unfold(page, "draft");
      await draft.locator("textarea").first().fill("合成：已开办两处。");
      await draft.locator("input[name$=result][value=a]").check();
      await look("motion-draft");
      await done(page, draft);
      await signOut(page);
      await signIn(page, "leader", path);
      await page.locator("form[action$='/actions/sign'] button").click();
      await page.locator(".govuk-notification-banner--success").waitFor();
      const deputy = await house.visit(base, width, lang);
      const follow = await deputy.newPage();
      await follow.goto("/follow");
      await follow.locator("#number").fill(number);
      await follow.locator("#code").fill(code);
      await follow.locator("main button[type=submit]").click();
      await follow.locator("input[name*='satisfied'], select[name*='satisfied']").first().waitFor();
      const tall = await follow.evaluate(() => document.documentElement.scrollHeight);
      assert.ok(tall < 4500, `a term of three months makes the page ${tall} px long at ${width}`);
      await look("motion-judge", follow);
      await deputy.close();
    },
  },
];
