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
    name: "a resident counts the presses from home to a number",
    widths: [360],
    languages: ["zh"],
    walk: async ({ house, page, width, lang }) => {
      let presses = 0;
      const press = async (what) => {
        presses += 1;
        await what.click();
        await page.waitForLoadState();
      };
      const began = Date.now();
      await page.goto("/");
      await press(page.getByRole("link", { name: "我要反映" }).first());
      await page.locator("#content").fill("合成：门口的路灯坏了，晚上看不见路");
      await press(page.locator("[data-help] button"));
      assert.equal(await page.locator("#category").inputValue(), "street-light", "the suggestion was taken over");
      const on = () => press(page.getByRole("button", { name: "继续", exact: true }));
      await on();
      await press(page.locator("#place-map"));
      assert.match(await page.locator("main").innerText(), /图上选的地点在.+一带/);
      await on();
      await on();
      await on();
      await press(page.getByRole("button", { name: "提交", exact: true }));
      assert.match(await page.locator(".govuk-panel .bh-number").innerText(), /^\d{6}-/);
      house.note({ path: "/ → number", width, lang, bytes: presses, paint: Date.now() - began });
      console.log(`     ${presses} presses, ${Date.now() - began} ms from home to a number`);
      assert.ok(presses <= 8, `${presses} presses`);
    },
  },
  {
    name: "the back button, a second press and a closed window lose nothing and file once",
    widths: [360],
    languages: ["zh"],
    walk: async ({ context, page, look }) => {
      await page.goto("/report");
      await page.locator("#content").fill("合成：第一次写的话");
      await page.locator("#category").selectOption("waste");
      const on = () => page.getByRole("button", { name: "继续", exact: true }).click();
      await on();
      await page.waitForURL("**/report?at=place");
      await look("report-place");
      await page.locator("#place-unit").selectOption({ index: 2 });
      await on();
      await page.waitForURL("**/report?at=pictures");
      await page.goBack();
      await page.waitForURL("**/report?at=place");
      await page.goBack();
      await page.waitForURL("**/report?at=what");
      assert.equal(await page.locator("#content").inputValue(), "合成：第一次写的话", "going back in the browser");
      await page.locator("#content").fill("合成：写到一半就关了窗口");
      await page.waitForTimeout(3500);
      await page.close();
      const again = await context.newPage();
      await again.goto("/report");
      await look("report-left", again);
      assert.ok(!(await again.locator("main").innerText()).includes("写到一半"), "the next person is shown nothing");
      await again.getByRole("button", { name: "接着填" }).click();
      await again.waitForURL("**/report?at=**");
      await again.goto("/report?at=what");
      assert.equal(await again.locator("#content").inputValue(), "合成：写到一半就关了窗口");
      await again.goto("/report?at=check");
      await look("report-check", again);
      const sent = await again.locator("#form").evaluate((form) => {
        const body = new URLSearchParams(new FormData(form));
        return Promise.all([1, 2].map(() => fetch("/report", { method: "POST", body }).then((answer) => answer.text())));
      });
      const numbers = sent.map((html) => html.match(/class="bh-number">([0-9A-Z-]+)</)?.[1]);
      const known = numbers.filter(Boolean);
      assert.ok(known.length >= 1 && new Set(known).size === 1, `one matter: ${numbers}`);
      await again.goto("/report");
      assert.equal(await again.locator("#content").inputValue(), "", "sent, and nothing is kept");
    },
  },
  {
    name: "everybody reads the open record, searches and takes the files",
    walk: async ({ context, page, say, look }) => {
      await page.goto("/record");
      await look("record");
      for (const file of ["figures", "matters", "promises", "log"]) {
        const answer = await context.request.get(`/record/${file}.csv`);
        assert.ok(answer.ok() && (await answer.body()).subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf])), file);
      }
      await page.locator("main a[href='/record/matters']").first().click();
      await look("record-matters");
      await page.goto("/record/log");
      await look("record-log");
      await page.goto("/");
      await page.locator("#search").fill("接诉即办");
      await page.locator(".bh-search button").click();
      await page.waitForURL("**/search?q=**");
      assert.ok((await page.locator(".bh-search__finds a").count()) > 0, say("有结果", "something is found"));
      await look("search");
    },
  },
  {
    name: "an officer whose session ended goes on where the typing stopped",
    widths: [1440],
    languages: ["zh"],
    walk: async ({ context, page, say, look }) => {
      const { number } = await report(page, say);
      await sign(context, page, "clerk");
      await page.goto(`/desk/cases/${number}`);
      const form = page.locator("form[action$='/actions/comment']").first();
      await form.evaluate((it) => it.closest("details")?.setAttribute("open", ""));
      await form.locator("textarea").first().fill("合成：打到一半登录过期");
      await context.clearCookies({ name: "session" });
      await form.locator("button[type=submit]").click();
      await page.waitForLoadState();
      assert.match(await page.locator("body").innerText(), /您填的内容没有丢/);
      await look("session-ended");
      await page.locator("#user").fill("clerk");
      await page.locator("#password").fill("demo-clerk");
      await page.locator("main form[action='/sign-in'] button[type=submit]").click();
      await page.waitForLoadState();
      // Without its cookie nothing tells whose the form is: it is asked for and not given by itself.
      await look("session-whose");
      await page.locator("a[href*='held=mine']").click();
      await page.waitForLoadState();
      assert.equal(await page.locator("form[action$='/actions/comment'] textarea").first().inputValue(), "合成：打到一半登录过期");
      await look("session-resumed");
    },
  },
  {
    name: "no Chinese is left on English pages but quotes, names and what people typed",
    widths: [1440],
    languages: ["en"],
    walk: async ({ page }) => {
      const paths = ["/", "/report", "/report?at=what", "/follow", "/services", "/search", "/record", "/record/matters", "/record/log", "/sign-in"];
      const left = [];
      for (const path of paths) {
        await page.goto(path);
        const found = await page.evaluate(() => {
          const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          const found = [];
          for (let text = texts.nextNode(); text; text = texts.nextNode()) {
            const inside = text.parentElement;
            if (!/\p{Script=Han}/u.test(text.data) || inside.closest("[lang^=zh], option, th[scope=row], .bh-synthetic, .bh-header__latin, script")) continue;
            found.push(text.data.trim().slice(0, 60));
          }
          for (const it of document.querySelectorAll("[aria-label], [alt], [placeholder], [title]")) {
            if (it.closest("[lang^=zh]")) continue;
            for (const name of ["aria-label", "alt", "placeholder", "title"]) {
              const value = it.getAttribute(name) ?? "";
              if (/\p{Script=Han}/u.test(value)) found.push(`${name}: ${value.slice(0, 60)}`);
            }
          }
          return found;
        });
        left.push(...found.map((words) => `${path}: ${words}`));
      }
      assert.deepEqual(left, []);
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
