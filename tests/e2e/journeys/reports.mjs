// A saved report in a real browser: read by anybody, confirmed by who has the task, by mouse, by keyboard and without
// script; then adopted, and its promises found where promises are shown.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

async function signIn(page, user) {
  await page.goto("/desk");
  await page.locator("#user").fill(user);
  await page.locator("#password").fill(`demo-${user}`);
  await page.locator("main button[type=submit]").click();
  await page.waitForURL("**/desk");
}

/** A report of its own for each walk, so that one walk does not find what another decided. */
async function save(page, width, lang, year) {
  const text = readFileSync(new URL("../../../data/demo/report-2025.txt", import.meta.url), "utf8");
  const own = text.replaceAll("2024", String(year - 1)).replaceAll("2025", String(year)).replace("虚构）", `虚构，第${width}${lang}次）`);
  await page.goto("/reports");
  await page.locator("main details summary").click();
  await page.locator("input[type=file]").setInputFiles({ name: `合成-${width}-${lang}-${year}.txt`, mimeType: "text/plain", buffer: Buffer.from(own) });
  await page.locator("main details button[type=submit]").click();
  await page.waitForURL(/\/reports\/420103-/);
  return new URL(page.url()).pathname;
}

/** On a phone one of the two columns is shown at a time. */
async function showItems(page, width) {
  if (width < 700) await page.locator(".bh-confirm__switch a[href='#list']").click();
}

export default [
  {
    name: "a report is read by anybody, with a mark at each item and an item for each mark",
    walk: async ({ page, width, look }) => {
      await page.goto("/reports");
      await look("reports-list");
      await page.locator("main table a[href^='/reports/']").first().click();
      await page.waitForURL(/\/reports\/420103-/);
      assert.equal(await page.locator(".bh-item__do").count(), 0, "nobody decides without the task");
      await look("report-items");
      await page.locator(".bh-item__quote").nth(4).click();
      const mark = page.locator(".bh-text :target + .bh-mark");
      assert.ok(await mark.first().isVisible(), "the mark is in sight");
      await look("report-text");
      await mark.first().click();
      assert.ok(await page.locator(".bh-item:target").isVisible(), "and leads back to its item");
      await showItems(page, width);
      await page.locator("select[name=state]").selectOption("accepted");
      await page.locator(".bh-filter button").click();
      await page.waitForURL(/state=accepted/);
      assert.ok((await page.locator(".bh-item").count()) > 5);
      assert.ok((await page.locator(".bh-item__by").first().innerText()).length > 5, "post and day are shown");
    },
  },
  {
    name: "a report is confirmed by keyboard and mouse, corrected, completed and adopted",
    walk: async ({ page, width, lang, look, say }) => {
      await signIn(page, "research");
      const path = await save(page, width, lang, width < 700 ? 2019 : 2021);
      const open = `${path}?state=open`;
      await page.goto(open);
      const all = await page.locator(".bh-item").count();
      assert.ok(all > 30, `${all} items`);
      await look("report-open");
      const first = await page.locator(".bh-item__quote").first().innerText();
      await page.keyboard.press("j");
      assert.equal(await page.locator(".bh-item[aria-current=true]").count(), 1);
      await Promise.all([page.waitForNavigation(), page.keyboard.press("a")]);
      assert.equal(await page.locator(".bh-item").count(), all - 1, "accepted by one key");
      assert.notEqual(await page.locator(".bh-item__quote").first().innerText(), first);
      await page.keyboard.press("j");
      await Promise.all([page.waitForNavigation(), page.keyboard.press("r")]);
      assert.equal(await page.locator(".bh-item").count(), all - 2, "rejected by one key");
      await page.goto(`${open}&kind=commitment`);
      await page.keyboard.press("j");
      await Promise.all([page.waitForURL(/write=correct/), page.keyboard.press("c")]);
      await page.locator("#write input[name=quantity]").fill("many");
      await page.locator("#write button[type=submit]").click();
      await page.locator(".govuk-error-summary").waitFor();
      assert.equal(await page.locator("#write input[name=quantity]").inputValue(), "many", "what was typed is still there");
      await look("report-wrong");
      await page.locator("#write input[name=quantity]").fill("26");
      await page.locator("#write button[type=submit]").click();
      await page.goto(`${path}?kind=commitment&state=corrected`);
      assert.match(await page.locator(".bh-item").first().innerText(), /26/);
      await page.goto(`${path}?kind=commitment&write=append`);
      await page.locator("#write textarea[name=quote]").fill("各位代表，让我们携手并进");
      await page.locator("#write textarea[name=text]").fill("携手并进");
      await page.locator("#write button[type=submit]").click();
      await page.goto(`${path}?state=added`);
      assert.equal(await page.locator(".bh-item").count(), 1, "what was overlooked is added");
      await page.goto(`${path}?state=open&kind=commitment`);
      await page.locator("button[name=accept][value=shown]").click();
      await page.goto(`${path}?state=open&kind=term`);
      await page.locator("button[name=accept][value=shown]").click();
      await page.goto(`${path}/adopt`);
      await look("report-adopt");
      const lead = page.locator("select[name^='lead-']").first();
      await lead.selectOption("420103-education");
      const supports = page.locator("tbody tr").first().locator("select[name^='support-']");
      await supports.first().selectOption("420103-finance");
      await page.locator("tbody tr").first().locator("button[name=more]").click();
      await page.waitForURL(/#support-/);
      assert.equal(await supports.count(), 3, "room for more, and what was chosen is still there");
      await supports.nth(1).selectOption("420103-housing");
      assert.equal(await lead.inputValue(), "420103-education");
      await page.locator("main form button.govuk-button[type=submit]").click();
      await page.waitForURL(`**${path}`);
      await page.getByText(say("已采纳", "Adopted")).first().waitFor();
      await look("report-adopted");
      await page.goto(`/promises?year=${width < 700 ? 2019 : 2021}`);
      const promise = page.getByText("新增学位4000个").first();
      const fold = page.locator("details.bh-fold").filter({ has: promise }).first();
      if (!(await fold.evaluate((details) => details.open))) await fold.locator("summary").click();
      assert.ok(await promise.isVisible(), "the commitment is a promise now");
      await look("report-promises");
      await page.goto("/reports/glossary");
      await page.locator("main input[name=q]").fill("口袋公园");
      await page.locator(".bh-filter button").click();
      await page.waitForURL(/q=/);
      assert.match(await page.locator(".bh-glossary").innerText(), /利用街角零星空地建成/, "a term is looked up");
      await look("report-glossary-found");
    },
  },
  {
    name: "indicators are compared over the years of the reports",
    walk: async ({ page, look, say }) => {
      await page.goto("/reports/compare?indicator=fixed_asset_investment");
      await look("report-compare");
      assert.ok((await page.locator("main tbody tr").count()) >= 3);
      assert.ok(await page.getByText(say("未达到", "Not reached")).first().isVisible());
      const [workbook] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: say("导出 XLSX", "Workbook (XLSX)") }).click()]);
      assert.equal(workbook.suggestedFilename(), "compare.xlsx");
      await page.locator("main tbody a").first().click();
      await page.waitForURL(/\/reports\/420103-.*#m-/);
      await page.goto("/reports/glossary");
      await look("report-glossary");
    },
  },
  {
    name: "what does not fit together stands with both quotes, the arithmetic and its class",
    walk: async ({ page, look, say }) => {
      await page.goto("/reports/contradictions");
      const folds = page.locator("details.bh-class");
      assert.ok((await folds.count()) >= 2, "one fold for each class");
      assert.ok(await folds.first().evaluate((fold) => fold.open), "the gravest stands open");
      assert.equal(await page.locator("details.bh-class[open]").count(), 1, "and it alone");
      await look("report-misfits");
      for (const fold of (await folds.all()).slice(1)) await fold.locator("summary").click();
      await look("report-misfits-open");
      const text = await page.locator("main").innerText();
      assert.doesNotMatch(text, /[a-z]+_[a-z]+/, "indicators have their names, not their codes");
      const unfit = page.locator(".bh-misfit").filter({ has: page.locator(".bh-misfit__sides li + li") }).first();
      assert.ok((await unfit.locator("q").first().innerText()).length > 3, "the words of one side");
      assert.ok((await unfit.locator("q").nth(1).innerText()).length > 3, "and of the other");
      assert.match(await unfit.locator("code").innerText(), /[=≠<>→]/, "the arithmetic");
      assert.ok((await unfit.locator(".govuk-tag").innerText()).length > 1, "the class");
      await page.locator("select[name=class]").selectOption("not-an-error");
      await page.locator(".bh-filter button").click();
      await page.waitForURL(/class=not-an-error/);
      assert.equal(await folds.count(), 0);
      await page.goto("/reports/contradictions");
      await page.locator(".bh-misfit__sides a").first().click();
      await page.waitForURL(/\/reports\/420103-.*#m-/);
      assert.ok(await page.locator(".bh-text :target + .bh-mark").first().isVisible(), say("原话所在", "its words"));
    },
  },
];
