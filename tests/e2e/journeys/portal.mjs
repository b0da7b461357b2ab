// A resident without an account: reports on a phone, follows with number and code, judges the answer; and everybody who
// reads what the district promised and what of the documents runs here.
import assert from "node:assert/strict";

/** Answers every question and sends; gives number and code. */
async function report(page, say) {
  await page.goto("/report");
  await page.locator("#content").fill("合成：示例路 12 号路灯不亮，已经三天");
  await page.locator("#category").selectOption("street-light");
  const on = () => page.getByRole("button", { name: say("继续", "Continue"), exact: true }).click();
  await on();
  await page.locator("#place-unit").selectOption({ index: 1 });
  await page.locator("#place-address").fill("合成：示例路 12 号");
  await on();
  await on();
  await on();
  await page.getByRole("button", { name: say("提交", "Send"), exact: true }).click();
  const number = await page.locator(".govuk-panel .bh-number").innerText();
  const code = await page.locator("#receipt-code").innerText();
  return { number, code };
}

/** Acts for an account through the bar of the demonstration and the API of its session's pages. */
async function sign(context, page, user) {
  const answer = await context.request.post("/demo/role", { form: { user, back: "/desk" } });
  assert.ok(answer.ok(), `${user} signs in`);
  await page.goto("/desk");
}

/** Takes a step on a case's page at the desk. */
async function step(page, number, action, fill) {
  await page.goto(`/desk/cases/${number}`);
  const form = page.locator(`form[action*="/actions/${action}"]`).first();
  await form.evaluate((it) => it.closest("details")?.setAttribute("open", ""));
  await fill?.(form);
  await form.locator("button[type=submit]").first().click();
  await page.waitForLoadState();
}

export default [
  {
    name: "a resident reports on a phone, follows and judges",
    widths: [360],
    walk: async ({ house, base, context, page, say, look, width, lang }) => {
      await page.goto("/");
      await look("home");
      const began = Date.now();
      await page.goto("/report");
      await look("report");
      const { number, code } = await report(page, say);
      assert.ok(Date.now() - began < 120_000, "filed in under two minutes");
      await look("report-done");
      assert.ok(!page.url().includes(number) && !page.url().includes(code.replaceAll(" ", "")));

      const staff = await house.visit(base, 1440, "zh");
      const desk = await staff.newPage();
      await sign(staff, desk, "clerk");
      await step(desk, number, "dispatch", (form) => form.locator("select[name$=lead_unit]").selectOption("420103-urban-management"));
      await sign(staff, desk, "handler");
      await step(desk, number, "take");
      await step(desk, number, "reply", (form) => form.locator("textarea[name$=reply]").fill("合成：已更换灯头"));
      await sign(staff, desk, "leader");
      await step(desk, number, "approve");
      await staff.close();

      await page.goto("/follow");
      await page.locator("#number").fill(number.toLowerCase());
      await page.locator("#code").fill(code);
      await page.getByRole("button", { name: say("查看", "Show"), exact: true }).click();
      await page.waitForURL("**/follow/case");
      await look("follow-answered");
      const judge = page.locator("#do-rate");
      await judge.locator("input[name$=responded][value=true]").check({ force: true });
      await judge.locator("input[name$=resolved][value=false]").check({ force: true });
      await judge.locator("input[name$=satisfied][value='1']").check({ force: true });
      await judge.locator("button[type=submit]").click();
      await page.waitForLoadState();
      assert.equal(await page.locator("#do-rate").count(), 0, "it is judged");
      assert.match(await page.locator(".moj-timeline").innerText(), new RegExp(say("重新办理", "Taken up again")));
      await look("follow-again");
    },
  },
  {
    name: "a resident reports without script",
    widths: [360],
    languages: ["zh"],
    walk: async ({ house, base, width, say }) => {
      const plain = await house.visit(base, width, "zh", { javaScriptEnabled: false });
      const page = await plain.newPage();
      const { number, code } = await report(page, say);
      await page.goto("/follow");
      await page.locator("#number").fill(number);
      await page.locator("#code").fill("WRONG2345678");
      await page.getByRole("button", { name: "查看", exact: true }).click();
      assert.match(await page.locator(".govuk-error-summary").innerText(), /编号或查询码不对/);
      await page.locator("#code").fill(code);
      await page.getByRole("button", { name: "查看", exact: true }).click();
      assert.match(await page.locator("main").innerText(), new RegExp(number));
      await plain.close();
    },
  },
  {
    name: "every page that the documents point to opens",
    walk: async ({ page, look }) => {
      await page.goto("/documents");
      await look("documents");
      await page.goto("/documents?state=runs");
      const runs = await page.locator("main table a").evaluateAll((links) => links.map((a) => a.getAttribute("href")));
      await page.goto("/documents?state=partly");
      const partly = await page.locator("main table a").evaluateAll((links) => links.map((a) => a.getAttribute("href")));
      const paths = [...new Set([...runs, ...partly])];
      assert.ok(paths.length > 0);
      for (const path of paths) assert.equal((await page.goto(path)).status(), 200, path);
    },
  },
  {
    name: "a promise leads to its evidence",
    walk: async ({ page, look }) => {
      await page.goto("/promises");
      await look("promises");
      const fold = page.locator("details.bh-fold").first();
      if (!(await fold.evaluate((details) => details.open))) await fold.locator("summary").click();
      await page.locator("main table a").first().click();
      await page.waitForLoadState();
      await look("promise");
      assert.ok(await page.locator("blockquote, h1").first().isVisible());
    },
  },
  {
    name: "a leader sees today and opens a number",
    walk: async ({ context, page, look }) => {
      await page.goto("/cockpit");
      assert.ok(await page.locator("form[action='/sign-in']").isVisible(), "strangers are asked to sign in");
      await sign(context, page, "supervisor");
      await page.goto("/cockpit");
      await look("cockpit");
      const filed = page.locator("#figure-filed a");
      const count = Number(await filed.innerText());
      await filed.click();
      assert.match(await page.locator("h1").innerText(), new RegExp(String(count)));
      await look("cockpit-cases");
    },
  },
];
