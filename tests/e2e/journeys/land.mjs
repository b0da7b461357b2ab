// Land and houses: a parcel from its clearing to its appraisal by the mu, and an area from its opening to zero, each with the
// days that it must stand before the public. Those days pass on a server of their own.
import assert from "node:assert/strict";
import { pass } from "../clock.mjs";
import { signIn } from "../people.mjs";
import { file, handTo, opened, put, refused, send, step } from "../steps.mjs";

const HOUSING = "420103-housing";
const PLANNING = "420103-planning";

/** A new entry of a register that the supervisor keeps; parcels and dwellings are given once a year. */
async function enter(page, register, fields) {
  const key = `w${Date.now().toString(36)}`;
  await page.goto(`/desk/registers/land/${register}/new`);
  for (const [field, value] of Object.entries({ key, ...fields })) await put(page.locator("#entry"), field, value);
  await page.locator("#entry button[type=submit]").click();
  await page.waitForURL((url) => !url.pathname.endsWith("/new"));
  return `${register}/${key}`;
}

/** Puts a notice before the public. */
async function publish(page, path, day) {
  await page.goto(path);
  await step(page, "post", { posted_on: day, where: "合成：门户和公示栏", words: "合成：公示全文见附件" });
}

const main = (page) => page.locator("main").innerText();

/** What a table says of one matter, in all its rows. */
const told = async (page, name) => (await page.locator("tbody tr", { hasText: name }).allInnerTexts()).join("\n");

export default [
  {
    name: "a parcel is cleared, reserved, announced, listed, supplied and appraised",
    server: "ahead",
    walk: async ({ base, page, look, width, lang, say }) => {
      let today = await pass(base, 0);
      const name = `合成地块${width}${lang}`;
      const lot = { name, way: "listing", purpose: "commerce", keeper: HOUSING, supply_by: "2028-12-29" };
      await signIn(page, "supervisor");
      const parcel = await enter(page, "parcels", { ...lot, mu: "36.5", measure: "亩" });
      const path = `/desk/cases/${await send(page, "land.parcel", { ...lot, parcel })}`;

      await handTo(page, "handler", path);
      const cleared = { cleared_on: today, amount: "2.4", measure: "公顷", evidence: "合成：腾退确认书" };
      assert.match(await refused(page, "measure_cleared", cleared), /亩/, "another measure is told the one that it is");
      await look("land-wrong-measure");
      await page.goto(path);
      await step(page, "measure_cleared", { ...cleared, amount: "36.5", measure: "亩" });
      await step(page, "cleared");
      await step(page, "measure_reserved", { reserved_on: today, amount: "36.5", measure: "亩", evidence: "合成储字1号" });
      await step(page, "reserve");
      await step(page, "announce", { conditions: ["planning", "survey", "soil"], terms: "合成：容积率不超过3.0", office: PLANNING });
      const announcement = await opened(page);
      await publish(page, announcement, today);
      await page.goto(path);
      assert.equal(await page.locator("form[action$='/actions/list']").count(), 0, "nothing is listed before the announcement has stood");
      await page.goto("/record/views/land/postings-open");
      assert.match(await main(page), new RegExp(name), "anyone sees the announcement");
      await look("land-postings");

      today = await pass(base, 31);
      await page.goto(path);
      await step(page, "list", { office: PLANNING });
      await publish(page, await opened(page, [announcement]), today);
      today = await pass(base, 21);
      await page.goto(path);
      await step(page, "deal", { buyer: "合成置业公司", price: "58000" });
      await step(page, "measure_supplied", { supplied_on: today, amount: "36.5", measure: "亩" });
      await step(page, "supply", { contract: "合成出让合同1号", start_by: "2028-12-29" });
      await handTo(page, "leader", path);
      await step(page, "publish", { result_on: today });
      await handTo(page, "handler", path);
      await step(page, "begin", { began_on: today });
      await step(page, "appraise", { per_mu: "120.5", land_grade: "a" });
      assert.match(await main(page), say(/已供应并评价/, /Supplied and appraised/));

      await page.goto(`/desk/views/land/land-by-month?year=${today.slice(0, 4)}`);
      assert.match(await told(page, name), /36\.5/, "the mu supplied stand in the month");
      await look("land-months");
      await page.goto("/record/views/land/supplied-land");
      assert.match(await main(page), new RegExp(name), "and anyone sees what was supplied");
      await look("land-supplied");
    },
  },
  {
    name: "an area is opened, surveyed, agreed, moved, demolished, cleared to zero and resettled",
    server: "ahead",
    walk: async ({ base, page, look, width, lang, say }) => {
      let today = await pass(base, 0);
      const name = `合成片区${width}${lang}`;
      await signIn(page, "supervisor");
      const dwelling = await enter(page, "dwellings", { name: `合成还建${width}${lang}`, floor: "80" });
      const path = `/desk/cases/${await file(page, "land.area", { name, kind: "village", office: HOUSING, clear_by: "2028-12-29" })}`;

      await handTo(page, "handler", path);
      await step(page, "open_area", { frozen_on: today });
      assert.equal(await page.locator("form[action$='/actions/post_survey']").count(), 0, "nothing is posted before it is surveyed");
      await step(page, "measure_surveyed", { surveyed_on: today, amount: "76.2", measure: "平方米", evidence: "合成：调查表" });
      await step(page, "post_survey", { homes: "1", survey_posted_on: today });
      await step(page, "consult", { note: "合成：有关部门已论证" });
      const plan = await opened(page);
      await publish(page, plan, today);
      today = await pass(base, 41);
      await page.goto(path);
      await step(page, "post_opinions", { most_object: "false", opinions_posted_on: today, changed: "合成：调整搬迁奖励" });

      await handTo(page, "leader", path);
      const order = { risk_assessed: "true", unregistered_done: "true", funds_ready: "false", order_number: "合成征决1号", order_posted_on: today, sign_by: "2028-12-01" };
      assert.match(await refused(page, "decide", order), say(/专户存储/, /condition|separate account/), "no order without the money");
      await page.goto(path);
      await step(page, "decide", { ...order, funds_ready: "true" });

      await handTo(page, "handler", path);
      await step(page, "open_home", { door: "合成1-1", floor: "76.2", use: "dwelling", owner: "合成住户", phone: "13800000001" });
      const home = await opened(page, [plan]);
      await step(page, "all_open");
      await page.goto(home);
      await step(page, "value_home", { value: "98.6", valued_on: today });
      await step(page, "sign", { choice: "home", signed_on: today, move_by: "2028-12-15" });
      assert.match(await refused(page, "pay", { paid_on: today }), say(/落实房源/, /condition|find the dwelling/), "a house for a house is found first");
      const number = await send(page, "land.handover", { dwelling, about: home.split("/").at(-1), office: HOUSING, ready_by: "2028-12-20", owner: "合成住户", phone: "13800000001" });
      await page.goto(home);
      await step(page, "pay", { paid_on: today, home_found: "true" });
      await step(page, "measure_moved", { moved_on: today, amount: "76.2", measure: "平方米" });
      await step(page, "move");
      await look("area-home");
      await page.goto(path);
      await step(page, "measure_demolished", { demolished_on: today, amount: "76.2", measure: "平方米", evidence: "合成：拆除验收单" });
      await step(page, "demolish", { by_home_posted_on: today });
      await handTo(page, "leader", path);
      await step(page, "confirm", { finding: "合成：现场已无房屋", zero_posted_on: today });
      await handTo(page, "handler", `/desk/cases/${number}`);
      await step(page, "hand_over", { handed_on: today, note: "合成：钥匙已交" });

      await page.goto(`/desk/views/land/moved-by-month?year=${today.slice(0, 4)}`);
      assert.match(await told(page, name), /76\.2/, "what was moved stands in its month");
      await page.goto("/record/views/land/sunny");
      assert.match(await main(page), new RegExp(name), "and anyone sees what was published, and when");
      await look("area-sunny");
    },
  },
];
