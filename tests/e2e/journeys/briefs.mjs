// What is written out of the record: an author changes the words, somebody else issues, numbers open what they count.
import assert from "node:assert/strict";

import { lamp, signIn, signOut } from "../people.mjs";

const WORDS = "# {district}市民热线周报\n\n合成：本周受理{figure hotline.received}，按时办结率{figure hotline.on_time_rate}。\n\n{table hotline.received by=category top=5}\n";

/** Every link of the brief leads to a page. */
async function opened(page, base) {
  const links = await page.locator(".bh-brief a").evaluateAll((all) => [...new Set(all.map((a) => a.getAttribute("href")))]);
  assert.ok(links.length > 0, "numbers are links");
  for (const link of links.slice(0, 12)) {
    const answer = await page.request.get(base + link);
    assert.equal(answer.status(), 200, link);
  }
}

export default [
  {
    name: "a weekly brief is written, issued by somebody else and told apart from what changed since",
    // What is issued stays: the house is the same for every width and language.
    widths: [360],
    languages: ["zh"],
    walk: async ({ page, base, look }) => {
      await lamp(base);
      // The desk tells whoever writes it that last week's is waited for.
      await signIn(page, "supervisor", "/desk");
      assert.equal(await page.locator(".govuk-inset-text a[href^='/desk/briefs/hotline.weekly?']").count(), 1);
      await look("brief-awaited");
      await page.goto("/desk/briefs");
      await look("briefs");
      const week = page.locator("section a[href^='/desk/briefs/hotline.weekly?']").first();
      const at = await week.getAttribute("href");
      await week.click();
      await page.waitForURL("**/desk/briefs/hotline.weekly?**");
      assert.equal(await page.locator(".bh-brief mark").count(), 1, "the template leaves a gap");
      await look("brief-template");
      await opened(page, base);
      // A name that there is not is told with its line; what was typed stays.
      const edit = page.locator("details:has(#text)");
      await edit.locator("summary").click();
      await page.locator("#text").fill("{figure hotline.recieved}");
      await edit.locator("button").click();
      await page.waitForLoadState();
      assert.match(await page.locator(".govuk-error-summary").innerText(), /hotline\.recieved/);
      assert.equal(await page.locator("#text").inputValue(), "{figure hotline.recieved}");
      await page.locator("#text").fill(WORDS);
      await page.locator("details:has(#text) button").click();
      await page.waitForURL("**/desk/briefs/hotline.weekly?**");
      assert.equal(await page.locator(".bh-brief mark").count(), 0);
      // Whoever wrote does not issue.
      await page.locator("form:has(input[value=issue]) button").click();
      await page.waitForLoadState();
      assert.equal(await page.locator("form:has(input[value=issue])").count(), 0);
      await page.goto("/desk");
      await signOut(page);
      await signIn(page, "auditor", at);
      await page.locator("form:has(input[value=issue]) button").click();
      await page.waitForURL("**/desk/briefs/hotline.weekly?**");
      await look("brief-issued");
      const file = await page.request.get(`${base}${at.replace("?", "/file?")}&edition=1&format=docx`);
      assert.equal(file.status(), 200);
      assert.equal((await file.body()).subarray(0, 2).toString(), "PK");
      await lamp(base);
      await page.goto(at);
      assert.match(await page.locator("main").innerText(), /→|现为|now/, "what changed since is told");
      await look("brief-corrected");
      await page.goto("/record/briefs");
      await look("record-briefs");
    },
  },
  {
    name: "the year's report and the month's bulletin are read as drafts",
    walk: async ({ page, base, look }) => {
      await signIn(page, "supervisor", "/desk/briefs");
      for (const brief of ["supervision.annual", "supervision.bulletin", "hotline.topic"]) {
        await page.goto("/desk/briefs");
        await page.locator(`section a[href^='/desk/briefs/${brief}?']`).nth(1).click();
        await page.waitForURL(`**/desk/briefs/${brief}?**`);
        assert.ok((await page.locator(".bh-brief mark").count()) > 0, `${brief} has gaps for its author`);
        await opened(page, base);
        await look(`brief-${brief.replace(".", "-")}`);
      }
    },
  },
];
