// The patrol pages without a signal: the shell is kept by name, the pages as they were last, and what waits is sent when
// the browser says that the signal is back. The server writes the names of the shell's files in front of this text, so a
// new version of the program is a new worker.
import { sendAll } from "./send";

declare const self: ServiceWorkerGlobalScope & { patrolShell: { version: string; files: string[] } };

const { version, files } = self.patrolShell;
const SHELL = `patrol-shell-${version}`;
const PAGES = "patrol-pages";
const ROOT = "/desk/patrol";
/** The answer's header that says whose page it is: only such a page is kept, never the form to sign in. */
const OWNER = "x-patrol-user";
const PATIENCE_MS = 5_000;
/** A route of another day is of no use, and tells of people's matters. */
const OLDEST_MS = 36 * 3_600_000;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(SHELL).then((shell) => shell.addAll(files)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => event.waitUntil(tidy().then(() => self.clients.claim())));

/** The shell before this one stays: a kept page may still speak of its files. */
async function tidy(): Promise<void> {
  const shells = (await caches.keys()).filter((name) => name.startsWith("patrol-shell-") && name !== SHELL);
  await Promise.all(shells.slice(0, -1).map((name) => caches.delete(name)));
}

self.addEventListener("message", (event) => {
  const { keep } = event.data as { keep?: string[] };
  if (Array.isArray(keep)) event.waitUntil(Promise.all(keep.map((path) => fresh(new Request(path, { credentials: "same-origin" })).catch(() => undefined))));
});

// Background Sync is not in the language's own list of events yet.
(self as unknown as EventTarget).addEventListener("sync", (event) => {
  const { tag, waitUntil } = event as ExtendableEvent & { tag: string };
  if (tag === "patrol-send") waitUntil.call(event, again());
});

/** The browser asks again later only if it hears that it was not done. */
async function again(): Promise<void> {
  const round = await sendAll();
  if (round === "no-signal" || round === "later") throw new Error(round);
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (url.pathname.startsWith("/assets/")) event.respondWith(kept(request));
  else if (url.pathname === ROOT || url.pathname === `${ROOT}/report`) event.respondWith(page(request));
});

async function kept(request: Request): Promise<Response> {
  return (await caches.match(request)) ?? fetch(request);
}

/** The page as it is now; without a signal, or a weak one, as it was. */
async function page(request: Request): Promise<Response> {
  const waited = new Promise<undefined>((done) => setTimeout(() => done(undefined), PATIENCE_MS));
  const asked = fresh(request);
  const answer = await Promise.race([asked.catch(() => undefined), waited]);
  return answer ?? (await asItWas(request)) ?? asked;
}

async function fresh(request: Request): Promise<Response> {
  const answer = await fetch(request);
  const path = nameOf(request);
  const owner = answer.headers.get(OWNER);
  if (answer.ok && owner) {
    const before = await (await caches.open(PAGES)).match(ROOT);
    if (before && before.headers.get(OWNER) !== owner) await caches.delete(PAGES);
    const pages = await caches.open(PAGES);
    await pages.put(path, answer.clone()).catch(() => undefined);
  }
  return answer;
}

/** The name that a page is kept under: its path, with the kind of matter where it is a form's. */
function nameOf(request: Request): string {
  const { pathname, searchParams } = new URL(request.url);
  const kind = searchParams.get("type");
  return kind ? `${pathname}?type=${encodeURIComponent(kind)}` : pathname;
}

async function asItWas(request: Request): Promise<Response | undefined> {
  const pages = await caches.open(PAGES);
  const path = nameOf(request);
  const old = (await pages.match(path)) ?? (await pages.match(new URL(request.url).pathname));
  const date = Date.parse(old?.headers.get("date") ?? "");
  if (!old || !(Date.now() - date > OLDEST_MS)) return old;
  await pages.delete(path);
  return undefined;
}
