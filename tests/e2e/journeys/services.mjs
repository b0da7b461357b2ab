// 我要办事: a resident looks for a service, reads what it takes and how long, and applies on the spot; what is one thing for
// people is one form.
import assert from "node:assert/strict";

/** Answers the questions of an application and sends it. */
async function apply(page, say, fill) {
  const on = () => page.getByRole("button", { name: say("继续", "Continue"), exact: true }).click();
  await fill();
  await on();
  while ((await page.locator("#applicant").count()) === 0) await on();
  await page.locator("#applicant").fill("合成申请人");
  await page.locator("#phone").fill("13800000001");
  await on();
  await page.getByRole("button", { name: say("提交", "Send"), exact: true }).click();
  const number = await page.locator(".govuk-panel .bh-number").innerText();
  const code = await page.locator("#receipt-code").innerText();
  return { number, code };
}

async function find(page, say, words) {
  await page.goto("/services");
  await page.locator("#q").fill(words);
  await page.getByRole("button", { name: say("查找", "Find"), exact: true }).click();
}

const begin = (page, say) => page.getByRole("button", { name: say("开始申请", "Apply now"), exact: true }).first().click();

export default [
  {
    name: "a resident finds a service, reads its guide and applies",
    walk: async ({ house, base, page, say, look }) => {
      await page.goto("/");
      await page.locator(".bh-verbs a[href='/services']").click();
      await look("services");
      await page.locator("#who").selectOption("firm");
      await find(page, say, say("小餐饮", "small restaurant"));
      assert.equal(await page.locator(".bh-services__list > li").count(), 1);
      await look("services-found");
      await page.locator(".bh-services__list a").click();
      assert.match(await page.locator("main").innerText(), new RegExp(say("3 个工作日", "3 working days")));
      assert.match(await page.locator("main").innerText(), new RegExp(say("20 个工作日", "20 working days")));
      await look("service-guide");
      await begin(page, say);
      assert.equal(await page.locator("#item").inputValue(), "food", "what was chosen is chosen");
      await look("service-form");
      const { number } = await apply(page, say, () => page.locator("#content").fill("合成：新开一家面馆"));
      await look("service-done");

      const staff = await house.visit(base, 1440, "zh");
      const desk = await staff.newPage();
      const answer = await staff.request.post("/demo/role", { form: { user: "permits", back: "/desk" } });
      assert.ok(answer.ok(), "the clerk signs in");
      await desk.goto(`/desk/cases/${number}`);
      const form = desk.locator('form[action*="/actions/accept"]').first();
      await form.evaluate((it) => it.closest("details")?.setAttribute("open", ""));
      await form.locator("button[type=submit]").first().click();
      await desk.waitForLoadState();
      assert.match(await desk.locator("main").innerText(), /审查/);
      await staff.close();
    },
  },
  {
    name: "a resident applies for one thing of several departments, without script",
    widths: [360],
    languages: ["zh"],
    walk: async ({ house, base, width, say }) => {
      const plain = await house.visit(base, width, "zh", { javaScriptEnabled: false });
      const page = await plain.newPage();
      await find(page, say, "餐饮店一件事");
      await page.locator(".bh-services__list a").click();
      const parts = await page.locator("main").innerText();
      for (const part of ["营业执照", "食品经营许可", "社会保险登记"]) assert.ok(parts.includes(part), part);
      assert.ok(!parts.includes("公共场所卫生许可"), "what it does not need is not told");
      await begin(page, say);
      const { number, code } = await apply(page, say, () => page.locator("#name").fill("合成小馆"));
      await page.goto("/follow");
      await page.locator("#number").fill(number);
      await page.locator("#code").fill(code);
      await page.getByRole("button", { name: "查看", exact: true }).click();
      assert.match(await page.locator("main").innerText(), /政务服务中心/);
      await plain.close();
    },
  },
];
