// A reader without an account: finds a free desk on the map, books it by the hour, begins on the spot by its code and leaves;
// and the office that keeps the desks brings in a table of them.
import assert from "node:assert/strict";

/** A day ahead, as the page writes it. */
async function tomorrow(page) {
  return page.locator("#day option").nth(1).getAttribute("value");
}

export default [
  {
    name: "a reader books a desk on a phone, starts it by its code and leaves",
    walk: async ({ page, say, look }) => {
      await page.goto("/reserve");
      const day = await tomorrow(page);
      assert.ok((await page.locator("a.bh-pin").count()) > 5, "desks stand on the map");
      await look("reserve");
      await page.locator("a.bh-pin").first().click();
      await page.waitForLoadState();
      await page.goto(`/reserve?day=${day}&q=v05`);
      await page.locator(".bh-desk a").last().click();
      await page.waitForLoadState();
      await look("reserve-desk");
      const choose = async (phone) => {
        await page.locator("#start").selectOption({ index: 4 });
        await page.locator("#minutes").selectOption("60");
        await page.locator("#phone").fill(phone);
        await page.locator("#form button[type=submit]").click();
        await page.waitForLoadState();
      };
      const tail = String(Date.now()).slice(-8);
      const here = page.url();
      const start = await page.locator("#start option").nth(4).getAttribute("value");
      await choose(`137${tail}`);
      const number = await page.locator(".govuk-panel .bh-number").innerText();
      assert.match(number, /^[0-9A-Z-]{6,20}$/);
      await page.getByRole("button", { name: say("查看进度", "Follow it") }).or(page.locator("form[action='/follow'] button")).first().click();
      await page.waitForURL("**/follow/case");
      await look("reserve-follow");
      await page.goto(here);
      const left = await page.locator(`#start option[value='${start}']`).count();
      assert.equal(left, 0, "the quarter is offered to nobody any more");
      await page.goto("/follow/case");
      const cancel = page.locator("#do-cancel button[type=submit], form:has(input[value=cancel]) button[type=submit]").first();
      if (!(await cancel.isVisible())) await page.locator("details", { has: cancel }).first().locator("summary").first().click();
      await cancel.click();
      await page.waitForLoadState();
      await page.goto(here);
      assert.equal(await page.locator(`#start option[value='${start}']`).count(), 1, "it is free again");
    },
  },
  {
    name: "whoever keeps a register looks at a table of entries and takes it",
    widths: [1440],
    walk: async ({ context, page, look, lang }) => {
      const answer = await context.request.post("/demo/role", { form: { user: "handler", back: "/desk" } });
      assert.ok(answer.ok(), "handler signs in");
      await page.goto("/desk/registers");
      await look("registers");
      await page.goto("/desk/registers/desks/desks");
      await look("register");
      await page.locator("tbody a").first().click();
      await page.waitForLoadState();
      await look("register-entry");
      await page.goto("/desk/registers/desks/desks/import");
      const key = `t${Date.now()}${lang}`;
      const rows = [["键", "名称", "场所", "位置·地址", "开放时间", "桌面上的码"], [key, "合成新桌", "合成场所", "合成地址", "09:00-18:00", "7777"], ["", "合成无键", "合成场所", "合成地址", "09:00-18:00", "7778"]];
      await page.locator("textarea[name=cells]").fill(rows.map((row) => row.join("\t")).join("\n"));
      await page.locator("form[enctype] button[type=submit]").click();
      await page.waitForLoadState();
      await look("register-table");
      assert.equal(await page.locator("main form[method=post]").count(), 0, "one row is wrong, so nothing can be taken");
      await page.goto("/desk/registers/desks/desks/import");
      await page.locator("textarea[name=cells]").fill(rows.slice(0, 2).map((row) => row.join("\t")).join("\n"));
      await page.locator("form[enctype] button[type=submit]").click();
      await page.waitForLoadState();
      await page.locator("main form[method=post] button[type=submit]").click();
      await page.waitForLoadState();
      await page.goto(`/desk/registers/desks/desks/${key}`);
      assert.match(await page.locator("main").innerText(), /合成新桌/);
    },
  },
];
