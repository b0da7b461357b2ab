// What colleagues do, on the page that shows it. One stream a page; closed while the page is hidden, so that a browser's
// few lines stay free, and opened again with a look at what was missed. Nothing that is being typed is touched.

const PAUSE_MS = 400;

interface Moved {
  number: string;
  version: number;
  told: string;
}

/** Follows the part of the page that says `data-live`. Without it, or without streams, the page stays as it is. */
export function watchLive(): void {
  const part = document.querySelector<HTMLElement>("[data-live]");
  if (!part || !("EventSource" in window)) return;
  const page = part.dataset["version"] === undefined ? new List(part) : new Matter(part);
  let source: EventSource | null = null;
  let over = false;
  let before = false;

  const close = (): void => {
    source?.close();
    source = null;
  };
  const open = (): void => {
    if (source || over || document.hidden) return;
    source = new EventSource(part.dataset["live"] ?? "");
    source.addEventListener("hello", (event) => {
      const { versions } = JSON.parse((event as MessageEvent<string>).data) as { versions: Record<string, number> };
      page.hello(versions, before);
      before = true;
    });
    source.addEventListener("changed", (event) => page.moved(JSON.parse((event as MessageEvent<string>).data) as Moved));
    source.addEventListener("new", () => page.more());
    source.addEventListener("again", () => page.again());
    source.addEventListener("ended", () => {
      over = true;
      close();
      say(part, part.dataset["liveEnded"] ?? "");
    });
  };
  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  window.addEventListener("pagehide", close);
  window.addEventListener("pageshow", open);
  open();
}

/** Says something above the part, to eyes and ears, with a link to the latest. */
function say(part: HTMLElement, words: string, link = false): void {
  let place = document.querySelector<HTMLElement>(".bh-live");
  if (!place) {
    place = document.createElement("div");
    place.className = "bh-live bh-no-print";
    place.setAttribute("role", "status");
    part.before(place);
  }
  const told = document.createElement("p");
  told.className = "govuk-body";
  told.textContent = words;
  if (link) {
    const see = document.createElement("a");
    see.className = "govuk-link";
    see.href = location.pathname + location.search;
    see.textContent = part.dataset["liveSee"] ?? "";
    told.append(" ", see);
  }
  place.replaceChildren(told);
}

/** The page of one matter: it only says so, because somebody may be typing. */
class Matter {
  readonly #part: HTMLElement;
  readonly #version: number;

  constructor(part: HTMLElement) {
    this.#part = part;
    this.#version = Number(part.dataset["version"]);
  }

  hello(versions: Record<string, number>): void {
    if (Object.values(versions).some((version) => version > this.#version)) this.again();
  }

  moved({ version, told }: Moved): void {
    if (version > this.#version) say(this.#part, told, true);
  }

  more(): void {}

  again(): void {
    say(this.#part, this.#part.dataset["liveMoved"] ?? "", true);
  }
}

/** A list: rows that moved are drawn anew where they stand; new ones wait until the reader asks for them. */
class List {
  readonly #part: HTMLElement;
  readonly #told = new Map<string, string>();
  #waiting: number | undefined;

  constructor(part: HTMLElement) {
    this.#part = part;
  }

  hello(_versions: Record<string, number>, before: boolean): void {
    if (before) this.again();
  }

  moved({ number, told }: Moved): void {
    this.#told.set(number, told);
    this.again();
  }

  more(): void {
    say(this.#part, this.#part.dataset["liveNew"] ?? "", true);
  }

  /** Asks for the page once for all that comes in a short while. */
  again(): void {
    window.clearTimeout(this.#waiting);
    this.#waiting = window.setTimeout(() => void this.#redraw(), PAUSE_MS);
  }

  async #redraw(): Promise<void> {
    const answer = await fetch(location.pathname + location.search, { redirect: "error" }).catch(() => null);
    if (!answer?.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = rows(fresh);
    const shown = rows(document);
    if (now.size === 0 && !fresh.querySelector("[data-live]")) return;
    for (const [number, row] of shown) this.#put(number, row, now.get(number));
    if ([...now.keys()].some((number) => !shown.has(number))) this.more();
  }

  #put(number: string, row: HTMLElement, fresh: HTMLElement | undefined): void {
    const told = this.#told.get(number);
    if (fresh && fresh.innerHTML === row.dataset["was"]) return;
    const ticked = row.querySelector<HTMLInputElement>("input[type=checkbox]")?.checked ?? false;
    if (fresh) {
      const focused = row.contains(document.activeElement) && document.activeElement?.tagName === "A";
      row.dataset["was"] = fresh.innerHTML;
      row.replaceChildren(...[...fresh.childNodes].map((node) => document.importNode(node, true)));
      const box = row.querySelector<HTMLInputElement>("input[type=checkbox]");
      if (box) box.checked = ticked;
      if (focused) row.querySelector<HTMLElement>("a[href]")?.focus({ preventScroll: true });
    } else {
      row.classList.add("bh-gone");
      row.querySelectorAll(".govuk-checkboxes").forEach((box) => box.remove());
    }
    const note = told ?? (fresh ? undefined : this.#part.dataset["liveTaken"]);
    if (note) this.#note(row, note);
  }

  #note(row: HTMLElement, words: string): void {
    row.querySelector(".bh-live__note")?.remove();
    const note = document.createElement("span");
    note.className = "bh-live__note";
    note.textContent = words;
    row.querySelector("a.bh-number")?.parentElement?.append(note);
    say(this.#part, `${row.querySelector("a.bh-number")?.textContent ?? ""} ${words}`);
  }
}

/** The rows of a list by the number of their case; a case with two tasks keeps its first. */
function rows(page: Document): Map<string, HTMLElement> {
  const found = new Map<string, HTMLElement>();
  for (const row of page.querySelectorAll<HTMLElement>("[data-live] tbody tr")) {
    const number = row.querySelector("a.bh-number")?.textContent;
    if (number && !found.has(number)) {
      row.dataset["was"] ??= row.innerHTML;
      found.set(number, row);
    }
  }
  return found;
}
