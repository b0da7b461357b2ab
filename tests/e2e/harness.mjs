// What every journey stands on: a server of its own data, Debian's Chromium, and the promises that hold on every page:
// no console error, no request that leaves the machine, axe content, nothing wider than the screen.
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { chromium } from "playwright-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const PROGRAM = process.env.PROGRAM ?? "target/debug/bihuan";
const PICTURES = process.env.PICTURES;
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"];

export const WIDTHS = [360, 1440];
export const LANGUAGES = ["zh", "en"];

async function freePort() {
  const server = createServer();
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

/** Starts a program and waits until its health answers; `stop` ends it and removes its data. */
async function start(program, args, port, seconds, data) {
  const log = [];
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (part) => log.push(part.toString()));
  let gone = null;
  child.on("error", (error) => (gone = error.message));
  child.on("exit", (code) => (gone ??= `exit ${code}`));
  const base = `http://127.0.0.1:${port}`;
  const stop = async () => {
    if (gone === null) {
      child.kill("SIGTERM");
      await Promise.race([new Promise((done) => child.on("exit", done)), new Promise((done) => setTimeout(done, 5000))]);
      child.kill("SIGKILL");
    }
    if (data) rmSync(data, { recursive: true, force: true });
  };
  for (const end = Date.now() + seconds * 1000; Date.now() < end; ) {
    if (gone !== null) break;
    const health = await fetch(`${base}/healthz`).catch(() => null);
    if (health?.ok) return { base, data, stop, log };
    await new Promise((done) => setTimeout(done, 100));
  }
  await stop();
  throw new Error(`${program} ${args.join(" ")}: ${gone ?? `not healthy after ${seconds} s`}\n${log.join("").slice(-2000)}`);
}

const STARTS = {
  /** The demo, on data of its own. */
  demo: async () => {
    const port = await freePort();
    const data = mkdtempSync(join(tmpdir(), "bihuan-e2e-"));
    return start(PROGRAM, ["serve", "--demo", "--data", data, "--listen", `127.0.0.1:${port}`], port, 120, data);
  },
  /** A demo of its own for whoever moves its clock: a month must not pass for the others. */
  ahead: () => STARTS.demo(),
  /** The component gallery of crates/web. */
  gallery: async () => {
    const port = await freePort();
    return start(join(dirname(PROGRAM), "examples", "gallery"), [`127.0.0.1:${port}`], port, 20, null);
  },
};

/** Servers and browser, each started when first asked for. */
export class House {
  #servers = new Map();
  #browser = null;
  /** What journeys measured: a line each, for the reader; nothing passes or fails by it. */
  notes = [];

  note(line) {
    this.notes.push(line);
  }

  server(name) {
    if (!this.#servers.has(name)) this.#servers.set(name, STARTS[name]());
    return this.#servers.get(name);
  }

  async visit(base, width, lang, more = {}) {
    this.#browser ??= chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", headless: true, args: FLAGS });
    const browser = await this.#browser;
    const locale = lang === "zh" ? "zh-CN" : "en-GB";
    const context = await browser.newContext({ baseURL: base, viewport: { width, height: width < 700 ? 740 : 900 }, locale, timezoneId: "Asia/Shanghai", reducedMotion: "reduce", ...more });
    context.setDefaultTimeout(10_000);
    await context.addCookies([{ name: "lang", value: lang, url: base }]);
    return context;
  }

  async close() {
    await (await this.#browser)?.close();
    for (const server of this.#servers.values()) await server.then((s) => s.stop(), () => {});
  }
}

/** Collects what must never happen while a journey walks. */
function watch(context) {
  const wrong = [];
  const documents = new Set();
  context.on("request", (request) => {
    const url = new URL(request.url());
    if (request.isNavigationRequest()) documents.add(request.url());
    if (!["data:", "blob:", "about:"].includes(url.protocol) && url.hostname !== "127.0.0.1") wrong.push(`a request left the machine: ${request.url()}`);
  });
  context.on("console", (message) => {
    if (message.type() !== "error") return;
    // A page that answers 404 or 422 on purpose is reported by the browser as a failed load of the page itself.
    if (message.text().startsWith("Failed to load resource") && documents.has(message.location().url)) return;
    wrong.push(`console: ${message.text()} (${message.location().url})`);
  });
  context.on("weberror", (error) => wrong.push(`script: ${error.error().message}`));
  return wrong;
}

/**
 * Whether axe reads the pages of this walk. A page is built alike in both languages, and axe takes most of a walk's time: where a journey
 * goes in all four ways it reads the phone in Chinese and the desk in English. Width and broken numbers are looked at in all four.
 */
function readByAxe(journey, width, lang) {
  const inAllWays = (journey.widths ?? WIDTHS).length > 1 && (journey.languages ?? LANGUAGES).length > 1;
  return !inAllWays || (width < 700) === (lang === "zh") || process.env.AXE === "all";
}

/** Runs axe in the page; evaluated, not added as a script, so that our policy stays as strict as it is. */
async function axe(page) {
  await page.evaluate(AXE);
  const found = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  // The makers keep aria-expanded on a radio that unfolds a field, after trying it with people who use screen readers:
  // https://github.com/alphagov/govuk-frontend/issues/979
  const known = (v, node) => v.id === "aria-allowed-attr" && /class="govuk-(radios|checkboxes)__input"/.test(node.html);
  for (const v of found.violations) v.nodes = v.nodes.filter((node) => !known(v, node));
  return found.violations.filter((v) => v.nodes.length > 0).map((v) => `axe ${v.id}: ${v.help}: ${v.nodes.map((n) => n.html.slice(0, 160)).join(" | ")}`);
}

async function tooWide(page) {
  const [content, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  return content > screen ? [`the page is ${content} px wide on a screen of ${screen}`] : [];
}

/** Case numbers that are broken over two lines: a number is read out on the telephone, check character and all. */
async function brokenNumbers(page) {
  return page.evaluate(() => {
    const broken = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      for (const found of text.data.matchAll(/\b\d{6}-?\d{2}-?\d{5,}-?[0-9A-Z]\b/g)) {
        const range = document.createRange();
        range.setStart(text, found.index);
        range.setEnd(text, found.index + found[0].length);
        const lines = new Set([...range.getClientRects()].filter((box) => box.width > 0).map((box) => Math.round(box.top)));
        if (lines.size > 1) broken.push(`the number ${found[0]} is broken over ${lines.size} lines in <${text.parentElement.tagName.toLowerCase()} class="${text.parentElement.className}">`);
      }
    }
    return broken;
  });
}

/**
 * Walks one journey once. The journey gets
 *   page    Playwright's page; context, its context (for a second person: house.visit)
 *   base    the server's address;  width, lang
 *   say     picks the words of the language: say("提交", "Submit")
 *   look    look("name"): axe, width, and a picture name-WIDTH-LANG.png
 */
export async function walk(house, journey, width, lang) {
  const { base, data } = await house.server(journey.server ?? "demo");
  const context = await house.visit(base, width, lang);
  const wrong = watch(context);
  try {
    const page = await context.newPage();
    const say = (zh, en) => (lang === "zh" ? zh : en);
    const look = async (name, of = page) => {
      if (PICTURES) {
        mkdirSync(PICTURES, { recursive: true });
        await of.screenshot({ path: join(PICTURES, `${name}-${width}-${lang}.png`), fullPage: true });
      }
      for (const found of [...(readByAxe(journey, width, lang) ? await axe(of) : []), ...(await tooWide(of)), ...(await brokenNumbers(of))]) wrong.push(`${name}: ${found}`);
    };
    await journey.walk({ house, context, page, base, data, width, lang, say, look });
  } catch (error) {
    wrong.push(error.stack ?? String(error));
  } finally {
    await context.close();
  }
  return wrong;
}
