// The administration in a real browser: an officer is added, takes over, a program gets a token, a pack is looked at.
import assert from "node:assert/strict";
import { signIn } from "../people.mjs";

/** Pages that are about one thing; the lists are looked at with every other page. */
const PAGES = [
  ["admin-unit", "/admin/units/420103001"],
  ["admin-post", "/admin/posts/handler"],
  ["admin-officer", "/admin/officers/handler"],
  ["admin-pack-access", "/admin/packs/hotline/access"],
  ["admin-pack-check", "/admin/packs/hotline/check"],
  ["admin-pack-stories", "/admin/packs/hotline/stories"],
  ["admin-pack-versions", "/admin/packs/hotline/versions?from=1&to=1"],
];

export default [
  {
    name: "an officer is added and takes over, a program gets a token, a pack is read as a picture",
    walk: async ({ page, width, lang, look }) => {
      const user = `xin-ren-${width}-${lang}`;
      await signIn(page, "admin", "/admin/officers");
      await page.locator("a[href='/admin/new-officer']").click();
      await page.locator("form[action='/admin/new-officer'] button[type=submit]").click();
      await page.locator(".govuk-error-summary").waitFor();
      await look("admin-new-officer-wrong");
      await page.locator("#user").fill(user);
      await page.locator("#name").fill("新人(合成)");
      await page.locator("#unit").selectOption("420103-urban-management");
      await page.locator("#post").selectOption("handler");
      await page.locator("form[action='/admin/new-officer'] button[type=submit]").click();
      const password = (await page.locator(".bh-code").innerText()).trim();
      assert.equal(password.length, 16, "a first password is made and shown");
      await look("admin-officer-added");
      await page.goto("/admin/hand-over/handler");
      await page.locator("#to").selectOption(user);
      await page.locator("input[name=leaves][value=no]").check();
      await page.locator("form[method=get] button").last().click();
      await page.waitForURL("**leaves=no**");
      await look("admin-hand-over");
      await page.locator("form[action$='/do'] button[type=submit]").click();
      await page.locator(".govuk-notification-banner--success").waitFor();
      await look("admin-handed-over");
      await page.goto("/admin/tokens");
      await page.locator("details:has(form[action='/admin/tokens/new']) summary").click();
      await page.locator("form[action='/admin/tokens/new'] select[name=user]").selectOption("clerk");
      await page.locator("input[name=scope][value=read]").check();
      await page.locator("form[action='/admin/tokens/new'] button[type=submit]").click();
      assert.match(await page.locator(".bh-code").innerText(), /^bh_[0-9a-f]{64}$/);
      await look("admin-token-made");
      await page.goto("/admin/packs/hotline");
      await look("admin-pack-words");
      await page.locator("a[href='/admin/packs/hotline/diagram']").click();
      assert.ok((await page.locator(".bh-diagram__card").count()) > 5);
      await look("admin-pack-diagram");
    },
  },
  {
    name: "one unit, post, officer and pack: each page is accessible and fits",
    walk: async ({ page, look }) => {
      await signIn(page, "admin", "/admin");
      for (const [name, path] of PAGES) {
        const answer = await page.goto(path);
        assert.equal(answer.status(), 200, path);
        await look(name);
      }
    },
  },
];
