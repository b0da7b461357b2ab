// The yearly lists: what is built is accepted by another office than the one that built it, and what is added is counted in its own measure alone.
import assert from "node:assert/strict";
import { day, enter, file, fillIn, offered, refused, second, take } from "../forms.mjs";
import { photograph } from "../photographs.mjs";
import { signIn, signOut } from "../people.mjs";

/** Where an item of the invented list is, and when it is to be done. */
const WHERE = { list: "programme-lists/sample", "place-unit": "420103001", "place-address": "合成路口", start_by: day(30), due: day(300) };

/** Who builds and who accepts; the kinds go the same way, so each width and language walks one of its own. */
const BUILT = {
  "360 zh": { kind: "road", unit: "420103-construction", acceptor: "420103-transport", list: "roads" },
  "1440 zh": { kind: "wet-point", unit: "420103-water", acceptor: "420103-emergency", list: "pipes" },
  "360 en": { kind: "estate", unit: "420103-housing", acceptor: "420103-construction", list: "estates" },
  "1440 en": { kind: "centre", unit: "420103-civil-affairs", acceptor: "420103-construction", list: "centres" },
};

/** What is added, in which measure, what the ledger of another office might say instead, and the table that tells it by month. */
const ADDED = {
  "360 zh": [
    { kind: "school", unit: "420103-education", acceptor: "420103-construction", record: "record-pieces", wrong: "人", table: "places-by-month" },
    { kind: "dwelling", unit: "420103-housing", acceptor: "420103-planning", record: "record-sets", wrong: "户", table: "places-by-month" },
  ],
  "1440 zh": [
    { kind: "green", unit: "420103-landscape", acceptor: "420103-planning", record: "record-ha", wrong: "公里", table: "lengths-by-month" },
    { kind: "parking", unit: "420103-construction", acceptor: "420103-transport", record: "record-pieces", wrong: "处", table: "places-by-month" },
  ],
  "360 en": [
    { kind: "child-care", unit: "420103-health", acceptor: "420103-education", record: "record-pieces", wrong: "人", table: "places-by-month" },
    { kind: "gas-fitting", unit: "420103-urban-management", acceptor: "420103-housing", record: "record-households", wrong: "个", table: "places-by-month" },
  ],
  "1440 en": [
    { kind: "training", unit: "420103-human-resources", acceptor: "420103-statistics", record: "record-visits", wrong: "人", table: "people-by-month" },
    { kind: "insured-visit", unit: "420103-human-resources", acceptor: "420103-statistics", record: "record-visits", wrong: "人", table: "people-by-month" },
  ],
};

/** A picture of what was built. */
const picture = async (page) => ({ name: "合成.jpg", mimeType: "image/jpeg", buffer: await photograph(page, 320, 240) });

/** Signs in as somebody else. */
async function next(page, user) {
  await signOut(page);
  await signIn(page, user);
}

/** The other office looks at what was built and accepts it. */
async function accepted({ house, base, width, lang, look }, number, unit, user, name) {
  const other = await second(house, base, width, lang, `${user}-${width}-${lang}`, unit, "handler");
  const form = await fillIn(other, number, "accept", { finding: "合成：合格" });
  await look(name, other);
  await form.locator("button[type=submit]").click();
  await other.locator(".govuk-notification-banner--success").waitFor();
  await other.context().close();
}

export default [
  {
    name: "an item of a list is built, accepted by another office and struck off",
    walk: async (visit) => {
      const { page, look, width, lang } = visit;
      const { kind, unit, acceptor, list } = BUILT[`${width} ${lang}`];
      const name = `合成：清单项目 ${kind} ${width} ${lang}`;
      await signIn(page, "supervisor");
      const number = await file(page, "programmes.item", { ...WHERE, name, kind, unit, acceptor, quantity: "1" }, () => look("programmes-intake"));
      await next(page, "handler");
      await take(page, number, "begin", { began_on: day(-1), evidence: "合成：开工令" });
      await look("programmes-building");
      await refused(page, number, "finish", { finished_on: day(0) });
      await take(page, number, "finish", { finished_on: day(0), pictures: await picture(page) });
      assert.ok(!(await offered(page, number, "accept")), "who built it does not accept it");
      await accepted(visit, number, acceptor, "yan-shou", "programmes-acceptance");
      await next(page, "supervisor");
      await take(page, number, "strike_off", { note: "合成：属实" });
      await page.goto(`/desk/views/programmes/list-${list}`);
      assert.match(await page.locator("main tr", { hasText: name }).innerText(), new RegExp(number), "it stands on its list");
      await look("programmes-list");
    },
  },
  {
    name: "what a list adds is recorded in its own measure and told by month",
    walk: async (visit) => {
      const { page, look, width, lang } = visit;
      const items = ADDED[`${width} ${lang}`].map((it) => ({ ...it, name: `合成：新增 ${it.kind} ${width} ${lang}` }));
      await signIn(page, "supervisor");
      for (const it of items) it.number = await file(page, "programmes.item", { ...WHERE, name: it.name, kind: it.kind, unit: it.unit, acceptor: it.acceptor, quantity: "50" });
      await next(page, "handler");
      for (const { number, name, record, wrong, table } of items) {
        await take(page, number, "begin", { began_on: day(-1), evidence: "合成：开工令" });
        const amount = { amount: "47", period: day(0), evidence: "合成：台账" };
        await refused(page, number, record, { ...amount, told_in: wrong });
        if (number === items[0].number) await look("programmes-wrong-measure");
        await take(page, number, record, amount);
        await page.goto(`/desk/views/programmes/${table}`);
        await page.locator("main tr", { hasText: name }).filter({ hasText: "47" }).first().waitFor();
      }
      await look("programmes-months");
      const [{ number, acceptor }] = items;
      await take(page, number, "finish", { finished_on: day(0) });
      await accepted(visit, number, acceptor, "dui-shu", "programmes-added");
      await next(page, "supervisor");
      await take(page, number, "strike_off", { note: "合成：属实" });
    },
  },
  {
    name: "a dangerous house is listed by its grade, treated, its households counted, and struck off",
    walk: async (visit) => {
      const { page, look, width, lang } = visit;
      const house = { ...WHERE, name: `合成：危房 ${width} ${lang}`, kind: "dangerous-house", unit: "420103-housing", acceptor: "420103-construction", quantity: "1" };
      await signIn(page, "supervisor", "/desk/intake?type=programmes.item");
      await enter(page.locator("#intake"), house);
      await page.locator("button[value=file]").click();
      await page.locator(".govuk-error-summary").waitFor();
      await look("programmes-no-grade");
      const number = await file(page, "programmes.item", { ...house, danger: "d" });
      await next(page, "handler");
      await take(page, number, "begin", { began_on: day(-1), evidence: "合成：鉴定书" });
      await take(page, number, "benefit", { amount: "12", period: day(0), evidence: "合成：名册" });
      await take(page, number, "finish", { finished_on: day(0), pictures: await picture(page) });
      await accepted(visit, number, house.acceptor, "wei-fang", "programmes-house");
      await next(page, "supervisor");
      await take(page, number, "strike_off", { note: "合成：属实" });
      await page.goto("/desk/views/programmes/list-estates");
      assert.match(await page.locator("main tr", { hasText: house.name }).innerText(), new RegExp(number));
      await look("programmes-houses");
      await signOut(page);
      await page.goto("/record/views/programmes/open-list");
      await page.locator("main", { hasText: house.name }).waitFor();
      await look("programmes-public");
    },
  },
  {
    name: "a care centre, a signed estate and a sorting point are built, accepted and shown to all",
    walk: async ({ page, look, width, lang }) => {
      const items = [
        { kind: "care-centre", unit: "420103-civil-affairs", acceptor: "420103-planning", list: "centres", pictures: true },
        { kind: "property", managed: "taken_over", unit: "420103-housing", acceptor: "420103-civil-affairs", list: "estates" },
        { kind: "sort-point", unit: "420103-urban-management", acceptor: "420103-planning", list: "green" },
      ];
      await signIn(page, "supervisor");
      for (const it of items) {
        const { pictures, list, ...form } = it;
        it.name = `合成：${it.kind} ${width} ${lang}`;
        it.number = await file(page, "programmes.item", { ...WHERE, ...form, name: it.name, quantity: "1" }, () => look(`programmes-${it.kind}`));
      }
      await next(page, "handler");
      for (const { number, pictures } of items) {
        await take(page, number, "begin", { began_on: day(-1), evidence: "合成：合同" });
        await take(page, number, "finish", { finished_on: day(0), ...(pictures ? { pictures: await picture(page) } : {}) });
        assert.ok(!(await offered(page, number, "accept")), "who built it does not accept it");
      }
      await next(page, "acceptor");
      for (const { number } of items) await take(page, number, "accept", { finding: "合成：合格" });
      await look("programmes-three-accepted");
      await next(page, "supervisor");
      for (const { number, name, list } of items) {
        await take(page, number, "strike_off", { note: "合成：属实" });
        await page.goto(`/desk/views/programmes/list-${list}`);
        assert.match(await page.locator("main tr", { hasText: name }).innerText(), new RegExp(number), "it stands on its list");
      }
      await signOut(page);
      await page.goto("/record/views/programmes/open-list");
      for (const { name } of items) await page.locator("main", { hasText: name }).waitFor();
      await look("programmes-three-public");
    },
  },
  {
    name: "a service is ordered, agreed and done, and another person rings back",
    walk: async ({ house, base, page, look, width, lang }) => {
      const unit = "420103-health";
      await signIn(page, "handler");
      const number = await file(page, "programmes.order", { kind: "child-care", unit, facility: "facilities/child-a", wanted_on: day(7), need: `合成：全日托 ${width} ${lang}` }, () => look("programmes-order"));
      await take(page, number, "agree", { set_on: day(7), who: "合成托育园甲" });
      await take(page, number, "serve", { done_on: day(0), answer: "合成：已入托" });
      assert.ok(!(await offered(page, number, "content")), "who served does not ring back");
      const other = await second(house, base, width, lang, `hui-fang-${width}-${lang}`, unit, "handler");
      await take(other, number, "content");
      await look("programmes-rung-back", other);
      await other.context().close();
      await page.goto("/record/views/programmes/child-care-open");
      await page.locator("main", { hasText: "合成托育园甲" }).waitFor();
      await look("programmes-child-care");
    },
  },
];
