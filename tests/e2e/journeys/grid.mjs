// What is found in the street, put right and looked at again on the spot; and the streets' upkeep: a road cleaned, a contractor's
// order taken over, the month's appraisal published.
import assert from "node:assert/strict";
import { signIn } from "../people.mjs";
import { file, handTo, put, step } from "../steps.mjs";

const GRID = "420103-grid-001002-1";
const KEEPERS = "420103-urban-management";

const offered = (page, action) => page.locator(`form[action$='/actions/${action}']`).count();
const main = (page) => page.locator("main").innerText();

export default [
  {
    name: "a grid worker finds waste, it is filed, dispatched, cleared and looked at again on the spot",
    walk: async ({ page, look, width, lang }) => {
      const words = `合成：背街有一堆装修渣土 ${width} ${lang}`;
      await signIn(page, "grid", "/desk/patrol");
      await page.goto("/desk/patrol/report?type=grid.matter");
      const form = page.locator("#patrol-report");
      for (const [field, value] of Object.entries({ class: "m06011", what: words, "place-unit": GRID, source: "patrol" })) await put(form, field, value);
      await look("grid-report");
      await form.locator("button[type=submit]").last().click();
      const sent = page.locator(".bh-queue__item--received");
      await sent.waitFor();
      const number = (await sent.innerText()).match(/\d{6}-\d{2}-\d{5,}-[0-9X]/)[0];
      const path = `/desk/cases/${number}`;
      await page.goto(path);
      assert.equal(await offered(page, "own_fix"), 0, "only what is small is put right by the finder alone");

      await handTo(page, "dispatcher", path);
      await step(page, "accept");
      await step(page, "establish");
      await step(page, "assign", { lead_unit: KEEPERS });
      await page.goto("/desk/views/grid/matters-by-stage");
      assert.equal(await page.locator(`[data-column='sign'] [data-number='${number}']`).count(), 1, "it waits to be signed for");
      await look("grid-board");
      await handTo(page, "handler", path);
      await step(page, "take");
      await step(page, "finish", { result: "合成：已装车清运" });
      assert.equal(await offered(page, "pass_check"), 0, "who put it right does not check it");
      await handTo(page, "grid", "/desk/patrol");
      assert.match(await main(page), new RegExp(number), "it stands on the worker's way");
      await look("grid-way");
      await page.goto(path);
      await step(page, "pass_check", { looked: "合成：现场已清洁" });
      assert.equal(await offered(page, "pass_check"), 0, "it is closed");
      await look("grid-closed");
    },
  },
  {
    name: "a road is cleaned and looked at, a contractor's order is accepted, the streets' month is published",
    walk: async ({ page, look, width, lang, say }) => {
      const year = new Date().getFullYear();
      const period = `合成${width}${lang}`;
      await signIn(page, "dispatcher");
      const road = `/desk/cases/${await file(page, "grid.cleaning", { road: "upkeep-roads/road-01", unit: KEEPERS, period, day: `${year}-11-16` })}`;
      await handTo(page, "handler", road);
      await step(page, "finish", { cleaned: "合成：人工巡扫、机械洗扫各一遍" });
      assert.equal(await offered(page, "true_colour"), 0, "who cleaned it does not say that it shows its colour");
      const order = `/desk/cases/${await file(page, "grid.order", { works: "alley", what: "合成：背街二巷整治", contractor: "upkeep-contractors/c-02", unit: KEEPERS, quantity: "27", due: `${year + 1}-12-31` })}`;
      await page.goto(order);
      assert.equal(await offered(page, "tell_area"), 0, "alleys are told by number, not by area");
      await step(page, "tell_roads", { amount: "27", day: `${year}-11-16`, proof: "合成：竣工单" });
      await look("grid-order");
      await step(page, "finish", { finished: "合成：已完工" });

      await handTo(page, "dispatcher", road);
      await step(page, "true_colour", { finding: "合成：见本色" });
      const month = `/desk/cases/${await file(page, "grid.appraisal", { period, day: `${year}-11-05` })}`;
      await page.goto(month);
      await step(page, "show", { summary: "合成：各街道得分见评分页" });
      await step(page, "submit", { note: "合成：没有异议" });
      await handTo(page, "leader", order);
      await step(page, "accept", { finding: "合成：合格" });
      await page.goto(month);
      await step(page, "approve", { settled: "合成：同意" });
      await handTo(page, "supervisor", month);
      await step(page, "announce", { edition: "1", city_place: "3" });
      await look("grid-appraisal");

      await page.goto(`/desk/views/grid/orders-by-month?year=${year}`);
      const rows = await page.locator("tbody tr", { hasText: order.split("/").at(-1) }).allInnerTexts();
      assert.ok(rows.some((row) => /\t27\t27\s*$/.test(row)), `the alleys done stand in their month: ${rows.join("|")}`);
      await look("grid-months");
      await page.goto("/desk/views/grid/appraisals-list");
      assert.match(await main(page), new RegExp(period));
      await look("grid-appraisals");
    },
  },
];
