// The component shelf in a real browser, before any case: words, keys, policy, both widths, both languages.
import assert from "node:assert/strict";

const pages = [
  ["home", "/", 200],
  ["form", "/form", 200],
  ["done", "/done", 200],
  ["desk", "/desk", 200],
  ["case", "/desk/case", 200],
  ["not-found", "/nowhere", 404],
  ["faster", "/faster", 409],
];

export default [
  {
    name: "every component shows, is accessible and fits",
    server: "gallery",
    widths: [360, 800, 1440],
    walk: async ({ page, look, say }) => {
      for (const [name, path, status] of pages) {
        const response = await page.goto(path);
        assert.equal(response.status(), status, path);
        assert.match(response.headers()["content-security-policy"], /default-src 'self'/);
        await look(`gallery-${name}`);
        assert.equal(await page.locator("html").getAttribute("lang"), say("zh-CN", "en"));
      }
    },
  },
  {
    name: "the keyboard alone reaches the content and walks a worklist",
    server: "gallery",
    languages: ["zh"],
    walk: async ({ page, width }) => {
      await page.goto("/desk");
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      assert.ok(page.url().endsWith("#main"));
      await page.keyboard.press("j");
      await page.keyboard.press("j");
      const row = page.locator("tr[aria-current=true]");
      assert.match(await row.innerText(), /JH-2611-00042-7/);
      await page.keyboard.press("k");
      assert.match(await row.innerText(), /JH-2611-00041-7/);
      await page.keyboard.press("Enter");
      await page.waitForURL("**/desk/case");
      if (width < 700) {
        const menu = page.locator(".govuk-service-navigation__toggle");
        await menu.press("Enter");
        assert.equal(await menu.getAttribute("aria-expanded"), "true");
      }
    },
  },
  {
    name: "the language is one click away and remembered",
    server: "gallery",
    languages: ["zh"],
    walk: async ({ page }) => {
      await page.goto("/form");
      await page.getByRole("link", { name: "English" }).click();
      assert.equal(await page.locator("h1").innerText(), "Report a matter");
      await page.goto("/");
      assert.equal(await page.locator("html").getAttribute("lang"), "en");
    },
  },
  {
    name: "what is wrong leads to its field, without script too",
    server: "gallery",
    languages: ["zh"],
    widths: [360],
    walk: async ({ house, page, base }) => {
      await page.goto("/form");
      const told = page.locator(".govuk-error-summary");
      await told.waitFor();
      assert.ok(await told.evaluate((e) => e === document.activeElement), "the summary has the focus");
      await page.getByRole("link", { name: "请输入 11 位手机号" }).click();
      assert.equal(await page.evaluate(() => document.activeElement.id), "phone");
      await page.getByRole("link", { name: "请填写完整的日期" }).click();
      assert.equal(await page.evaluate(() => document.activeElement.id), "since-year");
      assert.equal(await page.locator("#content").inputValue(), "路灯不亮 <三天了>");
      const plain = await house.visit(base, 360, "zh", { javaScriptEnabled: false });
      const bare = await plain.newPage();
      await bare.goto("/form");
      assert.ok(await bare.locator("#about").isVisible(), "what would unfold is open");
      assert.ok(await bare.locator(".govuk-service-navigation__list").isVisible());
      await plain.close();
    },
  },
];
