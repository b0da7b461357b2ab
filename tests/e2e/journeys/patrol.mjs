// Patrol in a real browser: a phone whose road to the server is really cut, answers that are really lost, pages that are
// really closed. What the record then holds is asked through the API, as somebody else.
import assert from "node:assert/strict";
import { signIn, signOut } from "../people.mjs";
import { photograph, sizeOf, withNotice } from "../photographs.mjs";
import { road } from "../road.mjs";

const COMMUNITY = "420103001002";
/** The form of a request: a worker may file other kinds on patrol too, and which comes first is the packs' business. */
const REPORT = "/desk/patrol/report?type=hotline.request";

/** An officer's session and its proof, as a page has them. */
async function officer(base, user) {
  const sent = new URLSearchParams({ user, password: `demo-${user}`, to: "/desk" });
  const entered = await fetch(`${base}/sign-in`, { method: "POST", body: sent, redirect: "manual" });
  const cookie = entered.headers.get("set-cookie").split(";")[0];
  const ask = async (path, more = {}) => {
    const answer = await fetch(`${base}${path}`, { ...more, headers: { cookie, ...more.headers } });
    assert.ok(answer.ok, `${path}: ${answer.status} ${await answer.clone().text()}`);
    return answer;
  };
  const { proof } = await (await ask("/api/v1/me")).json();
  return {
    get: async (path) => (await ask(path)).json(),
    bytes: async (path) => Buffer.from(await (await ask(path)).arrayBuffer()),
    act: async (number, action, input = {}) =>
      (await ask(`/api/v1/cases/${number}/actions/${action}`, { method: "POST", headers: { "content-type": "application/json", "x-csrf-token": proof }, body: JSON.stringify(input) })).json(),
  };
}

let count = 0;
/** A sentence that stands in no other case. */
const unheard = () => `合成：巡查试件${Date.now().toString(36)}${(count += 1)}`;

/** A resident's matter, dispatched to the grid worker's community. */
async function dispatched(base, clerk) {
  const form = { content: unheard(), place: { unit: COMMUNITY, address: "合成：示例巷 3 号" } };
  const answer = await fetch(`${base}/api/v1/cases`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ type: "hotline.request", district: "420103", form }) });
  const { number } = await answer.json();
  await clerk.act(number, "dispatch", { lead_unit: COMMUNITY });
  return number;
}

/** A phone on a road of its own, its worker at work and its pages kept. */
async function phone({ house, base, width, lang }) {
  const way = await road(base);
  const context = await house.visit(way.base, width, lang, { geolocation: { longitude: 114.2613, latitude: 30.6061 }, permissions: ["geolocation"] });
  const wrong = [];
  // A road that is cut is told on the console by the browser itself; everything else there is ours to answer for.
  context.on("console", (message) => message.type() === "error" && !/net::ERR_|Failed to load resource/.test(message.text()) && wrong.push(message.text()));
  context.on("weberror", (error) => wrong.push(error.error().message));
  const page = await context.newPage();
  await signIn(page, "grid", "/desk/patrol");
  await settled(page);
  const signal = async (there) => {
    way.signal(there);
    await context.setOffline(!there);
  };
  const close = async () => {
    await context.close();
    await way.close();
    assert.deepEqual(wrong, []);
  };
  return { way, context, page, signal, close };
}

async function settled(page) {
  await page.evaluate(async (form) => {
    const there = async () => {
      const pages = await caches.open("patrol-pages");
      const kept = await Promise.all(["/desk/patrol", "/desk/patrol/report", form].map((path) => pages.match(path)));
      return navigator.serviceWorker.controller !== null && kept.every(Boolean);
    };
    for (let tries = 0; !(await there()); tries += 1) {
      if (tries > 100) throw new Error("the pages are not kept");
      await new Promise((done) => setTimeout(done, 100));
    }
  }, REPORT);
}

/** The browser's own request to the worker to send what waits, as Background Sync makes it; it needs no page of patrol. */
async function asker(context, page, origin) {
  await page.goto(`${origin}/follow`);
  const devtools = await context.newCDPSession(page);
  const registered = new Promise((done) => {
    devtools.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
      const ours = registrations.find(({ scopeURL, isDeleted }) => !isDeleted && scopeURL.includes("/desk/patrol"));
      if (ours) done(ours.registrationId);
    });
  });
  await devtools.send("ServiceWorker.enable");
  const registrationId = await registered;
  return async () => {
    await devtools.send("ServiceWorker.dispatchSyncEvent", { origin, registrationId, tag: "patrol-send", lastChance: false });
    await new Promise((done) => setTimeout(done, 1500));
  };
}

/** What waits was first sent so long ago. */
async function backdated(page, milliseconds) {
  await page.evaluate(async (ago) => {
    const base = await new Promise((done) => (indexedDB.open("patrol").onsuccess = (event) => done(event.target.result)));
    const store = base.transaction("items", "readwrite").objectStore("items");
    const items = await new Promise((done) => (store.getAll().onsuccess = (event) => done(event.target.result)));
    for (const one of items.filter((item) => item.state === "waiting")) store.put({ ...one, first: Date.now() - ago });
    await new Promise((done) => (store.transaction.oncomplete = done));
  }, milliseconds);
}

const states = (page) => page.locator(".bh-queue__item").evaluateAll((items) => items.map((item) => item.dataset.state ?? "sealed"));
const item = (page, state) => page.locator(`.bh-queue__item--${state}`);
const stop = (page, number) => page.locator(".bh-stop", { hasText: number });

async function until(so) {
  for (const end = Date.now() + 10_000; !so(); await new Promise((done) => setTimeout(done, 50))) assert.ok(Date.now() < end, String(so));
}

async function take(page, number) {
  await stop(page, number).locator("form[data-action=take] button").click();
  await page.locator(".bh-queue__item").first().waitFor();
}

/** Fills in a report with a picture; it stays on this page. */
async function report(page, words, picture) {
  await page.goto(REPORT);
  await page.locator("#content").fill(words);
  await page.locator("#place-unit").selectOption(COMMUNITY);
  if (picture) {
    await page.locator("#pictures-new").setInputFiles({ name: "IMG_0001.jpg", mimeType: "image/jpeg", buffer: picture });
    await page.locator(".bh-pictures li").first().waitFor();
  }
  await page.locator("form[data-patrol=file] button[type=submit]").click();
  await page.locator(".bh-queue__item").first().waitFor();
}

/** The cases with these words; words become findable a moment after a case is filed. */
async function found(clerk, words, atLeast = 1) {
  for (const end = Date.now() + 5000; ; await new Promise((done) => setTimeout(done, 100))) {
    const { items } = await clerk.get(`/api/v1/cases?q=${encodeURIComponent(words)}`);
    if (items.length >= atLeast || Date.now() > end) return items;
  }
}

export default [
  {
    name: "a grid worker without a signal reports with a picture and takes, and nothing is lost or doubled",
    walk: async ({ house, base, width, lang, look, say }) => {
      const clerk = await officer(base, "clerk");
      const number = await dispatched(base, clerk);
      const words = unheard();
      const { context, page, signal, close } = await phone({ house, base, width, lang });
      const devtools = await context.newCDPSession(page);
      const { url, errors } = await devtools.send("Page.getAppManifest");
      assert.match(url, /\/desk\/patrol\/manifest\.webmanifest$/);
      assert.deepEqual(errors, []);
      const { installabilityErrors } = await devtools.send("Page.getInstallabilityErrors");
      assert.deepEqual(installabilityErrors.map((error) => error.errorId).filter((id) => id !== "in-incognito"), []);
      // The widest that a time is said, whatever the hour of this run: the page stays within the screen.
      const time = page.locator(".bh-stop .bh-clock span").first();
      const said = await time.innerText();
      await time.evaluate((it) => (it.textContent = "12 h 58 min of working time over"));
      await look("patrol-route", page);
      await time.evaluate((it, said) => (it.textContent = said), said);

      const picture = withNotice(await photograph(page, 3000, 2000), { lon: 114.261277, lat: 30.606105 });
      await signal(false);
      await page.goto(REPORT);
      await page.locator("#patrol-signal").waitFor();
      await page.locator("#content").fill(words);
      await page.locator("#pictures-new").setInputFiles({ name: "IMG_0001.jpg", mimeType: "image/jpeg", buffer: picture });
      const offer = page.locator(".bh-point__offer");
      await offer.waitFor();
      assert.equal(await page.locator("input[name=place-lon]").inputValue(), "", "nothing is taken before it is pressed");
      await look("patrol-report-offline", page);
      await offer.click();
      assert.equal(await page.locator("input[name=place-lat]").inputValue(), "30.606105");
      await page.locator("form[data-patrol=file] button[type=submit]").click();
      await item(page, "waiting").waitFor();
      await page.goto("/desk/patrol");
      await take(page, number);
      await stop(page, number).locator(".bh-stop__note:not(:empty)").waitFor();
      assert.deepEqual(await states(page), ["waiting", "waiting"]);
      await look("patrol-queue-offline", page);
      await page.close();

      const back = await context.newPage();
      await back.goto("/desk/patrol");
      await item(back, "waiting").nth(1).waitFor();
      await back.locator("#patrol-signal:not(:empty)").waitFor();
      assert.match(await back.locator("#patrol-signal").textContent(), say(/没有信号/, /No signal/));
      assert.equal((await found(clerk, words, 0)).length, 0);
      await signal(true);
      await item(back, "received").nth(1).waitFor();
      await look("patrol-queue-received", back);

      const cases = await found(clerk, words);
      assert.equal(cases.length, 1, "exactly one case");
      const [{ number: filed }] = cases;
      assert.ok((await back.locator(".bh-queue__list").textContent()).includes(filed), "its number is told");
      const whole = await clerk.get(`/api/v1/cases/${filed}`);
      assert.deepEqual([whole.form.place.lon, whole.form.place.lat], [114.261277, 30.606105]);
      const { items: files } = await clerk.get(`/api/v1/cases/${filed}/files`);
      assert.equal(files.length, 1);
      const kept = await clerk.bytes(`/api/v1/cases/${filed}/files/${files[0].id}`);
      assert.deepEqual(sizeOf(kept), [1600, 1067]);
      assert.ok(!kept.includes("Exif"), "nothing tells where it was taken");
      const taken = await clerk.get(`/api/v1/cases/${number}/events`);
      const acts = taken.items.filter((event) => event.type === "acted" && event.data.action === "take");
      assert.deepEqual(acts.map((event) => event.actor.unit), [COMMUNITY], "taken once, by the grid worker's unit");
      const left = await back.evaluate(async () => {
        const base = await new Promise((done) => (indexedDB.open("patrol").onsuccess = (event) => done(event.target.result)));
        return new Promise((done) => (base.transaction("items").objectStore("items").getAll().onsuccess = (event) => done(event.target.result)));
      });
      assert.ok(left.every((one) => one.typed.length === 0 && one.pictures.length === 0 && Object.keys(one.values).length === 0), "what was received leaves nothing of it on the phone");
      await close();
    },
  },
  {
    name: "an answer that is lost on its way back makes no second case and no second act",
    widths: [360],
    languages: ["zh"],
    walk: async ({ house, base, width, lang }) => {
      const clerk = await officer(base, "clerk");
      const number = await dispatched(base, clerk);
      const words = unheard();
      const { way, page, close } = await phone({ house, base, width, lang });
      way.loseAnswers("POST /api/v1/cases ");
      await report(page, words, await photograph(page, 800, 600));
      await item(page, "waiting").waitFor();
      await until(() => way.lost > 0);
      way.loseAnswers();
      assert.equal((await found(clerk, words)).length, 1, "the server took it, the phone does not know");
      await page.locator("#patrol-send").click();
      await item(page, "received").waitFor();
      assert.equal((await found(clerk, words)).length, 1, "and it is still one");
      await page.goto("/desk/patrol");
      way.loseAnswers(`POST /api/v1/cases/${number}/actions/take`);
      const lost = way.lost;
      await take(page, number);
      await item(page, "waiting").waitFor();
      await until(() => way.lost > lost);
      way.loseAnswers();
      await page.locator("#patrol-send").click();
      await item(page, "received").nth(1).waitFor();
      const { items } = await clerk.get(`/api/v1/cases/${number}/events`);
      assert.equal(items.filter((event) => event.type === "acted" && event.data.action === "take").length, 1);
      await close();
    },
  },
  {
    name: "what waits goes out with no page open, and what was sent a day ago is asked about before it goes again",
    widths: [360],
    languages: ["zh"],
    walk: async ({ house, base, width, lang, look }) => {
      const clerk = await officer(base, "clerk");
      const { way, context, page, signal, close } = await phone({ house, base, width, lang });

      // Background Sync: the browser asks the worker alone. On a cut road it hears that it was not done, and asks again.
      const unseen = unheard();
      const elsewhere = await context.newPage();
      const ask = await asker(context, elsewhere, way.base);
      await signal(false);
      await report(page, unseen);
      await item(page, "waiting").waitFor();
      await page.close();
      way.signal(false);
      await context.setOffline(false);
      await ask();
      assert.equal((await found(clerk, unseen, 0)).length, 0, "the road is cut");
      way.signal(true);
      await ask();
      assert.equal((await found(clerk, unseen)).length, 1, "sent, and no page of patrol was open");
      await ask();
      assert.equal((await found(clerk, unseen)).length, 1, "once");

      // Uncertain: the answer was lost, and the server keeps a key for a day only.
      const again = await context.newPage();
      await again.goto("/desk/patrol");
      const words = unheard();
      way.loseAnswers("POST /api/v1/cases ");
      const lost = way.lost;
      await report(again, words);
      await until(() => way.lost > lost);
      way.loseAnswers();
      await signal(false);
      await backdated(again, 21 * 3_600_000);
      await again.goto("/desk/patrol");
      await signal(true);
      await item(again, "uncertain").waitFor();
      await look("patrol-uncertain", again);
      assert.match(await item(again, "uncertain").textContent(), /没有收到回音/);
      assert.equal((await found(clerk, words)).length, 1, "it is not sent again by itself");
      await item(again, "uncertain").getByRole("button", { name: "重新发送" }).click();
      await item(again, "received").first().waitFor();
      assert.equal((await found(clerk, words, 2)).length, 2, "sent again because somebody said so");
      await close();
    },
  },
  {
    name: "somebody acted first: applied to what is now, left as a comment, or dropped",
    widths: [360],
    walk: async ({ house, base, width, lang, look, say }) => {
      const clerk = await officer(base, "clerk");
      const handler = await officer(base, "handler");
      const [again, remark, away] = [await dispatched(base, clerk), await dispatched(base, clerk), await dispatched(base, clerk)];
      const { page, signal, close } = await phone({ house, base, width, lang });
      await signal(false);
      for (const number of [again, remark, away]) await take(page, number);
      await handler.act(again, "return", { reason: "合成：不属本社区" });
      await clerk.act(again, "dispatch", { lead_unit: COMMUNITY });
      for (const number of [remark, away]) await handler.act(number, "take");
      await signal(true);
      await item(page, "conflict").nth(2).waitFor();
      await look("patrol-conflict", page);

      const of = (number) => item(page, "conflict").filter({ hasText: number });
      await of(again).getByRole("button", { name: say("按现在的情况办理", "Apply to what is now") }).click();
      await item(page, "received").filter({ hasText: again }).waitFor();
      assert.equal((await clerk.get(`/api/v1/cases/${again}`)).stage, "handle");

      assert.equal(await of(remark).getByRole("button", { name: say("按现在的情况办理", "Apply to what is now") }).count(), 0, "what is not open is not offered");
      await of(remark).getByRole("button", { name: say("作为备注留下", "Leave it as a comment") }).click();
      await item(page, "received").filter({ hasText: remark }).waitFor();
      const said = await clerk.get(`/api/v1/cases/${remark}/events`);
      assert.ok(said.items.some((event) => event.type === "acted" && event.data.action === "comment"));

      page.once("dialog", (dialog) => dialog.accept());
      await of(away).getByRole("button", { name: say("不要了", "Delete") }).click();
      await of(away).waitFor({ state: "detached" });
      await close();
    },
  },
  {
    name: "a session that is over loses nothing, and one officer's things are not another's",
    widths: [360],
    languages: ["zh"],
    walk: async ({ house, base, width, lang, look }) => {
      const clerk = await officer(base, "clerk");
      const words = unheard();
      const { context, page, signal, close } = await phone({ house, base, width, lang });
      await signal(false);
      await report(page, words);
      await context.clearCookies({ name: "session" });
      await signal(true);
      await page.locator("#patrol-signal a").waitFor();
      await look("patrol-signed-out", page);
      assert.equal((await found(clerk, words, 0)).length, 0, "nothing goes out as anybody");
      await signIn(page, "handler", "/desk/patrol");
      await page.locator("#patrol-queue").waitFor();
      assert.deepEqual(await states(page), ["sealed"], "only that there is something of a colleague's");
      assert.ok(!(await page.locator("body").textContent()).includes(words));
      await signOut(page);
      await signIn(page, "grid", "/desk/patrol");
      await item(page, "received").waitFor();
      assert.equal((await found(clerk, words)).length, 1);

      await close();
    },
  },
  {
    name: "signing out asks first where something is unsent, and then leaves nothing on the phone",
    widths: [360],
    languages: ["zh"],
    walk: async ({ house, base, width, lang }) => {
      const { page, way, signal, close } = await phone({ house, base, width, lang });
      await signal(false);
      await report(page, unheard());
      way.signal(true);
      // The press may wait for the question to be answered, so the answer does not wait for the press.
      let question;
      page.once("dialog", (dialog) => {
        question = dialog.message();
        return dialog.dismiss();
      });
      await page.locator("form[action='/sign-out'] button").click();
      await until(() => question !== undefined);
      assert.match(question, /还有 1 条没有发出/);
      await item(page, "waiting").waitFor();
      page.once("dialog", (dialog) => dialog.accept());
      const wiped = page.waitForRequest((request) => request.url().endsWith("/sign-out"));
      await page.locator("form[action='/sign-out'] button").click();
      await wiped;
      await signal(true);
      await page.goto("/sign-in");
      const left = await page.evaluate(async () => {
        const base = await new Promise((done) => (indexedDB.open("patrol").onsuccess = (event) => done(event.target.result)));
        const items = await new Promise((done) => (base.transaction("items").objectStore("items").getAllKeys().onsuccess = (event) => done(event.target.result)));
        return [items.length, await caches.has("patrol-pages")];
      });
      assert.deepEqual(left, [0, false]);
      await close();
    },
  },
  {
    name: "pictures: small, upright, telling nothing; what is none, or vast, is refused in a sentence",
    widths: [360],
    walk: async ({ house, base, width, lang, look, say }) => {
      const { page, close } = await phone({ house, base, width, lang });
      await page.goto(REPORT);
      const control = page.locator("#pictures-new");
      const lines = page.locator(".bh-pictures li");
      const small = await photograph(page, 640, 480);
      const sent = async (name, mimeType, buffer) => {
        await page.reload();
        await control.setInputFiles({ name, mimeType, buffer });
        await lines.first().waitFor();
        const made = await control.evaluate(async (input) => Promise.all([...input.files].map(async (file) => [...new Uint8Array(await file.arrayBuffer())])));
        return made.map((bytes) => Buffer.from(bytes));
      };
      for (const [position, told] of [
        [{ lon: 114.261277, lat: 30.606105 }, "30.60610, 114.26128"],
        [{ lon: -70.5, lat: -33.25, little: true }, "-33.25000, -70.50000"],
      ]) {
        const [made] = await sent("a.jpg", "image/jpeg", withNotice(small, position));
        assert.ok(made.equals(small), "the picture itself stays byte for byte");
        assert.ok((await page.locator(".bh-point__offer").textContent()).endsWith(told));
      }
      const [turned] = await sent("b.jpg", "image/jpeg", withNotice(small, { lon: 1, lat: 1, orientation: 6 }));
      assert.deepEqual(sizeOf(turned), [480, 640], "drawn upright");
      assert.ok(!turned.includes("Exif"));
      const torn = withNotice(small, { lon: 1, lat: 1 });
      torn.writeUInt32BE(0x7fffffff, 16);
      const [mended] = await sent("c.jpg", "image/jpeg", torn);
      assert.ok(mended.equals(small), "a notice that cannot be read is left out too");
      assert.equal(await page.locator(".bh-point__offer").count(), 0);
      const [large] = await sent("d.jpg", "image/jpeg", await photograph(page, 7300, 5500));
      assert.deepEqual(sizeOf(large), [1600, 1205], "40 million pixels are made small");
      assert.deepEqual(await sent("e.jpg", "image/jpeg", Buffer.from("<script>alert(1)</script>")), []);
      assert.match(await lines.first().textContent(), say(/不是能打开的图片/, /is not a picture that can be opened/));
      const vast = Buffer.concat([Buffer.from("89504e470d0a1a0a0000000d49484452", "hex"), Buffer.from("0000753000007530080200000000000000", "hex")]);
      assert.deepEqual(await sent("f.png", "image/png", vast), []);
      assert.match(await lines.first().textContent(), say(/像素太多/, /too many pixels/));
      await look("patrol-pictures", page);

      await page.reload();
      await page.getByRole("button", { name: say("用我现在的位置", "Use where I am now") }).click();
      await page.waitForFunction(() => document.querySelector("input[name=place-lon]").value !== "");
      assert.equal(await page.locator("input[name=place-lon]").inputValue(), "114.261300");
      await page.evaluate(() => (IDBObjectStore.prototype.put = () => { throw new DOMException("full", "QuotaExceededError"); }));
      await page.locator("#content").fill("合成：存不下");
      await page.locator("form[data-patrol=file] button[type=submit]").click();
      await page.getByText(say("手机存储已满", "The phone's storage is full"), { exact: false }).waitFor();
      assert.equal(await page.locator("#content").inputValue(), "合成：存不下", "nothing typed is lost");
      await close();
    },
  },
  {
    name: "what the server turns back is told in words, mended and sent again with its picture",
    widths: [360],
    languages: ["en"],
    walk: async ({ house, base, width, lang, look }) => {
      const clerk = await officer(base, "clerk");
      const words = unheard();
      const { page, close } = await phone({ house, base, width, lang });
      await report(page, `${words} ${"很长".repeat(1200)}`, await photograph(page, 640, 480));
      await item(page, "refused").waitFor();
      await look("patrol-turned-back", page);
      await item(page, "refused").getByRole("button", { name: "Correct and send again" }).click();
      await page.locator(".bh-pictures li").first().waitFor();
      assert.ok((await page.locator("#content").inputValue()).startsWith(words));
      await page.locator("#content").fill(words);
      // A button takes no second press within a second of the first, lest one report be two: nobody mends as fast as this.
      await page.waitForTimeout(1100);
      await page.locator("form[data-patrol=file] button[type=submit]").click();
      await item(page, "received").waitFor();
      assert.equal(await item(page, "refused").count(), 0, "the mended one stands for it");
      const [filed, ...others] = await found(clerk, words);
      assert.deepEqual(others, []);
      assert.equal((await clerk.get(`/api/v1/cases/${filed.number}/files`)).items.length, 1);
      await close();
    },
  },
  {
    name: "patrol without script: the route, a report, a take",
    widths: [360],
    languages: ["zh"],
    walk: async ({ house, base, width, lang }) => {
      const clerk = await officer(base, "clerk");
      const number = await dispatched(base, clerk);
      const words = unheard();
      const context = await house.visit(base, width, lang, { javaScriptEnabled: false });
      const page = await context.newPage();
      await signIn(page, "grid", "/desk/patrol");
      await stop(page, number).locator("form[action$='/actions/take'] button").click();
      await page.locator(".govuk-notification-banner--success").waitFor();
      await page.goto("/desk/patrol");
      await page.locator(`.bh-patrol__report[href="${REPORT}"]`).click();
      await page.locator("form[data-patrol=file] button[type=submit]").click();
      await page.locator(".govuk-error-summary").waitFor();
      await page.locator("#content").fill(words);
      await page.locator("#place-unit").selectOption(COMMUNITY);
      await page.locator("form[data-patrol=file] button[type=submit]").click();
      await page.locator(".govuk-panel").waitFor();
      assert.equal((await found(clerk, words)).length, 1);
      await context.close();
    },
  },
];
