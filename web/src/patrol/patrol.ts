// The patrol pages on a phone: forms go into the queue, the queue goes out when there is a signal, the worker keeps the
// pages. Every form works without this file too.
import { all, drop, keep, NEWS, type Item, type Picture } from "./queue";
import { address, draw } from "./list";
import { sendAll, type Round } from "./send";
import { refill, shape, type Field } from "./shape";
import { hour, say } from "./words";

const WORKER = "/desk/patrol/worker.js";
const SCOPE = "/desk/patrol";
/** How soon it is tried again; each time without an answer doubles the wait, up to the longest. */
const SOONEST_MS = 2_000;
const LATEST_MS = 30_000;
/** A number that nobody has put away goes after a week; the server has it all. */
const OLDEST_MS = 7 * 86_400_000;

class Patrol {
  readonly #user: string;
  #signal = navigator.onLine;
  #waiting: number | undefined;
  #pause = SOONEST_MS;
  /** How many acts the route that is shown knows of; none: it was made before the signal was lost. */
  #acts: number | undefined;

  constructor(readonly root: HTMLElement) {
    this.#user = root.dataset["user"] ?? "";
    localStorage.setItem("patrol-used", "yes");
    document.addEventListener("submit", (event) => this.#submitted(event));
    document.getElementById("patrol-send")?.addEventListener("click", () => void this.send());
    window.addEventListener("online", () => void this.send());
    window.addEventListener("offline", () => void this.#told("no-signal"));
    document.addEventListener("visibilitychange", () => void (document.visibilityState === "visible" && this.send()));
    new BroadcastChannel(NEWS).addEventListener("message", () => void this.#draw());
    void this.#begin();
  }

  async #begin(): Promise<void> {
    for (const { key, received } of await all()) if (received && Date.now() - received.at > OLDEST_MS) await drop(key);
    await this.#draw();
    this.#acts = await acts();
    void this.#settleIn();
    await this.send();
    await this.#reopen();
  }

  /** The worker keeps the pages that this one names, so that they are there without a signal. */
  async #settleIn(): Promise<void> {
    if (!("serviceWorker" in navigator)) return;
    await navigator.serviceWorker.register(WORKER, { scope: SCOPE, updateViaCache: "none" });
    const ready = await navigator.serviceWorker.ready;
    ready.active?.postMessage({ keep: JSON.parse(this.root.dataset["keep"] ?? "[]") });
    document.documentElement.dataset["patrol"] = "ready";
  }

  /** Sends what waits and says how it went. */
  async send(): Promise<void> {
    this.#pause = SOONEST_MS;
    await this.#sendNow();
  }

  async #sendNow(): Promise<void> {
    window.clearTimeout(this.#waiting);
    const round = await sendAll();
    await this.#told(round);
    if (round === "later" || round === "no-signal") this.#tryAgain();
    else if (round === "done") await this.#freshRoute();
  }

  /** A browser may believe that it is connected where nothing answers, and then never says that the signal is back. */
  #tryAgain(): void {
    window.clearTimeout(this.#waiting);
    this.#waiting = window.setTimeout(() => void this.#sendNow(), this.#pause);
    this.#pause = Math.min(2 * this.#pause, LATEST_MS);
  }

  async #told(round: Round): Promise<void> {
    this.#signal = round !== "no-signal";
    if (!this.#signal) this.#acts = undefined;
    const told = document.getElementById("patrol-signal");
    if (told) {
      const made = Date.parse(this.root.dataset["made"] ?? "");
      told.hidden = round === "done";
      told.replaceChildren(say(round === "no-signal" ? "noSignal" : round === "signed-out" ? "signedOut" : "later", { at: hour(made) }));
      if (round === "signed-out") told.append(" ", link("/sign-in?to=/desk/patrol", say("signIn")));
    }
    await this.#draw();
  }

  async #draw(): Promise<void> {
    await draw(this.#user, this.#signal, { send: () => void this.send(), again: (item) => this.#again(item) });
  }

  #submitted(event: SubmitEvent): void {
    const form = event.target;
    if (event.defaultPrevented || !(form instanceof HTMLFormElement) || !form.dataset["patrol"]) return;
    event.preventDefault();
    if (form.dataset["saving"]) return;
    form.dataset["saving"] = "yes";
    void this.#save(form).finally(() => delete form.dataset["saving"]);
  }

  async #save(form: HTMLFormElement): Promise<void> {
    const read = shape(form, JSON.parse(form.dataset["fields"] ?? "[]") as Field[]);
    if (read.missing.length > 0) return complain(form, say("missing", { what: read.missing.join("、") }));
    const pictures: Picture[] = read.files.map(({ field, file }) => ({ field, name: file.name, content: file }));
    try {
      await keep({ ...this.#item(form), values: read.values, typed: read.typed, pictures });
    } catch (error) {
      const full = error instanceof DOMException && error.name === "QuotaExceededError";
      return complain(form, say(full ? "full" : "notKept"));
    }
    complain(form, "");
    const replaced = form.dataset["replaces"];
    if (replaced) await drop(replaced);
    delete form.dataset["replaces"];
    form.reset();
    form.closest("details")?.removeAttribute("open");
    document.getElementById("patrol-queue")?.scrollIntoView({ block: "start" });
    void navigator.storage?.persist?.().catch(() => false);
    void wakeLater();
    await this.send();
  }

  #item(form: HTMLFormElement): Item {
    const { patrol, title = "", type = "", number = "", action = "" } = form.dataset;
    const hidden = (name: string): string => form.querySelector<HTMLInputElement>(`input[name="${name}"]`)?.value ?? "";
    const kind = patrol === "file" ? "file" : "act";
    const [task, seen] = kind === "act" ? [hidden("task"), hidden("seen")] : ["", ""];
    const path = kind === "file" ? "/api/v1/cases" : address(number, action, task);
    const language = document.documentElement.lang;
    return { key: crypto.randomUUID(), user: this.#user, language, kind, made: Date.now(), title, path, type, number, action, task, seen, values: {}, typed: [], pictures: [], state: "waiting", tries: 0 };
  }

  /** The form of an item that was turned back, with what was typed and the pictures. */
  #again(item: Item): boolean {
    const forms = [...document.querySelectorAll<HTMLFormElement>("form[data-patrol]")];
    const form = forms.find(({ dataset }) => (item.kind === "file" ? dataset["patrol"] === "file" && dataset["type"] === item.type : dataset["number"] === item.number && dataset["action"] === item.action));
    if (!form) {
      if (item.kind !== "file") return false;
      location.assign(`/desk/patrol/report?type=${encodeURIComponent(item.type)}#${item.key}`);
      return true;
    }
    refill(form, item.typed);
    hand(form, item.pictures);
    form.dataset["replaces"] = item.key;
    form.closest("details")?.setAttribute("open", "");
    form.scrollIntoView({ block: "start" });
    return true;
  }

  /** The page was opened for an item that was turned back. */
  async #reopen(): Promise<void> {
    const item = (await all()).find(({ key, user }) => key === location.hash.slice(1) && user === this.#user);
    if (item) this.#again(item);
  }

  /** What has been done moves tasks on: the route is fetched anew, unless somebody is typing in it. */
  async #freshRoute(): Promise<void> {
    const route = document.getElementById("patrol-route");
    const done = await acts();
    if (!route || route.querySelector("details[open]") || this.#acts === done) return;
    this.#acts = done;
    const answer = await fetch("/desk/patrol", { cache: "no-store" }).catch(() => undefined);
    if (!answer?.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("patrol-route");
    if (!fresh) return;
    route.replaceChildren(...fresh.childNodes);
    this.root.dataset["made"] = page.getElementById("patrol")?.dataset["made"] ?? "";
    await this.#draw();
  }
}

/** How many acts have been received so far on this phone: when it grows, the route has changed. */
async function acts(): Promise<number> {
  return (await all()).filter((item) => item.kind === "act" && item.state === "received").length;
}

function link(href: string, words: string): HTMLAnchorElement {
  const anchor = document.createElement("a");
  anchor.className = "govuk-link";
  anchor.href = href;
  anchor.textContent = words;
  return anchor;
}

function complain(form: HTMLFormElement, words: string): void {
  let told = form.querySelector<HTMLElement>(".bh-patrol-error");
  if (!told) {
    told = document.createElement("p");
    told.className = "govuk-error-message bh-patrol-error";
    told.setAttribute("role", "alert");
    form.prepend(told);
  }
  told.textContent = words;
  if (words) told.scrollIntoView({ block: "center" });
}

function hand(form: HTMLFormElement, pictures: Picture[]): void {
  for (const input of form.querySelectorAll<HTMLInputElement>("input[type=file][name]")) {
    const held = new DataTransfer();
    const name = input.name.replace(/-new$/, "");
    for (const picture of pictures) {
      if (name.endsWith(picture.field)) held.items.add(new File([picture.content], picture.name, { type: picture.content.type }));
    }
    if (held.files.length === 0) continue;
    input.files = held.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

/** Where the browser can, it wakes the worker when the signal is back, even if the page is closed by then. */
async function wakeLater(): Promise<void> {
  const ready = (await navigator.serviceWorker?.getRegistration(SCOPE)) as (ServiceWorkerRegistration & { sync?: { register(tag: string): Promise<void> } }) | undefined;
  await ready?.sync?.register("patrol-send").catch(() => undefined);
}

const root = document.getElementById("patrol");
// Where the connection is not secure a browser keeps neither keys nor workers: there the plain forms are used.
if (root && window.isSecureContext) new Patrol(root);
